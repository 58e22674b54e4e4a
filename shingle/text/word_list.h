/*
 * The growing list of words that a scan fills. For words.c and unspaced.c.
 */
#ifndef SHINGLE_TEXT_WORD_LIST_H
#define SHINGLE_TEXT_WORD_LIST_H

#include "shingle/text/words.h"

struct word_list {
    const struct hash_key *key;
    struct arena *arena;
    struct word *at;
    size_t count;
    size_t capacity;
    bool failed; /* memory ran out; further words are dropped */
};

/* Makes room for more words; false, and failed, when memory ran out. */
bool word_list_grow(struct word_list *list);

/* Adds the word of the folded bytes, which stands at from .. to - 1 in the text. */
static inline void word_list_add(struct word_list *list, struct bytes folded, size_t from, size_t to, unsigned flags)
{
    if (list->count == list->capacity && !word_list_grow(list))
        return;
    size_t size = to - from < WORD_SIZE_MAX ? to - from : WORD_SIZE_MAX;
    struct word *word = &list->at[list->count++];
    word->hash = hash_bytes(list->key, HASH_WORD, folded);
    word->at = (uint32_t)from;
    word->size = size & WORD_SIZE_MAX;
    word->flags = flags & 0xff;
}

#endif
