#include "shingle/match/clusters.h"

#include <stdlib.h>

enum { CHUNK_IDS = 65536 };

#define CHUNKS ((CLUSTERS_ID_MAX / CHUNK_IDS) + 1)
#define NAME   0x80000000u /* in entry.home: this id names a cluster, the other bits count its members */

/*
 * Three numbers an id hold everything, because a member that is not its cluster's name needs fewer facts:
 *
 *     the name          home = NAME | members    extra = highest member
 *     the highest one   home = name              extra = canonical        (alone in the cluster: it is the canonical)
 *     any other         home = name              extra unused
 *
 * next is the member after this one by id; the highest one's is the lowest one. 0: not a member (never seen, forgotten,
 * or only the name is left).
 */
struct entry {
    uint32_t home;
    uint32_t next;
    uint32_t extra;
};

struct clusters {
    struct entry **chunks;
    uint32_t highest;
    uint32_t articles;
    uint32_t count;
    uint32_t chunk_count;
};

enum status clusters_open(struct clusters **out)
{
    struct clusters *clusters = calloc(1, sizeof *clusters);
    struct entry **chunks = calloc(CHUNKS, sizeof(struct entry *));
    if (!clusters || !chunks) {
        free(clusters);
        free(chunks);
        return STATUS_NOMEM;
    }
    clusters->chunks = chunks;
    *out = clusters;
    return STATUS_OK;
}

void clusters_close(struct clusters *clusters)
{
    if (!clusters)
        return;
    for (uint32_t i = 0; i < CHUNKS; i++)
        free(clusters->chunks[i]);
    free(clusters->chunks);
    free(clusters);
}

/* The entry of an id whose chunk exists. */
static struct entry *entry_of(const struct clusters *clusters, uint32_t id)
{
    return &clusters->chunks[id / CHUNK_IDS][id % CHUNK_IDS];
}

static bool known(const struct clusters *clusters, uint32_t id)
{
    return id <= CLUSTERS_ID_MAX && clusters->chunks[id / CHUNK_IDS];
}

/* The entry of a cluster's name, or NULL when there is no such cluster. */
static struct entry *cluster_entry(const struct clusters *clusters, uint32_t cluster)
{
    if (!known(clusters, cluster))
        return NULL;
    struct entry *entry = entry_of(clusters, cluster);
    return entry->home & NAME ? entry : NULL;
}

static enum status reach(struct clusters *clusters, uint32_t id)
{
    struct entry **chunk = &clusters->chunks[id / CHUNK_IDS];
    if (!*chunk) {
        *chunk = calloc(CHUNK_IDS, sizeof(struct entry));
        if (!*chunk)
            return STATUS_NOMEM;
        clusters->chunk_count++;
    }
    return STATUS_OK;
}

/* Opens a cluster for id alone. */
static void found(struct clusters *clusters, uint32_t id)
{
    *entry_of(clusters, id) = (struct entry){.home = NAME | 1, .next = id, .extra = id};
    clusters->count++;
}

/* Makes `last` the highest member, keeping the canonical. */
static void set_last(struct clusters *clusters, uint32_t cluster, uint32_t last, uint32_t canonical)
{
    entry_of(clusters, cluster)->extra = last;
    if (last != cluster)
        entry_of(clusters, last)->extra = canonical;
}

enum status clusters_add(struct clusters *clusters, uint32_t id, uint32_t cluster)
{
    if (id == 0 || id > CLUSTERS_ID_MAX || cluster > id)
        return STATUS_BADARG;
    if (cluster == id)
        cluster = 0;
    struct entry *name = cluster == 0 ? NULL : cluster_entry(clusters, cluster);
    if (cluster != 0 && !name)
        return STATUS_NOTFOUND;
    enum status status = reach(clusters, id);
    if (status != STATUS_OK)
        return status;
    struct entry *entry = entry_of(clusters, id);
    if (entry->home != 0)
        return STATUS_EXISTS;
    clusters->articles++;
    clusters->highest = id > clusters->highest ? id : clusters->highest;
    if (!name) {
        found(clusters, id);
        return STATUS_OK;
    }
    uint32_t last = name->extra, canonical = clusters_canonical(clusters, cluster), before = last;
    if (id < last)
        for (uint32_t next = entry_of(clusters, before)->next; next < id; next = entry_of(clusters, next)->next)
            before = next;
    *entry = (struct entry){.home = cluster, .next = entry_of(clusters, before)->next};
    entry_of(clusters, before)->next = id;
    name->home++;
    if (id > last)
        set_last(clusters, cluster, id, canonical);
    return STATUS_OK;
}

uint32_t clusters_of(const struct clusters *clusters, uint32_t id)
{
    if (!known(clusters, id))
        return 0;
    const struct entry *entry = entry_of(clusters, id);
    if (entry->home & NAME)
        return entry->next ? id : 0;
    return entry->home;
}

uint32_t clusters_size(const struct clusters *clusters, uint32_t cluster)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    return name ? name->home & ~NAME : 0;
}

uint32_t clusters_canonical(const struct clusters *clusters, uint32_t cluster)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    if (!name)
        return 0;
    return name->extra == cluster ? cluster : entry_of(clusters, name->extra)->extra;
}

enum status clusters_elect(struct clusters *clusters, uint32_t cluster, uint32_t member)
{
    struct entry *name = cluster_entry(clusters, cluster);
    if (!name || clusters_of(clusters, member) != cluster)
        return STATUS_NOTFOUND;
    set_last(clusters, cluster, name->extra, member);
    return STATUS_OK;
}

uint32_t clusters_last(const struct clusters *clusters, uint32_t cluster)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    return name ? name->extra : 0;
}

uint32_t clusters_first(const struct clusters *clusters, uint32_t cluster)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    return name ? entry_of(clusters, name->extra)->next : 0;
}

uint32_t clusters_next(const struct clusters *clusters, uint32_t cluster, uint32_t member)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    if (!name || member == name->extra || clusters_of(clusters, member) != cluster)
        return 0;
    return entry_of(clusters, member)->next;
}

enum status clusters_merge(struct clusters *clusters, uint32_t a, uint32_t b, uint32_t *name)
{
    struct entry *one = cluster_entry(clusters, a), *two = cluster_entry(clusters, b);
    if (!one || !two)
        return STATUS_NOTFOUND;
    uint32_t stays = a < b ? a : b, goes = a < b ? b : a;
    *name = stays;
    if (a == b)
        return STATUS_OK;
    uint32_t canonical = clusters_canonical(clusters, stays);
    uint32_t size = (one->home & ~NAME) + (two->home & ~NAME);
    uint32_t x = clusters_first(clusters, stays), x_last = clusters_last(clusters, stays);
    uint32_t y = clusters_first(clusters, goes), y_last = clusters_last(clusters, goes);
    uint32_t first = x < y ? x : y, tail = 0;
    /* Merge two rising lists; each ends at its highest member, whose next is followed no more. */
    while (x != 0 || y != 0) {
        bool from_x = y == 0 || (x != 0 && x < y);
        uint32_t id = from_x ? x : y;
        struct entry *entry = entry_of(clusters, id);
        if (from_x)
            x = id == x_last ? 0 : entry->next;
        else
            y = id == y_last ? 0 : entry->next;
        if (!from_x)
            entry->home = stays;
        if (tail != 0)
            entry_of(clusters, tail)->next = id;
        tail = id;
    }
    if (entry_of(clusters, goes)->home & NAME)
        *entry_of(clusters, goes) = (struct entry){0}; /* a name without an article */
    entry_of(clusters, tail)->next = first;
    entry_of(clusters, stays)->home = NAME | size;
    set_last(clusters, stays, tail, canonical);
    clusters->count--;
    return STATUS_OK;
}

/* Unlinks a member of a cluster of two or more; the canonical is the lowest left when it was the one. */
static void unlink_member(struct clusters *clusters, uint32_t cluster, uint32_t id)
{
    struct entry *name = entry_of(clusters, cluster), *entry = entry_of(clusters, id);
    uint32_t canonical = clusters_canonical(clusters, cluster), last = name->extra, before = last;
    while (entry_of(clusters, before)->next != id)
        before = entry_of(clusters, before)->next;
    uint32_t next = entry->next;
    entry_of(clusters, before)->next = next;
    entry->next = 0;
    if (id != cluster)
        entry->home = 0;
    name->home--;
    if (id == last)
        last = before;
    set_last(clusters, cluster, last, canonical);
    if (canonical == id)
        set_last(clusters, cluster, last, clusters_first(clusters, cluster));
}

/* Gives the cluster the name of its lowest member. Its old name is no member. */
static uint32_t rename_rest(struct clusters *clusters, uint32_t cluster)
{
    uint32_t name = clusters_first(clusters, cluster), last = clusters_last(clusters, cluster);
    uint32_t canonical = clusters_canonical(clusters, cluster), size = clusters_size(clusters, cluster);
    for (uint32_t id = name; id != last; id = entry_of(clusters, id)->next)
        entry_of(clusters, id)->home = name;
    entry_of(clusters, last)->home = name;
    *entry_of(clusters, cluster) = (struct entry){0};
    entry_of(clusters, name)->home = NAME | size;
    set_last(clusters, name, last, canonical);
    return name;
}

enum status clusters_split(struct clusters *clusters, uint32_t id, uint32_t *rest)
{
    uint32_t cluster = clusters_of(clusters, id);
    if (cluster == 0)
        return STATUS_NOTFOUND;
    bool alone = clusters_size(clusters, cluster) == 1;
    *rest = alone ? 0 : cluster;
    if (alone && cluster == id)
        return STATUS_OK;
    if (alone) {
        *entry_of(clusters, cluster) = (struct entry){0};
        clusters->count--;
    } else {
        unlink_member(clusters, cluster, id);
        if (cluster == id)
            *rest = rename_rest(clusters, cluster);
    }
    found(clusters, id);
    return STATUS_OK;
}

enum status clusters_forget(struct clusters *clusters, uint32_t id, uint32_t *canonical)
{
    uint32_t cluster = clusters_of(clusters, id);
    if (cluster == 0)
        return STATUS_NOTFOUND;
    clusters->articles--;
    if (clusters_size(clusters, cluster) == 1) {
        *entry_of(clusters, id) = (struct entry){0};
        *entry_of(clusters, cluster) = (struct entry){0};
        clusters->count--;
        *canonical = 0;
        return STATUS_OK;
    }
    unlink_member(clusters, cluster, id);
    *canonical = clusters_canonical(clusters, cluster);
    return STATUS_OK;
}

uint32_t clusters_after(const struct clusters *clusters, uint32_t cluster, uint32_t last)
{
    last = last < clusters->highest ? last : clusters->highest;
    for (uint32_t id = cluster; id < last;)
        if (cluster_entry(clusters, ++id))
            return id;
    return 0;
}

uint32_t clusters_before(const struct clusters *clusters, uint32_t cluster)
{
    uint32_t id = cluster == 0 || cluster > clusters->highest ? clusters->highest + 1 : cluster;
    while (id > 1)
        if (cluster_entry(clusters, --id))
            return id;
    return 0;
}

struct clusters_stats clusters_stats(const struct clusters *clusters)
{
    return (struct clusters_stats){
        .articles = clusters->articles,
        .clusters = clusters->count,
        .highest = clusters->highest,
        .bytes = (uint64_t)clusters->chunk_count * CHUNK_IDS * sizeof(struct entry),
    };
}
