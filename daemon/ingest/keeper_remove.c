/*
 * Removing many articles: by source, by cluster, by age. Each call removes a bounded number and tells where to go on,
 * so that others have their turn in between.
 *
 * Of those that a call removes the newest go first: a text is packed against an older one, so it is gone before that
 * one goes, and need not be packed anew. Clusters that lost their canonical elect another one at the end of the call.
 */
#include "daemon/ingest/keeper_private.h"

#include <stdlib.h>

enum {
    IDS_SEEN_MAX = 1 << 18, /* ids looked at for one call, in RAM */
    RECORDS_SEEN_MAX = 4096 /* records read for one call */
};

/* The articles that a call will remove. */
struct doomed {
    struct keeper *keeper;
    const struct removal *removal;
    uint32_t *ids;
    size_t count, most;
    uint64_t next; /* where to go on; 0 = that was all */
};

static int compare_newest_first(const void *a, const void *b)
{
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x < y) - (x > y);
}

/* store_visit: articles in the order in which they came, until one came too late. */
static enum status visit_old(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct doomed *doomed = context;
    int64_t submitted_ms = 0;
    uint64_t seq;
    /* When a damaged one came cannot be told: it goes with the next one that can be read. */
    if (seal == STATUS_OK && record_arrival(value, &seq, &submitted_ms) == STATUS_OK &&
        submitted_ms >= doomed->removal->before_ms)
        return STATUS_END;
    if (doomed->count == doomed->most) {
        doomed->next = 1;
        return STATUS_END;
    }
    doomed->ids[doomed->count++] = (uint32_t)id;
    return STATUS_OK;
}

static bool is_of_source(struct doomed *doomed, uint32_t id, struct arena *arena, enum status *status)
{
    struct record record;
    arena_reset(arena);
    *status = keeper_record(doomed->keeper, id, arena, &record);
    bool damaged = *status == STATUS_DAMAGED || *status == STATUS_NOTFOUND;
    if (damaged)
        *status = STATUS_OK;
    return !damaged && *status == STATUS_OK && bytes_equal(record.source, doomed->removal->source);
}

/* By what the matcher has in RAM, from the cursor on; the record has the last word. */
static enum status find_by_facts(struct doomed *doomed, uint64_t cursor)
{
    struct matcher *matcher = doomed->keeper->matcher;
    const struct removal *removal = doomed->removal;
    struct match_wanted wanted = {.source = source_hash(&doomed->keeper->prepare.key, removal->source),
                                  .before_ms = removal->kind == REMOVAL_PUBLISHED_BEFORE ? removal->before_ms : 0};
    enum status status = STATUS_OK;
    struct arena arena;
    size_t budget = IDS_SEEN_MAX;
    uint32_t id = (uint32_t)cursor;
    arena_init(&arena, 4096, 0);
    for (size_t records = 0; status == STATUS_OK && doomed->count < doomed->most && records < RECORDS_SEEN_MAX;
         records++) {
        if (!matcher_next(matcher, &wanted, &id, &budget))
            break;
        if (removal->kind == REMOVAL_PUBLISHED_BEFORE || is_of_source(doomed, id, &arena, &status))
            doomed->ids[doomed->count++] = id;
    }
    arena_close(&arena);
    doomed->next = id;
    return status;
}

/* The newest members of a cluster; the cursor names one that is left. */
static enum status find_members(struct doomed *doomed, uint64_t cursor)
{
    const struct clusters *clusters = matcher_clusters(doomed->keeper->matcher);
    uint64_t member = cursor ? cursor : doomed->removal->cluster;
    uint32_t cluster = member <= CLUSTERS_ID_MAX ? clusters_of(clusters, (uint32_t)member) : 0;
    if (cluster == 0)
        return STATUS_NOTFOUND;
    uint32_t id = clusters_last(clusters, cluster);
    for (; id && doomed->count < doomed->most; id = clusters_previous(clusters, cluster, id))
        doomed->ids[doomed->count++] = id;
    doomed->next = id ? clusters_first(clusters, cluster) : 0;
    return STATUS_OK;
}

static enum status find(struct doomed *doomed, uint64_t cursor)
{
    switch (doomed->removal->kind) {
    case REMOVAL_CAME_BEFORE: return store_walk(doomed->keeper->store, STORE_DOCS, 1, visit_old, doomed);
    case REMOVAL_PUBLISHED_BEFORE:
    case REMOVAL_SOURCE: return find_by_facts(doomed, cursor);
    case REMOVAL_CLUSTER: return find_members(doomed, cursor);
    case REMOVAL_LIST:
        memcpy(doomed->ids, doomed->removal->ids, doomed->removal->id_count * sizeof *doomed->ids);
        doomed->count = doomed->removal->id_count;
        return STATUS_OK;
    }
    return STATUS_BADARG;
}

static enum status elect_all(struct keeper *keeper, uint32_t *orphaned, size_t count, int64_t now_ms)
{
    enum status status = STATUS_OK;
    qsort(orphaned, count, sizeof *orphaned, compare_newest_first);
    for (size_t i = count; i-- > 0 && status == STATUS_OK;) {
        bool again = i + 1 < count && orphaned[i] == orphaned[i + 1];
        if (!again && clusters_size(matcher_clusters(keeper->matcher), orphaned[i]))
            status = keeper_elect(keeper, orphaned[i], now_ms);
    }
    return status == STATUS_OK || status == STATUS_FULL || status == STATUS_READONLY ? status : STATUS_IO;
}

static enum status remove_all(struct doomed *doomed, int64_t now_ms, struct arena *arena, uint64_t *removed)
{
    size_t orphans = 0;
    uint32_t *orphaned = arena_array(arena, doomed->count + 1, sizeof *orphaned);
    enum status status = orphaned ? STATUS_OK : STATUS_NOMEM;
    qsort(doomed->ids, doomed->count, sizeof *doomed->ids, compare_newest_first);
    for (size_t i = 0; i < doomed->count && status == STATUS_OK; i++) {
        status = keeper_forget_only(doomed->keeper, doomed->ids[i], now_ms, &orphaned[orphans]);
        *removed += status == STATUS_OK;
        orphans += status == STATUS_OK && orphaned[orphans] != 0;
        if (status == STATUS_NOTFOUND)
            status = STATUS_OK;
    }
    return status == STATUS_OK ? elect_all(doomed->keeper, orphaned, orphans, now_ms) : status;
}

enum status keeper_remove(struct keeper *keeper, const struct removal *removal, uint64_t cursor, size_t most,
                          int64_t now_ms, struct arena *arena, uint64_t *removed, uint64_t *next)
{
    struct doomed doomed = {.keeper = keeper, .removal = removal, .most = most};
    size_t room = removal->kind == REMOVAL_LIST ? removal->id_count : most;
    *removed = 0;
    *next = 0;
    doomed.ids = arena_array(arena, room + 1, sizeof *doomed.ids);
    if (!doomed.ids)
        return STATUS_NOMEM;
    enum status status = cursor > CLUSTERS_ID_MAX ? STATUS_BADARG : find(&doomed, cursor);
    if (status == STATUS_OK)
        status = remove_all(&doomed, now_ms, arena, removed);
    *next = status == STATUS_OK ? doomed.next : 0;
    return status;
}

static enum status visit_oldest(void *context, uint64_t id, enum status seal, struct bytes value)
{
    int64_t *submitted_ms = context;
    uint64_t seq;
    (void)id;
    if (seal != STATUS_OK || record_arrival(value, &seq, submitted_ms) != STATUS_OK)
        *submitted_ms = 0;
    return STATUS_END;
}

bool keeper_has_older(struct keeper *keeper, int64_t before_ms)
{
    int64_t submitted_ms = INT64_MAX;
    if (keeper->broken || store_walk(keeper->store, STORE_DOCS, 1, visit_oldest, &submitted_ms) != STATUS_OK)
        return false;
    return submitted_ms < before_ms;
}
