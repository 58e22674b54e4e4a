/*
 * Profile of an article: its words in 4 bytes each, in order: all that verification needs of an earlier text, small
 * enough that thousands stay in memory.
 *
 * A profile word is 30 bits of the word's hash under two flags. Two words that differ agree by chance once in 2^30;
 * shingles of five are compared, so a chance agreement of texts is out of the question.
 */
#ifndef SHINGLE_MATCH_PROFILE_H
#define SHINGLE_MATCH_PROFILE_H

#include "shingle/base/arena.h"
#include "shingle/text/words.h"

#define PROFILE_HASH    0x3fffffffu /* of a profile word: the hash */
#define PROFILE_NUMBER  0x80000000u /* it has a digit */
#define PROFILE_CAPITAL 0x40000000u /* it starts in upper case */

enum { PROFILE_WORDS_MAX = 200000 }; /* words of an article that verification looks at */

struct profile {
    const uint32_t *words;
    uint32_t count;
    uint32_t shingles;       /* distinct ones, of the matcher's width */
    const uint32_t *figures; /* distinct words with a digit, rising */
    uint32_t figure_count;
};

/* The profile of words; at most PROFILE_WORDS_MAX of them. Lives in arena. NULL words: no memory. */
struct profile profile_build(struct words words, uint32_t shingles, struct arena *arena);

#endif
