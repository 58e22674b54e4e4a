/*
 * Record: all that the store keeps of one article but its text. One value of the table `docs`, written once; what
 * changes later (cluster, canonical) is told by the log.
 *
 *     writer_clear(&writer);
 *     record_encode(&record, &writer);
 *     status = record_decode(value, arena, &record);
 *
 * Layout: a version byte, numbers as varints or fixed little-endian, strings with a length. Unknown versions are
 * damage: a newer store is refused at open already.
 */
#ifndef DAEMON_STORE_RECORD_H
#define DAEMON_STORE_RECORD_H

#include "shingle/base/arena.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum {
    RECORD_KEYS_MAX = 4096,      /* index keys of one article */
    RECORD_LINES_MAX = 1024,     /* template lines of one article */
    RECORD_STRING_MAX = 64 << 10 /* bytes of one string */
};

/* How the article was judged when it came. */
struct record_verdict {
    uint8_t verdict;    /* of enum verdict; its numbers are stored */
    uint8_t hamming;    /* distance of the simhashes, 0 to 64 */
    uint32_t marks;     /* the matcher's own, for its restore */
    uint64_t matched;   /* the article that decided; 0 = none */
    uint64_t cluster;   /* joined, or its own id */
    uint64_t canonical; /* of the cluster, when the article was in */
    uint64_t previous;  /* the article that it revises; 0 = none */
    float resemblance;  /* with matched */
    float containment;  /* share of this article in matched */
    float contained;    /* share of matched in this article */
};

/* What of the page did not become the article, and why. */
struct record_lines {
    uint32_t kept;            /* lines of the page in the text */
    uint32_t dropped;         /* lines that the classifier took out, */
    uint32_t dropped_words;   /* and their words */
    const uint32_t *template; /* lines of the text, by rising number from 0, that are the site's: kept, not shown */
    uint32_t template_count;
    uint32_t template_words; /* their words */
};

struct record {
    uint64_t id;
    uint64_t seq;                       /* of the event that told of it */
    int64_t submitted_ms, published_ms; /* since the epoch; 0 = unknown */
    struct bytes your_id, url, title, source, byline, lang, agency;
    struct bytes published, modified; /* ISO 8601 as found */
    uint64_t text_hash, simhash;
    uint64_t content_hash; /* of the text as kept, byte for byte */
    uint32_t words;
    uint32_t page_size; /* bytes as submitted */
    uint32_t text_size; /* bytes of text */
    uint32_t body_at;   /* where the fingerprinted part of the text starts */
    bool agency_original;
    uint64_t base; /* the article whose text is the preset dictionary of this one's; 0 = none */
    struct record_verdict judged;
    struct record_lines lines;
    const uint64_t *keys; /* of the candidate index, sorted */
    uint32_t key_count;
};

/*
 * Appends the record to writer. Strings over RECORD_STRING_MAX are cut; key_count is at most RECORD_KEYS_MAX,
 * lines.template_count at most RECORD_LINES_MAX.
 */
void record_encode(const struct record *record, struct writer *writer);

/* Reads a record; strings are views into value, keys and lines live in arena. DAMAGED, NOMEM. */
MUST_CHECK enum status record_decode(struct bytes value, struct arena *arena, struct record *out);

/* Only when the article came, and the number of the event that told of it, without reading the rest. DAMAGED. */
MUST_CHECK enum status record_arrival(struct bytes value, uint64_t *seq, int64_t *submitted_ms);

#endif
