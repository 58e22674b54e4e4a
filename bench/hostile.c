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
    "  --rounds N    times that the largest page is done, smaller ones more often; the fastest counts (3)\n"
    "  --only TEXT   patterns whose name has the text\n"
    "  --all         a row for every size, not for the largest alone\n"
    "Columns: pattern, size, milliseconds, the greatest ratio of times between two sizes, MB/s, memory as multiple of\n"
    "the page. Bounds: a ratio of 4.5, 0.3 s per MB, memory of 16 x the page + 64 MiB. A row beyond one ends in its name.\n";

enum { CACHES = 4 << 20, CACHE_LINE = 64 };

/* A run's memory: kept from the run before, or fresh, when most of the time goes into the system's clearing of it. */
enum { MEMORY_KEPT, MEMORY_FRESH, MEMORIES };

enum { SIZES = 4, SMALLEST = 64 << 10, STEP = 4, MEMORY_TIMES = 16, MEMORY_FREE = 64 << 20, QUIET_NS = 200000 };
static const double ratio_max = 4.5, ns_per_byte_max = 300;

struct run {
    size_t size;
    int64_t ns[MEMORIES];
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

/* A pattern's page of one size, and the fastest of its runs. */
struct sample {
    struct page page;
    struct run run;
    uint8_t *other; /* CACHES bytes that are none of the page's */
};

static struct sample make_sample(const struct hostile_page *pattern, uint8_t *room, size_t size, uint8_t *other)
{
    size_t made = hostile_page_make(pattern, room, size);
    check(made > 0, pattern->name);
    struct sample sample = {
        {.content = bytes_of(room, made), .kind = pattern->kind}, {made, {INT64_MAX, INT64_MAX}, 0}, other};
    if (pattern->charset)
        sample.page.charset_label = bytes_of_string(pattern->charset);
    return sample;
}

/* Puts other memory into the processor's own caches, where else a small page run again and again would be all along. */
static void cool_caches(uint8_t *other)
{
    for (size_t i = 0; i < CACHES; i += CACHE_LINE)
        ((volatile uint8_t *)other)[i]++;
}

static void time_once(struct sample *sample, int memory)
{
    struct arena arena;
    struct article article;
    int64_t *best = &sample->run.ns[memory];
    arena_init(&arena, 1 << 20, 0);
    if (memory == MEMORY_FRESH)
        (void)malloc_trim(0);
    cool_caches(sample->other);
    int64_t start = now_ns();
    enum status status = article_extract(&sample->page, &arena, &article);
    int64_t took = now_ns() - start;
    check(status == STATUS_OK, status_text(status));
    *best = took < *best ? took : *best;
    sample->run.held = arena.held;
    arena_close(&arena);
}

/* A round of some sizes, the largest first; smaller ones more often, for they cost little. */
static void time_round(struct sample *samples, size_t from, size_t to)
{
    for (size_t i = to, runs = 1; i-- > from; runs *= 2) {
        for (size_t run = 0; run < runs; run++) {
            time_once(&samples[i], MEMORY_FRESH);
            time_once(&samples[i], MEMORY_KEPT);
        }
    }
}

/*
 * How much longer a size took than the one before; runs too short to measure say nothing. Work that grows faster than
 * the page shows in either memory: the smaller ratio leaves out the steps of caches, which fresh memory hides, and
 * those of the system's clearing, of which kept memory has none.
 */
static double ratio(const struct sample *samples, size_t i)
{
    double least = 0;
    for (int memory = 0; i && memory < MEMORIES; memory++) {
        double before = (double)samples[i - 1].run.ns[memory];
        double step = before > QUIET_NS ? (double)samples[i].run.ns[memory] / before : 0;
        least = memory == 0 || step < least ? step : least;
    }
    return least;
}

static bool print_row(const char *name, const struct run *run, double worst)
{
    double ns_per_byte = (double)run->ns[MEMORY_FRESH] / (double)run->size;
    bool grows = worst > ratio_max, slow = ns_per_byte > ns_per_byte_max;
    bool big = run->held > run->size * MEMORY_TIMES + MEMORY_FREE;
    printf("%-28s %5zu KB %9.2f ms  x%4.2f %8.1f MB/s  memory %5.1f x%s%s%s\n", name, run->size >> 10,
           (double)run->ns[MEMORY_FRESH] / 1e6, worst, 1e3 / ns_per_byte, (double)run->held / (double)run->size,
           grows ? "  SUPERLINEAR" : "", slow ? "  SLOW" : "", big ? "  BIG" : "");
    return !grows && !slow && !big;
}

/* A row of the greatest ratio between two sizes, or a row for each size. */
static bool print_pattern(const char *name, const struct sample *samples, bool all)
{
    double worst = 0;
    bool good = true;
    for (size_t i = 0; i < SIZES; i++) {
        double step = ratio(samples, i);
        worst = step > worst ? step : worst;
        if (all)
            good &= print_row(name, &samples[i].run, step);
    }
    return all ? good : print_row(name, &samples[SIZES - 1].run, worst);
}

/*
 * Measures all sizes by turns, so that what disturbs the machine disturbs all of them. A step out of bounds is measured
 * again before it is believed: more runs make both of its times truer, and what is not linear stays so.
 */
static bool measure_pattern(const struct hostile_page *pattern, uint8_t *room, size_t rounds, bool all)
{
    enum { TRIES = 24 };
    struct sample samples[SIZES];
    uint8_t *pages = room + CACHES;
    for (size_t i = 0, size = SMALLEST; i < SIZES; pages += size, i++, size *= STEP)
        samples[i] = make_sample(pattern, pages, size, room);
    for (size_t round = 0; round < rounds; round++)
        time_round(samples, 0, SIZES);
    for (size_t i = 1; i < SIZES; i++) {
        for (size_t tries = 0; tries < TRIES && ratio(samples, i) > ratio_max; tries++)
            time_round(samples, i - 1, i + 1);
    }
    bool good = print_pattern(pattern->name, samples, all);
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
    /* The allocator keeps what it has until it is told to give it back: see MEMORY_KEPT. */
    (void)mallopt(M_MMAP_MAX, 0);
    (void)mallopt(M_TRIM_THRESHOLD, -1);
    uint8_t *room = calloc(1, CACHES + ((size_t)SMALLEST << 2 * SIZES)); /* the pages take a third of the latter */
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
