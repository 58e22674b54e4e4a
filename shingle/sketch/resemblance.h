/*
 * How much two texts share, measured exactly on their sets of shingles (Broder 1997, "On the resemblance and
 * containment of documents").
 *
 *     struct overlap overlap = shingle_overlap(a, b);
 *     if (overlap_resemblance(overlap) >= 0.5 || overlap_containment(overlap) >= 0.8)
 *         ...
 *
 * Nothing resembles or contains an empty set.
 */
#ifndef SHINGLE_SKETCH_RESEMBLANCE_H
#define SHINGLE_SKETCH_RESEMBLANCE_H

#include "shingle/sketch/sketch.h"

/* Sizes of two sets and of what they share. */
struct overlap {
    size_t a;
    size_t b;
    size_t both;
};

/* Counts what a and b share. Time is linear in both sizes, or less when one is far smaller. */
struct overlap shingle_overlap(struct shingle_set a, struct shingle_set b);

/* |A ∩ B| / |A ∪ B|, 0 to 1. */
double overlap_resemblance(struct overlap overlap);

/* Share of a's shingles that b also has, |A ∩ B| / |A|, 0 to 1; 0 when a is empty. */
double overlap_containment(struct overlap overlap);

/* Share of b's shingles that a also has, |A ∩ B| / |B|, 0 to 1; 0 when b is empty. */
double overlap_contained(struct overlap overlap);

/* overlap_resemblance of shingle_overlap. */
double shingle_resemblance(struct shingle_set a, struct shingle_set b);

/* Share of a's distinct shingles that b also has: overlap_containment of shingle_overlap. */
double shingle_containment(struct shingle_set a, struct shingle_set b);

/* Bits in which two simhashes differ, 0 to 64 (Charikar 2002). Near 32 for unrelated texts. */
static inline unsigned simhash_distance(uint64_t a, uint64_t b)
{
    return (unsigned)__builtin_popcountll(a ^ b);
}

#endif
