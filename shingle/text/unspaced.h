/*
 * Runs of a script without spaces, as overlapping n-grams of characters with their marks. For words.c and scan.c.
 *
 *     characters   国 家 主 席 习 近 平
 *     n-grams      国家主 家主席 主席习 席习近 习近平        Han: 3
 *
 * n depends on the n-gram's last character; Han among kana, as in Japanese, counts as kana. A run shorter than its
 * n-gram is one word as a whole. A shingle of 5 n-grams has n + 4 characters. Measured on manual pages that exist in
 * both languages, as the share of shingles that a page has in common with another one (5 English words against
 * characters): English .094, Chinese with 6, 7, 8 characters .105, .098, .096; English .530, Japanese with 7, 8, 10, 12
 * characters .634, .612, .587, .574.
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
    struct folded folded;          /* of the run's last characters */
    size_t count;                  /* characters in the run so far */
    size_t grams;                  /* n-grams given so far */
    size_t gram;                   /* n for the last character */
    size_t kana;                   /* the last character of kana, counted from 1; 0 when there was none */
    size_t end;                    /* offset in the text behind the last character */
    bool open;                     /* the last character may still get marks */
    uint32_t start[UNSPACED_RING]; /* of character i, at i % UNSPACED_RING: offset in folded */
    uint32_t from[UNSPACED_RING];  /* the same: offset in the text */
};

/* Moves the characters that the next n-gram can need to the front of folded. */
void unspaced_make_room(struct unspaced *run);

/* Gives what is left of the run and empties it. */
void unspaced_end(struct unspaced *run, struct word_list *list);

/* Gives the n-gram of the last n characters. */
static inline void unspaced_give(struct unspaced *run, struct word_list *list, size_t n)
{
    size_t first = (run->count - n) % UNSPACED_RING;
    struct bytes folded = bytes_of(run->folded.at + run->start[first], run->folded.size - run->start[first]);
    word_list_add(list, word_hash(list->key, folded), run->from[first], run->end, WORD_UNSPACED);
    run->grams++;
}

/* The last character is complete: gives the n-gram that it ends, if there is one. */
static inline void unspaced_close_character(struct unspaced *run, struct word_list *list)
{
    if (run->count && run->count >= run->gram)
        unspaced_give(run, list, run->gram);
}

/* n for the last character, which is of the class. */
static inline size_t unspaced_gram(struct unspaced *run, enum folding_class class)
{
    if (class == FOLDING_SYLLABIC)
        return UNSPACED_SYLLABIC;
    if (class == FOLDING_KANA)
        run->kana = run->count;
    return run->kana && run->count - run->kana < UNSPACED_KANA ? UNSPACED_KANA : UNSPACED_HAN;
}

/* Adds a character, of 1 to UTF8_SIZE_MAX bytes, that stands at from .. to - 1 in the text. */
static inline void unspaced_add(struct unspaced *run, struct word_list *list, enum folding_class class,
                                struct bytes character, size_t from, size_t to)
{
    unspaced_close_character(run, list);
    if (run->folded.size > FOLDED_ROOM - FOLDED_CHARACTER_MAX)
        unspaced_make_room(run);
    run->start[run->count % UNSPACED_RING] = (uint32_t)run->folded.size;
    run->from[run->count % UNSPACED_RING] = (uint32_t)from;
    folded_add(&run->folded, character.at, character.size);
    run->count++;
    run->gram = unspaced_gram(run, class);
    run->end = to;
    run->open = true;
}

/* Adds a mark, which ends before `to` in the text, to the last character, which is open. */
static inline void unspaced_add_mark(struct unspaced *run, struct bytes mark, uint32_t combining, size_t to)
{
    folded_add_mark(&run->folded, mark.at, mark.size, combining);
    run->end = to;
}

#endif
