/*
 * Runs of a script without spaces, as overlapping n-grams of characters with their marks. For words.c.
 *
 *     characters   国 家 主 席 习 近 平
 *     n-grams      国家主 家主席 主席习 席习近 习近平        Han: 3
 *
 * n depends on the n-gram's last character, so that Japanese, which mixes both, has long n-grams where it writes sounds
 * and short ones where it writes words. A run shorter than its n-gram is one word as a whole.
 */
#ifndef SHINGLE_TEXT_UNSPACED_H
#define SHINGLE_TEXT_UNSPACED_H

#include "shingle/text/folded.h"
#include "shingle/text/folding.h"
#include "shingle/text/word_list.h"

enum {
    UNSPACED_HAN = 3,
    UNSPACED_KANA = 6,
    UNSPACED_SYLLABIC = 10,
    UNSPACED_RING = 16 /* a power of two over the longest n-gram */
};

struct unspaced {
    struct folded folded;        /* of the run's last characters */
    size_t count;                /* characters in the run so far */
    size_t grams;                /* n-grams given so far */
    size_t gram;                 /* n for the last character */
    size_t end;                  /* offset in the text behind the last character */
    bool open;                   /* the last character may still get marks */
    size_t start[UNSPACED_RING]; /* of character i, at i % UNSPACED_RING: offset in folded */
    size_t from[UNSPACED_RING];  /* the same: offset in the text */
};

/* Adds a character that stands at from .. to - 1 in the text. */
void unspaced_add(struct unspaced *run, struct word_list *list, enum folding_class class, struct bytes character,
                  size_t from, size_t to);

/* Adds a mark to the last character, which is open. */
void unspaced_add_mark(struct unspaced *run, struct bytes mark, uint32_t combining, size_t to);

/* Gives what is left of the run and empties it. */
void unspaced_end(struct unspaced *run, struct word_list *list);

#endif
