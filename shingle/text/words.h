/*
 * Words of a text, each as a keyed hash of its folded form and its place in the text.
 *
 *     struct words words;
 *     enum status status = words_scan(&key, text, &arena, &words);
 *     for (size_t i = 0; status == STATUS_OK && i < words.count; i++)
 *         use(words.at[i].hash, word_text(text, words.at[i]));
 *
 * What is folded away, so that two printings of one story have the same words:
 *   - case, compatibility forms (ligatures, full width, superscripts) and composition: canonically ordered NFKD of the
 *     case folding (Unicode Standard 3.13 and Annex 15). Two texts whose NFKC_Casefold is equal have equal words; NFKD
 *     stands in for NFKC because it can be read from a table one code point at a time;
 *   - default ignorable code points (soft hyphen, zero-width characters, direction marks, variation selectors), Arabic
 *     and Hebrew vowel points, the tatweel;
 *   - all punctuation and symbols, and with them how quotes and dashes are set;
 *   - the apostrophe inside a word (don't, don’t and dont are one word), the stops of initials (U.S. is us), the comma
 *     inside a number (1,000.5 is 1000.5); decimal digits of every script are 0 to 9.
 *
 * Scripts that put no spaces between words give overlapping n-grams of characters (WORD_UNSPACED). The n-grams run on
 * over punctuation and line ends, which these scripts set freely, and stop at words of other scripts. With 5 of them
 * to a shingle, a shingle covers about as much as 5 English words: Han 7 characters, Japanese 10, Thai, Lao, Khmer,
 * Burmese and their like 14.
 */
#ifndef SHINGLE_TEXT_WORDS_H
#define SHINGLE_TEXT_WORDS_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"

enum {
    WORD_FOLDED_MAX = 128,    /* folded bytes in one word; what is longer goes on as another word */
    WORD_MARKS_MAX = 30,      /* combining marks on one character; further ones are left out (Annex 15, stream-safe) */
    WORD_SIZE_MAX = 0xffffff, /* bytes of the text that a word's size can tell; a longer one tells this */
    WORDS_TEXT_MAX = 0x7fffffff /* bytes of a text */
};

enum word_flag {
    WORD_NUMBER = 1,  /* has a digit */
    WORD_CAPITAL = 2, /* starts with an upper-case or title-case letter in the text */
    WORD_UNSPACED = 4 /* an n-gram of characters */
};

struct word {
    uint64_t hash;      /* of the folded form, HASH_WORD */
    uint32_t at;        /* offset of its first byte in the text */
    uint32_t size : 24; /* bytes in the text, from its first to its last character */
    uint32_t flags : 8; /* of enum word_flag */
};

struct words {
    const struct word *at; /* in the order of their ends in the text; n-grams overlap, other words do not */
    size_t count;
};

/*
 * Number of the folding's rules: this file's version and the Unicode version of its tables. Words of two versions are
 * not to be compared; a store keeps the number and refuses another.
 */
uint32_t words_version(void);

/*
 * Finds the words of text, UTF-8 (what is not well-formed parts words like a space). The array lives in arena.
 * A text without letters or digits has no words. STATUS_OK; STATUS_TOOBIG over WORDS_TEXT_MAX; STATUS_NOMEM, *out is
 * then empty. Time is linear in text.size; memory 16 bytes a word, and up to three times as much while the array grows
 * (English fits at once).
 */
MUST_CHECK enum status words_scan(const struct hash_key *key, struct bytes text, struct arena *arena,
                                  struct words *out);

/* The word's bytes in the text that it was found in. */
static inline struct bytes word_text(struct bytes text, struct word word)
{
    return bytes_upto(bytes_from(text, word.at), word.size);
}

#endif
