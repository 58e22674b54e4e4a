/*
 * Pages for bench/extract, and what measuring them gave.
 *
 *     struct page_samples samples = {0};
 *     page_samples_load(&samples, "pages.jsonl.zst", "html");
 *     struct page_times times = page_times_of(&samples);
 *     page_samples_close(&samples);
 *
 * Ends the program with a message when something cannot be read or memory runs out: it is for a bench alone.
 */
#ifndef BENCH_EXTRACT_PAGES_H
#define BENCH_EXTRACT_PAGES_H

#include <stddef.h>
#include <stdint.h>

struct page_sample {
    char *content;
    size_t size;
    int64_t best_ns; /* the fastest of all rounds */
    size_t memory;   /* bytes of its arena's blocks */
};

struct page_samples {
    struct page_sample *at;
    size_t count, capacity;
    size_t bytes; /* of all pages */
};

/* Of all pages, each by its fastest round. */
struct page_times {
    double pages_per_s, mb_per_s, median_ms, p99_ms, most_ms;
};

/* Appends the strings of a field in a file of JSON lines; .zst goes through the zstd command. */
void page_samples_load(struct page_samples *samples, const char *path, const char *field);

void page_samples_close(struct page_samples *samples);

struct page_times page_times_of(const struct page_samples *samples);

#endif
