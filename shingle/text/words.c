#include "shingle/text/words.h"

#include "shingle/text/utf8.h"

#include <utf8proc.h>

/* Provisional: simple folding through utf8proc, one code point at a time. */
struct growing {
    struct word *at;
    size_t count;
    size_t capacity;
};

uint32_t words_version(void)
{
    return 0;
}

static bool push(struct growing *words, struct arena *arena, struct word word)
{
    if (words->count == words->capacity) {
        size_t capacity = words->capacity * 2 + 64;
        struct word *grown = arena_grow(arena, words->at, words->capacity * sizeof word, capacity * sizeof word);
        if (!grown)
            return false;
        words->at = grown;
        words->capacity = capacity;
    }
    words->at[words->count++] = word;
    return true;
}

enum status words_scan(const struct hash_key *key, struct bytes text, struct arena *arena, struct words *out)
{
    struct growing words = {0};
    uint8_t folded[WORD_FOLDED_MAX + 4];
    size_t size = 0;
    size_t start = 0;
    unsigned flags = 0;
    *out = (struct words){NULL, 0};
    if (text.size > WORDS_TEXT_MAX)
        return STATUS_TOOBIG;
    for (size_t at = 0; at <= text.size;) {
        size_t from = at;
        uint32_t c = ' ';
        if (at < text.size)
            c = utf8_next(text, &at);
        else
            at++;
        utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
        bool part = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
        if (part) {
            if (size == 0) {
                start = from;
                flags = utf8proc_isupper((utf8proc_int32_t)c) ? WORD_CAPITAL : 0;
            }
            if (category == UTF8PROC_CATEGORY_ND)
                flags |= WORD_NUMBER;
            size += utf8_put(folded + size, (uint32_t)utf8proc_tolower((utf8proc_int32_t)c));
        }
        if (size && (!part || size >= WORD_FOLDED_MAX || category == UTF8PROC_CATEGORY_LO)) {
            size_t end = part ? at : from;
            struct word word = {.hash = hash_bytes(key, HASH_WORD, bytes_of(folded, size)),
                                .at = (uint32_t)start,
                                .size = (end - start) & WORD_SIZE_MAX,
                                .flags = flags & 0xff};
            if (!push(&words, arena, word))
                return STATUS_NOMEM;
            size = 0;
        }
    }
    *out = (struct words){words.at, words.count};
    return STATUS_OK;
}
