/*
 * Keeper: the one owner of the store, the tables in RAM and the matcher. It decides about submissions, keeps them, and
 * answers questions. Every function is for the store thread only.
 *
 *     keeper_open(&params, &problem, &keeper);
 *     keeper_begin(keeper);
 *     for each submission that waits:
 *         keeper_submit(keeper, &prepared, now_ms, arena, &answer);
 *     status = keeper_commit(keeper);     // one synced commit; only now may the answers leave
 *     keeper_doc(keeper, id, arena, &doc);
 *     keeper_close(keeper);
 *
 * Between keeper_begin() and keeper_commit() submissions see each other. When the commit fails, nothing of the batch is
 * left, in the store or in RAM, and every answer of it is void. After STATUS_FULL the next batch may be tried; after
 * STATUS_IO the keeper takes no more writes (READONLY) and the daemon should end: an fsync that failed is not repeated.
 */
#ifndef DAEMON_INGEST_KEEPER_H
#define DAEMON_INGEST_KEEPER_H

#include "daemon/ingest/prepare.h"
#include "daemon/store/event.h"
#include "daemon/store/record.h"
#include "shingle/extract/site_table.h"
#include "shingle/match/matcher.h"

struct keeper;

struct keeper_params {
    const char *path;  /* data directory; made when missing */
    uint64_t max_size; /* bytes of the data file; 0 = no quota */
    int compression;   /* deflate level, 1 to 9 */
    struct sketch_params sketch;
    struct matcher_params matcher;
    const char *const *priority; /* sources, best first */
    size_t priority_count;
    struct site_table_params sites;
    uint64_t log_keep;    /* events that stay when what they tell of is gone; 0 = KEEPER_LOG_KEEP */
    bool templates;       /* take out the lines that sites repeat, and learn them */
    int64_t snapshot_ms;  /* between two snapshots; 0 = none is written or read */
    uint64_t prove_bytes; /* of a larger snapshot the indexes are proved as they are used; 0 = KEEPER_PROVE_BYTES */
    int64_t scrub_ms;     /* in which every article is proved once; 0 = never */
    void (*tell)(void *context, const char *text); /* of what is worth a line in the log; may be NULL */
    void *tell_context;
    void (*progress)(void *context, uint64_t done, uint64_t all); /* while opening; may be NULL */
    void *context;
};

/*
 * Opens or makes the store and rebuilds the tables. On failure *problem has a text for people (heap writer, the
 * caller closes it). NOTSTORE, NEWER, MISMATCH, LOCKED, DAMAGED, IO, NOMEM.
 */
MUST_CHECK enum status keeper_open(const struct keeper_params *params, struct writer *problem, struct keeper **out);

/* Ends an open batch without keeping it, closes the store, frees all. NULL is fine. */
void keeper_close(struct keeper *keeper);

/*
 * Takes over what may change while the store is open: max_size, compression, priority, templates, scrub_ms, snapshot_ms
 * (not from or to 0), and of the matcher what matcher_adjust() names. Outside a batch. BADARG, NOMEM: then nothing
 * changes.
 */
MUST_CHECK enum status keeper_adjust(struct keeper *keeper, const struct keeper_params *params);

/*
 * After a start from a large snapshot its indexes are not proved yet. Each shard is, before it is first looked into;
 * and keeper_prove_step() proves one more, a millisecond or two, false when none is left: for when there is nothing
 * else to do. When one turns out wrong the keeper is doubtful: what it said since it was asked last may miss earlier
 * articles and must not leave. keeper_mend() ends an open batch without keeping it and makes all tables from the
 * records, as a start does; then whatever was decided since is to be asked again. Statuses of keeper_open(); on failure
 * nothing may be asked any more. A doubtful keeper commits nothing.
 */
enum { KEEPER_PROVE_BYTES = 256 << 20 };
bool keeper_prove_step(struct keeper *keeper);
bool keeper_is_doubtful(const struct keeper *keeper);
MUST_CHECK enum status keeper_mend(struct keeper *keeper);

/* Another listener for params.progress, from here on; NULL for none. */
void keeper_watch(struct keeper *keeper, void (*progress)(void *context, uint64_t done, uint64_t all), void *context);

/* What workers need to prepare for this store. Constant while it is open; may be read by any thread. */
const struct prepare_params *keeper_prepare_params(const struct keeper *keeper);

/* --- submissions --- */

struct answer {
    uint64_t id; /* 0 for a check of something unknown */
    struct bytes your_id, agency;
    enum verdict verdict;
    uint64_t cluster, canonical, matched; /* 0 = none */
    double resemblance, containment, contained;
    unsigned hamming;
    uint32_t words;
    uint64_t seq;
    bool repeat;                  /* known already: nothing was added */
    const struct evidence *trial; /* of a check: how the candidates fared; only their numbers are to be used */
    size_t trial_count;
};

/* Opens a batch. FULL, READONLY, IO, NOMEM. */
MUST_CHECK enum status keeper_begin(struct keeper *keeper);

/* Opens a batch that only forgets: allowed also when the store is full, for that is how room is made. */
MUST_CHECK enum status keeper_begin_removal(struct keeper *keeper);

/*
 * Decides about one article and keeps it in the open batch. *answer lives in arena. FULL, READONLY and IO end the
 * batch: call keeper_abort(). Any other error concerns this article alone, of which nothing is kept (NOMEM, DAMAGED).
 */
MUST_CHECK enum status keeper_submit(struct keeper *keeper, const struct prepared *prepared, int64_t now_ms,
                                     struct arena *arena, struct answer *answer);

/* The same answer with nothing kept. In or outside a batch. */
MUST_CHECK enum status keeper_check(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                    struct answer *answer);

/* What a site's template says of an article's lines. */
struct site_verdict {
    struct bytes site;     /* its name; empty: unknown, or its template is not used */
    const uint32_t *pages; /* by number of the line in the text: pages of the site that have it and count; 0 = none */
    const bool *goes;      /* by number: it is the site's, and goes */
    size_t count;          /* lines of the text */
};

/* In or outside a batch. All in arena. NOMEM, READONLY. */
MUST_CHECK enum status keeper_explain_lines(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                            struct site_verdict *out);

/* Removes an article for good, in the open batch. NOTFOUND, FULL, READONLY, IO. */
MUST_CHECK enum status keeper_forget(struct keeper *keeper, uint64_t id, int64_t now_ms);

/* Which articles a removal means. */
struct removal {
    enum removal_kind {
        REMOVAL_CAME_BEFORE,      /* articles that came before before_ms; the order of ids is that of their coming */
        REMOVAL_PUBLISHED_BEFORE, /* articles that were published then, those of unknown time that came then */
        REMOVAL_SOURCE,           /* articles of a source, by its name letter for letter */
        REMOVAL_CLUSTER,          /* the cluster that article `cluster` is in */
        REMOVAL_LIST              /* these; those that do not exist count for nothing */
    } kind;
    int64_t before_ms;
    struct bytes source;
    uint64_t cluster;
    const uint32_t *ids;
    size_t id_count;
};

/*
 * Removes at most `most` of the articles meant, in the open batch, and not all that it might find: a call looks at a
 * bounded part of the tables. *next is 0 when that was the last of them, else the cursor for the next call (the first
 * has 0), which REMOVAL_SOURCE and REMOVAL_PUBLISHED_BEFORE need. A list is taken whole. NOTFOUND for a cluster; BADARG
 * for a cursor; FULL, READONLY, IO end the batch.
 */
MUST_CHECK enum status keeper_remove(struct keeper *keeper, const struct removal *removal, uint64_t cursor, size_t most,
                                     int64_t now_ms, struct arena *arena, uint64_t *removed, uint64_t *next);

/* True when the oldest article came before before_ms: a removal would find one. */
bool keeper_has_older(struct keeper *keeper, int64_t before_ms);

/* As keeper_forget(), for an article that its agency withdrew: the log says so first. */
MUST_CHECK enum status keeper_withdraw(struct keeper *keeper, uint64_t id, int64_t now_ms);

/* What LINK or UNLINK did. */
struct linking {
    uint64_t cluster;   /* of a, now */
    uint64_t rest;      /* UNLINK: the cluster that a left, by the name that it has now; else 0 */
    uint64_t canonical; /* of cluster */
    uint32_t size;      /* of cluster */
    bool changed; /* LINK: there were two clusters; UNLINK: a left, or is kept apart from what it was not before */
};

/*
 * Makes one cluster of those of articles a and b, and forgets what kept the two apart. BADARG when a is b; NOTFOUND.
 * FULL, READONLY and IO end the batch.
 */
MUST_CHECK enum status keeper_link(struct keeper *keeper, uint64_t a, uint64_t b, int64_t now_ms, struct linking *out);

/*
 * Takes a out of its cluster into one of its own, when b is in that cluster, and from now on no submission merges the
 * clusters of a and b. b = 0: whichever is canonical among the others. BADARG when a is b; NOTFOUND; TOOBIG when
 * APART_PAIRS_MAX pairs are kept apart already. FULL, READONLY and IO end the batch.
 */
MUST_CHECK enum status keeper_unlink(struct keeper *keeper, uint64_t a, uint64_t b, int64_t now_ms,
                                     struct linking *out);

/* Makes the batch durable. FULL, IO: nothing of it is kept. */
MUST_CHECK enum status keeper_commit(struct keeper *keeper);

/* Drops the open batch. IO when RAM could not be made again without it: nothing may be answered any more, end. */
MUST_CHECK enum status keeper_abort(struct keeper *keeper);

/* --- questions; answers show what is committed, or in an open batch also that --- */

/* Finds an article by "123", "key:YOUR-ID" or a URL (the newest with it). NOTFOUND, BADARG. */
MUST_CHECK enum status keeper_find(struct keeper *keeper, struct bytes reference, uint64_t *id);

struct doc {
    struct record record;  /* as kept; views in the arena */
    uint64_t cluster;      /* now */
    uint64_t canonical;    /* now */
    uint32_t cluster_size; /* now */
    uint32_t stored_size;  /* bytes of the compressed text */
};

/* NOTFOUND, DAMAGED, NOMEM. */
MUST_CHECK enum status keeper_doc(struct keeper *keeper, uint64_t id, struct arena *arena, struct doc *out);

/* The text without the lines that its site is known to repeat, in arena. */
MUST_CHECK enum status keeper_text(struct keeper *keeper, uint64_t id, struct arena *arena, struct bytes *out);

/* Of that, what is compared with other articles: all behind a dateline. */
MUST_CHECK enum status keeper_body(struct keeper *keeper, uint64_t id, struct arena *arena, struct bytes *out);

/* The members of id's cluster by rising id, at most room from `after` on; *count of them. */
MUST_CHECK enum status keeper_members(struct keeper *keeper, uint64_t id, uint64_t after, struct arena *arena,
                                      struct doc *out, size_t room, size_t *count);

struct article_row {
    uint64_t id, cluster;
    struct bytes your_id;
};

/* Articles by rising id behind cursor; *next is the cursor for more, 0 at the end. */
MUST_CHECK enum status keeper_articles(struct keeper *keeper, uint64_t cursor, struct arena *arena,
                                       struct article_row *out, size_t room, size_t *count, uint64_t *next);

struct cluster_filter {
    int64_t since_ms, until_ms; /* of the newest member: published, else arrived; 0 = any */
    uint32_t min_size;
    struct bytes source, agency; /* of any member; empty = any */
    struct bytes title;          /* words that the canonical's title has, case of ASCII letters ignored; empty = any */
    bool by_size;                /* the largest first: of the SURVEY_LARGEST largest */
};

struct cluster_row {
    uint64_t cluster, canonical;
    uint32_t size;
    uint32_t sources;                            /* 0: more members than were looked at */
    struct bytes your_id, title, source, agency; /* of the canonical */
    int64_t first_ms, last_ms;                   /* published, else submitted, over the members */
};

/*
 * Clusters from the newest backwards, from cursor (0: the newest). It looks at a bounded number of clusters a call:
 * few or no rows with *next not 0 means: ask again.
 */
MUST_CHECK enum status keeper_clusters(struct keeper *keeper, const struct cluster_filter *filter, uint64_t cursor,
                                       struct arena *arena, struct cluster_row *out, size_t room, size_t *count,
                                       uint64_t *next);

/* The articles most like id, best first. */
MUST_CHECK enum status keeper_similar(struct keeper *keeper, uint64_t id, struct arena *arena, struct similar *out,
                                      size_t room, size_t *count);

/* Events behind seq `after`, in order, views in arena. */
MUST_CHECK enum status keeper_changes(struct keeper *keeper, uint64_t after, struct arena *arena, struct event *out,
                                      size_t room, size_t *count);

/* The newest event's seq that is durable. */
uint64_t keeper_seq(const struct keeper *keeper);

struct survey;

/*
 * Goes on counting sources, outside a batch, whenever there is time; takes about a millisecond. arena is reset. True
 * when there is more to do at once.
 */
bool keeper_survey_step(struct keeper *keeper, int64_t now_ms, struct arena *arena);

/* What was counted, and of how many articles; whole: of all there are, but those that came a moment ago. May be NULL.
 */
const struct survey *keeper_survey_now(const struct keeper *keeper, uint64_t *articles, bool *whole);

enum { KEEPER_SCRUB_OFF = -1 };

/*
 * Goes on proving articles, outside a batch, whenever there is time; takes a few milliseconds. What is damaged is told
 * and counted. now_ms: monotonic. Returns in how many milliseconds it wants to be called again, 0: when there is time;
 * KEEPER_SCRUB_OFF: not before the settings change. arena is reset.
 */
int64_t keeper_scrub_step(struct keeper *keeper, int64_t now_ms, struct arena *arena);

struct keeper_scrub_stats {
    uint64_t articles, damaged; /* proved, and of these not as they were kept; since the start */
    uint64_t passes;            /* through the whole store */
    double done;                /* of the present pass, 0 to 1 */
};

/* --- backups: store_copy.h in daemon/store --- */

struct store_copy;
struct store_copy_params;

/* Begins a copy of the store. It must be closed before the keeper is. EXISTS, FULL, IO, NOMEM. */
MUST_CHECK enum status keeper_copy(struct keeper *keeper, const struct store_copy_params *params,
                                   struct store_copy **out);

/* --- snapshots: snapshot.h in daemon/store --- */

enum { KEEPER_SNAPSHOT_IDLE = -1 };

/*
 * Writes a snapshot bit by bit when one is due. Outside a batch, whenever there is time; takes a few milliseconds.
 * Returns in how many milliseconds it wants to be called again, KEEPER_SNAPSHOT_IDLE: not before something changed.
 * now_ms: since the epoch.
 */
int64_t keeper_snapshot_step(struct keeper *keeper, int64_t now_ms);

/* Writes one at once, unless it would say nothing new: for an orderly stop. */
void keeper_snapshot_finish(struct keeper *keeper, int64_t now_ms);

struct keeper_snapshot_stats {
    int64_t taken_ms; /* of the newest one, since the epoch; 0 = there is none */
    uint64_t seq, bytes;
    uint64_t written, failures; /* since the start */
    bool loaded;                /* the start was from one */
};

struct keeper_snapshot_stats keeper_snapshot_now(const struct keeper *keeper);

struct keeper_stats {
    uint64_t articles, clusters, seq;
    uint64_t first_seq;   /* the oldest event that is kept */
    uint64_t disk_bytes;  /* of the data file */
    uint64_t table_bytes; /* RAM of the tables outside the matcher */
    uint64_t commits, commit_articles;
    uint64_t verdicts[VERDICT_COUNT];
    uint64_t repeats;
    uint64_t removed; /* articles forgotten, withdrawn or expired */
    uint64_t heard;   /* records read for elections of canonicals */
    uint64_t damaged; /* reads of articles that failed their seal */
    uint32_t apart;   /* pairs of articles that UNLINK keeps apart */
    bool read_only, full;
    struct keeper_snapshot_stats snapshot;
    struct keeper_scrub_stats scrub;
    struct site_table_stats sites;
    uint64_t template_articles, template_lines,
        template_words;     /* articles that lost lines to a template, and how many */
    uint64_t cleaned_again; /* articles that lost some after they were kept */
    struct matcher_stats matcher;
};

struct keeper_stats keeper_stats(const struct keeper *keeper);

/*
 * Reads a whole store and reports every fault as a line in report. STATUS_OK clean, DAMAGED, NOTSTORE, NEWER, LOCKED,
 * IO, NOMEM.
 */
MUST_CHECK enum status keeper_verify(const char *path, struct writer *report);

#endif
