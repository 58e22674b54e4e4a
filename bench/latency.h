/*
 * Latencies in a histogram of fixed size: exact below 128 us, then within 1/64 (after HdrHistogram by Gil Tene).
 *
 *     latency_add(&histogram, microseconds);
 *     printf("%.2f ms", latency_percentile(&histogram, 99) / 1000.0);
 */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <stdint.h>

enum { LATENCY_STEPS = 64, LATENCY_PLACES = 40 * LATENCY_STEPS };

struct latency {
    uint64_t counts[LATENCY_PLACES];
    uint64_t total;
    uint64_t largest; /* exact */
};

void latency_add(struct latency *latency, uint64_t value);

/* Adds all that another one holds. */
void latency_add_all(struct latency *latency, const struct latency *other);

/* The value that per_cent of those added do not pass, at most 1/64 too large; 0 when there are none. */
uint64_t latency_percentile(const struct latency *latency, double per_cent);

#endif
