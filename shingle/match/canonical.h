/*
 * Which of a cluster's copies is the canonical one, whose text is kept whole.
 *
 *     if (canonical_better(&newcomer, &canonical))
 *         clusters_elect(...);
 *
 * The order, first difference decides: a source the operator prefers; an agency's own text before a reprint; the
 * earliest by publication; the longest; the lowest id. Where neither tells when it was published, the earliest is the
 * lowest id, whatever the lengths. It is a strict total order over different ids, so the best of a set does not depend
 * on the order in which its members are looked at.
 */
#ifndef SHINGLE_MATCH_CANONICAL_H
#define SHINGLE_MATCH_CANONICAL_H

#include <stdbool.h>
#include <stdint.h>

/* source_priority of a source that the operator did not list. */
#define CANONICAL_UNLISTED UINT32_MAX

struct canonical_claim {
    int64_t published_ms; /* since the epoch; 0 = unknown, which counts as latest */
    uint32_t id;
    uint32_t source_priority; /* place in the configured list, 0 = most preferred; CANONICAL_UNLISTED */
    uint32_t words;
    bool agency_original; /* comes from the agency that it credits */
};

/* True when a is to be canonical rather than b. False when they are the same article. */
bool canonical_better(const struct canonical_claim *a, const struct canonical_claim *b);

#endif
