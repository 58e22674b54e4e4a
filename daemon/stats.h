/*
 * What the daemon counts about itself, for INFO and /metrics. Counters are relaxed atomics that any thread adds to.
 */
#ifndef DAEMON_STATS_H
#define DAEMON_STATS_H

#include "shingle/base/status.h"
#include "shingle/extract/page.h"

#include <stdatomic.h>
#include <stdint.h>

typedef _Atomic uint64_t counter;

static inline void count(counter *at, uint64_t more)
{
    atomic_fetch_add_explicit(at, more, memory_order_relaxed);
}

static inline uint64_t counted(const counter *at)
{
    return atomic_load_explicit(at, memory_order_relaxed);
}

/*
 * Values in buckets, as Prometheus histograms have them: up to first << i in number i, and one bucket for all above.
 * `first` belongs to what is measured and is told with each call.
 */
enum {
    STATS_BUCKETS = 16,
    STATS_FIRST_US = 100,    /* of durations in microseconds: 100 us to 3.3 s */
    STATS_FIRST_ARTICLES = 1 /* of batches: 1 to 32,768 articles */
};

struct histogram {
    counter buckets[STATS_BUCKETS + 1]; /* not cumulative */
    counter sum;
    counter count;
};

/* Negative values count as 0. */
static inline void histogram_add(struct histogram *histogram, uint64_t first, int64_t value)
{
    uint64_t positive = value > 0 ? (uint64_t)value : 0;
    unsigned i = 0;
    while (i < STATS_BUCKETS && positive > first << i)
        i++;
    count(&histogram->buckets[i], 1);
    count(&histogram->sum, positive);
    count(&histogram->count, 1);
}

/* What a share (0 to 1) of all values stayed below, as the upper end of its bucket. */
static inline uint64_t histogram_quantile(const struct histogram *histogram, uint64_t first, double share)
{
    double wanted = share * (double)counted(&histogram->count);
    double seen = 0;
    for (unsigned i = 0; i < STATS_BUCKETS; i++) {
        seen += (double)counted(&histogram->buckets[i]);
        if (seen >= wanted)
            return first << i;
    }
    return first << STATS_BUCKETS;
}

struct stats {
    counter connections, refused_clients,
        dropped_clients; /* accepted; over the limit; slow, or breaking the protocol */
    counter http_connections, http_left, http_refused_clients,
        http_dropped_clients; /* the same of HTTP; left: all ends */
    counter bytes_in, bytes_out;
    counter commands, errors;          /* requests answered, and those of them answered with an error */
    counter busy;                      /* answered with BUSY */
    counter refused[STATUS_COUNT + 1]; /* error replies by their word; the last: words of Redis, such as ERR */
    counter too_big;
    counter wrong_tokens;          /* AUTH that was refused */
    counter cross_protocol;        /* HTTP at the port of commands */
    counter pages_shed;            /* pages of which the limits of markup took something off, */
    counter shed[PAGE_SHED_KINDS]; /* and how much, as struct page_shed counts */
    counter commits, commit_failures, committed_articles;
    struct histogram commit_time;     /* of one synced commit */
    struct histogram commit_articles; /* that it had */
    struct histogram submit_time;     /* of one submission, from its last byte to its reply */
    struct histogram query_time;
    struct histogram prepare_time; /* of one page on a worker */
    counter last_commit_us, last_batch;
    counter articles_per_second; /* of the last second or so with commits, for BUSY's advice */
};

/* Counts a reply when it is an error. */
void stats_count_error(struct stats *stats, struct bytes reply);

#endif
