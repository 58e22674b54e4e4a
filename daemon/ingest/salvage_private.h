/*
 * What the files of salvage share: all that was found, sorted, and the store that it goes to.
 */
#ifndef DAEMON_INGEST_SALVAGE_PRIVATE_H
#define DAEMON_INGEST_SALVAGE_PRIVATE_H

#include "daemon/ingest/salvage.h"
#include "daemon/store/pack.h"
#include "daemon/store/record.h"
#include "daemon/store/scavenge.h"

/* One article whose coming some event told of, or whose record was found. */
struct salvage_article {
    uint64_t id, seq;
    bool kept;       /* it is in the new store */
    bool told;       /* an event of its coming was found */
    bool forgotten;  /* so was one of its end */
    bool listed;     /* its record was found where the trees lead, so it was not forgotten, whatever stands elsewhere */
    const char *why; /* it is not kept */
    struct bytes your_id;
    uint64_t cluster;
};

struct salvage {
    struct scavenge *scavenge;
    struct store *store;
    struct packer *packer;
    struct writer value, packed;
    struct arena arena; /* of one article */
    struct scavenged *found;
    size_t count, room;
    struct salvage_article *articles; /* by rising id */
    size_t article_count, article_room;
    size_t batch; /* values in the open batch */
    struct salvage_tally *tally;
};

/* Where values of a table begin and end among what was found; one id's when id is not 0. */
struct salvage_range {
    const struct scavenged *at;
    size_t count;
};
struct salvage_range salvage_range(const struct salvage *salvage, enum store_table table, uint64_t id);

/* The article of an id, NULL when nothing told of it. */
struct salvage_article *salvage_article(const struct salvage *salvage, uint64_t id);

/* Counts a value that was put, and commits now and then. FULL, IO. */
MUST_CHECK enum status salvage_put_done(struct salvage *salvage);

/* --- salvage_articles.c --- */

/* Puts all articles whose record and text are whole; notes of the others why not. */
MUST_CHECK enum status salvage_put_articles(struct salvage *salvage);

/* --- salvage_log.c --- */

/* Makes the list of articles from the log and the records. NOMEM. */
MUST_CHECK enum status salvage_list(struct salvage *salvage);

/* Puts the log: what was found, what can be made again, and the end of what is lost. */
MUST_CHECK enum status salvage_put_log(struct salvage *salvage);

#endif
