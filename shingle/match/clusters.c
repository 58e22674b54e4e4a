#include "shingle/match/clusters.h"

#include "shingle/base/pages.h"

#include <stdlib.h>

enum { CHUNK_IDS = CLUSTERS_CHUNK_IDS };

#define CHUNKS CLUSTERS_CHUNKS_MAX
#define NAME   0x80000000u /* in entry.home: this id names a cluster, the other bits count its members */

/*
 * Four numbers an id hold everything, because a member that is not its cluster's name needs fewer facts:
 *
 *     the name          home = NAME | members    extra = highest member
 *     the highest one   home = name              extra = canonical        (alone in the cluster: it is the canonical)
 *     any other         home = name              extra unused
 *
 * next is the member after this one by id; the highest one's is the lowest one. 0: not a member (never seen, forgotten,
 * or only the name is left). before is the one that this is next of: without it, leaving a cluster of a million members
 * took a walk along them.
 */
struct entry {
    uint32_t home;
    uint32_t next;
    uint32_t before;
    uint32_t extra;
};

struct clusters {
    struct entry **chunks;
    uint32_t *used; /* by chunk: entries that are not all zero */
    uint8_t *due;   /* by chunk: it is to be saved before it changes */
    bool *lent;     /* by chunk: its memory is somebody else's */
    struct clusters_saver saver;
    uint32_t highest;
    uint32_t articles;
    uint32_t count;
    uint32_t chunk_count;
    uint64_t regroups;
};

enum status clusters_open(struct clusters **out)
{
    struct clusters *clusters = calloc(1, sizeof *clusters);
    struct entry **chunks = calloc(CHUNKS, sizeof(struct entry *));
    uint32_t *used = calloc(CHUNKS, sizeof *used);
    uint8_t *due = calloc(CHUNKS, sizeof *due);
    bool *lent = calloc(CHUNKS, sizeof *lent);
    if (!clusters || !chunks || !used || !due || !lent) {
        free(clusters);
        free(chunks);
        free(used);
        free(due);
        free(lent);
        return STATUS_NOMEM;
    }
    clusters->chunks = chunks;
    clusters->used = used;
    clusters->due = due;
    clusters->lent = lent;
    *out = clusters;
    return STATUS_OK;
}

static void drop_chunk(struct clusters *clusters, uint32_t chunk)
{
    if (clusters->lent[chunk])
        pages_drop(clusters->chunks[chunk], CHUNK_IDS * sizeof(struct entry));
    else
        free(clusters->chunks[chunk]);
    clusters->chunks[chunk] = NULL;
    clusters->lent[chunk] = false;
}

void clusters_close(struct clusters *clusters)
{
    if (!clusters)
        return;
    for (uint32_t i = 0; i < CHUNKS; i++)
        drop_chunk(clusters, i);
    free(clusters->chunks);
    free(clusters->used);
    free(clusters->due);
    free(clusters->lent);
    free(clusters);
}

/* The entry of an id whose chunk exists. */
static struct entry *entry_of(const struct clusters *clusters, uint32_t id)
{
    return &clusters->chunks[id / CHUNK_IDS][id % CHUNK_IDS];
}

void clusters_save(struct clusters *clusters, uint32_t chunk)
{
    if (chunk >= CHUNKS || !clusters->due[chunk])
        return;
    clusters->due[chunk] = 0;
    clusters->saver.save(clusters->saver.context, chunk, clusters->chunks[chunk]);
}

void clusters_freeze(struct clusters *clusters, const struct clusters_saver *saver)
{
    for (uint32_t i = 0; i < CHUNKS; i++)
        clusters->due[i] = saver && clusters->chunks[i];
    clusters->saver = saver ? *saver : (struct clusters_saver){NULL, NULL};
}

/* The same for writing: every change of an entry begins here. */
static struct entry *edit(struct clusters *clusters, uint32_t id)
{
    if (clusters->due[id / CHUNK_IDS])
        clusters_save(clusters, id / CHUNK_IDS);
    return entry_of(clusters, id);
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

/* Nothing is known of id any more. */
static void wipe(struct clusters *clusters, uint32_t id)
{
    struct entry *entry = edit(clusters, id);
    clusters->used[id / CHUNK_IDS] -= entry->home != 0;
    *entry = (struct entry){0};
}

/* Gives back a chunk of ids of which nothing is known, unless new ids are still to come into it. */
static void shed(struct clusters *clusters, uint32_t id)
{
    uint32_t chunk = id / CHUNK_IDS;
    if (clusters->used[chunk] != 0 || !clusters->chunks[chunk] || chunk >= clusters->highest / CHUNK_IDS)
        return;
    clusters_save(clusters, chunk);
    drop_chunk(clusters, chunk);
    clusters->chunk_count--;
}

/* Opens a cluster for id alone. */
static void found(struct clusters *clusters, uint32_t id)
{
    clusters->used[id / CHUNK_IDS] += entry_of(clusters, id)->home == 0;
    *edit(clusters, id) = (struct entry){.home = NAME | 1, .next = id, .before = id, .extra = id};
    clusters->count++;
}

/* Makes `last` the highest member, keeping the canonical. */
static void set_last(struct clusters *clusters, uint32_t cluster, uint32_t last, uint32_t canonical)
{
    edit(clusters, cluster)->extra = last;
    if (last != cluster)
        edit(clusters, last)->extra = canonical;
}

/* Puts id into the ring behind `before`. */
static void link_behind(struct clusters *clusters, uint32_t before, uint32_t id)
{
    uint32_t next = entry_of(clusters, before)->next;
    edit(clusters, id)->before = before;
    edit(clusters, id)->next = next;
    edit(clusters, before)->next = id;
    edit(clusters, next)->before = id;
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
    if (id < last) /* lower than all of them: round to the highest again, which comes before the lowest */
        do
            before = entry_of(clusters, before)->before;
        while (before > id && before != last);
    clusters->used[id / CHUNK_IDS]++;
    *edit(clusters, id) = (struct entry){.home = cluster};
    link_behind(clusters, before, id);
    edit(clusters, cluster)->home++;
    if (id > last)
        set_last(clusters, cluster, id, canonical);
    return STATUS_OK;
}

enum status clusters_rename(struct clusters *clusters, uint32_t cluster, uint32_t name)
{
    if (!cluster_entry(clusters, cluster))
        return STATUS_NOTFOUND;
    if (name == 0 || name > CLUSTERS_ID_MAX || cluster_entry(clusters, name))
        return STATUS_BADARG;
    enum status status = reach(clusters, name);
    uint32_t last = clusters_last(clusters, cluster), canonical = clusters_canonical(clusters, cluster);
    uint32_t size = clusters_size(clusters, cluster), id = clusters_first(clusters, cluster);
    bool member = clusters_of(clusters, name) == cluster, was_member = entry_of(clusters, cluster)->next != 0;
    if (status == STATUS_OK && !member && entry_of(clusters, name)->home != 0)
        status = STATUS_EXISTS;
    if (status != STATUS_OK)
        return status;
    clusters->regroups++;
    for (;; id = entry_of(clusters, id)->next) {
        edit(clusters, id)->home = name;
        if (id == last)
            break;
    }
    if (!was_member)
        wipe(clusters, cluster);
    clusters->used[name / CHUNK_IDS] += !member;
    edit(clusters, name)->home = NAME | size;
    set_last(clusters, name, last, canonical);
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

uint32_t clusters_previous(const struct clusters *clusters, uint32_t cluster, uint32_t member)
{
    if (member == clusters_first(clusters, cluster) || clusters_of(clusters, member) != cluster)
        return 0;
    return entry_of(clusters, member)->before;
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
    clusters->regroups++;
    uint32_t canonical = clusters_canonical(clusters, stays);
    uint32_t size = (one->home & ~NAME) + (two->home & ~NAME), moves = clusters_size(clusters, goes);
    uint32_t first = clusters_first(clusters, stays), x = clusters_last(clusters, stays);
    uint32_t y = clusters_last(clusters, goes), last = x > y ? x : y;
    /* From the highest down: what goes is mostly young, and then little of what stays is passed. */
    for (; moves > 0; moves--) {
        uint32_t below = entry_of(clusters, y)->before;
        while (x > y && x != first)
            x = entry_of(clusters, x)->before;
        link_behind(clusters, x > y ? entry_of(clusters, first)->before : x, y);
        edit(clusters, y)->home = stays;
        if (x > y)
            x = first = y;
        y = below;
    }
    if (entry_of(clusters, goes)->home & NAME)
        wipe(clusters, goes); /* a name without an article */
    edit(clusters, stays)->home = NAME | size;
    set_last(clusters, stays, last, canonical);
    clusters->count--;
    return STATUS_OK;
}

/* Unlinks a member of a cluster of two or more; the canonical is the lowest left when it was the one. */
static void unlink_member(struct clusters *clusters, uint32_t cluster, uint32_t id)
{
    struct entry *name = edit(clusters, cluster), *entry = edit(clusters, id);
    uint32_t canonical = clusters_canonical(clusters, cluster), last = name->extra, before = entry->before;
    edit(clusters, before)->next = entry->next;
    edit(clusters, entry->next)->before = before;
    entry->next = entry->before = 0;
    if (id != cluster)
        wipe(clusters, id);
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
        edit(clusters, id)->home = name;
    edit(clusters, last)->home = name;
    wipe(clusters, cluster);
    edit(clusters, name)->home = NAME | size;
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
    clusters->regroups++;
    if (alone) {
        wipe(clusters, cluster);
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
        wipe(clusters, id);
        wipe(clusters, cluster);
        shed(clusters, id);
        shed(clusters, cluster);
        clusters->count--;
        *canonical = 0;
        return STATUS_OK;
    }
    unlink_member(clusters, cluster, id);
    *canonical = clusters_canonical(clusters, cluster);
    shed(clusters, id);
    return STATUS_OK;
}

uint32_t clusters_after(const struct clusters *clusters, uint32_t cluster, uint32_t last)
{
    last = last < clusters->highest ? last : clusters->highest;
    for (uint32_t id = cluster; id < last;) {
        if (cluster_entry(clusters, ++id))
            return id;
        if (!known(clusters, id))
            id |= CHUNK_IDS - 1;
    }
    return 0;
}

uint32_t clusters_before(const struct clusters *clusters, uint32_t cluster)
{
    uint32_t id = cluster == 0 || cluster > clusters->highest ? clusters->highest + 1 : cluster;
    while (id > 1) {
        if (cluster_entry(clusters, --id))
            return id;
        if (!known(clusters, id))
            id &= ~(uint32_t)(CHUNK_IDS - 1);
    }
    return 0;
}

struct clusters_stats clusters_stats(const struct clusters *clusters)
{
    return (struct clusters_stats){
        .articles = clusters->articles,
        .clusters = clusters->count,
        .highest = clusters->highest,
        .bytes = (uint64_t)clusters->chunk_count * CHUNK_IDS * sizeof(struct entry),
        .regroups = clusters->regroups,
    };
}

const void *clusters_image(const struct clusters *clusters, uint32_t chunk)
{
    return chunk < CHUNKS ? clusters->chunks[chunk] : NULL;
}

size_t clusters_image_size(void)
{
    return CHUNK_IDS * sizeof(struct entry);
}

enum status clusters_image_lend(struct clusters *clusters, uint32_t chunk, void *image)
{
    if (chunk >= CHUNKS || clusters->chunks[chunk])
        return STATUS_BADARG;
    clusters->chunks[chunk] = image;
    clusters->lent[chunk] = true;
    clusters->chunk_count++;
    return STATUS_OK;
}

/* Whether an id stands where its links say, so that every walk along a ring ends. */
static bool is_linked(const struct clusters *clusters, uint32_t id)
{
    const struct entry *entry = entry_of(clusters, id);
    uint32_t cluster = entry->home & NAME ? id : entry->home;
    if (entry->next == 0)
        return entry->home == 0 || (entry->home & NAME);
    if (!known(clusters, cluster) || !known(clusters, entry->next) || !known(clusters, entry->before) ||
        entry_of(clusters, entry->next)->before != id || entry_of(clusters, entry->before)->next != id)
        return false;
    const struct entry *name = cluster_entry(clusters, cluster);
    /* Only the highest member has a lower one, or itself, behind it. */
    return name && cluster <= id && (entry->next > id || name->extra == id);
}

/* Whether a cluster's name tells a highest member and a canonical that are its members. */
static bool is_named(const struct clusters *clusters, uint32_t cluster)
{
    const struct entry *name = cluster_entry(clusters, cluster);
    if (!name)
        return true;
    if (!known(clusters, name->extra) || clusters_of(clusters, name->extra) != cluster)
        return false;
    uint32_t canonical = clusters_canonical(clusters, cluster);
    return known(clusters, canonical) && clusters_of(clusters, canonical) == cluster;
}

enum status clusters_image_end(struct clusters *clusters, uint32_t highest)
{
    uint64_t sizes = 0;
    if (highest > CLUSTERS_ID_MAX || clusters->articles != 0)
        return STATUS_BADARG;
    for (uint32_t id = 1; id <= highest; id++) {
        if (!known(clusters, id)) {
            id |= CHUNK_IDS - 1;
            continue;
        }
        const struct entry *entry = entry_of(clusters, id);
        if (!is_linked(clusters, id) || !is_named(clusters, id))
            return STATUS_DAMAGED;
        clusters->used[id / CHUNK_IDS] += entry->home != 0;
        clusters->articles += entry->next != 0;
        clusters->count += entry->home >> 31;
        sizes += entry->home & NAME ? entry->home & ~NAME : 0;
    }
    clusters->highest = highest;
    return sizes == clusters->articles ? STATUS_OK : STATUS_DAMAGED;
}
