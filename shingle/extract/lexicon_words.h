/*
 * The lexicon's words, and the table that a small program of ours makes of them when the tree is built
 * (lexicon_generate.c): a page looks words up without making anything first.
 */
#ifndef SHINGLE_EXTRACT_LEXICON_WORDS_H
#define SHINGLE_EXTRACT_LEXICON_WORDS_H

#include "shingle/extract/lexicon.h"

/* Words of each topic, parted by spaces; a word may stand under several topics. Apostrophes end words. */
extern const char *const lexicon_words[LEXICON_TOPICS];

enum { LEXICON_SLOT_BITS = 12, LEXICON_SLOTS = 1 << LEXICON_SLOT_BITS, LEXICON_WORDS_MAX = LEXICON_SLOTS / 2 };

/* Open addressing: a word stands at lexicon_slot_of its hash, or in the first free slot behind. */
struct lexicon_slot {
    uint32_t hash; /* 0 = free */
    uint16_t topics;
};
extern const struct lexicon_slot lexicon_slots[LEXICON_SLOTS];

/* A bit for each word, so that most of those that are not listed are told by that. */
enum { LEXICON_FILTER_BITS = 15, LEXICON_FILTER_WORDS = (1 << LEXICON_FILTER_BITS) / 64 };
extern const uint64_t lexicon_filter[LEXICON_FILTER_WORDS];

static inline size_t lexicon_slot_of(uint32_t hash)
{
    return (hash * 2654435769u) >> (32 - LEXICON_SLOT_BITS);
}

/* The bit of a hash in the filter. */
static inline size_t lexicon_bit_of(uint32_t hash)
{
    return (hash * 2654435769u) >> (32 - LEXICON_FILTER_BITS);
}

#endif
