/*
 * Load on a daemon: many connections, each with many requests in flight, driven by one thread.
 *
 *     struct load_params params = {.address = &address, .connections = 4, .pipeline = 32, .next = next, .context = &x};
 *     struct load_result result;
 *     if (load_run(&params, &result)) ...
 *
 * A closed loop: a connection sends its next request when an answer made room, so a slow daemon slows the load. Latency
 * is from the moment a request is handed to the socket's buffer to its parsed answer, queueing included.
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "bench/latency.h"
#include "shingle/base/address.h"
#include "shingle/base/writer.h"

enum { LOAD_CONNECTIONS_MAX = 1000, LOAD_PIPELINE_MAX = 1024, LOAD_STATUSES_MAX = 24 };

struct load_params {
    const struct address *address;
    size_t connections, pipeline;
    /* Appends the next request in RESP; false at the end. */
    bool (*next)(void *context, struct writer *request);
    /* Called after each answer with how many there are; NULL for nothing. */
    void (*answered)(void *context, uint64_t count);
    void *context;
};

struct load_result {
    uint64_t requests, answers, busy; /* busy: BUSY answers, sent again later */
    uint64_t sent_bytes;
    double seconds;
    struct latency latency; /* microseconds */
    struct {
        char name[32]; /* the field status of the answer, or an error's first word */
        uint64_t count;
    } statuses[LOAD_STATUSES_MAX];
    char why[160]; /* when it failed */
};

/* Sends everything and waits for every answer. False when it failed; result.why tells. */
bool load_run(const struct load_params *params, struct load_result *result);

#endif
