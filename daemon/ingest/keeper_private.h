/*
 * What the files of the keeper share.
 */
#ifndef DAEMON_INGEST_KEEPER_PRIVATE_H
#define DAEMON_INGEST_KEEPER_PRIVATE_H

#include "daemon/ingest/electorate.h"
#include "daemon/ingest/keeper.h"
#include "daemon/ingest/survey.h"
#include "daemon/store/pack.h"
#include "daemon/store/snapshot.h"
#include "daemon/store/store.h"
#include "shingle/match/apart.h"
#include "shingle/match/canonical.h"

enum {
    LOOKUP_CAP = 16,       /* ids a hash in the tables: collisions, and revisions that may come again */
    LOOKUP_SHARDS = 64,    /* of each table */
    ELECTORATES = 8,       /* that are kept: so many clusters may lose one canonical after the other by turns */
    RELAX_LOOK = 256,      /* reads between two looks at how much of the map may be in memory, */
    RELAX_FAULTS = 1024,   /* which is given back after so many faults: each maps up to 64 KiB around it, */
    RELAX_REMOVING = 6144, /* or so many while articles are removed: a page that comes back costs 30 us */
    RELAX_STORE = 64 << 20 /* bytes of a store that may be mapped for good: so many faults map as much */
};

/* The tables from names to articles. */
struct lookups {
    struct posting_index *url, *your_id, *text;
};

struct snapshot_writer;
struct keeper_proof;

/* A snapshot on its way, and what is known of the last one. */
struct keeper_snapshot {
    struct snapshot_writer *writer; /* NULL: none is being written */
    struct snapshot_head head;
    uint32_t part, number; /* the next block */
    bool ended;            /* all blocks are put */
    bool unsaved;          /* a chunk of the clusters could not be put */
    bool failed;           /* the last one */
    int64_t tried_ms;      /* when one was begun last, or the store was opened; 0 = not yet */
    struct keeper_snapshot_stats stats;
};

/* A walk over all articles that the survey is shown. */
struct keeper_survey {
    struct survey *shown;
    struct survey *next; /* a walk anew, not at its end yet */
    uint32_t at;         /* the last article it was shown */
    uint64_t articles;   /* how many */
    uint64_t removed;    /* when it began: of keeper_stats */
    int64_t began_ms;
    bool whole; /* it has come to the end once */
};

/* A pass of the scrub. All 0: none was begun. */
struct keeper_scrub {
    int64_t began_ms;
    uint32_t all;            /* ids, as of its beginning */
    uint32_t start, visited; /* it begins behind id `start`, goes round, and has seen so many ids */
    struct keeper_scrub_stats stats;
};

/* Articles that other texts may be packed against, a bit an id: only their end makes one look for such texts. */
struct bases {
    uint64_t *bits;
    uint64_t words;
};

struct keeper {
    struct keeper_params params; /* pointers in it are the caller's, but path and priority */
    char *path;
    struct prepare_params prepare;
    struct store *store;
    struct packer *packer;
    struct matcher *matcher;
    struct lookups lookups;
    struct site_table *sites;
    struct apart *apart; /* what UNLINK parted */
    struct bases bases;
    struct electorate electorates[ELECTORATES];
    uint64_t elections; /* so far, by which the electorate used longest ago is known */
    struct keeper_survey survey;
    struct keeper_scrub scrub;
    uint64_t next_id, next_seq;
    uint64_t first_seq;     /* of the log */
    uint64_t log_keep;      /* events that are kept in any case */
    uint64_t batch_removed; /* articles */
    uint64_t durable_seq;
    bool batch_open, batch_changed;
    bool broken; /* RAM could not be made again after a failed batch: nothing may be answered */
    uint64_t batch_articles;
    uint32_t touched;    /* reads since the last look at the faults */
    uint64_t relaxed_at; /* faults of this thread at the last store_relax() */
    bool removing;       /* this batch or the one before removes articles */
    struct writer value, packed;
    struct keeper_snapshot snapshot;
    uint8_t *snapshot_map; /* the snapshot that the start was from: shards stand in it until they grow */
    size_t snapshot_map_size;
    struct keeper_proof *proof; /* of what stands in it; NULL: nothing is left to prove */
    uint64_t *gone;             /* ids removed after it, as bits: what is not proved yet still has them */
    bool distrusts_snapshot;    /* it was wrong once: records only */
    struct keeper_stats stats;  /* only the counters */
};

/* --- keeper_load.c --- */

/* Makes the tables and the matcher, empty. */
MUST_CHECK enum status keeper_make_tables(struct keeper *keeper);
void keeper_free_tables(struct keeper *keeper);

/* What the matcher keeps of a record, without its place in the clusters; keys are the record's. */
struct match_record keeper_match_record(const struct keeper *keeper, const struct record *record);

/* Fills them from the store, by way of the snapshot when there is a good one. */
MUST_CHECK enum status keeper_load(struct keeper *keeper, struct writer *problem);

/* Only from the snapshot, or not at all: then the tables hold what must not be used, and *why says why not. */
MUST_CHECK enum status keeper_load_snapshot(struct keeper *keeper, struct writer *problem, const char **why);

/* --- keeper_snapshot.c --- */

/* The settings that the tables depend on, as one number. */
uint64_t keeper_snapshot_shape(const struct keeper *keeper);

/* Hash of an event of the log. Statuses of store_get(). */
MUST_CHECK enum status keeper_snapshot_event(struct keeper *keeper, uint64_t seq, uint64_t *hash);

/* The table that a part of a snapshot is, when its blocks are shards; NULL for another one. */
struct posting_index *keeper_snapshot_table(const struct keeper *keeper, uint32_t part);

/* Gives up the one that is being written. */
void keeper_snapshot_drop(struct keeper *keeper);

/* --- keeper_restore.c --- */

/*
 * Fills the empty tables from the snapshot, as of number *seq of the log. NOTFOUND when there is none; on any other
 * failure the tables hold what must not be used, and *why says why.
 */
MUST_CHECK enum status keeper_restore(struct keeper *keeper, uint64_t *seq, const char **why);

/* Takes over the settings of the snapshot, if there is one that can be read: for a check, which knows no others. */
void keeper_snapshot_follow(struct keeper *keeper);

/* The indexes of a snapshot that are lent their blocks are to be proved later. Unless keeper->proof stays NULL the
   reader is the proof's. NOMEM. */
struct snapshot_reader;
MUST_CHECK enum status keeper_proof_begin(struct keeper *keeper, struct snapshot_reader *reader);
void keeper_proof_close(struct keeper *keeper);

/* Proves all that is left. DAMAGED when something is wrong. */
MUST_CHECK enum status keeper_prove_all(struct keeper *keeper);

/* Tells of a snapshot that cannot be used, and removes it. */
void keeper_snapshot_put_away(struct keeper *keeper, const char *why);

/* Makes RAM anew from the store. */
MUST_CHECK enum status keeper_start_over(struct keeper *keeper);

void keeper_snapshot_remove(struct keeper *keeper);

/* When all tables are closed. */
void keeper_snapshot_unmap(struct keeper *keeper);

/* Takes the postings out of all tables whose article was removed after number seq of the log, once, before the replay.
   Statuses of store_walk(). */
MUST_CHECK enum status keeper_sweep(struct keeper *keeper, uint64_t seq);

/* --- keeper_scrub.c --- */

/* What a closer look at an article as it is kept found. */
struct proof {
    const char *what, *why; /* why: NULL = nothing is wrong */
    uint64_t parts;         /* of its text in the store */
};

/* Proves that record is whole, is article id's, and that the text is the one that was kept. NOMEM. */
MUST_CHECK enum status keeper_prove(struct keeper *keeper, const struct record *record, uint64_t id,
                                    struct arena *arena, struct proof *out);

/* --- keeper_compare.c --- */

/*
 * Compares the tables, made from records, with those that a start from the snapshot would have. Nothing to compare with
 * is fine. exact: no article was ever forgotten, so not one posting may be missing. DAMAGED with lines in report.
 */
MUST_CHECK enum status keeper_compare_snapshot(struct keeper *keeper, bool exact, struct writer *report);

/* --- keeper_read.c --- */

/* The record of an article, all of it in arena. NOTFOUND, DAMAGED, NOMEM, IO. */
MUST_CHECK enum status keeper_record(struct keeper *keeper, uint64_t id, struct arena *arena, struct record *out);

/* The text that belongs to a record, as it was kept. */
MUST_CHECK enum status keeper_record_text(struct keeper *keeper, const struct record *record, struct arena *arena,
                                          struct bytes *out);

/* What is compared of it: without the lines of its site, and behind a dateline. */
MUST_CHECK enum status keeper_record_body(struct keeper *keeper, const struct record *record, struct arena *arena,
                                          struct bytes *out);

/* What the matcher reads earlier texts through. */
struct match_reader keeper_match_reader(struct keeper *keeper);

/* What the matcher sees of a stored article. Its words and sketch are made anew in arena. */
MUST_CHECK enum status keeper_match_article(struct keeper *keeper, const struct record *record, struct arena *arena,
                                            struct match_article *out, struct sketch *sketch);

enum keeper_name { KEEPER_URL, KEEPER_YOUR_ID, KEEPER_TEXT };

/* The ids that the tables have under a hash, newest first; strangers among them, as hashes collide. */
size_t keeper_named(const struct keeper *keeper, enum keeper_name kind, uint64_t hash, uint32_t ids[LOOKUP_CAP]);

/* Packs text (against the base named in record, if any) and puts it. */
MUST_CHECK enum status keeper_put_text(struct keeper *keeper, uint64_t id, struct bytes text, struct bytes base);

/* Puts a text anew that was packed against another, now by itself, and fast: many may follow from one removal. */
MUST_CHECK enum status keeper_put_text_alone(struct keeper *keeper, uint64_t id, struct bytes text);

MUST_CHECK enum status keeper_put_record(struct keeper *keeper, const struct record *record);

/* Appends an event to the log; event->seq is set. */
MUST_CHECK enum status keeper_put_event(struct keeper *keeper, struct event *event);

/* --- keeper_sites.c --- */

/*
 * Takes the lines of its site's template out of an article: *own is prepared, or the same without them, and lines says
 * which they are and what extraction left out. All in arena. NOMEM, TOOBIG.
 */
MUST_CHECK enum status keeper_site_clean(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                         struct prepared *own, struct record_lines *lines);

/*
 * Learns the lines of an article that was just kept, in the open batch. Lines that became the site's with it go from
 * record and from the records of the articles that had them before. Statuses as keeper_put_record().
 */
MUST_CHECK enum status keeper_site_learn(struct keeper *keeper, const struct prepared *prepared, struct record *record,
                                         struct arena *arena);

/* Puts the sites that changed, in the open batch. FULL, IO, NOMEM. */
MUST_CHECK enum status keeper_site_flush(struct keeper *keeper);

/* Fills the table from the store. NOMEM, IO. */
MUST_CHECK enum status keeper_site_load(struct keeper *keeper);

/* --- keeper_apart.c --- */

/* Takes out of a decision the merges that would bring together what a person parted. NOMEM. */
MUST_CHECK enum status keeper_keep_apart(const struct keeper *keeper, struct decision *decision, struct arena *arena);

/* Puts the pairs that changed, in the open batch. FULL, IO, NOMEM. */
MUST_CHECK enum status keeper_apart_flush(struct keeper *keeper);

/* Reads a pair as it is stored. DAMAGED. */
MUST_CHECK enum status keeper_pair_decode(struct bytes value, struct apart_pair *out);

/* Reads them from the store. NOMEM, IO, DAMAGED. */
MUST_CHECK enum status keeper_apart_load(struct keeper *keeper);

/* --- keeper_trim.c --- */

enum { KEEPER_LOG_KEEP = 100000 };

/* Takes events off the beginning of the log, a bounded number, in the open batch. FULL, IO, NOMEM. */
MUST_CHECK enum status keeper_trim(struct keeper *keeper);

/* --- keeper_forget.c --- */

/* Remembers that a text is packed against article id's; id 0 is fine. NOMEM. */
MUST_CHECK enum status keeper_note_base(struct keeper *keeper, uint64_t id);

/* As keeper_forget(), but when the canonical went nobody is elected yet: *orphaned is the cluster then, else 0. */
MUST_CHECK enum status keeper_forget_only(struct keeper *keeper, uint64_t id, int64_t now_ms, uint32_t *orphaned);

/* Packs anew, each by itself, the texts of members of a cluster that are packed against article id's. */
MUST_CHECK enum status keeper_free_dependents(struct keeper *keeper, uint32_t id, uint32_t cluster);

/* --- keeper_standing.c --- */

/* What is known of a submission by its names; 0 = nothing. */
struct standing {
    uint64_t same;      /* the article that it repeats */
    uint64_t previous;  /* the article that it revises, or whose URL it has */
    uint64_t same_text; /* an article with the same words */
};

/* Statuses of keeper_record() but NOTFOUND and DAMAGED, which are passed over. */
MUST_CHECK enum status keeper_standing(struct keeper *keeper, const struct prepared *prepared, struct arena *arena,
                                       struct standing *out);

/* --- keeper_elect.c --- */

/* How strong an article's claim to be canonical is. */
struct canonical_claim keeper_claim(const struct keeper *keeper, const struct record *record);

/* Forgets what elections left: when the priorities of sources change, or the tables are made anew. */
void keeper_electorates_drop(struct keeper *keeper);

/* An article is about to be forgotten. */
void keeper_electorate_leave(struct keeper *keeper, uint32_t id, uint32_t cluster);

/*
 * Elects the best member of a cluster anew, of its ELECTABLE_MAX oldest, and logs it when it changes. Reads the records
 * that no election of this cluster read before, or all of them.
 */
MUST_CHECK enum status keeper_elect(struct keeper *keeper, uint32_t cluster, int64_t now_ms);

/* Counts that so much was read through the map, and gives its pages back when they may be many. */
void keeper_touched(struct keeper *keeper, uint32_t count);

#endif
