/*
 * The requests that took long, the newest ones, with what each of their stages took. SLOWLOG shows them in the form of
 * Redis, with one element more: the stages.
 *
 *     waited     for a worker, or for the store thread where no worker was needed
 *     prepared   the page became an article with its fingerprint
 *     queued     for the store thread
 *     decided    and committed, or answered, with those of its batch
 *     replied    back at the connection
 */
#ifndef DAEMON_SLOWLOG_H
#define DAEMON_SLOWLOG_H

#include "daemon/job.h"

#include <pthread.h>

enum {
    SLOWLOG_ENTRIES = 128,
    SLOWLOG_WORDS = 8,      /* of a request; the others are counted */
    SLOWLOG_WORD_SIZE = 64, /* bytes of each */
    SLOWLOG_ADDRESS_SIZE = 64
};

struct slowlog_entry {
    uint64_t id; /* from 1 */
    int64_t wall_ms, took_us;
    int64_t stage_us[JOB_STAGES + 1]; /* what each took; the last is the way home */
    uint32_t words;                   /* that the request had */
    struct {
        uint8_t at[SLOWLOG_WORD_SIZE];
        uint8_t size;
    } word[SLOWLOG_WORDS];
    char address[SLOWLOG_ADDRESS_SIZE];
};

struct slowlog {
    pthread_mutex_t lock;
    uint64_t last_id, first_id; /* under the lock, as all below; those before first_id were dropped */
    struct slowlog_entry entries[SLOWLOG_ENTRIES];
};

void slowlog_open(struct slowlog *log);
void slowlog_close(struct slowlog *log);

/* Notes a job that is home at now_us, took_us after it came. Any thread that owns the job. */
void slowlog_add(struct slowlog *log, const struct job *job, const char *address, int64_t wall_ms, int64_t now_us);

/* Replies with the newest `count`; their number; drops all. Any thread. */
void slowlog_reply(struct slowlog *log, size_t count, struct reply *reply);
size_t slowlog_count(struct slowlog *log);
void slowlog_reset(struct slowlog *log);

#endif
