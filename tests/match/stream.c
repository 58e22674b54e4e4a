#include "tests/match/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum status read_text(void *context, uint32_t id, struct arena *arena, struct bytes *text)
{
    (void)arena;
    const struct stream *stream = context;
    if (stream->gone || stream->entries[id].forgotten)
        return STATUS_NOTFOUND;
    *text = stream->entries[id].text;
    return STATUS_OK;
}

static struct match_reader reader_of(struct stream *stream)
{
    return (struct match_reader){stream, read_text};
}

static void open_matcher(struct stream *stream)
{
    assert_int_equal(matcher_open(&stream->params, &stream->sketch_params, &stream->key, &stream->matcher), STATUS_OK);
}

void stream_open(struct stream *stream, const struct matcher_params *params)
{
    *stream = (struct stream){.params = *params, .sketch_params = SKETCH_DEFAULTS, .key = hash_key_from_seed(7)};
    arena_init(&stream->kept, 1 << 16, 0);
    arena_init(&stream->scratch, 1 << 16, 0);
    stream->entries = calloc(STREAM_MAX + 1, sizeof *stream->entries);
    assert_non_null(stream->entries);
    open_matcher(stream);
}

void stream_close(struct stream *stream)
{
    matcher_close(stream->matcher);
    arena_close(&stream->kept);
    arena_close(&stream->scratch);
    free(stream->entries);
}

static uint64_t source_hash(const struct stream *stream, const char *source)
{
    return source ? hash_bytes(&stream->key, HASH_SOURCE, bytes_of_string(source)) : 0;
}

/* What the daemon's own tables would say. */
static void look_up(const struct stream *stream, const struct sketch *sketch, const char *url,
                    struct match_article *article)
{
    for (uint32_t id = 1; id <= stream->count; id++) {
        const struct stream_entry *entry = &stream->entries[id];
        if (entry->forgotten)
            continue;
        if (!article->same_text && sketch->text_hash != 0 && entry->text_hash == sketch->text_hash)
            article->same_text = id;
        if (url && entry->url && strcmp(url, entry->url) == 0)
            article->same_url = id;
    }
}

static struct decision submit(struct stream *stream, struct bytes text, const char *url, const char *source,
                              int64_t time_ms, bool keep)
{
    struct sketch sketch;
    struct decision decision;
    struct match_article article = {
        .text = text, .sketch = &sketch, .source = source_hash(stream, source), .time_ms = time_ms};
    const struct match_reader reader = reader_of(stream);
    arena_reset(&stream->scratch);
    assert_int_equal(words_scan(&stream->key, text, &stream->scratch, &article.words), STATUS_OK);
    assert_int_equal(sketch_build(&stream->sketch_params, &stream->key, article.words, &stream->scratch, &sketch),
                     STATUS_OK);
    look_up(stream, &sketch, url, &article);
    assert_int_equal(matcher_decide(stream->matcher, &article, &reader, &stream->scratch, &decision), STATUS_OK);
    if (!keep)
        return decision;
    assert_true(stream->count < STREAM_MAX);
    uint32_t id = ++stream->count;
    assert_int_equal(matcher_insert(stream->matcher, id, &article, &decision), STATUS_OK);
    struct bytes keys = arena_copy(&stream->kept, bytes_of(sketch.keys.at, sketch.keys.count * sizeof *sketch.keys.at));
    stream->entries[id] = (struct stream_entry){
        .text = arena_copy(&stream->kept, text),
        .text_hash = sketch.text_hash,
        .simhash = sketch.simhash,
        .url = url,
        .source = source,
        .time_ms = time_ms,
        .words = sketch.words,
        .keys = {(const uint64_t *)(const void *)keys.at, sketch.keys.count},
        .decision = decision,
    };
    stream->entries[id].decision.merge = NULL;
    return decision;
}

struct decision stream_submit(struct stream *stream, struct bytes text, const char *url, const char *source,
                              int64_t time_ms)
{
    return submit(stream, text, url, source, time_ms, true);
}

struct decision stream_check(struct stream *stream, struct bytes text, const char *url, const char *source,
                             int64_t time_ms)
{
    return submit(stream, text, url, source, time_ms, false);
}

uint32_t stream_cluster(const struct stream *stream, uint32_t id)
{
    return clusters_of(matcher_clusters(stream->matcher), id);
}

void stream_forget(struct stream *stream, uint32_t id)
{
    uint32_t canonical;
    assert_int_equal(matcher_forget(stream->matcher, id, stream->entries[id].keys, &canonical), STATUS_OK);
    stream->entries[id].forgotten = true;
}

/* The postings of a batch are all that the candidate index is to hold. */
static void fill_index(struct stream *stream, const struct posting_batch *batch)
{
    struct posting_index *index = matcher_tables(stream->matcher).index;
    uint64_t dropped = 0;
    posting_fill_begin(index);
    for (uint32_t part = 0; part < POSTING_PARTS; part++) {
        assert_int_equal(posting_fill_take(index, part, &batch, 1), STATUS_OK);
        assert_int_equal(posting_fill_settle(index, part, &dropped), STATUS_OK);
    }
    posting_fill_end(index, dropped);
}

void stream_restart(struct stream *stream)
{
    struct posting_batch batch = {.count = 0};
    uint32_t canonical, *clusters = calloc(stream->count + 1, sizeof *clusters);
    assert_non_null(clusters);
    for (uint32_t id = 1; id <= stream->count; id++)
        clusters[id] = stream_cluster(stream, id);
    matcher_close(stream->matcher);
    open_matcher(stream);
    for (uint32_t id = 1; id <= stream->count; id++) {
        const struct stream_entry *entry = &stream->entries[id];
        struct match_record record = {
            .id = id,
            .source = source_hash(stream, entry->source),
            .time_ms = entry->time_ms,
            .words = entry->words,
            .marks = entry->decision.marks,
            .simhash = entry->simhash,
            .keys = entry->keys,
        };
        if (!entry->forgotten)
            assert_int_equal(matcher_fill(stream->matcher, &record, &batch), STATUS_OK);
        /* One that was forgotten may still name a cluster: the log adds it and forgets it again. */
        assert_int_equal(clusters_add(matcher_clusters(stream->matcher), id, entry->forgotten ? 0 : clusters[id]),
                         STATUS_OK);
    }
    for (uint32_t id = 1; id <= stream->count; id++)
        if (stream->entries[id].forgotten)
            assert_int_equal(clusters_forget(matcher_clusters(stream->matcher), id, &canonical), STATUS_OK);
    fill_index(stream, &batch);
    posting_batch_close(&batch);
    free(clusters);
}

size_t stream_similar(struct stream *stream, uint32_t id, struct similar *out, size_t room)
{
    const struct stream_entry *entry = &stream->entries[id];
    const struct match_reader reader = reader_of(stream);
    struct sketch sketch;
    struct match_article article = {
        .text = entry->text, .sketch = &sketch, .source = source_hash(stream, entry->source)};
    size_t count = 99;
    arena_reset(&stream->scratch);
    assert_int_equal(words_scan(&stream->key, entry->text, &stream->scratch, &article.words), STATUS_OK);
    assert_int_equal(sketch_build(&stream->sketch_params, &stream->key, article.words, &stream->scratch, &sketch),
                     STATUS_OK);
    assert_int_equal(matcher_similar(stream->matcher, &article, id, &reader, &stream->scratch, out, room, &count),
                     STATUS_OK);
    return count;
}
