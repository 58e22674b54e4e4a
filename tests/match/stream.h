/*
 * A stream of articles into a matcher, as the daemon makes it, without a store: texts are kept in RAM, and an exact
 * text and a URL are looked up by comparing.
 */
#ifndef TESTS_MATCH_STREAM_H
#define TESTS_MATCH_STREAM_H

#include "shingle/match/matcher.h"

enum { STREAM_MAX = 4096 };

struct stream_entry {
    struct bytes text;
    uint64_t text_hash, simhash;
    const char *url, *source;
    int64_t time_ms;
    uint32_t words;
    struct shingle_set keys;
    struct decision decision;
    uint32_t cluster_then; /* joined at submission, merges of that article not counted */
    bool forgotten;
};

struct stream {
    struct matcher *matcher;
    struct matcher_params params;
    struct sketch_params sketch_params;
    struct hash_key key;
    struct arena kept;            /* texts and keys */
    struct arena scratch;         /* one decision */
    struct stream_entry *entries; /* by id; [0] unused */
    uint32_t count;
    bool gone; /* the reader finds nothing */
};

void stream_open(struct stream *stream, const struct matcher_params *params);
void stream_close(struct stream *stream);

/* Decides and inserts; asserts success. url and source may be NULL. Returns the decision; its merge list is not kept.
 */
struct decision stream_submit(struct stream *stream, struct bytes text, const char *url, const char *source,
                              int64_t time_ms);

/* Only decides. */
struct decision stream_check(struct stream *stream, struct bytes text, const char *url, const char *source,
                             int64_t time_ms);

/* The cluster of an article now. */
uint32_t stream_cluster(const struct stream *stream, uint32_t id);

void stream_forget(struct stream *stream, uint32_t id);

/* Throws the matcher away and makes a new one from what a store would hold. */
void stream_restart(struct stream *stream);

size_t stream_similar(struct stream *stream, uint32_t id, struct similar *out, size_t room);

#endif
