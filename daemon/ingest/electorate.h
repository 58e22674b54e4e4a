/*
 * Electorate: the members of a cluster that stand for election as its canonical, best first, kept from one election to
 * the next. Members that go one after the other, the canonical each time, so cost one reading of each record in all;
 * without it each took the reading of all the others.
 *
 *     while ((member = electorate_next(&electorate, clusters)) != 0)      // all at first, later those that came since
 *         status = electorate_add(&electorate, member, &claim);
 *     best = electorate_best(&electorate, clusters);
 *     electorate_leave(&electorate, clusters, id);                        // just before id is forgotten
 *
 * The ELECTABLE_MAX oldest members stand, whatever was kept: a cluster may have a million, and among the oldest the
 * best mostly is. What moves articles between clusters (clusters_stats.regroups) ends an electorate.
 */
#ifndef DAEMON_INGEST_ELECTORATE_H
#define DAEMON_INGEST_ELECTORATE_H

#include "shingle/match/canonical.h"
#include "shingle/match/clusters.h"

enum { ELECTABLE_MAX = 16384 };

/* All zero is one of no cluster. */
struct electorate {
    uint32_t cluster; /* 0 = none */
    uint32_t highest; /* the member up to which all are known; 0 = none is */
    uint32_t alive;   /* of these, how many are members still */
    uint64_t regroups, used;
    struct canonical_claim *heap; /* the best on top; those that left stay until they come to the top */
    size_t count, room;
};

/* Knows no cluster and no member, and keeps its memory. */
void electorate_clear(struct electorate *electorate);
void electorate_close(struct electorate *electorate);

/* The next member to hear; 0 when all are heard, or as many as may stand. */
uint32_t electorate_next(const struct electorate *electorate, const struct clusters *clusters);

/* That member stands; with claim NULL it takes a place but cannot be elected. NOMEM. */
MUST_CHECK enum status electorate_add(struct electorate *electorate, uint32_t member,
                                      const struct canonical_claim *claim);

/* A member of the cluster is about to be forgotten. */
void electorate_leave(struct electorate *electorate, const struct clusters *clusters, uint32_t id);

/* The best of those that are still members; 0 when there is none. */
uint32_t electorate_best(struct electorate *electorate, const struct clusters *clusters);

#endif
