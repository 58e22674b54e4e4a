/*
 * All connections, for CLIENT LIST and the count of clients. A row belongs to the connection's event loop, which adds
 * and removes it; names change under the table's lock, counters are atomics that others only read.
 */
#ifndef DAEMON_CLIENT_TABLE_H
#define DAEMON_CLIENT_TABLE_H

#include "daemon/limits.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <pthread.h>
#include <stdatomic.h>

struct client_label {
    char text[LIMIT_CLIENT_NAME + 1];
};

enum { CLIENT_ADDRESS_SIZE = 64 };

struct client {
    struct client *next, *previous; /* under the lock */
    uint64_t id;                    /* from 1; does not change */
    int64_t since_ms;               /* monotonic; does not change */
    char address[CLIENT_ADDRESS_SIZE];
    struct client_label *name;    /* under the lock; NULL = none, as is usual */
    struct client_label *user;    /* the same */
    struct client_label *library; /* the same */
    struct client_label *version; /* the same */
    _Atomic int64_t last_ms;      /* monotonic, the last request */
    _Atomic uint64_t commands;
    _Atomic uint32_t in_flight;
    _Atomic size_t output; /* bytes that wait to be sent */
    _Atomic(const char *) last_command;
    _Atomic int protocol; /* 2 or 3 */
};

struct client_table {
    pthread_mutex_t lock;
    struct client *first;
    _Atomic uint32_t count;
    _Atomic uint64_t last_id;
};

void client_table_open(struct client_table *table);
void client_table_close(struct client_table *table);

/* A new row with the next id. NULL when memory ran out. */
struct client *client_add(struct client_table *table, const char *address, int64_t now_ms);

/* Takes the row out and frees it. */
void client_remove(struct client_table *table, struct client *client);

/*
 * Sets one label, or clears it with an empty text. STATUS_OK; STATUS_BADARG for bytes outside of printable ASCII
 * without space (a name stands in lines of CLIENT LIST); STATUS_TOOBIG past LIMIT_CLIENT_NAME; STATUS_NOMEM.
 */
MUST_CHECK enum status client_set_label(struct client_table *table, struct client_label **label, struct bytes text);

/* One line about client, without its end; only its own loop calls this. */
void client_describe(struct client_table *table, const struct client *client, int64_t now_ms, struct writer *out);

/* One line for each client, each ended by LF. */
void client_table_describe(struct client_table *table, int64_t now_ms, struct writer *out);

#endif
