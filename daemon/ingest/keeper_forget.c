/*
 * Forgetting an article: out of every table, with its record and text. Texts that were packed against its text are
 * packed anew first, each by itself.
 */
#include "daemon/ingest/keeper_private.h"

#include <stdlib.h>

/* Packs one dependent by itself. */
static enum status free_dependent(struct keeper *keeper, struct record *record, struct arena *arena)
{
    struct bytes text;
    enum status status = keeper_record_text(keeper, record, arena, &text);
    if (status != STATUS_OK)
        return status == STATUS_DAMAGED ? STATUS_OK : status;
    record->base = 0;
    status = keeper_put_text_alone(keeper, record->id, text);
    return status == STATUS_OK ? keeper_put_record(keeper, record) : status;
}

enum status keeper_note_base(struct keeper *keeper, uint64_t id)
{
    struct bases *bases = &keeper->bases;
    uint64_t word = id / 64;
    if (word >= bases->words) {
        uint64_t words = (word + word / 4 + 1024) / 512 * 512 + 512; /* whole pages, for snapshots */
        uint64_t *bits = realloc(bases->bits, words * sizeof *bits);
        if (!bits)
            return STATUS_NOMEM;
        memset(bits + bases->words, 0, (words - bases->words) * sizeof *bits);
        *bases = (struct bases){bits, words};
    }
    bases->bits[word] |= (uint64_t)1 << (id % 64);
    return STATUS_OK;
}

static bool may_be_base(const struct keeper *keeper, uint64_t id)
{
    return id / 64 < keeper->bases.words && (keeper->bases.bits[id / 64] >> (id % 64) & 1);
}

/* Texts are packed only against members of their own cluster. */
enum status keeper_free_dependents(struct keeper *keeper, uint32_t id, uint32_t cluster)
{
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    struct arena arena;
    enum status status = STATUS_OK;
    if (!may_be_base(keeper, id))
        return STATUS_OK;
    arena_init(&arena, 16 << 10, 0);
    for (uint32_t member = clusters_first(clusters, cluster); member && status == STATUS_OK;
         member = clusters_next(clusters, cluster, member)) {
        struct record record;
        arena_reset(&arena);
        status = keeper_record(keeper, member, &arena, &record);
        if (status == STATUS_OK && record.base == id)
            status = free_dependent(keeper, &record, &arena);
        else if (status == STATUS_DAMAGED)
            status = STATUS_OK;
    }
    arena_close(&arena);
    return status;
}

static void forget_names(struct keeper *keeper, const struct record *record, struct arena *arena)
{
    const struct hash_key *key = &keeper->prepare.key;
    uint32_t id = (uint32_t)record->id;
    (void)posting_index_forget(keeper->lookups.url, url_hash(key, record->url, arena), id);
    (void)posting_index_forget(keeper->lookups.your_id, your_id_hash(key, record->your_id), id);
    (void)posting_index_forget(keeper->lookups.text, record->text_hash, id);
}

static enum status forget_known(struct keeper *keeper, const struct record *record, uint32_t cluster, int64_t now_ms,
                                uint32_t *orphaned)
{
    uint32_t canonical;
    bool was_canonical = clusters_canonical(matcher_clusters(keeper->matcher), cluster) == record->id;
    struct shingle_set keys = {record->keys, record->key_count};
    keeper_electorate_leave(keeper, (uint32_t)record->id, cluster);
    enum status status = matcher_forget(keeper->matcher, (uint32_t)record->id, keys, &canonical);
    struct event event = {.kind = EVENT_FORGOTTEN,
                          .time_ms = now_ms,
                          .article = record->id,
                          .cluster = cluster,
                          .other = canonical,
                          .your_id = record->your_id};
    if (status == STATUS_OK)
        status = keeper_put_event(keeper, &event);
    *orphaned = canonical && was_canonical ? cluster : 0;
    apart_forget(keeper->apart, (uint32_t)record->id, canonical);
    return status;
}

static enum status remove_stored(struct keeper *keeper, uint64_t id)
{
    enum status status = store_delete_text(keeper->store, id);
    if (status == STATUS_OK || status == STATUS_NOTFOUND)
        status = store_delete(keeper->store, STORE_DOCS, id);
    return status;
}

static enum status forget(struct keeper *keeper, uint32_t id, uint32_t cluster, int64_t now_ms, struct arena *arena,
                          uint32_t *orphaned)
{
    struct record record;
    enum status status = keeper_record(keeper, id, arena, &record);
    /* What is damaged can still be forgotten; its keys and names stay behind in RAM until the next start. */
    if (status == STATUS_DAMAGED) {
        record = (struct record){.id = id};
        status = STATUS_OK;
    }
    if (status == STATUS_OK)
        status = keeper_free_dependents(keeper, id, cluster);
    if (status != STATUS_OK)
        return status;
    forget_names(keeper, &record, arena);
    status = remove_stored(keeper, id);
    return status == STATUS_OK ? forget_known(keeper, &record, cluster, now_ms, orphaned) : status;
}

static uint32_t cluster_of(const struct keeper *keeper, uint64_t id)
{
    return id <= CLUSTERS_ID_MAX ? clusters_of(matcher_clusters(keeper->matcher), (uint32_t)id) : 0;
}

enum status keeper_withdraw(struct keeper *keeper, uint64_t id, int64_t now_ms)
{
    struct event event = {.kind = EVENT_CANCELLED, .time_ms = now_ms, .article = id, .cluster = cluster_of(keeper, id)};
    if (event.cluster == 0)
        return STATUS_NOTFOUND;
    keeper->batch_changed = true;
    enum status status = keeper_put_event(keeper, &event);
    if (status == STATUS_OK)
        return keeper_forget(keeper, id, now_ms);
    return status == STATUS_FULL || status == STATUS_READONLY ? status : STATUS_IO;
}

/* A failure half way leaves RAM and batch apart, which only an abort mends. */
static enum status ending(enum status status)
{
    bool ends = status == STATUS_OK || status == STATUS_FULL || status == STATUS_READONLY;
    return ends ? status : STATUS_IO;
}

enum status keeper_forget_only(struct keeper *keeper, uint64_t id, int64_t now_ms, uint32_t *orphaned)
{
    uint32_t cluster = cluster_of(keeper, id);
    *orphaned = 0;
    if (cluster == 0)
        return STATUS_NOTFOUND;
    struct arena arena;
    arena_init(&arena, 16 << 10, 0);
    keeper->batch_changed = true;
    keeper->removing = true;
    enum status status = forget(keeper, (uint32_t)id, cluster, now_ms, &arena, orphaned);
    arena_close(&arena);
    keeper->stats.removed += status == STATUS_OK;
    keeper->batch_removed += status == STATUS_OK;
    return ending(status);
}

enum status keeper_forget(struct keeper *keeper, uint64_t id, int64_t now_ms)
{
    uint32_t orphaned;
    enum status status = keeper_forget_only(keeper, id, now_ms, &orphaned);
    return status == STATUS_OK && orphaned ? ending(keeper_elect(keeper, orphaned, now_ms)) : status;
}
