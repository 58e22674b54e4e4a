/*
 * Kinds of characters as the line measures need them: fast, without tables of all of Unicode. Wrong for rare scripts'
 * case, which costs a feature its precision and nothing else.
 *
 *     size_t at = 0;
 *     while (at < text.size) {
 *         uint32_t code = letter_next(text, &at);
 *         if (letter_kind(code) == LETTER_STOP)
 *             stops++;
 *     }
 */
#ifndef SHINGLE_EXTRACT_LETTER_H
#define SHINGLE_EXTRACT_LETTER_H

#include "shingle/base/bytes.h"

enum letter_kind {
    LETTER_SPACE,
    LETTER_LOWER,
    LETTER_UPPER,
    LETTER_OTHER,    /* letters of scripts without case */
    LETTER_UNSPACED, /* letters of scripts without spaces between words: each counts as half a word */
    LETTER_DIGIT,
    LETTER_STOP,  /* . ! ? and their like */
    LETTER_COLON, /* : ; */
    LETTER_COMMA,
    LETTER_QUOTE,
    LETTER_OPEN, /* ( [ { */
    LETTER_CLOSE,
    LETTER_DASH,
    LETTER_BAR,    /* | / bullets, arrows: what parts items of a menu */
    LETTER_JOINER, /* apostrophe: stays inside a word */
    LETTER_MARK    /* any other sign */
};

/* The kind of a code point. */
enum letter_kind letter_kind_wide(uint32_t code);

extern const uint8_t letter_ascii[128];

static inline enum letter_kind letter_kind(uint32_t code)
{
    return code < 128 ? (enum letter_kind)letter_ascii[code] : letter_kind_wide(code);
}

/* Lower case of a code point that is LETTER_UPPER; others come back as they are. */
uint32_t letter_lower(uint32_t code);

/*
 * The code point at *at, which moves behind it. text must be valid UTF-8 or have been repaired; in invalid text a bad
 * byte gives U+FFFD. *at must be inside text.
 */
static inline uint32_t letter_next(struct bytes text, size_t *at)
{
    const uint8_t *p = text.at + *at;
    size_t left = text.size - *at;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] >= 0xc2 && p[0] < 0xe0 && left >= 2) {
        *at += 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    }
    if (p[0] >= 0xe0 && p[0] < 0xf0 && left >= 3) {
        *at += 3;
        return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    if (p[0] >= 0xf0 && p[0] < 0xf5 && left >= 4) {
        *at += 4;
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 |
               (p[3] & 0x3f);
    }
    *at += 1;
    return 0xfffd;
}

#endif
