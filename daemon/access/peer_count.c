#include "daemon/access/peer_count.h"

#include "shingle/base/hash_key.h"

#include <stdlib.h>
#include <string.h>

struct peer_count_row {
    struct peer_count_row *next;
    struct peer peer;
    uint32_t count;
};

void peer_count_open(struct peer_count *table)
{
    memset(table->buckets, 0, sizeof table->buckets);
    (void)pthread_mutex_init(&table->lock, NULL);
}

void peer_count_close(struct peer_count *table)
{
    for (size_t i = 0; i < PEER_COUNT_BUCKETS; i++)
        for (struct peer_count_row *row = table->buckets[i], *next; row; row = next) {
            next = row->next;
            free(row);
        }
    (void)pthread_mutex_destroy(&table->lock);
}

/* The link to peer's row, or to where one would be added. No secret is needed: a row costs its sender a connection. */
static struct peer_count_row **find(struct peer_count *table, struct peer peer)
{
    uint64_t half[2];
    memcpy(half, peer.at, sizeof half);
    struct peer_count_row **at = &table->buckets[mix64(half[0] ^ mix64(half[1])) % PEER_COUNT_BUCKETS];
    while (*at && !peer_equal((*at)->peer, peer))
        at = &(*at)->next;
    return at;
}

bool peer_count_take(struct peer_count *table, struct peer peer, uint32_t most)
{
    (void)pthread_mutex_lock(&table->lock);
    struct peer_count_row **at = find(table, peer);
    if (!*at && (*at = calloc(1, sizeof **at)))
        (*at)->peer = peer;
    bool taken = *at && (*at)->count < most;
    if (taken)
        (*at)->count++;
    (void)pthread_mutex_unlock(&table->lock);
    return taken;
}

void peer_count_give(struct peer_count *table, struct peer peer)
{
    (void)pthread_mutex_lock(&table->lock);
    struct peer_count_row **at = find(table, peer);
    struct peer_count_row *row = *at;
    if (row && --row->count == 0) {
        *at = row->next;
        free(row);
    }
    (void)pthread_mutex_unlock(&table->lock);
}
