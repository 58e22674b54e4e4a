/*
 * What pages made to cost do to extraction: for each pattern the time at four sizes, each four times the one before,
 * and the memory. Time that grows by more than the size does would let one page stall a worker.
 */
#include "bench/hostile_pages.h"

#include <getopt.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char help[] =
    "usage: hostile [--rounds N] [--only TEXT] [--all]\n"
    "Extracts pages made to cost, of 64 KB to 4 MB, and fails when time or memory grows out of bounds.\n"
    "  --rounds N    times that a page is done; the fastest counts (3)\n"
    "  --only TEXT   patterns whose name has the text\n"
    "  --all         a row for every size, not for the largest alone\n"
    "Columns: pattern, size, milliseconds, the greatest ratio of times between two sizes, MB/s, memory as multiple of\n"
    "the page. Bounds: a ratio of 4.5, 0.3 s per MB, memory of 16 x the page + 64 MiB. A row beyond one ends in its name.\n";

enum { SIZES = 4, SMALLEST = 64 << 10, STEP = 4, MEMORY_TIMES = 16, MEMORY_FREE = 64 << 20, QUIET_NS = 200000 };
static const double ratio_max = 4.5, ns_per_byte_max = 300;

struct run {
    size_t size;
    int64_t ns;
    size_t held;
};

static void check(bool good, const char *what)
{
    if (good)
        return;
    (void)fprintf(stderr, "hostile: %s\n", what);
    exit(2);
}

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static struct run measure(const struct hostile_page *pattern, uint8_t *room, size_t size, size_t rounds)
{
    struct run run = {hostile_page_make(pattern, room, size), INT64_MAX, 0};
    struct page page = {.content = bytes_of(room, run.size), .kind = pattern->kind};
    if (pattern->charset)
        page.charset_label = bytes_of_string(pattern->charset);
    check(run.size > 0, pattern->name);
    for (size_t round = 0; round < rounds; round++) {
        struct arena arena;
        struct article article;
        arena_init(&arena, 1 << 20, 0);
        int64_t start = now_ns();
        enum status status = article_extract(&page, &arena, &article);
        int64_t took = now_ns() - start;
        check(status == STATUS_OK, status_text(status));
        run.ns = took < run.ns ? took : run.ns;
        run.held = arena.held;
        arena_close(&arena);
    }
    return run;
}

/* Keeps the faster of two runs of one page. */
static void keep_faster(struct run *run, struct run other)
{
    run->ns = other.ns < run->ns ? other.ns : run->ns;
}

/* How much longer a run took than the one of the size before; runs too short to measure say nothing. */
static double ratio(const struct run *run)
{
    return run[-1].ns > QUIET_NS ? (double)run[0].ns / (double)run[-1].ns : 0;
}

static bool print_row(const char *name, const struct run *run, double worst)
{
    double ns_per_byte = (double)run->ns / (double)run->size;
    bool grows = worst > ratio_max, slow = ns_per_byte > ns_per_byte_max;
    bool big = run->held > run->size * MEMORY_TIMES + MEMORY_FREE;
    printf("%-28s %5zu KB %9.2f ms  x%4.2f %8.1f MB/s  memory %5.1f x%s%s%s\n", name, run->size >> 10,
           (double)run->ns / 1e6, worst, 1e3 / ns_per_byte, (double)run->held / (double)run->size,
           grows ? "  SUPERLINEAR" : "", slow ? "  SLOW" : "", big ? "  BIG" : "");
    return !grows && !slow && !big;
}

/* A step out of bounds is measured again before it is believed: the machine may have been busy. */
static double measure_step(const struct hostile_page *pattern, uint8_t *room, size_t size, size_t rounds,
                           struct run *run)
{
    enum { TRIES = 6 };
    *run = measure(pattern, room, size, rounds);
    if (size == SMALLEST)
        return 0;
    for (size_t i = 0; i < TRIES && ratio(run) > ratio_max; i++) {
        keep_faster(run, measure(pattern, room, size, rounds));
        keep_faster(run - 1, measure(pattern, room, size / STEP, rounds));
    }
    return ratio(run);
}

static bool measure_pattern(const struct hostile_page *pattern, uint8_t *room, size_t rounds, bool all)
{
    struct run runs[SIZES];
    double worst = 0;
    bool good = true;
    for (size_t i = 0, size = SMALLEST; i < SIZES; i++, size *= STEP) {
        double step = measure_step(pattern, room, size, rounds, &runs[i]);
        worst = step > worst ? step : worst;
        if (all)
            good &= print_row(pattern->name, &runs[i], step);
    }
    if (!all)
        good = print_row(pattern->name, &runs[SIZES - 1], worst);
    (void)fflush(stdout);
    return good;
}

int main(int argc, char **argv)
{
    static const struct option longs[] = {{"rounds", required_argument, NULL, 'r'},
                                          {"only", required_argument, NULL, 'o'},
                                          {"all", no_argument, NULL, 'a'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    size_t rounds = 3, bad = 0, count = 0;
    const char *only = "";
    bool all = false;
    for (int option; (option = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        if (option == 'r')
            rounds = strtoul(optarg, NULL, 10);
        else if (option == 'o')
            only = optarg;
        else if (option == 'a')
            all = true;
        else {
            (void)fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 2;
        }
    }
    /* Fresh memory for every page of every size, or the allocator's keeping some of it would show as growth. */
    (void)mallopt(M_MMAP_THRESHOLD, SMALLEST);
    uint8_t *room = malloc((size_t)SMALLEST << 2 * (SIZES - 1));
    check(room != NULL && rounds > 0, "no memory, or no rounds");
    for (size_t i = 0; i < hostile_page_count; i++) {
        if (!strstr(hostile_pages[i].name, only))
            continue;
        count++;
        bad += !measure_pattern(&hostile_pages[i], room, rounds, all);
    }
    free(room);
    printf("%zu patterns, %zu out of bounds\n", count, bad);
    return bad || !count ? 1 : 0;
}
