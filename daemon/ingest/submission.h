/*
 * Submission: what a client sent of one article, as fields.
 *
 *     struct submission submission;
 *     status = submission_from_pairs(arguments, count, arena, &submission, &problem);
 *     status = submission_from_json(object, arguments, count, scratch, arena, &submission, &problem);
 *
 * Names of fields are matched without regard to case, and by the aliases of news-please, trafilatura, schema.org
 * NewsArticle and ninjs (submission_fields.c has the table). Unknown fields are passed over.
 */
#ifndef DAEMON_INGEST_SUBMISSION_H
#define DAEMON_INGEST_SUBMISSION_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    SUBMISSION_YOUR_ID_MAX = 512, /* bytes of a submitter's own id */
    SUBMISSION_URL_MAX = 2048,    /* bytes of a URL */
    SUBMISSION_FIELD_MAX = 4096,  /* bytes of any other field but the page */
    SUBMISSION_JSON_DEPTH_MAX = 32
};

#define SUBMISSION_WINDOW_MAX_MS ((int64_t)36500 * 24 * 60 * 60 * 1000) /* longest match_window */

/* Whether the lines that its site repeats are taken out: as strip says unless told. */
enum submission_template { SUBMISSION_TEMPLATE_AUTO, SUBMISSION_TEMPLATE_YES, SUBMISSION_TEMPLATE_NO };

enum submission_body { SUBMISSION_BODY_AUTO, SUBMISSION_BODY_TEXT, SUBMISSION_BODY_HTML };

/* How this one is compared, where it is not as the settings say; all zero: as they say. */
struct submission_policy {
    bool given;                                 /* any of it */
    double containment, resemblance, certainty; /* 0 = as set, else over 0 to 1 */
    bool has_window, same_language, other_source;
    int64_t window_ms; /* with has_window; 0 = for ever */
};

struct submission {
    struct bytes your_id, url, title, source, lang, byline, agency;
    struct bytes published, modified; /* as sent */
    struct bytes body;
    enum submission_body kind;
    bool as_is; /* strip=no: the text is clean already */
    enum submission_template template;
    struct submission_policy policy;
    bool cancelled;             /* pubstatus canceled or withheld */
    int64_t fetched_ms;         /* 0 = unknown */
    int64_t embargoed_until_ms; /* 0 = free */
};

/*
 * Reads field and value in turn. Views point into the arguments. BADARG for an odd count, a field twice with different
 * values, a bad value; TOOBIG for one over its limit. *problem is then a text in arena that says what is wrong.
 */
MUST_CHECK enum status submission_from_pairs(const struct bytes *arguments, size_t count, struct arena *arena,
                                             struct submission *out, struct bytes *problem);

/*
 * Reads one JSON object, and fields told beside it, count arguments, which win over the object's. Views live in arena
 * and the arguments; scratch takes what is needed meanwhile. SYNTAX when it does not parse, NOMEM, else as
 * submission_from_pairs.
 */
MUST_CHECK enum status submission_from_json(struct bytes object, const struct bytes *arguments, size_t count,
                                            struct arena *scratch, struct arena *arena, struct submission *out,
                                            struct bytes *problem);

#endif
