/*
 * How fast pages become articles on one core, the whole way from bytes to text and metadata, and beside it Mozilla
 * Readability on the same pages. Processor time, so that a busy machine disturbs little.
 */
#include "bench/extract_pages.h"
#include "shingle/extract/page.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

static const char help[] =
    "usage: extract [--rounds N] [--field html|text|text_near|text_full] [--peer] FILE...\n"
    "Measures how fast pages become articles, on one core: bytes to text, metadata and wire credit.\n"
    "  FILE             JSON lines with a field html; .zst is read through the zstd command\n"
    "  --field NAME     the field that holds the page (html)\n"
    "  --rounds N       times that all pages are done; of each page the fastest time counts (3)\n"
    "  --peer           also Mozilla Readability (npm, with linkedom) over the same pages, and the ratio;\n"
    "                   skipped where npm or its registry cannot be reached\n"
    "Prints pages and megabytes a second, the median, 99th percentile and most of a page's time, and the memory that\n"
    "pages took, as a multiple of their size.\n";

enum {
    SKIPPED = 77,
    MEMORY_BLOCK = 64 << 10, /* first block of the arena that measures a page's memory */
    MEMORY_TIMES = 3,        /* what a page may take: so many times its size, */
    MEMORY_MORE = 1 << 20    /* and so much more */
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

static bool extract(const struct page_sample *sample, struct arena *arena)
{
    struct page page = {.content = bytes_of(sample->content, sample->size)};
    struct article article;
    enum status status = article_extract(&page, arena, &article);
    check(status == STATUS_OK, status_text(status));
    return article.outcome == ARTICLE_FOUND;
}

/* Times every page once; returns how many have an article. */
static size_t measure_times(struct page_samples *samples, struct arena *arena)
{
    size_t found = 0;
    for (size_t i = 0; i < samples->count; i++) {
        struct page_sample *sample = &samples->at[i];
        int64_t start = now_ns();
        found += extract(sample, arena);
        int64_t took = now_ns() - start;
        sample->best_ns = took < sample->best_ns ? took : sample->best_ns;
        arena_reset(arena);
    }
    return found;
}

/* The blocks of an arena that serves one page alone. */
static void measure_memory(struct page_samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        struct arena arena;
        arena_init(&arena, MEMORY_BLOCK, 0);
        (void)extract(&samples->at[i], &arena);
        samples->at[i].memory = arena.held;
        arena_close(&arena);
    }
}

static void print_times(const char *name, const struct page_times *times)
{
    printf("%-12s %9.1f %8.1f %10.3f %9.3f %9.3f\n", name, times->pages_per_s, times->mb_per_s, times->median_ms,
           times->p99_ms, times->most_ms);
}

static void print_memory(const struct page_samples *samples)
{
    size_t over = 0, sum = 0;
    double most = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const struct page_sample *sample = &samples->at[i];
        double above = sample->memory > MEMORY_MORE ? (double)(sample->memory - MEMORY_MORE) : 0;
        double times = sample->size ? above / (double)sample->size : 0;
        over += sample->memory > sample->size * MEMORY_TIMES + MEMORY_MORE;
        sum += sample->memory;
        most = times > most ? times : most;
    }
    printf("memory: %.2f x page over all; most %.2f x page + 1 MiB; %zu pages over %d x page + 1 MiB\n",
           (double)sum / (double)samples->bytes, most, over, MEMORY_TIMES);
}

/* Runs the peer over the same files. False when it is not to be had. */
static bool measure_peer(char **files, int count, const char *field, size_t rounds, struct page_times *times,
                         size_t *found)
{
    char command[16384];
    int size = snprintf(command, sizeof command, "'%s/readability.sh' '%s/readability' %zu '%s'", BENCH_FOLDER,
                        BENCH_BUILD, rounds, field);
    for (int i = 0; i < count && size < (int)sizeof command; i++)
        size += snprintf(command + size, sizeof command - (size_t)size, " '%s'", files[i]);
    check(size < (int)sizeof command, "too many files");
    (void)fflush(stdout);
    FILE *peer = popen(command, "r");
    check(peer != NULL, "no shell");
    int read = fscanf(peer, "%lf %lf %lf %lf %lf %zu", &times->pages_per_s, &times->mb_per_s, &times->median_ms,
                      &times->p99_ms, &times->most_ms, found);
    int status = pclose(peer);
    if (read == 6 && status == 0)
        return true;
    check(WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED, "the peer failed");
    return false;
}

static void compare(char **files, int count, const char *field, size_t rounds, const struct page_times *own)
{
    struct page_times peer;
    size_t found;
    if (!measure_peer(files, count, field, rounds, &peer, &found)) {
        printf("Readability  skipped: node, npm or its registry cannot be reached\n");
        return;
    }
    print_times("Readability", &peer);
    printf("%-12s %8.1fx %7.1fx %9.1fx %8.1fx %8.1fx   Readability finds %zu articles\n", "ratio",
           own->pages_per_s / peer.pages_per_s, own->mb_per_s / peer.mb_per_s, peer.median_ms / own->median_ms,
           peer.p99_ms / own->p99_ms, peer.most_ms / own->most_ms, found);
}

int main(int argc, char **argv)
{
    static const struct option longs[] = {{"rounds", required_argument, NULL, 'r'},
                                          {"field", required_argument, NULL, 'f'},
                                          {"peer", no_argument, NULL, 'p'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    size_t rounds = 3, found = 0;
    bool with_peer = false;
    const char *field = "html";
    for (int option; (option = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (option == 'r')
            rounds = strtoul(optarg, NULL, 10);
        else if (option == 'f')
            field = optarg;
        else if (option == 'p')
            with_peer = true;
        else {
            (void)fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 2;
        }
    }
    if (optind == argc || rounds == 0) {
        (void)fputs(help, stderr);
        return 2;
    }
    struct page_samples samples = {0};
    for (int i = optind; i < argc; i++)
        page_samples_load(&samples, argv[i], field);
    check(samples.count > 0, "no pages");
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    for (size_t round = 0; round < rounds; round++)
        found = measure_times(&samples, &arena);
    arena_close(&arena);
    measure_memory(&samples);
    struct page_times times = page_times_of(&samples);
    printf("%zu pages, %.1f MB, %.1f KB a page, %zu with an article\n", samples.count, (double)samples.bytes / 1e6,
           (double)samples.bytes / 1e3 / (double)samples.count, found);
    printf("%-12s %9s %8s %10s %9s %9s\n", "", "pages/s", "MB/s", "median ms", "p99 ms", "most ms");
    print_times("libshingle", &times);
    if (with_peer)
        compare(argv + optind, argc - optind, field, rounds, &times);
    print_memory(&samples);
    page_samples_close(&samples);
    return 0;
}
