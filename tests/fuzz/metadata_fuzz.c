/*
 * Whole pages to articles with their metadata. Laws: what comes out is UTF-8, no value is longer than allowed, and the
 * same page gives the same answer.
 */
#include "shingle/extract/metadata.h"
#include "shingle/extract/page.h"
#include "shingle/text/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool law)
{
    if (!law)
        abort();
}

static void check_value(struct bytes value, struct arena *arena)
{
    struct bytes repaired;
    size_t bad;
    demand(value.size <= METADATA_VALUE_MAX + 4);
    demand(utf8_repair(value, arena, &repaired, &bad) == STATUS_OK && bad == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct article first;
    struct article second;
    struct page page = {.content = bytes_of(data, size), .url = BYTES("https://a.example/b/c"), .kind = PAGE_HTML};
    arena_init(&arena, 64 << 10, 256 << 20);
    if (article_extract(&page, &arena, &first) == STATUS_OK && article_extract(&page, &arena, &second) == STATUS_OK) {
        demand(bytes_equal(first.title, second.title) && bytes_equal(first.text, second.text));
        check_value(first.byline, &arena);
        check_value(first.published, &arena);
        check_value(first.site, &arena);
        check_value(first.section, &arena);
    }
    arena_close(&arena);
    return 0;
}
