/*
 * Prepare: from a submission to everything the store thread needs to decide and keep it. Pure, on any thread.
 */
#ifndef DAEMON_INGEST_PREPARE_H
#define DAEMON_INGEST_PREPARE_H

#include "daemon/ingest/submission.h"
#include "shingle/extract/page.h"
#include "shingle/extract/site_lines.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/words.h"

struct prepare_params {
    struct sketch_params sketch;
    struct hash_key key;                 /* of the store */
    const struct agency_table *agencies; /* that the settings add, or NULL; credits are read with them */
};

struct prepared {
    const struct submission *submission;
    struct article article; /* extracted; what the submission says wins over what the page says */
    struct bytes source;    /* told, else the site's name, else the URL's host */
    struct bytes url;       /* told, else the page's canonical URL */
    int64_t published_ms;   /* 0 = unknown */
    bool agency_original;   /* the source is the agency that it credits */
    size_t body_at;         /* offset in article.text of what counts: behind a dateline */
    struct bytes body;      /* what was fingerprinted: article.text from there */
    struct words words;     /* of body */
    struct sketch sketch;
    uint64_t url_hash, your_id_hash, source_hash; /* 0 = none */
    uint64_t content_hash;                        /* of article.text */
    uint64_t site;           /* hash of the site's name; 0 = unknown, or its template is not to be used */
    struct site_lines lines; /* with a site: the short lines of article.text */
};

/*
 * Fills *out, whose views point into the submission and the arena. Extraction takes some ten times the page's size; it
 * happens in scratch, which the caller may reset afterwards, so that a page that waits for the store thread holds
 * little more than its article, and the scratch memory of a busy thread stays in its processor's cache. STATUS_OK;
 * NOARTICLE when the page has none (the reason is in out->article.reason); EMBARGOED and CANCELLED as the submission
 * says at now_ms; TOOBIG; NOMEM.
 */
MUST_CHECK enum status prepare(const struct prepare_params *params, const struct submission *submission, int64_t now_ms,
                               struct arena *scratch, struct arena *arena, struct prepared *out);

/*
 * The same for people who ask why: every line of the page with its verdict is in out->article.lines, and there are no
 * words, sketch and hashes. A page without an article is STATUS_OK as well (out->article.outcome), and so is one that
 * prepare() refuses for its dates. TOOBIG, NOMEM.
 */
MUST_CHECK enum status prepare_explained(const struct prepare_params *params, const struct submission *submission,
                                         struct arena *scratch, struct arena *arena, struct prepared *out);

/*
 * The article again without some lines of its text: *out is of, with body, words and sketch made anew. article.text,
 * body_at and content_hash stay. Statuses as words_scan() and sketch_build().
 */
MUST_CHECK enum status prepare_without(const struct prepare_params *params, const struct prepared *of,
                                       struct site_drops drops, struct arena *arena, struct prepared *out);

/* The name of the site that a page is from: the URL's host, else the source. Empty when neither is known. */
struct bytes site_name(struct bytes url, struct bytes source);

/* The hashes under which the tables find articles; 0 for an empty name. The URL is normalised first, in arena. */
uint64_t url_hash(const struct hash_key *key, struct bytes url, struct arena *arena);
uint64_t your_id_hash(const struct hash_key *key, struct bytes your_id);
uint64_t source_hash(const struct hash_key *key, struct bytes source);

/* Case does not matter; what stands behind SITE_NAME_MAX bytes neither. */
enum { SITE_NAME_MAX = 256 };
uint64_t site_hash(const struct hash_key *key, struct bytes name);

#endif
