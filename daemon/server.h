/*
 * What all threads share. Each field says who may touch it: "start" is written before threads exist and only read
 * after; atomics and the structs named "any" take care of themselves.
 */
#ifndef DAEMON_SERVER_H
#define DAEMON_SERVER_H

#include "config/config.h"
#include "daemon/access/access.h"
#include "daemon/access/peer_count.h"
#include "daemon/client_table.h"
#include "daemon/mailbox.h"
#include "daemon/slowlog.h"
#include "daemon/stats.h"
#include "daemon/wire/resp.h"

struct agency_table;
struct loop;
struct reloaded;
struct store_thread;
struct tls_context;
struct verifier;
struct worker;

/* Settings that SIGHUP may change under running threads; any thread reads, the main thread writes. */
struct tunables {
    _Atomic uint32_t clients, clients_per_address, http_clients, http_clients_per_address;
    _Atomic int64_t request_time_ms, write_time_ms, idle_time_ms, drain_time_ms, slow_ms;
};

struct server {
    const struct config *config; /* config_lock; the main thread replaces it at a reload */
    pthread_rwlock_t config_lock;
    struct reloaded *reloaded; /* main thread: settings of earlier reloads, to be freed at the end */
    struct tunables tunables;
    const struct agency_table *_Atomic agencies; /* as tunables; it lives as long as the settings that it is made of */

    size_t output_size;          /* start: unsent reply bytes of one client after which no more is read */
    size_t reply_size;           /* start: most bytes of one reply */
    struct resp_limits requests; /* start */
    uint32_t pipeline;           /* start: requests in flight for one client */
    uint32_t queue_articles;     /* start: most queued_submissions */

    struct access *access;          /* start, itself any: the users; NULL = whoever connects may do everything */
    struct verifier *verifier;      /* start; where there is access */
    _Atomic uint32_t users_version; /* the main thread raises it when it has read them again */

    struct tls_context *tls; /* start, itself any: the certificate; NULL where nothing listens for TLS */

    struct client_table clients; /* any */
    struct peer_count peers;     /* any: connections of each address */
    struct stats stats;          /* any */
    struct slowlog slowlog;      /* any */
    struct budget input;         /* any: bytes in unfinished and queued requests */
    struct budget queue;         /* any: bytes of submissions on their way to the store */
    struct budget prepared;      /* any: bytes of pages that workers have prepared and the store thread not decided */
    struct budget replies;       /* any: bytes of replies that wait to be sent */
    struct budget held_answers;  /* any: bytes of answers to bulk requests that wait for the ends of these */
    _Atomic uint32_t queued_submissions, queued_queries; /* any */

    struct loop **loops;     /* start */
    struct worker **workers; /* start */
    uint32_t loop_count, worker_count;
    uint32_t resp_loop_count;   /* start: of the loops, those that serve RESP; one more may serve HTTP */
    struct store_thread *store; /* start */

    int64_t started_ms;      /* start: monotonic */
    int64_t started_wall_ms; /* start */
    struct mailbox mailbox;  /* any: wakes the main thread, which reads the flags below */
    atomic_int exit_code;    /* any: of enum exit_code */
    atomic_bool stop_wanted; /* any: SHUTDOWN, or a thread that cannot go on */
    atomic_bool alive;       /* the main thread writes: all threads showed signs of life */
    atomic_bool draining;    /* the main thread writes, the loops read */
    char run_id[41];         /* start: random, 40 hexadecimal digits */
};

/* Asks the main thread to stop the daemon in good order, with that exit code. Any thread. */
void server_stop(struct server *server, int exit_code);

#endif
