/*
 * How fast pages become articles on one core: the whole way from bytes to text and metadata. Processor time of the
 * thread, so that a busy machine disturbs little.
 */
#include "shingle/extract/page.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: extract [--rounds N] [--field html|text|text_near|text_full] FILE...\n"
    "Measures how fast pages become articles, on one core: bytes to text, metadata and wire credit.\n"
    "  FILE             JSON lines with a field html; .zst is read through the zstd command\n"
    "  --field NAME     the field that holds the page (html)\n"
    "  --rounds N       times that all pages are done; of each page the fastest time counts (3)\n"
    "Prints pages and megabytes a second, the median and 99th percentile of a page, and the most memory a page took,\n"
    "as a multiple of its size.\n";

struct page_sample {
    char *content;
    size_t size;
    int64_t best_ns;
};

struct samples {
    struct page_sample *at;
    size_t count, capacity;
    size_t bytes;
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "extract: %s\n", what);
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void add_sample(struct samples *samples, const char *content, size_t size)
{
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity ? samples->capacity * 2 : 1024;
        samples->at = realloc(samples->at, samples->capacity * sizeof *samples->at);
        check(samples->at != NULL, "out of memory");
    }
    struct page_sample *sample = &samples->at[samples->count++];
    *sample = (struct page_sample){malloc(size + 1), size, INT64_MAX};
    check(sample->content != NULL, "out of memory");
    memcpy(sample->content, content, size);
    samples->bytes += size;
}

static void load(struct samples *samples, const char *path, const char *field)
{
    char command[4096];
    size_t length = strlen(path);
    bool packed = length > 4 && !strcmp(path + length - 4, ".zst");
    (void)snprintf(command, sizeof command, "zstd -qdc --long=27 '%s'", path);
    FILE *in = packed ? popen(command, "r") : fopen(path, "r");
    check(in != NULL, path);
    char *row = NULL;
    size_t room = 0;
    for (ssize_t size; (size = getline(&row, &room, in)) > 0;) {
        json_t *page = json_loadb(row, (size_t)size, JSON_ALLOW_NUL, NULL);
        const json_t *content = json_object_get(page, field);
        if (json_is_string(content))
            add_sample(samples, json_string_value(content), json_string_length(content));
        json_decref(page);
    }
    free(row);
    (void)(packed ? pclose(in) : fclose(in));
}

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void report(const struct samples *samples, size_t found, double memory)
{
    int64_t *times = calloc(samples->count, sizeof *times);
    check(times != NULL, "out of memory");
    double sum = 0;
    for (size_t i = 0; i < samples->count; i++) {
        times[i] = samples->at[i].best_ns;
        sum += (double)times[i] / 1e9;
    }
    qsort(times, samples->count, sizeof *times, compare_times);
    int64_t median = times[samples->count / 2], p99 = times[samples->count * 99 / 100];
    printf("%zu pages, %.1f MB, %zu with an article\n", samples->count, (double)samples->bytes / 1e6, found);
    printf("%.0f pages/s  %.1f MB/s  median %.3f ms  p99 %.3f ms  most %.3f ms  memory %.1f x page\n",
           (double)samples->count / sum, (double)samples->bytes / 1e6 / sum, (double)median / 1e6, (double)p99 / 1e6,
           (double)times[samples->count - 1] / 1e6, memory);
    free(times);
}

static void run(struct samples *samples, size_t rounds)
{
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    size_t found = 0;
    double memory = 0;
    for (size_t round = 0; round < rounds; round++) {
        found = 0;
        for (size_t i = 0; i < samples->count; i++) {
            struct page_sample *sample = &samples->at[i];
            struct page page = {.content = bytes_of(sample->content, sample->size)};
            struct article article;
            int64_t start = now_ns();
            enum status status = article_extract(&page, &arena, &article);
            int64_t took = now_ns() - start;
            check(status == STATUS_OK, status_text(status));
            found += article.outcome == ARTICLE_FOUND;
            sample->best_ns = took < sample->best_ns ? took : sample->best_ns;
            double held = (double)arena.held / (double)(sample->size + (1 << 20));
            memory = held > memory ? held : memory;
            arena_reset(&arena);
        }
    }
    arena_close(&arena);
    report(samples, found, memory);
}

int main(int argc, char **argv)
{
    static const struct option longs[] = {{"rounds", required_argument, NULL, 'r'},
                                          {"field", required_argument, NULL, 'f'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    size_t rounds = 3;
    const char *field = "html";
    for (int option; (option = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (option == 'r')
            rounds = strtoul(optarg, NULL, 10);
        else if (option == 'f')
            field = optarg;
        else {
            (void)fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 2;
        }
    }
    if (optind == argc || rounds == 0) {
        (void)fputs(help, stderr);
        return 2;
    }
    struct samples samples = {0};
    for (int i = optind; i < argc; i++)
        load(&samples, argv[i], field);
    check(samples.count > 0, "no pages");
    run(&samples, rounds);
    for (size_t i = 0; i < samples.count; i++)
        free(samples.at[i].content);
    free(samples.at);
    return 0;
}
