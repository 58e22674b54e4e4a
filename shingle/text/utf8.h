/*
 * UTF-8: check, repair, and code points one by one.
 *
 *     struct bytes text;
 *     size_t bad;
 *     if (utf8_repair(fetched, &arena, &text, &bad) != STATUS_OK)
 *         return STATUS_NOMEM;
 *     for (size_t at = 0; at < text.size;)
 *         use(utf8_next(text, &at));
 *
 * Well-formed is what the Unicode Standard's table 3-7 allows: no overlong forms, no surrogates, nothing over U+10FFFF.
 */
#ifndef SHINGLE_TEXT_UTF8_H
#define SHINGLE_TEXT_UTF8_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    UTF8_REPLACEMENT = 0xFFFD, /* stands for what cannot be read */
    UTF8_SIZE_MAX = 4          /* bytes of the longest code point */
};

/* Bytes of text's longest well-formed beginning; text.size when all of it is. Linear. */
size_t utf8_valid_upto(struct bytes text);

/*
 * Makes *out well-formed UTF-8: text itself when it is already, else a copy in arena in which each maximal subpart of
 * an ill-formed sequence is one U+FFFD (the Unicode Standard 3.9, "U+FFFD substitution of maximal subparts"; what
 * browsers do). *bad_count is the number of U+FFFD put in. The copy has at most 3 times text's size. STATUS_OK, or
 * STATUS_NOMEM. Linear. Repairing what was repaired changes nothing.
 */
MUST_CHECK enum status utf8_repair(struct bytes text, struct arena *arena, struct bytes *out, size_t *bad_count);

/* The rare part of utf8_next: four bytes, the text's end, what is not well-formed. */
uint32_t utf8_next_rare(struct bytes text, size_t *at);

/*
 * The code point at *at, which must be below text.size, and *at moved behind it. What is not well-formed gives
 * UTF8_REPLACEMENT and moves *at over its maximal subpart (1 to 3 bytes).
 */
static inline uint32_t utf8_next(struct bytes text, size_t *at)
{
    const uint8_t *lead = text.at + *at;
    size_t left = text.size - *at;
    if (lead[0] < 0x80) {
        *at += 1;
        return lead[0];
    }
    if (left >= 3 && (lead[0] & 0xf0) == 0xe0 && (lead[1] & 0xc0) == 0x80 && (lead[2] & 0xc0) == 0x80) {
        uint32_t code_point = (lead[0] & 0x0fu) << 12 | (lead[1] & 0x3fu) << 6 | (lead[2] & 0x3fu);
        if (code_point >= 0x800 && (code_point & 0xf800) != 0xd800) {
            *at += 3;
            return code_point;
        }
    }
    if (left >= 2 && lead[0] >= 0xc2 && lead[0] < 0xe0 && (lead[1] & 0xc0) == 0x80) {
        *at += 2;
        return (lead[0] & 0x1fu) << 6 | (lead[1] & 0x3fu);
    }
    return utf8_next_rare(text, at);
}

/* Writes one code point as 1 to 4 bytes and returns how many; surrogates and numbers over U+10FFFF as U+FFFD. */
size_t utf8_put(uint8_t out[UTF8_SIZE_MAX], uint32_t code_point);

#endif
