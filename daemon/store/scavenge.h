/*
 * Scavenge: finds the values in a damaged data file, without LMDB and without trusting anything but the seals.
 *
 *     status = scavenge_open("OLD", &problem, &scavenge);
 *     status = scavenge_walk(scavenge, visit, context);
 *     scavenge_close(scavenge);
 *
 * First the trees are walked from the newer meta page that makes sense, as far as they hold; a page whose header, slots
 * or nodes make no sense is searched at every place where a node could stand. Then all pages are searched that no tree
 * led to and that are not known to be free: they are what a damaged branch page cut off, or older versions of pages,
 * whose values are called loose. A value counts only when its seal fits its key, so nothing can be made up by damage;
 * but a loose one may be older than what is lost, or of an article that was forgotten.
 *
 * It reads LMDB's data version 1, 64-bit, as pages.h tells.
 */
#ifndef DAEMON_STORE_SCAVENGE_H
#define DAEMON_STORE_SCAVENGE_H

#include "daemon/store/store.h"

struct scavenge;

struct scavenged {
    enum store_table table; /* never STORE_META */
    uint64_t id;
    uint32_t part;      /* of a text */
    bool loose;         /* no tree led to it */
    struct bytes value; /* without its seal; a view of the file, good until scavenge_close() */
};

/*
 * Maps DIR/data.mdb and finds the store's name and secret, which all seals are made with: without them nothing can be
 * told from rubbish, DAMAGED. NOTSTORE, LOCKED, IO, NOMEM; problem has a text.
 */
MUST_CHECK enum status scavenge_open(const char *path, struct writer *problem, struct scavenge **out);

/* Frees it; NULL is fine. */
void scavenge_close(struct scavenge *scavenge);

/* What store_adopt() takes: the value of `meta` that names the store. */
struct bytes scavenge_identity(const struct scavenge *scavenge);

/* The secret. Valid until scavenge_close. */
const struct hash_key *scavenge_key(const struct scavenge *scavenge);

/*
 * Visits every value once for each place where it stands: one key may come several times, loose. Ends early when visit
 * gives another status than OK, and returns it. NOMEM.
 */
typedef enum status scavenge_visit(void *context, const struct scavenged *found);
MUST_CHECK enum status scavenge_walk(struct scavenge *scavenge, scavenge_visit *visit, void *context);

/* Whether the trees were those of the last commit: a value that is not loose is as it was then. */
bool scavenge_is_current(const struct scavenge *scavenge);

/* Pages that made no sense, after the walk. */
uint64_t scavenge_bad_pages(const struct scavenge *scavenge);

#endif
