/*
 * Folding of single code points, from a table that is generated at build time out of utf8proc's data
 * (folding_generate.c). Used by words.c; see words.h for what is folded away.
 *
 *     uint32_t entry = folding_entry(code_point);
 *     switch (folding_kind(entry)) { ... }
 *
 * The folded form is fully decomposed (NFKD of the case folding) to a fixed point, so it depends on nothing around the
 * code point but for the order of combining marks (folded.h). Composition, which would need a look at neighbours, is
 * not needed to compare texts.
 *
 * An entry packs into 32 bits:   payload (24) | kind (3) | capital (1) | class (4)
 */
#ifndef SHINGLE_TEXT_FOLDING_H
#define SHINGLE_TEXT_FOLDING_H

#include <stdbool.h>
#include <stdint.h>

/* What a code point does to words. */
enum folding_class {
    FOLDING_SEPARATOR,  /* ends a word */
    FOLDING_LETTER,     /* makes a word */
    FOLDING_DIGIT,      /* makes a word */
    FOLDING_MARK,       /* belongs to the character before it */
    FOLDING_IGNORED,    /* as if it was not there */
    FOLDING_APOSTROPHE, /* parts words but between letters or digits */
    FOLDING_STOP,       /* parts words but between digits or initials */
    FOLDING_COMMA,      /* parts words but between digits */
    FOLDING_HAN,        /* of a script without spaces: a character that is about a word's part */
    FOLDING_KANA,       /* the same: a syllable */
    FOLDING_SYLLABIC,   /* the same: a sound of Thai, Lao, Khmer, Burmese and their like */
    FOLDING_CLASS_COUNT
};

/* What it becomes. */
enum folding_kind {
    FOLDING_SELF,   /* itself; the payload is its canonical combining class */
    FOLDING_ONE,    /* one other code point: the payload, whose own entry says class and combining class */
    FOLDING_MANY,   /* several: the payload is an index of folding_sequences << 5, and how many */
    FOLDING_MARKED, /* a letter with marks, as é: the payload is an index of folding_marked */
    FOLDING_HANGUL  /* a Hangul syllable: its 2 or 3 letters, by arithmetic */
};

enum {
    FOLDING_CODE_POINTS = 0x110000,
    FOLDING_BLOCK_BITS = 6, /* the tables are smallest so: 155 KB; with 5 to 8 bits 165, 155, 157, 170 */
    FOLDING_BLOCK = 1 << FOLDING_BLOCK_BITS,
    FOLDING_LENGTH_BITS = 5,
    FOLDING_MARKED_MAX = 7,
    FOLDING_HANGUL_MAX = 3,
    FOLDING_SEQUENCE_MAX = 24 /* longest sequence; U+FDFA has 18 */
};

/* What a byte is that is no ASCII letter or digit; all are below '0', the least byte of those. */
enum folding_ascii { FOLDING_ASCII_SEPARATOR, FOLDING_ASCII_JOINER, FOLDING_ASCII_NOT };

/* The generated tables. */
extern const uint16_t folding_blocks[FOLDING_CODE_POINTS >> FOLDING_BLOCK_BITS];
extern const uint32_t folding_entries[][FOLDING_BLOCK];
extern const uint32_t folding_sequences[];
extern const uint64_t folding_marked[];  /* UTF-8, first byte lowest, at most FOLDING_MARKED_MAX; its size uppermost */
extern const uint8_t folding_ascii[256]; /* the folded byte of an ASCII letter or digit, else of enum folding_ascii */
extern const uint32_t folding_unicode;   /* Unicode version of the data: 0xMMmmuu */

static inline uint32_t folding_entry(uint32_t code_point)
{
    uint32_t block = folding_blocks[code_point >> FOLDING_BLOCK_BITS];
    return folding_entries[block][code_point & (FOLDING_BLOCK - 1)];
}

static inline enum folding_class folding_class(uint32_t entry)
{
    return (enum folding_class)(entry & 15);
}

static inline bool folding_capital(uint32_t entry)
{
    return entry & 16;
}

static inline enum folding_kind folding_kind(uint32_t entry)
{
    return (enum folding_kind)(entry >> 5 & 7);
}

static inline uint32_t folding_payload(uint32_t entry)
{
    return entry >> 8;
}

/* The letters of a Hangul syllable: a leading consonant, a vowel, perhaps a trailing one (Unicode 3.12). How many. */
static inline unsigned folding_hangul(uint32_t syllable, uint32_t letters[FOLDING_HANGUL_MAX])
{
    enum { FIRST = 0xAC00, LEADING = 0x1100, VOWELS = 0x1161, TRAILING = 0x11A7, VOWEL_COUNT = 21, TRAIL_COUNT = 28 };
    uint32_t index = syllable - FIRST;
    letters[0] = LEADING + index / (VOWEL_COUNT * TRAIL_COUNT);
    letters[1] = VOWELS + index / TRAIL_COUNT % VOWEL_COUNT;
    letters[2] = TRAILING + index % TRAIL_COUNT;
    return index % TRAIL_COUNT ? 3 : 2;
}

static inline uint32_t folding_pack(enum folding_class class, bool capital, enum folding_kind kind, uint32_t payload)
{
    return (uint32_t) class | (uint32_t)capital << 4 | (uint32_t)kind << 5 | payload << 8;
}

#endif
