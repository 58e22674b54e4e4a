/*
 * Clusters neardup sets through the library alone: words, sketch, matcher, in the order of the files.
 *
 *     bench/cluster [--set NAME=VALUE]... FILE.jsonl[.zst]... > PRED.tsv
 *     score.py SET PRED.tsv
 */
#include "bench/jsonl.h"
#include "shingle/match/matcher.h"
#include "shingle/sketch/sketch.h"
#include "shingle/text/words.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct run {
    struct jsonl jsonl;
    struct hash_key key;
    struct sketch_params sketch_params;
    struct matcher_params params;
    struct matcher *matcher;
    struct posting_index *texts; /* text hash -> id */
    struct arena arena;          /* for one article */
    double words_s, sketch_s, decide_s, insert_s;
    uint64_t verdicts[VERDICT_COUNT], merges, read;
};

/* As the daemon does: the source that is told, else the host. */
static struct bytes source_of(const struct jsonl_article *input)
{
    if (input->source.size)
        return input->source;
    size_t at = bytes_find(input->url, BYTES("://"), 0);
    if (at >= input->url.size)
        return (struct bytes){NULL, 0};
    struct bytes host = bytes_of(input->url.at + at + 3, input->url.size - at - 3);
    return bytes_upto(host, bytes_find(host, BYTES("/"), 0));
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum status read_text(void *context, uint32_t id, struct arena *arena, struct bytes *text)
{
    (void)arena;
    const struct run *run = context;
    *text = run->jsonl.at[id - 1].text;
    return STATUS_OK;
}

/* ID verdict MATCHED resemblance containment contained, and of the clusters merged with its own the first articles. */
static void write_log(const struct run *run, const struct jsonl_article *input, const struct decision *decision,
                      FILE *log)
{
    fprintf(log, "%" BYTES_FORMAT "\t%s\t%" BYTES_FORMAT "\t%.3f\t%.3f\t%.3f", BYTES_ARGS(input->id),
            verdict_name(decision->verdict), BYTES_ARGS(run->jsonl.at[decision->matched - 1].id), decision->resemblance,
            decision->containment, decision->contained);
    for (uint32_t i = 0; i < decision->merge_count; i++)
        fprintf(log, "\t%" BYTES_FORMAT, BYTES_ARGS(run->jsonl.at[decision->merge[i] - 1].id));
    fputc('\n', log);
}

static enum status one_article(struct run *run, uint32_t id, FILE *log)
{
    const struct jsonl_article *input = &run->jsonl.at[id - 1];
    const struct match_reader reader = {run, read_text};
    struct sketch sketch;
    struct decision decision;
    struct match_article article = {.text = input->text, .sketch = &sketch};
    struct bytes source = source_of(input);
    if (source.size > 0)
        article.source = hash_bytes(&run->key, HASH_SOURCE, source);
    double t0 = now_s();
    enum status status = words_scan(&run->key, input->text, &run->arena, &article.words);
    double t1 = now_s();
    if (status == STATUS_OK)
        status = sketch_build(&run->sketch_params, &run->key, article.words, &run->arena, &sketch);
    double t2 = now_s();
    if (status != STATUS_OK)
        return status;
    if (sketch.text_hash != 0)
        posting_index_find(run->texts, sketch.text_hash, &article.same_text, 1);
    status = matcher_decide(run->matcher, &article, &reader, &run->arena, &decision);
    double t3 = now_s();
    if (status == STATUS_OK)
        status = matcher_insert(run->matcher, id, &article, &decision);
    double t4 = now_s();
    if (status == STATUS_OK && sketch.text_hash != 0 && article.same_text == 0)
        status = posting_index_insert(run->texts, sketch.text_hash, id);
    run->words_s += t1 - t0;
    run->sketch_s += t2 - t1;
    run->decide_s += t3 - t2;
    run->insert_s += t4 - t3;
    run->verdicts[decision.verdict]++;
    run->merges += decision.merge_count;
    run->read += decision.read;
    if (log && decision.matched)
        write_log(run, input, &decision, log);
    return status;
}

static const struct setting {
    const char *name;
    enum { U32, F64 } kind;
    size_t offset;
} settings[] = {
#define U(field)                                                                                                       \
    {                                                                                                                  \
#field, U32, offsetof(struct run, params.field)                                                                \
    }
#define F(field)                                                                                                       \
    {                                                                                                                  \
#field, F64, offsetof(struct run, params.field)                                                                \
    }
    U(verify_max),
    U(fellows_max),
    U(cache_bytes),
    U(words_min),
    U(key_cap),
    F(containment),
    F(resemblance),
    U(rules.form_slots),
    F(rules.form_density),
    F(rules.form_missing),
    U(rules.strangers_any),
    F(rules.certainty),
    F(rules.certainty_kin),
    F(rules.figures_min),
    U(rules.figures_few),
    {"sample_rate", U32, offsetof(struct run, sketch_params.sample_rate)},
    {"min_keys", U32, offsetof(struct run, sketch_params.min_keys)},
    {"max_keys", U32, offsetof(struct run, sketch_params.max_keys)},
    {"width", U32, offsetof(struct run, sketch_params.width)},
};

static bool apply(struct run *run, const char *text)
{
    const char *equals = strchr(text, '=');
    for (size_t i = 0; equals && i < sizeof settings / sizeof *settings; i++)
        if (bytes_equal(bytes_of(text, (size_t)(equals - text)), bytes_of_string(settings[i].name))) {
            unsigned char *at = (unsigned char *)run + settings[i].offset;
            uint32_t u = (uint32_t)strtoul(equals + 1, NULL, 10);
            double f = strtod(equals + 1, NULL);
            if (settings[i].kind == U32)
                memcpy(at, &u, sizeof u);
            else
                memcpy(at, &f, sizeof f);
            return true;
        }
    return false;
}

/* Fisher and Yates's shuffle by a seed. */
static void shuffle(struct jsonl *jsonl, uint64_t seed)
{
    for (size_t i = jsonl->count; i > 1; i--) {
        size_t j = (size_t)(mix64(seed << 32 | i) % i);
        struct jsonl_article held = jsonl->at[i - 1];
        jsonl->at[i - 1] = jsonl->at[j];
        jsonl->at[j] = held;
    }
}

static int usage(int status)
{
    fputs("usage: cluster [--log FILE] [--secret SEED] [--shuffle SEED] [--set NAME=VALUE]... FILE.jsonl[.zst]...\n"
          "Prints ID<TAB>CLUSTER for every article, and what it cost on stderr. --secret: another store's hashes;\n"
          "--shuffle: another order. Settings:",
          status ? stderr : stdout);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        fprintf(status ? stderr : stdout, " %s", settings[i].name);
    fputs("\n", status ? stderr : stdout);
    return status;
}

static void report(const struct run *run)
{
    double n = (double)run->jsonl.count;
    struct matcher_stats stats = matcher_stats(run->matcher);
    fprintf(
        stderr,
        "%zu articles: words %.0f/s, sketch %.0f/s, decide %.0f/s, insert %.0f/s, match stage %.0f/s\n"
        "candidates %.2f an article, verified %.2f, read %.3f; merges %llu; postings %.1f an article, %.2f B each\n",
        run->jsonl.count, n / run->words_s, n / run->sketch_s, n / run->decide_s, n / run->insert_s,
        n / (run->decide_s + run->insert_s), (double)stats.candidates / n, (double)stats.verified / n,
        (double)run->read / n, (unsigned long long)run->merges, (double)stats.index.postings / n,
        (double)stats.index.bytes / (double)(stats.index.postings ? stats.index.postings : 1));
    for (unsigned v = 0; v < VERDICT_COUNT; v++)
        fprintf(stderr, "%s %llu%s", verdict_name((enum verdict)v), (unsigned long long)run->verdicts[v],
                v + 1 < VERDICT_COUNT ? ", " : "\n");
}

int main(int argc, char **argv)
{
    static struct run run;
    run.key = hash_key_from_seed(1);
    run.sketch_params = SKETCH_DEFAULTS;
    run.params = matcher_defaults();
    FILE *log = NULL;
    uint64_t order = 0;
    int files = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0)
            return usage(0);
        if (strcmp(argv[i], "--set") == 0 && i + 1 < argc) {
            if (!apply(&run, argv[++i]))
                return usage(2);
        } else if (strcmp(argv[i], "--secret") == 0 && i + 1 < argc) {
            run.key = hash_key_from_seed(strtoull(argv[++i], NULL, 10));
        } else if (strcmp(argv[i], "--shuffle") == 0 && i + 1 < argc) {
            order = strtoull(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "--log") == 0 && i + 1 < argc) {
            log = fopen(argv[++i], "w");
        } else if (jsonl_load(argv[i], &run.jsonl) == 0) {
            files++;
        } else {
            return 1;
        }
    }
    if (files == 0)
        return usage(2);
    if (order != 0)
        shuffle(&run.jsonl, order);
    arena_init(&run.arena, 1 << 20, 0);
    enum status status = matcher_open(&run.params, &run.sketch_params, &run.key, &run.matcher);
    if (status == STATUS_OK)
        status = posting_index_open(&(struct posting_index_params){64, 1}, &run.texts);
    for (uint32_t id = 1; id <= run.jsonl.count && status == STATUS_OK; id++) {
        status = one_article(&run, id, log);
        arena_reset(&run.arena);
    }
    if (status != STATUS_OK) {
        fprintf(stderr, "cluster: %s\n", status_text(status));
        return 1;
    }
    for (uint32_t id = 1; id <= run.jsonl.count; id++)
        printf("%" BYTES_FORMAT "\t%u\n", BYTES_ARGS(run.jsonl.at[id - 1].id),
               clusters_of(matcher_clusters(run.matcher), id));
    report(&run);
    if (log)
        (void)fclose(log);
    posting_index_close(run.texts);
    matcher_close(run.matcher);
    arena_close(&run.arena);
    jsonl_close(&run.jsonl);
    return 0;
}
