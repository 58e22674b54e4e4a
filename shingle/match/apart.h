/*
 * Apart: pairs of articles that a person parted. Their clusters are never merged again by what comes later.
 *
 *     status = apart_add(apart, a, b);                       // UNLINK
 *     if (apart_parts(apart, clusters, x, y))
 *         ...                                                // some member of x is kept apart from some member of y
 *     apart_lift(apart, clusters, x, y);                     // LINK: forgets what parts them
 *     apart_forget(apart, id, heir);                         // FORGET: another member stands for it
 *     while (apart_changed(apart, &slot, &pair))
 *         ...                                                // to be stored under slot, or removed when pair.a is 0
 *
 * (The cannot-link constraints of Wagstaff and Cardie 2000.) A pair names articles, not clusters, since clusters merge
 * and change their names. There are at most APART_PAIRS_MAX, in slots that are used again; what asks all of them is
 * rare: a merge, a LINK, and the end of an article that is in a pair, which a filter tells at once.
 *
 * One thread.
 */
#ifndef SHINGLE_MATCH_APART_H
#define SHINGLE_MATCH_APART_H

#include "shingle/base/status.h"
#include "shingle/match/clusters.h"

enum { APART_PAIRS_MAX = 16384 };

struct apart;

struct apart_pair {
    uint32_t a, b; /* articles; both 0 = none */
};

/* No pairs, next to no memory. NOMEM. */
MUST_CHECK enum status apart_open(struct apart **out);

/* Frees it; NULL is fine. */
void apart_close(struct apart *apart);

/* Keeps a and b apart; they are two. A pair that is known is fine. TOOBIG when there are APART_PAIRS_MAX, NOMEM. */
MUST_CHECK enum status apart_add(struct apart *apart, uint32_t a, uint32_t b);

/* Takes back a pair that was stored under a slot, 1 to APART_PAIRS_MAX, which is not changed by that. BADARG, NOMEM. */
MUST_CHECK enum status apart_restore(struct apart *apart, uint32_t slot, struct apart_pair pair);

/* Is a member of cluster x kept apart from a member of cluster y? False when they are one cluster. O(pairs). */
bool apart_parts(const struct apart *apart, const struct clusters *clusters, uint32_t x, uint32_t y);

/* Forgets all pairs between clusters x and y and returns how many there were. O(pairs). */
uint32_t apart_lift(struct apart *apart, const struct clusters *clusters, uint32_t x, uint32_t y);

/*
 * Article id is gone: in its pairs stands heir, a member that is left of its cluster; with heir 0 they go. O(1) for
 * nearly all that are in none.
 */
void apart_forget(struct apart *apart, uint32_t id, uint32_t heir);

/* The next slot that changed since it was last given here, with what it holds now. False when there is none. */
bool apart_changed(struct apart *apart, uint32_t *slot, struct apart_pair *pair);

/* How many pairs there are. */
uint32_t apart_count(const struct apart *apart);

#endif
