/*
 * Pages: proves, before LMDB maps a data file, that its pages make sense. LMDB trusts what it reads: a flipped bit in a
 * page's header or in a pointer makes it abort or fault, and a file that is too short is SIGBUS.
 *
 *     status = pages_check(directory, PAGES_QUICK, &problem);     // DAMAGED: one fault a line in problem
 *
 * It reads the format of LMDB 0.9 (data version 1), 64-bit, as lmdb's mdb.c lays it out:
 *
 *     meta 0 | meta 1 | page 2 | ...        the meta with the higher transaction number counts, if
 *                                                  the log ends no later in the other's tree (log_end.h)
 *     page   = number, flags, bounds, slots -> nodes from the end        branch, leaf, or first of an overflow run
 *     meta   -> tree of free pages, tree of named trees (ours: meta, docs, text, log, sites)
 *
 * Checked are: numbers, flags and bounds of pages; every page used once, none of them free; order of keys; depth and
 * counts of each tree. Values are not looked into: seals guard those.
 */
#ifndef DAEMON_STORE_PAGES_H
#define DAEMON_STORE_PAGES_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum pages_effort {
    PAGES_PATHS, /* without the leaves of texts, articles and log, but the last of each: for a start that reads none */
    PAGES_QUICK, /* without the leaves of the texts, which are most of a store: for a start that reads the others */
    PAGES_ALL
};

enum {
    PAGES_FAULTS_MAX = 50 /* lines in problem; the walk ends there */
};

/*
 * Checks data.mdb in an open directory. NOTFOUND when there is none or it is empty; NOTSTORE when it is no file of
 * LMDB's; DAMAGED with the faults in problem, a line each; IO; NOMEM. Time is linear in the pages looked at; memory a
 * bit a page.
 */
MUST_CHECK enum status pages_check(int directory, enum pages_effort effort, struct writer *problem);

/* Where a start that has a snapshot begins to read. */
struct pages_ends {
    uint64_t docs, log; /* ids */
};

/*
 * As PAGES_PATHS, with those leaves of articles and log that may hold ids from `ends` on: for a start that reads no
 * others.
 */
MUST_CHECK enum status pages_check_ends(int directory, struct pages_ends ends, struct writer *problem);

#endif
