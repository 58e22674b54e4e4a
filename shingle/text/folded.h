/*
 * The folded characters of the word or run that is being read, with its combining marks in canonical order. For
 * words.c and unspaced.c.
 *
 * Marks on one character may be written in several orders that mean the same; the Unicode Standard (3.11) sorts them by
 * combining class, stably, and a mark of class 0 stays where it is and parts what is sorted. They are inserted at their
 * place as they come: WORD_MARKS_MAX bounds the work.
 */
#ifndef SHINGLE_TEXT_FOLDED_H
#define SHINGLE_TEXT_FOLDED_H

#include "shingle/text/utf8.h"
#include "shingle/text/words.h"

enum {
    FOLDED_CHARACTER_MAX = (1 + WORD_MARKS_MAX) * UTF8_SIZE_MAX, /* bytes of a character with its marks */
    FOLDED_ROOM = 4096,
    FOLDED_SLACK = 32 /* readable bytes behind the room, for word_hash */
};

struct folded_mark {
    uint16_t at; /* offset of the mark in the bytes */
    uint16_t combining;
};

struct folded {
    size_t size;
    size_t marks;    /* on the last character */
    size_t sortable; /* the last so many of them have a combining class other than 0 */
    struct folded_mark mark[WORD_MARKS_MAX];
    uint8_t at[FOLDED_ROOM + FOLDED_SLACK];
};

/* Adds a character, which has 1 to UTF8_SIZE_MAX bytes. The caller sees to the room. */
static inline void folded_add(struct folded *folded, const uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        folded->at[folded->size + i] = at[i];
    folded->size += size;
    folded->marks = 0;
    folded->sortable = 0;
}

/* Adds a mark of the canonical combining class to the last character; ignored past WORD_MARKS_MAX. */
void folded_add_mark(struct folded *folded, const uint8_t *at, size_t size, uint32_t combining);

#endif
