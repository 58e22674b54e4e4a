/*
 * Evidence: does what two articles share make them copies?
 */
#ifndef SHINGLE_MATCH_EVIDENCE_H
#define SHINGLE_MATCH_EVIDENCE_H

#include "shingle/match/comparison.h"
#include "shingle/match/matcher.h"

struct evidence {
    uint32_t id;
    uint32_t cluster;
    uint32_t cluster_bit; /* number of the cluster among the candidates' */
    bool same_source;
    struct profile theirs;
    struct comparison comparison;
    uint32_t ours, theirs_own, both;            /* informative shingles */
    double resemblance, containment, contained; /* of them */
    bool joins;
};

/* Which clusters hold each of our shingles: a bit for each of the candidates' clusters. */
struct holders {
    const struct comparer *comparer;
    uint64_t *any;  /* by number of the distinct shingle */
    uint64_t *same; /* only those whose article has our source */
};

MUST_CHECK enum status holders_build(const struct comparer *comparer, const struct evidence *evidence, size_t count,
                                     struct arena *arena, struct holders *out);

void evidence_judge(const struct matcher_params *params, const struct holders *holders, struct evidence *evidence);

#endif
