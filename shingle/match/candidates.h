/*
 * Candidates: the earlier articles that share sampled keys with one, the likeliest first.
 *
 * A shared key counts by how few articles hold it, 1 / (1 + holders / 8): one rare passage outweighs a page of
 * disclaimers. (The idea of inverse document frequency, Spärck Jones 1972.)
 */
#ifndef SHINGLE_MATCH_CANDIDATES_H
#define SHINGLE_MATCH_CANDIDATES_H

#include "shingle/match/facts.h"
#include "shingle/match/posting_index.h"
#include "shingle/sketch/sketch.h"

struct candidate {
    uint32_t id;
    uint32_t shared; /* keys in common */
    double score;
};

/* Who is no candidate at all. All zero: everybody is one. */
struct candidate_filter {
    const struct facts *facts; /* needed for the others */
    uint32_t oldest_s;         /* articles of a known, earlier time are left out; 0 = none */
    uint32_t not_source;       /* articles of this source are left out; 0 = none */
};

struct candidate_finder;

MUST_CHECK enum status candidate_finder_open(const struct posting_index *index, uint32_t key_cap,
                                             struct candidate_finder **out);
void candidate_finder_close(struct candidate_finder *finder);

/*
 * Writes the best `room` candidates, best first (equal scores: the newer first), *found is how many there are in all.
 * Keys past the finder's table (65,536 different candidates) are left out.
 */
size_t candidates_find(struct candidate_finder *finder, struct shingle_set keys, struct candidate_filter filter,
                       struct candidate *out, size_t room, uint32_t *found);

#endif
