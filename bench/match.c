/*
 * Speed and memory of the candidate index and of the matcher's start, on made-up keys.
 *
 *     bench/match [--articles N] [--keys K] [--shards S] [--cap C] [--part index|restore|streams]
 */
#include "bench/latency.h"
#include "shingle/base/hash_key.h"
#include "shingle/match/matcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUND = 16384 /* articles whose postings are laid down together in a restore */ };

struct run {
    uint32_t articles, keys, shards, cap;
};

/* Processor time, so that what else the machine does counts little. */
static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_latencies(const struct latency *latency)
{
    printf("%-34s p50 %.2f us, p99 %.2f us, p99.9 %.2f us, longest %.1f us\n", "  one article",
           (double)latency_percentile(latency, 50) / 1e3, (double)latency_percentile(latency, 99) / 1e3,
           (double)latency_percentile(latency, 99.9) / 1e3, (double)latency->largest / 1e3);
}

/* Key number k of an article: a sampled hash, so its upper bits are zero. One in eight is shared with another article.
 */
static uint64_t key_of(uint32_t article, uint32_t k)
{
    uint32_t from = k % 8 == 0 ? article - article % 2 : article;
    return mix64((uint64_t)from << 20 | k) >> 4;
}

static void print_rate(const char *what, double seconds, const struct run *run)
{
    double articles = run->articles, keys = run->keys;
    printf("%-34s %9.0f articles/s %8.1fM keys/s %7.2f s\n", what, articles / seconds, articles * keys / seconds / 1e6,
           seconds);
}

static void claim(struct posting_index *index, const struct run *run, uint32_t article, uint64_t *found)
{
    uint64_t keys[1024];
    uint32_t ids[POSTING_INDEX_CAP_MAX];
    for (uint32_t k = 0; k < run->keys; k++) {
        keys[k] = key_of(article, k);
        posting_index_prefetch(index, keys[k]);
    }
    for (uint32_t k = 0; k < run->keys; k++) {
        size_t count;
        if (posting_index_claim(index, keys[k], article, ids, run->cap, &count) != STATUS_OK)
            abort();
        *found += count;
    }
}

static void bench_index(const struct run *run)
{
    struct posting_index *index = NULL;
    static struct latency latency;
    uint64_t found = 0;
    if (posting_index_open(&(struct posting_index_params){run->shards, run->cap}, &index) != STATUS_OK)
        abort();
    double start = cpu_s(), last = now_s();
    for (uint32_t article = 1; article <= run->articles; article++) {
        claim(index, run, article, &found);
        double now = now_s();
        latency_add(&latency, (uint64_t)((now - last) * 1e9));
        last = now;
    }
    print_rate("claim (look-up, insert), growing", cpu_s() - start, run);
    print_latencies(&latency);
    struct posting_index_stats stats = posting_index_stats(index);
    printf("%-34s %.2f B a posting, load %.3f, %llu growths, %llu ids found\n", "  memory",
           (double)stats.bytes / (double)stats.postings, (double)stats.postings / (double)stats.slots,
           (unsigned long long)stats.growths, (unsigned long long)found);
    uint32_t forget = run->articles / 10;
    start = cpu_s();
    for (uint32_t article = 1; article <= forget; article++)
        for (uint32_t k = 0; k < run->keys; k++)
            posting_index_forget(index, key_of(article, k), article);
    printf("%-34s %9.0f articles/s\n", "forget, the oldest tenth", (double)forget / (cpu_s() - start));
    start = cpu_s();
    found = 0;
    for (uint32_t article = 1; article <= run->articles; article++)
        found += posting_index_count(index, mix64((uint64_t)article << 32));
    printf("%-34s %9.1f ns each, %llu false ids\n", "look-up of absent keys", (cpu_s() - start) / run->articles * 1e9,
           (unsigned long long)found);
    posting_index_close(index);
}

/* One thread does what a start's threads do, in rounds of some articles as they do. */
static void fill(struct posting_index *index, struct posting_batch *batch)
{
    const struct posting_batch *view = batch;
    for (uint32_t part = 0; part < POSTING_PARTS; part++)
        if (posting_fill_take(index, part, &view, 1) != STATUS_OK)
            abort();
    posting_batch_clear(batch);
}

static void bench_restore(const struct run *run)
{
    struct matcher_params params = matcher_defaults();
    struct sketch_params sketch = SKETCH_DEFAULTS;
    struct hash_key key = hash_key_from_seed(1);
    struct matcher *matcher = NULL;
    uint64_t keys[1024];
    params.shards = run->shards;
    if (matcher_open(&params, &sketch, &key, &matcher) != STATUS_OK)
        abort();
    struct posting_index *index = matcher_tables(matcher).index;
    struct posting_batch batch = {.count = 0};
    uint64_t dropped = 0;
    double start = cpu_s();
    if (posting_index_reserve(index, (uint64_t)run->articles * run->keys) != STATUS_OK)
        abort();
    posting_fill_begin(index);
    for (uint32_t part = 0; part < POSTING_PARTS; part++)
        posting_fill_ready(index, part);
    for (uint32_t article = 1; article <= run->articles; article++) {
        for (uint32_t k = 0; k < run->keys; k++)
            keys[k] = key_of(article, k);
        struct match_record record = {.id = article, .source = article % 100, .keys = {keys, run->keys}};
        if (matcher_fill(matcher, &record, &batch) != STATUS_OK ||
            clusters_add(matcher_clusters(matcher), article, 0) != STATUS_OK)
            abort();
        if (article % ROUND == 0)
            fill(index, &batch);
    }
    fill(index, &batch);
    for (uint32_t part = 0; part < POSTING_PARTS; part++)
        if (posting_fill_settle(index, part, &dropped) != STATUS_OK)
            abort();
    posting_fill_end(index, dropped);
    posting_batch_close(&batch);
    print_rate("restore", cpu_s() - start, run);
    struct matcher_stats stats = matcher_stats(matcher);
    printf("%-34s index %.1f, clusters %.1f, facts %.1f B an article; cache %.1f MB\n", "  memory",
           (double)stats.index.bytes / run->articles, (double)stats.clusters.bytes / run->articles,
           (double)stats.facts_bytes / run->articles, (double)stats.cache_bytes / 1e6);
    matcher_close(matcher);
}

/* Streams for the whole matcher: usual articles, and two that somebody hostile would send. */
enum stream { STREAM_USUAL, STREAM_ONE_PARAGRAPH, STREAM_EVERY_SHINGLE };

enum { STREAM_WORDS = 400, STREAM_PARAGRAPH = 80, STREAM_TENTH = 10, STREAM_ARTICLES_MAX = 200000 };

/* One usual article in ten is a copy of a recent one with every fiftieth word changed. */
static uint64_t word_of(enum stream stream, uint32_t article, uint32_t at)
{
    bool common = stream == STREAM_EVERY_SHINGLE || (stream == STREAM_ONE_PARAGRAPH && at < STREAM_PARAGRAPH);
    bool copy = stream == STREAM_USUAL && article % STREAM_TENTH == 0 && at % 50 != 0;
    if (stream == STREAM_EVERY_SHINGLE && at == article % STREAM_WORDS)
        return mix64(article);
    return common ? mix64(at) : mix64((uint64_t)(copy ? article - 3 : article) << 20 | at);
}

/* All candidates are recent, so all are cached; a reader would only measure itself. */
static enum status read_nothing(void *context, uint32_t id, struct arena *arena, struct bytes *text)
{
    (void)context;
    (void)id;
    (void)arena;
    (void)text;
    return STATUS_NOTFOUND;
}

static void one_of_stream(struct matcher *matcher, const struct hash_key *key, enum stream stream, uint32_t id,
                          struct arena *arena, struct latency *latency)
{
    const struct sketch_params sketch_params = SKETCH_DEFAULTS;
    const struct match_reader reader = {NULL, read_nothing};
    struct word words[STREAM_WORDS];
    struct sketch sketch;
    struct decision decision;
    for (uint32_t i = 0; i < STREAM_WORDS; i++)
        words[i] = (struct word){.hash = word_of(stream, id, i)};
    struct match_article article = {.words = {words, STREAM_WORDS}, .sketch = &sketch, .source = 1 + id % 50};
    if (sketch_build(&sketch_params, key, article.words, arena, &sketch) != STATUS_OK)
        abort();
    double start = now_s();
    if (matcher_decide(matcher, &article, &reader, arena, &decision) != STATUS_OK ||
        matcher_insert(matcher, id, &article, &decision) != STATUS_OK)
        abort();
    latency_add(latency, (uint64_t)((now_s() - start) * 1e9));
    arena_reset(arena);
}

static void bench_stream(enum stream stream, const char *what, uint32_t articles)
{
    struct matcher_params params = matcher_defaults();
    struct sketch_params sketch = SKETCH_DEFAULTS;
    struct hash_key key = hash_key_from_seed(1);
    struct matcher *matcher = NULL;
    struct arena arena;
    struct latency *latency = calloc(1, sizeof *latency);
    arena_init(&arena, 1 << 18, 0);
    if (!latency || matcher_open(&params, &sketch, &key, &matcher) != STATUS_OK)
        abort();
    for (uint32_t id = 1; id <= articles; id++)
        one_of_stream(matcher, &key, stream, id, &arena, latency);
    struct matcher_stats stats = matcher_stats(matcher);
    printf("%-34s %u articles, %u clusters, %.2f verified an article\n", what, articles, stats.clusters.clusters,
           (double)stats.verified / articles);
    print_latencies(latency);
    matcher_close(matcher);
    arena_close(&arena);
    free(latency);
}

static void bench_streams(uint32_t articles)
{
    bench_stream(STREAM_USUAL, "decide and insert, usual", articles);
    bench_stream(STREAM_ONE_PARAGRAPH, "  all share a paragraph", articles);
    bench_stream(STREAM_EVERY_SHINGLE, "  all share every shingle", articles);
}

static int usage(int status)
{
    fputs(
        "usage: match [--articles N] [--keys K] [--shards S] [--cap C] [--part index|restore|streams]\n"
        "Speed and memory of the candidate index and of the matcher's start, on one thread: rates by processor time,\n"
        "latencies by the clock. Defaults: 1000000 articles, 25 keys each (at most 1024), 1024 shards, 64 ids a key.\n",
        status ? stderr : stdout);
    return status;
}

int main(int argc, char **argv)
{
    struct run run = {1000000, 25, 1024, 64};
    const char *part = "all";
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--part") == 0 && i + 1 < argc) {
            part = argv[++i];
            continue;
        }
        uint32_t *to = strcmp(argv[i], "--articles") == 0 ? &run.articles
                       : strcmp(argv[i], "--keys") == 0   ? &run.keys
                       : strcmp(argv[i], "--shards") == 0 ? &run.shards
                       : strcmp(argv[i], "--cap") == 0    ? &run.cap
                                                          : NULL;
        if (strcmp(argv[i], "--help") == 0)
            return usage(0);
        if (!to || i + 1 >= argc)
            return usage(2);
        *to = (uint32_t)strtoul(argv[++i], NULL, 10);
    }
    if (run.articles == 0 || run.keys == 0 || run.keys > 1024 || run.cap == 0 || run.cap > POSTING_INDEX_CAP_MAX)
        return usage(2);
    printf("%u articles, %u keys each, %u shards\n", run.articles, run.keys, run.shards);
    bool all = strcmp(part, "all") == 0;
    if (all || strcmp(part, "index") == 0)
        bench_index(&run);
    if (all || strcmp(part, "restore") == 0)
        bench_restore(&run);
    if (all || strcmp(part, "streams") == 0)
        bench_streams(run.articles < STREAM_ARTICLES_MAX ? run.articles : STREAM_ARTICLES_MAX);
    return 0;
}
