/* The inside of the matcher, for matcher.c and decide.c only. */
#ifndef SHINGLE_MATCH_MATCHER_STATE_H
#define SHINGLE_MATCH_MATCHER_STATE_H

#include "shingle/match/candidates.h"
#include "shingle/match/facts.h"
#include "shingle/match/matcher.h"
#include "shingle/match/profile_cache.h"

enum { MARK_DIGEST = 1 }; /* in fact.marks: nothing joins through this article */

struct matcher {
    struct matcher_params params;
    struct sketch_params sketch_params;
    struct hash_key key;
    struct posting_index *index;
    struct clusters *clusters;
    struct facts *facts;
    struct candidate_finder *finder;
    struct profile_cache *cache;
    struct arena scratch;       /* of one insert */
    struct matcher_stats stats; /* only the counters */
};

/* A source's name hash in 32 bits; 0 stays 0, nothing else becomes 0. */
static inline uint32_t source_folded(uint64_t source)
{
    uint32_t folded = (uint32_t)(source ^ source >> 32);
    return source != 0 && folded == 0 ? 1 : folded;
}

#endif
