/*
 * Comparison: one article against earlier ones, exactly, on all shingles.
 *
 *     struct comparer comparer;
 *     status = comparer_prepare(&comparer, width, ours, arena);
 *     comparer_compare(&comparer, theirs, &comparison);
 */
#ifndef SHINGLE_MATCH_COMPARISON_H
#define SHINGLE_MATCH_COMPARISON_H

#include "shingle/base/status.h"
#include "shingle/match/profile.h"

enum { COMPARER_OTHERS_MAX = 64, OPENING_SHINGLES = 30, SLOT_WORDS = 10 };

struct comparer {
    uint32_t width;
    struct profile ours;
    uint64_t *hash;  /* table: shingle, 0 = empty */
    uint32_t *place; /* table: number of the distinct shingle */
    uint32_t mask;
    uint64_t *filter; /* a bit for each shingle's upper half: nearly all that are not there end here */
    uint32_t filter_mask;
    uint32_t distinct;
    uint32_t *first;   /* by number: where it first stands in ours */
    uint32_t *number;  /* by place in ours: number of the shingle there */
    uint64_t *holders; /* by number: which of those compared have it, a bit each */
    uint32_t compared;
};

struct comparison {
    uint32_t bit;          /* in holders */
    uint32_t ours, theirs; /* distinct shingles */
    uint32_t both;
    uint32_t opening_ours; /* of our first OPENING_SHINGLES, theirs */
    uint32_t opening_theirs;
    uint32_t figures_both;
    uint32_t longest;      /* words of the longest common passage */
    uint32_t figure_slots; /* places where another figure stands between common passages */
    uint32_t name_slots;   /* and another name */
    uint32_t edit_slots;   /* and other wording */
    uint32_t inserts;      /* places where only one has words */
};

MUST_CHECK enum status comparer_prepare(struct comparer *comparer, uint32_t width, struct profile ours,
                                        struct arena *arena);
void comparer_compare(struct comparer *comparer, struct profile theirs, struct comparison *out);

#endif
