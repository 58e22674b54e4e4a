/*
 * Prepare: from a submission to everything the store thread needs to decide and keep it. Pure, on any thread.
 */
#ifndef DAEMON_INGEST_PREPARE_H
#define DAEMON_INGEST_PREPARE_H

#include "daemon/ingest/submission.h"
#include "shingle/extract/page.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/words.h"

struct prepare_params {
    struct sketch_params sketch;
    struct hash_key key; /* of the store */
};

struct prepared {
    const struct submission *submission;
    struct article article; /* extracted; what the submission says wins over what the page says */
    struct bytes source;    /* told, else the site's name, else the URL's host */
    struct bytes url;       /* told, else the page's canonical URL */
    int64_t published_ms;   /* 0 = unknown */
    bool agency_original;   /* the source is the agency that it credits */
    struct bytes body;      /* of article.text: what was fingerprinted */
    struct words words;     /* of body */
    struct sketch sketch;
    uint64_t url_hash, your_id_hash, source_hash; /* 0 = none */
    uint64_t content_hash;                        /* of article.text */
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

/* The hashes under which the tables find articles; 0 for an empty name. The URL is normalised first, in arena. */
uint64_t url_hash(const struct hash_key *key, struct bytes url, struct arena *arena);
uint64_t your_id_hash(const struct hash_key *key, struct bytes your_id);
uint64_t source_hash(const struct hash_key *key, struct bytes source);

#endif
