/*
 * The words of names in the markup that say something, and the table that a small program of ours makes of them when
 * the tree is built (hint_generate.c): a page looks words up without making anything first.
 */
#ifndef SHINGLE_EXTRACT_HINT_WORDS_H
#define SHINGLE_EXTRACT_HINT_WORDS_H

#include "shingle/extract/line.h"

/* Words of each hint, lower case, parted by spaces; a word may stand under several hints. */
extern const char *const hint_words[HINT_COUNT];

enum { HINT_SLOT_BITS = 11, HINT_SLOTS = 1 << HINT_SLOT_BITS, HINT_WORDS_MAX = HINT_SLOTS / 2 };

/* Open addressing: a word stands at hint_slot_of its hash, or in the first free slot behind. */
struct hint_slot {
    uint32_t hash;  /* 0 = free */
    uint32_t hints; /* bits 1 << enum line_hint */
};
extern const struct hint_slot hint_slots[HINT_SLOTS];

/* A bit for each word, so that most of those that are not listed are told by that. */
enum { HINT_FILTER_BITS = 14, HINT_FILTER_WORDS = (1 << HINT_FILTER_BITS) / 64 };
extern const uint64_t hint_filter[HINT_FILTER_WORDS];

enum { HINT_HASH_START = 0x2c9277b5 };

/* One step of the hash of a word, by its lower-case letters; FNV-1a. */
static inline uint32_t hint_hash_step(uint32_t hash, uint8_t letter)
{
    return (hash ^ letter) * 16777619u;
}

static inline size_t hint_slot_of(uint32_t hash)
{
    return (hash * 2654435769u) >> (32 - HINT_SLOT_BITS);
}

/* The bit of a hash in the filter. */
static inline size_t hint_bit_of(uint32_t hash)
{
    return (hash * 2654435769u) >> (32 - HINT_FILTER_BITS);
}

#endif
