/*
 * Salvage: every article of a damaged store that can still be read, in a new store.
 *
 *     status = salvage("OLD", "NEW", &report, &tally);       // shingled --salvage OLD NEW
 *
 * OLD is only read. NEW keeps the articles' numbers, the events, the store's name and its secret, so whoever follows
 * CHANGES goes on where they were. What is lost is told of in report, a line each, and is forgotten in the new log:
 *
 *     article 123 (key:story-9): its record is lost
 *     article 124 (key:story-10): its text is damaged
 *
 * Events that told of an article's coming are made again from the articles; where others are lost a `cancelled` of no
 * article stands, and clusters may be in pieces that a merge had joined.
 */
#ifndef DAEMON_INGEST_SALVAGE_H
#define DAEMON_INGEST_SALVAGE_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <stdint.h>

struct salvage_tally {
    uint64_t articles;    /* copied */
    uint64_t lost;        /* named in the report */
    uint64_t events;      /* copied or made again */
    uint64_t events_lost; /* of those that are in the log */
    uint64_t bad_pages;
};

enum { SALVAGE_LINES_MAX = 100000 /* articles named; further ones are counted */ };

/*
 * OK also when something was lost: tally says so. NOTSTORE, DAMAGED (nothing can be proved), LOCKED, EXISTS (NEW is
 * there already), FULL, IO, NOMEM; report ends with a text for people then.
 */
MUST_CHECK enum status salvage(const char *from, const char *to, struct writer *report, struct salvage_tally *tally);

#endif
