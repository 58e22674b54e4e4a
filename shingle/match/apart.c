#include "shingle/match/apart.h"

#include <stdlib.h>

enum { FILTER_BITS = 15, FILTER_SIZE = 1 << FILTER_BITS };

struct slot {
    struct apart_pair pair;
    bool changed;
};

struct apart {
    struct slot *slots; /* APART_PAIRS_MAX, made with the first pair; slots[0] is number 1 */
    uint16_t *filter;   /* by an id's hash: in how many pairs such ids are */
    uint32_t used;      /* slots that were ever in use: the first so many */
    uint32_t count;     /* pairs */
    uint32_t changes;   /* slots that changed */
};

enum status apart_open(struct apart **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? STATUS_OK : STATUS_NOMEM;
}

void apart_close(struct apart *apart)
{
    if (!apart)
        return;
    free(apart->slots);
    free(apart->filter);
    free(apart);
}

static uint16_t *filter_of(const struct apart *apart, uint32_t id)
{
    return &apart->filter[(id * 0x9e3779b1u) >> (32 - FILTER_BITS)];
}

static enum status make_room(struct apart *apart)
{
    if (!apart->slots)
        apart->slots = calloc(APART_PAIRS_MAX, sizeof *apart->slots);
    if (!apart->filter)
        apart->filter = calloc(FILTER_SIZE, sizeof *apart->filter);
    return apart->slots && apart->filter ? STATUS_OK : STATUS_NOMEM;
}

static void mark_changed(struct apart *apart, uint32_t at)
{
    apart->changes += !apart->slots[at].changed;
    apart->slots[at].changed = true;
}

static void place(struct apart *apart, uint32_t at, struct apart_pair pair)
{
    apart->slots[at].pair = pair;
    apart->used = at < apart->used ? apart->used : at + 1;
    apart->count++;
    (*filter_of(apart, pair.a))++;
    (*filter_of(apart, pair.b))++;
}

static void clear(struct apart *apart, uint32_t at)
{
    struct apart_pair *pair = &apart->slots[at].pair;
    (*filter_of(apart, pair->a))--;
    (*filter_of(apart, pair->b))--;
    *pair = (struct apart_pair){0, 0};
    apart->count--;
    mark_changed(apart, at);
}

/* The slot of a pair, or `used` when there is none; *empty is the first slot without one, `used` when all have. */
static uint32_t find(const struct apart *apart, struct apart_pair pair, uint32_t *empty)
{
    *empty = apart->used;
    for (uint32_t at = 0; at < apart->used; at++) {
        struct apart_pair one = apart->slots[at].pair;
        if (one.a == 0 && *empty == apart->used)
            *empty = at;
        if ((one.a == pair.a && one.b == pair.b) || (one.a == pair.b && one.b == pair.a))
            return at;
    }
    return apart->used;
}

enum status apart_add(struct apart *apart, uint32_t a, uint32_t b)
{
    struct apart_pair pair = {a, b};
    uint32_t empty;
    if (a == 0 || b == 0 || a == b)
        return STATUS_BADARG;
    enum status status = make_room(apart);
    if (status != STATUS_OK || find(apart, pair, &empty) < apart->used)
        return status;
    if (empty == APART_PAIRS_MAX)
        return STATUS_TOOBIG;
    place(apart, empty, pair);
    mark_changed(apart, empty);
    return STATUS_OK;
}

enum status apart_restore(struct apart *apart, uint32_t slot, struct apart_pair pair)
{
    if (slot == 0 || slot > APART_PAIRS_MAX || pair.a == 0 || pair.b == 0 || pair.a == pair.b)
        return STATUS_BADARG;
    enum status status = make_room(apart);
    if (status == STATUS_OK && apart->slots[slot - 1].pair.a == 0)
        place(apart, slot - 1, pair);
    return status;
}

static bool lies_between(struct apart_pair pair, const struct clusters *clusters, uint32_t x, uint32_t y)
{
    if (pair.a == 0)
        return false;
    uint32_t a = clusters_of(clusters, pair.a), b = clusters_of(clusters, pair.b);
    return (a == x && b == y) || (a == y && b == x);
}

bool apart_parts(const struct apart *apart, const struct clusters *clusters, uint32_t x, uint32_t y)
{
    if (apart->count == 0 || x == y)
        return false;
    for (uint32_t at = 0; at < apart->used; at++)
        if (lies_between(apart->slots[at].pair, clusters, x, y))
            return true;
    return false;
}

uint32_t apart_lift(struct apart *apart, const struct clusters *clusters, uint32_t x, uint32_t y)
{
    uint32_t lifted = 0;
    for (uint32_t at = 0; at < apart->used && apart->count; at++)
        if (lies_between(apart->slots[at].pair, clusters, x, y)) {
            clear(apart, at);
            lifted++;
        }
    return lifted;
}

void apart_forget(struct apart *apart, uint32_t id, uint32_t heir)
{
    if (apart->count == 0 || *filter_of(apart, id) == 0)
        return;
    for (uint32_t at = 0; at < apart->used; at++) {
        struct apart_pair pair = apart->slots[at].pair;
        uint32_t empty;
        if (pair.a == 0 || (pair.a != id && pair.b != id))
            continue;
        clear(apart, at);
        struct apart_pair next = {pair.a == id ? heir : pair.a, pair.b == id ? heir : pair.b};
        if (heir != 0 && next.a != next.b && find(apart, next, &empty) == apart->used)
            place(apart, at, next);
    }
}

bool apart_changed(struct apart *apart, uint32_t *slot, struct apart_pair *pair)
{
    for (uint32_t at = 0; at < apart->used && apart->changes; at++)
        if (apart->slots[at].changed) {
            apart->slots[at].changed = false;
            apart->changes--;
            *slot = at + 1;
            *pair = apart->slots[at].pair;
            return true;
        }
    return false;
}

uint32_t apart_count(const struct apart *apart)
{
    return apart->count;
}
