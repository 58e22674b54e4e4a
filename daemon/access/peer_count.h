/*
 * How many connections each address has, so that one cannot take them all. Whoever accepts counts, whoever closes gives
 * back.
 */
#ifndef DAEMON_ACCESS_PEER_COUNT_H
#define DAEMON_ACCESS_PEER_COUNT_H

#include "daemon/access/penalty.h"

#include <pthread.h>

enum { PEER_COUNT_BUCKETS = 4096 };

struct peer_count {
    struct peer_count_row *buckets[PEER_COUNT_BUCKETS]; /* under the lock; a row for each address that has any */
    pthread_mutex_t lock;
};

void peer_count_open(struct peer_count *table);
void peer_count_close(struct peer_count *table);

/* Counts one more. False, with nothing counted, when peer has `most` already or memory ran out. Any thread. */
bool peer_count_take(struct peer_count *table, struct peer peer, uint32_t most);

/* Gives one back that was counted. Any thread. */
void peer_count_give(struct peer_count *table, struct peer peer);

#endif
