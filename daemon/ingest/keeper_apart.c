/*
 * LINK and UNLINK: what a person knows better, and what is remembered of it.
 *
 * LINK merges two clusters, which nothing takes apart again but UNLINK. UNLINK takes an article out of its cluster, and
 * remembers that pair: a later article that is a copy of both joins one of them, and does not merge the two.
 *
 *     cluster 1: 1 2 3 4
 *     UNLINK 3            3 leaves for cluster 3; the pair (3, canonical of cluster 1) is kept apart
 *     SUBMIT              a copy of 1 and 3: joins 1 or 3, whichever it is more like
 *     LINK 3 2            one cluster again, the pair is forgotten
 *
 * Texts are packed only against members of their own cluster (keeper_forget.c relies on it), so those that a split
 * parts are packed anew.
 */
#include "daemon/ingest/keeper_private.h"

#include "shingle/base/reader.h"

/* A failure half way leaves RAM and batch apart, which only an abort mends. */
static enum status ending(enum status status)
{
    bool ends = status == STATUS_OK || status == STATUS_FULL || status == STATUS_READONLY;
    return ends ? status : STATUS_IO;
}

static uint32_t cluster_of(const struct keeper *keeper, uint64_t id)
{
    return id <= CLUSTERS_ID_MAX ? clusters_of(matcher_clusters(keeper->matcher), (uint32_t)id) : 0;
}

static void tell(const struct keeper *keeper, uint32_t a, struct linking *out)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t cluster = clusters_of(clusters, a);
    out->cluster = cluster;
    out->canonical = clusters_canonical(clusters, cluster);
    out->size = clusters_size(clusters, cluster);
}

/* Puts an event about article a. */
static enum status put_event(struct keeper *keeper, enum event_kind kind, uint64_t a, uint64_t cluster, uint64_t other,
                             int64_t now_ms)
{
    struct record record = {.id = 0};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    enum status status = keeper_record(keeper, a, &arena, &record);
    struct event event = {.kind = kind, .time_ms = now_ms, .article = a, .cluster = cluster, .other = other};
    if (status == STATUS_OK)
        event.your_id = record.your_id;
    if (status == STATUS_OK || status == STATUS_DAMAGED)
        status = keeper_put_event(keeper, &event);
    arena_close(&arena);
    return status;
}

enum status keeper_link(struct keeper *keeper, uint64_t a, uint64_t b, int64_t now_ms, struct linking *out)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t one = cluster_of(keeper, a), two = cluster_of(keeper, b), name = one;
    *out = (struct linking){0};
    if (one == 0 || two == 0)
        return STATUS_NOTFOUND;
    if (a == b)
        return STATUS_BADARG;
    enum status status = STATUS_OK;
    if (one != two) {
        keeper->batch_changed = true;
        (void)apart_lift(keeper->apart, clusters, one, two);
        status = clusters_merge(clusters, one, two, &name);
        if (status == STATUS_OK)
            status = put_event(keeper, EVENT_MERGED, a, name, name == one ? two : one, now_ms);
        if (status == STATUS_OK)
            status = keeper_elect(keeper, name, now_ms);
        out->changed = true;
    }
    tell(keeper, (uint32_t)a, out);
    return ending(status);
}

/* The text of a is packed by itself when it leans on a member of the cluster that it leaves. */
static enum status free_text(struct keeper *keeper, uint32_t a)
{
    struct record record;
    struct bytes text;
    struct arena arena;
    arena_init(&arena, 16 << 10, 0);
    enum status status = keeper_record(keeper, a, &arena, &record);
    if (status == STATUS_OK && record.base) {
        status = keeper_record_text(keeper, &record, &arena, &text);
        record.base = 0;
        if (status == STATUS_OK)
            status = keeper_put_text_alone(keeper, a, text);
        if (status == STATUS_OK)
            status = keeper_put_record(keeper, &record);
    }
    arena_close(&arena);
    return status == STATUS_DAMAGED ? STATUS_OK : status;
}

/* The best of the rest becomes canonical, and the log says so when a was it. */
static enum status elect_rest(struct keeper *keeper, uint32_t a, uint32_t rest, bool was_canonical, int64_t now_ms)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint64_t seq = keeper->next_seq;
    enum status status = keeper_elect(keeper, rest, now_ms);
    if (status == STATUS_OK && was_canonical && keeper->next_seq == seq)
        status = put_event(keeper, EVENT_ELECTED, clusters_canonical(clusters, rest), rest, a, now_ms);
    return status;
}

/* Takes a out of a cluster that has others too. */
static enum status split(struct keeper *keeper, uint32_t a, uint32_t cluster, int64_t now_ms, uint32_t *rest)
{
    struct clusters *clusters = matcher_clusters(keeper->matcher);
    bool was_canonical = clusters_canonical(clusters, cluster) == a;
    keeper->batch_changed = true;
    enum status status = free_text(keeper, a);
    if (status == STATUS_OK)
        status = keeper_free_dependents(keeper, a, cluster);
    if (status == STATUS_OK)
        status = clusters_split(clusters, a, rest);
    if (status == STATUS_OK && *rest != cluster)
        status = put_event(keeper, EVENT_RENAMED, a, *rest, cluster, now_ms);
    if (status == STATUS_OK)
        status = put_event(keeper, EVENT_SPLIT, a, a, *rest, now_ms);
    return status == STATUS_OK ? elect_rest(keeper, a, *rest, was_canonical, now_ms) : status;
}

/* Whom a is kept apart from when nobody is named: the canonical of the others; 0 when it is alone. */
static uint32_t any_other(const struct clusters *clusters, uint32_t a)
{
    uint32_t cluster = clusters_of(clusters, a), canonical = clusters_canonical(clusters, cluster);
    if (canonical != a)
        return canonical;
    uint32_t first = clusters_first(clusters, cluster);
    return first != a ? first : clusters_next(clusters, cluster, first);
}

enum status keeper_unlink(struct keeper *keeper, uint64_t a, uint64_t b, int64_t now_ms, struct linking *out)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    uint32_t cluster = cluster_of(keeper, a), rest = 0;
    *out = (struct linking){0};
    if (cluster == 0 || (b != 0 && cluster_of(keeper, b) == 0))
        return STATUS_NOTFOUND;
    if (a == b)
        return STATUS_BADARG;
    uint32_t other = b != 0 ? (uint32_t)b : any_other(clusters, (uint32_t)a);
    uint32_t before = apart_count(keeper->apart);
    enum status status = other ? apart_add(keeper->apart, (uint32_t)a, other) : STATUS_OK;
    if (status != STATUS_OK)
        return status;
    keeper->batch_changed = keeper->batch_changed || apart_count(keeper->apart) != before;
    out->changed = apart_count(keeper->apart) != before;
    if (other && clusters_of(clusters, other) == cluster) {
        status = split(keeper, (uint32_t)a, cluster, now_ms, &rest);
        out->changed = true;
    }
    /* Nobody was named: whoever leads the rest now stands for it. */
    tell(keeper, (uint32_t)a, out);
    out->rest = rest;
    return ending(status);
}

enum status keeper_keep_apart(const struct keeper *keeper, struct decision *decision, struct arena *arena)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    if (decision->merge_count == 0 || apart_count(keeper->apart) == 0)
        return STATUS_OK;
    uint32_t *joined = arena_array(arena, decision->merge_count + 1, sizeof *joined), count = 1;
    if (!joined)
        return STATUS_NOMEM;
    joined[0] = decision->cluster;
    for (uint32_t i = 0; i < decision->merge_count; i++) {
        bool parted = false;
        for (uint32_t k = 0; k < count && !parted; k++)
            parted = apart_parts(keeper->apart, clusters, joined[k], decision->merge[i]);
        if (!parted)
            joined[count++] = decision->merge[i];
    }
    decision->merge = joined + 1;
    decision->merge_count = count - 1;
    return STATUS_OK;
}

enum status keeper_apart_flush(struct keeper *keeper)
{
    enum status status = STATUS_OK;
    struct apart_pair pair;
    for (uint32_t slot; status == STATUS_OK && apart_changed(keeper->apart, &slot, &pair);) {
        if (pair.a == 0) {
            status = store_delete(keeper->store, STORE_APART, slot);
            status = status == STATUS_NOTFOUND ? STATUS_OK : status;
            continue;
        }
        writer_clear(&keeper->value);
        writer_varint(&keeper->value, pair.a);
        writer_varint(&keeper->value, pair.b);
        status = store_put(keeper->store, STORE_APART, slot, &keeper->value);
    }
    return status;
}

enum status keeper_pair_decode(struct bytes value, struct apart_pair *out)
{
    struct reader reader = reader_of(value);
    uint64_t a = reader_varint(&reader), b = reader_varint(&reader);
    *out = (struct apart_pair){(uint32_t)a, (uint32_t)b};
    bool good = reader_done(&reader) && a > 0 && b > 0 && a != b && a <= CLUSTERS_ID_MAX && b <= CLUSTERS_ID_MAX;
    return good ? STATUS_OK : STATUS_DAMAGED;
}

static enum status visit_pair(void *context, uint64_t slot, enum status seal, struct bytes value)
{
    struct keeper *keeper = context;
    struct apart_pair pair;
    enum status status = seal == STATUS_OK ? keeper_pair_decode(value, &pair) : seal;
    if (status == STATUS_OK)
        status = apart_restore(keeper->apart, slot <= APART_PAIRS_MAX ? (uint32_t)slot : 0, pair);
    /* What is damaged keeps nothing apart; --check names it. */
    return status == STATUS_DAMAGED || status == STATUS_BADARG ? STATUS_OK : status;
}

enum status keeper_apart_load(struct keeper *keeper)
{
    return store_walk(keeper->store, STORE_APART, 1, visit_pair, keeper);
}
