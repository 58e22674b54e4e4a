/*
 * bench/restart: how long a start takes, from records and from a snapshot, how large the tables are, and how long
 * taking a snapshot holds the store's thread up.
 *
 *     bench/restart --articles 10000000 --data /var/tmp/store
 *
 * The store is made directly, without texts: made-up records with as many index keys as news of 400 words have.
 */
#include "bench/latency.h"
#include "bench/process.h"
#include "daemon/ingest/keeper.h"
#include "daemon/ingest/url.h"
#include "daemon/store/event.h"
#include "daemon/store/record.h"
#include "daemon/store/store.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char help[] =
    "usage: restart --data DIR [--articles N] [--keys K] [--again]\n"
    "Makes a store of N articles (1000000) of K index keys (25) in DIR, unless there is one, and opens it from its records\n"
    "and from a snapshot. DIR stays; a second run uses it again. --again: only from the snapshot that a run left.\n";

enum { BATCH = 20000, KEYS_MAX = 1024, CLUSTER_EVERY = 4 /* one article in so many joins the one before */ };

struct run {
    uint64_t articles, keys;
    const char *data;
    bool again;
};

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of all threads: what a start costs, whatever else the machine does. */
static double cpu_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double thread_cpu_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void require(enum status status, const char *what)
{
    if (status == STATUS_OK)
        return;
    (void)fprintf(stderr, "restart: %s: %s\n", what, status_text(status));
    exit(1);
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void put_article(struct store *store, const struct run *run, uint64_t id, struct writer *value)
{
    uint64_t keys[KEYS_MAX];
    char name[32];
    char url[64];
    bool joins = id % CLUSTER_EVERY == 0;
    for (uint64_t k = 0; k < run->keys; k++)
        keys[k] = mix64((joins && k % 2 ? id - 1 : id) << 16 | k) >> 4;
    qsort(keys, run->keys, sizeof *keys, compare_keys);
    (void)snprintf(name, sizeof name, "article %" PRIu64, id);
    (void)snprintf(url, sizeof url, "https://site%" PRIu64 ".example/news/%" PRIu64, id % 1000, id);
    struct record record = {.id = id,
                            .seq = id,
                            .submitted_ms = 1763719445000 + (int64_t)id,
                            .your_id = bytes_of_string(name),
                            .url = bytes_of_string(url),
                            .source = bytes_of_string("site.example"),
                            .text_hash = mix64(id ^ 0x7465787468617368),
                            .simhash = mix64(id),
                            .words = 400,
                            .text_size = 2400,
                            .judged = {.cluster = joins ? id - 1 : id, .canonical = joins ? id - 1 : id},
                            .keys = keys,
                            .key_count = (uint32_t)run->keys};
    writer_clear(value);
    record_encode(&record, value);
    require(store_put(store, STORE_DOCS, id, value), "put a record");
    struct event event = {.kind = joins ? EVENT_JOINED : EVENT_NEW,
                          .time_ms = record.submitted_ms,
                          .article = id,
                          .cluster = record.judged.cluster,
                          .your_id = record.your_id};
    writer_clear(value);
    event_encode(&event, value);
    require(store_put(store, STORE_LOG, id, value), "put an event");
}

static void make_store(const struct run *run)
{
    const struct sketch_params sketch = SKETCH_DEFAULTS;
    struct store_params params = {
        .path = run->data,
        .identity = {sketch.width, sketch.sample_rate, sketch.min_keys, sketch.max_keys, words_version()}};
    struct writer problem = {0};
    struct writer value = {0};
    struct store *store;
    uint64_t last = 0;
    require(store_open(&params, &problem, &store), "make the store");
    require(store_last(store, STORE_DOCS, &last), "look into the store");
    double start = now_s();
    for (uint64_t id = last + 1; id <= run->articles;) {
        require(store_begin(store, false), "begin");
        for (uint64_t end = id + BATCH; id < end && id <= run->articles; id++)
            put_article(store, run, id, &value);
        require(store_commit(store), "commit");
        store_relax(store);
    }
    printf("made      %" PRIu64 " articles in %.1f s, %.0f B each on disk\n", run->articles - last, now_s() - start,
           (double)store_size(store) / (double)run->articles);
    store_close(store);
    writer_close(&value);
    writer_close(&problem);
}

static void tell(void *context, const char *text)
{
    (void)context;
    printf("told      %s\n", text);
}

static struct keeper *open_keeper(const struct run *run, const char *what)
{
    struct keeper_params params = {.path = run->data,
                                   .compression = 1,
                                   .sketch = SKETCH_DEFAULTS,
                                   .matcher = matcher_defaults(),
                                   .sites = SITE_TABLE_DEFAULTS,
                                   .snapshot_ms = 1,
                                   .tell = tell};
    struct writer problem = {0};
    struct keeper *keeper;
    double start = now_s(), cpu = cpu_s();
    require(keeper_open(&params, &problem, &keeper), "open the store");
    double seconds = now_s() - start;
    cpu = cpu_s() - cpu;
    struct keeper_stats stats = keeper_stats(keeper);
    struct process_memory memory = {0};
    (void)process_memory_read((uint64_t)getpid(), &memory);
    printf("%-9s %.3f s (processor %.3f) for %" PRIu64 " articles%s; VmRSS %.0f B an article (%.0f anonymous)\n", what,
           seconds, cpu, stats.articles, stats.snapshot.loaded ? ", from the snapshot" : "",
           (double)memory.resident / (double)stats.articles, (double)memory.anonymous / (double)stats.articles);
    writer_close(&problem);
    return keeper;
}

/* All steps of one snapshot, timed one by one. */
static void take_snapshot(struct keeper *keeper)
{
    static struct latency steps;
    const struct timespec pause = {.tv_nsec = 1000000};
    struct keeper_snapshot_stats stats = keeper_snapshot_now(keeper);
    int64_t now_ms = 1800000000000;
    double start = now_s();
    (void)keeper_snapshot_step(keeper, now_ms);
    while (stats.written + stats.failures == 0) {
        double begin = thread_cpu_s();
        (void)keeper_snapshot_step(keeper, now_ms += 10);
        latency_add(&steps, (uint64_t)((thread_cpu_s() - begin) * 1e6));
        stats = keeper_snapshot_now(keeper);
        (void)nanosleep(&pause, NULL);
    }
    printf("snapshot  %.1f MB in %.2f s; %" PRIu64 " steps, of processor time: p50 %.2f, p99 %.2f, longest "
           "%.2f ms\n",
           (double)stats.bytes / 1e6, now_s() - start, steps.total, (double)latency_percentile(&steps, 50) / 1e3,
           (double)latency_percentile(&steps, 99) / 1e3, (double)steps.largest / 1e3);
}

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    return bytes_to_u64(bytes_of_string(text), out) && *out >= least && *out <= most;
}

static bool take_options(int argc, char **argv, struct run *run)
{
    static const struct option options[] = {{"articles", required_argument, NULL, 'a'},
                                            {"keys", required_argument, NULL, 'k'},
                                            {"data", required_argument, NULL, 'd'},
                                            {"again", no_argument, NULL, 'g'},
                                            {NULL, 0, NULL, 0}};
    bool good = true;
    for (int id; good && (id = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (id == 'a')
            good = number(optarg, 1, CLUSTERS_ID_MAX, &run->articles);
        else if (id == 'k')
            good = number(optarg, 1, KEYS_MAX, &run->keys);
        else if (id == 'd')
            run->data = optarg;
        else if (id == 'g')
            run->again = true;
        else
            good = false;
    }
    return good && run->data && optind == argc;
}

int main(int argc, char **argv)
{
    struct run run = {1000000, 25, NULL, false};
    if (!take_options(argc, argv, &run)) {
        (void)fputs(help, stderr);
        return 2;
    }
    if (run.again) {
        keeper_close(open_keeper(&run, "snapshot"));
        return 0;
    }
    char snapshot[4096];
    (void)snprintf(snapshot, sizeof snapshot, "%s/snapshot", run.data);
    (void)unlink(snapshot); /* of a run before */
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    make_store(&run);
    struct keeper *keeper = open_keeper(&run, "records");
    take_snapshot(keeper);
    keeper_close(keeper);
    keeper_close(open_keeper(&run, "snapshot"));
    return 0;
}
