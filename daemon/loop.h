/*
 * An event loop: one thread that owns its connections, reads their requests and sends their replies. New connections
 * and finished jobs come through its mailbox.
 */
#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include "daemon/connection.h"
#include "daemon/log.h"
#include "daemon/mailbox.h"

#include <pthread.h>

struct api;
struct server;

struct loop {
    struct server *server; /* shared; see server.h for who may touch what */
    struct api *api;       /* of the loop that serves HTTP, else NULL; does not change */
    uint32_t number;       /* its place in server->loops; does not change */
    struct mailbox mailbox;
    pthread_t thread;
    atomic_ulong heartbeats; /* this thread counts, the watchdog reads */
    atomic_bool ended;       /* this thread has no connections any more and is gone */

    /* All below: this loop's thread only. */
    struct event_base *base;
    struct event mail, tick;
    uint8_t *scratch;               /* LIMIT_READ_SIZE bytes to read into */
    struct connection *connections; /* those with a socket */
    struct connection *touched;     /* those that a finished job belongs to, until they are settled */
    struct request *spare_requests;
    struct job *spare_jobs;
    uint32_t spare_request_count, spare_job_count;
    uint32_t jobs_taken;     /* jobs that are not spare */
    uint32_t jobs_elsewhere; /* of them, those that other threads have */
    int64_t now_ms;          /* monotonic, when this turn began */
    bool draining;
    int64_t drain_until_ms;
    uint32_t users_seen; /* server->users_version, when all connections were looked at last */
    struct log_limit bad_protocol, wrong_tokens, not_permitted;
};

/*
 * Makes loop `number` and its thread; api is what it serves over HTTP, or NULL. NULL when the system refuses; nothing
 * is left then.
 */
struct loop *loop_open(struct server *server, uint32_t number, struct api *api);

/* Hands an accepted socket over; arrival is copied. Any thread. False when memory ran out; the caller still has it
 * then. */
bool loop_adopt(struct loop *loop, const struct arrival *arrival);

/* Frees it; its thread has ended and was joined. */
void loop_close(struct loop *loop);

/* A request buffer and a job from the spares, or new; NULL when memory ran out. This loop's thread only. */
struct request *loop_take_request(struct loop *loop);
struct job *loop_take_job(struct loop *loop);

/* Gives them back. NULL is fine. This loop's thread only. */
void loop_give_request(struct loop *loop, struct request *request);
void loop_give_job(struct loop *loop, struct job *job);

/* Marks a connection as one to settle at the end of the turn. */
void loop_touch(struct loop *loop, struct connection *connection);

#endif
