/*
 * The records' part of a start: keys, names and facts of all articles, by as many threads as there are processors.
 *
 *     status = keeper_fill(keeper, &log, problem, &tally);
 *
 * It goes by rounds. In the first half of a round each job reads the records of some hundred ids in a row and sorts
 * their postings into batches (shingle/match/posting_fill.h), while one goes on through the log: the clusters need
 * nothing of the records. In the second half each job puts one part of every index in. Nobody waits for a lock, and
 * which thread does what changes nothing.
 */
#ifndef DAEMON_INGEST_KEEPER_FILL_H
#define DAEMON_INGEST_KEEPER_FILL_H

#include "daemon/ingest/keeper_private.h"

/* Goes on through the log by as much of the rest as `now` is of `left`, which are ids; 1, 1: all. One call at a time.
 */
struct fill_log {
    void *context;
    enum status (*go_on)(void *context, uint64_t now, uint64_t left);
};

/* The articles that have records: how many, and the sum of mix64() of their ids, to compare them with others. */
struct fill_tally {
    uint64_t articles, ids;
};

/*
 * Into the empty tables, for which room was made. articles: about so many, for the progress that is told. Statuses of
 * store_walk() and of the log; DAMAGED with a text in problem.
 */
MUST_CHECK enum status keeper_fill(struct keeper *keeper, const struct fill_log *log, uint64_t articles,
                                   struct writer *problem, struct fill_tally *tally);

#endif
