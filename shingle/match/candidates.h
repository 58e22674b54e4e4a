/*
 * Candidates: the earlier articles that share sampled keys with one, the likeliest first.
 *
 * A shared key counts by how few articles hold it, 1 / (1 + holders / 8): one rare passage outweighs a page of
 * disclaimers. (The idea of inverse document frequency, Spärck Jones 1972.)
 */
#ifndef SHINGLE_MATCH_CANDIDATES_H
#define SHINGLE_MATCH_CANDIDATES_H

#include "shingle/match/posting_index.h"
#include "shingle/sketch/sketch.h"

struct candidate {
    uint32_t id;
    uint32_t shared; /* keys in common */
    double score;
};

struct candidate_finder;

MUST_CHECK enum status candidate_finder_open(const struct posting_index *index, uint32_t key_cap,
                                             struct candidate_finder **out);
void candidate_finder_close(struct candidate_finder *finder);

/*
 * Writes the best `room` candidates, best first (equal scores: the newer first), *found is how many there are in all.
 * Keys past the finder's table (65,536 different candidates) are left out.
 */
size_t candidates_find(struct candidate_finder *finder, struct shingle_set keys, struct candidate *out, size_t room,
                       uint32_t *found);

#endif
