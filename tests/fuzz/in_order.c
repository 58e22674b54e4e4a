#include "tests/fuzz/in_order.h"

#include "shingle/extract/entities.h"
#include "shingle/extract/letter.h"
#include "shingle/text/utf8.h"

/* The next sign at or after *at that is no white space, *at moved behind it; false at the end. */
static bool next_sign(struct bytes text, size_t *at, uint32_t *code)
{
    while (*at < text.size) {
        *code = utf8_next(text, at);
        if (letter_kind(*code) != LETTER_SPACE)
            return true;
    }
    return false;
}

/* The page while it is searched: what a reference stands for may be two signs, the second of which then waits. */
struct search {
    struct bytes page;
    size_t at;
    bool references;
    uint8_t value[ENTITY_VALUE_MAX];
    struct bytes waiting;
};

static bool take_waiting(struct search *search, uint32_t code)
{
    size_t at = 0;
    uint32_t sign;
    while (next_sign(search->waiting, &at, &sign)) {
        if (sign == code) {
            search->waiting = bytes_from(search->waiting, at);
            return true;
        }
    }
    return false;
}

/* Moves the search behind the next place where the page gives this sign. */
static bool find_sign(struct search *search, uint32_t code)
{
    if (take_waiting(search, code))
        return true;
    search->waiting = bytes_of(NULL, 0);
    while (search->at < search->page.size) {
        size_t start = search->at;
        uint32_t sign = utf8_next(search->page, &search->at);
        if (sign == code || (search->references && sign == 0 && code == UTF8_REPLACEMENT))
            return true;
        size_t size = 0;
        if (!search->references || sign != '&')
            continue;
        size_t taken = entity_read(bytes_from(search->page, start), false, search->value, &size);
        search->waiting = bytes_of(search->value, size);
        if (taken && take_waiting(search, code)) {
            search->at = start + taken;
            return true;
        }
        search->waiting = bytes_of(NULL, 0);
    }
    return false;
}

bool text_is_in_order(struct bytes part, struct bytes page, bool references)
{
    struct search search = {.page = page, .references = references};
    uint32_t code;
    for (size_t at = 0; next_sign(part, &at, &code);)
        if (!find_sign(&search, code))
            return false;
    return true;
}

bool text_is_same(struct bytes a, struct bytes b)
{
    size_t at_a = 0, at_b = 0;
    for (;;) {
        uint32_t code_a = 0, code_b = 0;
        bool more_a = next_sign(a, &at_a, &code_a), more_b = next_sign(b, &at_b, &code_b);
        if (more_a != more_b)
            return false;
        if (!more_a)
            return true;
        if (code_a != code_b)
            return false;
    }
}
