/*
 * Text to the names in it. Laws: what comes out is UTF-8, no longer than the text but for what parts the names, has at
 * most BYLINE_NAMES_MAX names, and is the same the next time; only a field may be longer than BYLINE_TEXT_MAX, blanks
 * around it apart; offsets lie in the text. The first byte says what kind of byline it is, and whether the site's name
 * is known.
 */
#include "shingle/extract/byline.h"
#include "shingle/text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KINDS = 5, FLAG_SITE = 4, SIZE_MAX_TRIED = 1 << 16 };

static void demand(bool law)
{
    if (!law)
        abort();
}

static size_t count_names(struct bytes names)
{
    size_t count = names.size > 0;
    for (size_t at = 0; (at = bytes_find(names, BYTES(", "), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

static void check_names(struct bytes text, enum byline_kind kind, const struct site_names *sites, struct arena *arena)
{
    struct bytes names = byline_names(text, kind, sites, arena);
    demand(utf8_valid_upto(names) == names.size);
    demand(names.size <= text.size + 2 * (size_t)BYLINE_NAMES_MAX);
    demand(count_names(names) <= BYLINE_NAMES_MAX);
    demand(bytes_trim(text).size <= BYLINE_TEXT_MAX || kind == BYLINE_FIELD || !names.size);
    demand(bytes_equal(names, byline_names(text, kind, sites, arena)));
    (void)byline_is_weak(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct site_names sites = {.count = 0};
    if (size < 1 || size > SIZE_MAX_TRIED)
        return 0;
    struct bytes text = bytes_of(data + 1, size - 1);
    if (utf8_valid_upto(text) != text.size)
        return 0;
    arena_init(&arena, 16 << 10, 4 << 20);
    if (data[0] & FLAG_SITE) {
        site_names_add(&sites, BYTES("The Quay Courier"), &arena);
        site_names_add_url(&sites, BYTES("https://www.courier.example/region/1"), &arena);
    }
    check_names(text, (enum byline_kind)(data[0] % KINDS), &sites, &arena);
    size_t prefix = byline_prefix(text), inside = byline_inside(text);
    demand(prefix <= text.size);
    demand(inside == SIZE_MAX || inside < text.size);
    (void)byline_is_label(text);
    arena_close(&arena);
    return 0;
}
