/*
 * Matcher: decides for each article, in order, whether it is a copy of an earlier one, and of which cluster.
 *
 *     status = matcher_open(&params, &sketch_params, key, &matcher);
 *     for each article, in order of ids:
 *         status = matcher_decide(matcher, &article, &match_reader, arena, &decision);    // changes no answer
 *         status = matcher_insert(matcher, id, &article, &decision);                      // now others can find it
 *         // store: article.sketch.keys, source, words, decision.verdict, decision.marks, clusters_of(id)
 *     matcher_close(matcher);
 *
 * At a restart: matcher_fill() for each stored article, and the log replayed on matcher_clusters(). The matcher holds
 * nothing that cannot be rebuilt so, and answers do not depend on what its cache happens to hold: the same articles in
 * the same order give the same decisions, also over a restart.
 *
 * How it decides (details in comparison.h and trial.h): sampled shingles that the article shares with earlier ones
 * name candidates; the best few are verified exactly on all shingles, after those that strangers of the same source or
 * many articles of the stream share (templates, disclaimers) have been discounted; then figures, names and the opening
 * must agree.
 *
 * The matcher owns the candidate index, the clusters and per-article facts: 10.5 bytes a key and 36 an article, and a
 * cache of recent articles' shingles with a limit of its own. The caller owns exact-text and URL tables and tells what
 * they say.
 *
 * One thread at a time. matcher_decide() only writes the cache.
 */
#ifndef SHINGLE_MATCH_MATCHER_H
#define SHINGLE_MATCH_MATCHER_H

#include "shingle/base/arena.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"
#include "shingle/match/clusters.h"
#include "shingle/match/facts.h"
#include "shingle/match/posting_fill.h"
#include "shingle/match/trial.h"
#include "shingle/match/verdict.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/words.h"

struct matcher;

struct matcher_params {
    uint32_t shards;          /* of the candidate index, a power of two */
    uint32_t key_cap;         /* ids a key: past that the oldest leaves, the key is a stop-shingle */
    uint32_t verify_max;      /* candidates verified an article, 1 to COMPARER_OTHERS_MAX */
    uint32_t fellows_max;     /* of them, of one cluster, at least 1 */
    uint32_t cache_bytes;     /* of recent articles' shingles */
    uint32_t words_min;       /* fewer: VERDICT_SHORT, only an exact text matches */
    double containment;       /* of the shorter article's shingles in the other, to be a copy */
    double resemblance;       /* from here VERDICT_COPY, below EXCERPT or EXTENDED */
    int64_t window_ms;        /* older articles are no candidates; 0 = no limit */
    struct trial_rules rules; /* the finer ones; its containment is set from above */
};

/* The settings that the goals were measured with. */
struct matcher_params matcher_defaults(void);

/*
 * What one article asks for instead of the settings; all zero: nothing. It decides about this article alone, so whoever
 * asks for something merges no clusters of others.
 */
struct match_policy {
    double containment, resemblance, certainty; /* thresholds as in struct matcher_params and its rules; 0 = as set */
    bool has_window;
    int64_t window_ms;                           /* with has_window */
    bool other_source;                           /* articles of its own source are no candidates */
    bool (*accepts)(void *context, uint32_t id); /* asked about the few candidates that are left; NULL: all are fine */
    void *context;
};

/* One article, as the matcher sees it. Views must live as long as the call. */
struct match_article {
    struct bytes text;                 /* what was fingerprinted; the reader must give the same bytes back */
    struct words words;                /* of text */
    const struct sketch *sketch;       /* of words */
    uint64_t source;                   /* hash of the source's name (HASH_SOURCE), 0 = unknown: nobody's neighbour */
    int64_t time_ms;                   /* publication, else arrival; 0 = unknown */
    uint32_t same_text;                /* an earlier article with equal text hash, confirmed by the caller; 0 = none */
    uint32_t same_url;                 /* the newest earlier article with the same URL; 0 = none */
    const struct match_policy *policy; /* NULL: the settings hold */
};

/* Gives back the text of an earlier article (match_article.text of its insert), in arena or longer lived. */
struct match_reader {
    void *context;
    enum status (*read)(void *context, uint32_t id, struct arena *arena, struct bytes *text);
};

struct decision {
    enum verdict verdict;
    uint32_t matched;      /* the article that decided; 0 = none */
    uint32_t cluster;      /* to join; 0 = a cluster of its own */
    double resemblance;    /* with matched, over informative shingles; 0 when nothing matched */
    double containment;    /* share of this article in matched */
    double contained;      /* share of matched in this article */
    uint32_t hamming;      /* distance of the simhashes */
    uint32_t marks;        /* opaque; store it and give it back to matcher_fill() */
    const uint32_t *merge; /* further clusters that this article proves to be the same; in arena */
    uint32_t merge_count;
    uint32_t candidates;             /* found */
    uint32_t verified;               /* of them, exactly */
    uint32_t read;                   /* of them, through the reader */
    const struct evidence *evidence; /* how these fared, in arena; their profiles are no longer to be used */
    size_t evidence_count;
};

/* sketch_params and key: as the articles' sketches were built. BADARG for params out of range, NOMEM. */
MUST_CHECK enum status matcher_open(const struct matcher_params *params, const struct sketch_params *sketch_params,
                                    const struct hash_key *key, struct matcher **out);

void matcher_close(struct matcher *matcher);

/*
 * Takes containment, resemblance, window_ms, verify_max and the rules from params, for the decisions to come; all else
 * stays as it was opened. BADARG as matcher_open(): then nothing changes.
 */
MUST_CHECK enum status matcher_adjust(struct matcher *matcher, const struct matcher_params *params);

/*
 * Decides about an article that is not inserted. Nothing that later decisions depend on changes. Status of the reader
 * when it fails (NOTFOUND only skips that candidate), NOMEM.
 */
MUST_CHECK enum status matcher_decide(struct matcher *matcher, const struct match_article *article,
                                      const struct match_reader *reader, struct arena *arena,
                                      struct decision *decision);

/*
 * Makes the article known under id, in the cluster that the decision says, and merges the clusters that it says (the
 * lowest name stays; clusters_of(id) tells it). Ids rise. NOMEM, EXISTS.
 */
MUST_CHECK enum status matcher_insert(struct matcher *matcher, uint32_t id, const struct match_article *article,
                                      const struct decision *decision);

/* What is stored of an article, to make it known again at a start. */
struct match_record {
    uint32_t id;
    uint32_t cluster; /* as it is now (merges done), or as at submission when the merges are replayed after */
    uint64_t source;
    int64_t time_ms;
    uint32_t words;
    uint32_t marks;
    uint64_t simhash;
    struct shingle_set keys;
};

/*
 * A start, in parts that several threads may take: what records tell of articles goes in by matcher_fill(), for each id
 * once; the facts' memory is taken before (facts_reach() of matcher_tables(), for the chunk of the id). The postings go
 * to a batch of the candidate index, which is filled as posting_fill.h says; in order of ids, or keys at their cap keep
 * others than they had. The clusters are the caller's to make, by what its log tells (matcher_clusters()); their names
 * in the records do not matter. Nothing may be asked until all is in. BADARG, NOMEM.
 *
 * One thing that this cannot know: an id that left a key because of key_cap comes back when one of those that pushed it
 * out has been forgotten since. Such keys weigh next to nothing.
 */
MUST_CHECK enum status matcher_fill(struct matcher *matcher, const struct match_record *record,
                                    struct posting_batch *batch);

/*
 * For an article that came at number seq of the log, into tables that were restored from images: facts, cluster and
 * keys. It can be asked about at once. NOMEM, EXISTS, NOTFOUND.
 */
MUST_CHECK enum status matcher_replay(struct matcher *matcher, const struct match_record *record, uint64_t seq);

/*
 * Forgets an article; keys are those stored with it. *canonical as of clusters_forget(). Its id is never used again.
 * NOTFOUND when it is unknown.
 */
MUST_CHECK enum status matcher_forget(struct matcher *matcher, uint32_t id, struct shingle_set keys,
                                      uint32_t *canonical);

/* The text that the reader gives for an article is another one from now on, with the same keys or fewer. */
void matcher_text_changed(struct matcher *matcher, uint32_t id);

struct similar {
    uint32_t id;
    double resemblance, containment, contained; /* as in struct decision */
    uint32_t shared;                            /* sampled keys in common */
};

/*
 * The articles most like this one, best first, of whatever cluster, at most `room`; self (or 0) is left out. Verified
 * exactly. Statuses as matcher_decide().
 */
MUST_CHECK enum status matcher_similar(struct matcher *matcher, const struct match_article *article, uint32_t self,
                                       const struct match_reader *reader, struct arena *arena, struct similar *out,
                                       size_t room, size_t *count);

/* Which articles matcher_next() looks for. */
struct match_wanted {
    uint64_t source;   /* hash of the source's name; others may have the same 32 bits of it; 0 = any */
    int64_t before_ms; /* of a known time before this one; 0 = any */
};

/*
 * Moves *id, 0 at first, to the next higher one of an article that is wanted. *budget, in ids, goes down with every one
 * looked at. False when there is none up to the highest, *id is then 0, or when the budget ended at *id.
 */
bool matcher_next(const struct matcher *matcher, const struct match_wanted *wanted, uint32_t *id, size_t *budget);

/* Membership. Read it freely; change only elections, merges and splits. */
struct clusters *matcher_clusters(struct matcher *matcher);

/* All that the matcher knows, for snapshots: what is restored to these is as good as inserted. */
struct matcher_tables {
    struct posting_index *index;
    struct clusters *clusters;
    struct facts *facts;
};

struct matcher_tables matcher_tables(struct matcher *matcher);

struct matcher_stats {
    struct posting_index_stats index;
    struct clusters_stats clusters;
    uint64_t facts_bytes, cache_bytes;
    uint64_t decided, candidates, verified, cache_hits, reads;
};

struct matcher_stats matcher_stats(const struct matcher *matcher);

#endif
