#include "shingle/match/posting_index.h"

#include "shingle/match/posting_index_state.h"

#include <stdlib.h>

enum { LOAD_AHEAD = 12 /* postings whose slots a load asks for in advance */ };

enum status posting_index_open(const struct posting_index_params *params, struct posting_index **out)
{
    uint32_t shards = params->shards;
    if (shards == 0 || shards > POSTING_INDEX_SHARDS_MAX || (shards & (shards - 1)) != 0 || params->cap == 0 ||
        params->cap > POSTING_INDEX_CAP_MAX)
        return STATUS_BADARG;
    struct posting_index *index = calloc(1, sizeof *index + shards * sizeof index->shards[0]);
    if (!index)
        return STATUS_NOMEM;
    index->shard_count = shards;
    index->shard_bits = (uint32_t)__builtin_ctz(shards);
    index->cap = params->cap;
    index->moved = shards;
    *out = index;
    return STATUS_OK;
}

void posting_index_close(struct posting_index *index)
{
    if (!index)
        return;
    for (uint32_t i = 0; i < index->shard_count; i++)
        if (!posting_slab_holds(index, &index->shards[i]))
            posting_shard_close(&index->shards[i]);
    posting_slab_close(index);
    posting_spare_close(&index->spare);
    free(index->since);
    posting_doubt_close(index->doubt);
    free(index);
}

void posting_index_prefetch(const struct posting_index *index, uint64_t key)
{
    uint64_t mix = posting_mixed(key);
    const struct posting_shard *shard = &index->shards[posting_shard_of(index, mix)];
    if (!shard->slots)
        return;
    const uint64_t *home = shard->slots + posting_shard_home(shard, posting_tag_of(index, mix));
    __builtin_prefetch(home);
    __builtin_prefetch(home + POSTING_LINE); /* at this load one in three ends there */
}

/* Where key's postings stand, oldest insert first; *count of them. */
static const uint64_t *run_of(const struct posting_index *index, uint64_t key, size_t *count)
{
    uint64_t mix = posting_mixed(key);
    uint32_t number = posting_shard_of(index, mix);
    posting_shard_need(index, number);
    const struct posting_shard *shard = &index->shards[number];
    *count = 0;
    if (shard->used == 0 || index->staging)
        return NULL;
    struct posting_run_at run = posting_shard_run(shard, posting_tag_of(index, mix));
    *count = run.end - run.first;
    return shard->slots + run.first;
}

/* The newest of the `held` ids of a run; how many there was room for. */
static size_t newest(const uint64_t *run, size_t held, uint32_t *ids, size_t room)
{
    size_t count = held < room ? held : room;
    for (size_t i = 0; i < count; i++)
        ids[i] = (uint32_t)run[held - 1 - i];
    return count;
}

size_t posting_index_find(const struct posting_index *index, uint64_t key, uint32_t *ids, size_t room)
{
    size_t held;
    const uint64_t *run = run_of(index, key, &held);
    return newest(run, held, ids, room);
}

size_t posting_index_count(const struct posting_index *index, uint64_t key)
{
    size_t count;
    (void)run_of(index, key, &count);
    return count;
}

/* Adds to a shard that is proved, where the run of the tag is known if the shard has memory. */
static enum status insert_at(struct posting_index *index, uint32_t number, struct posting_run_at run, uint32_t tag,
                             uint32_t id)
{
    struct posting_shard *shard = &index->shards[number];
    enum posting_added added;
    while (!shard->slots || (added = posting_shard_add(shard, run, tag, id, index->cap)) == POSTING_NO_ROOM) {
        enum status status = posting_slab_room(index, number);
        if (status != STATUS_OK)
            return status;
        run = posting_shard_run(shard, tag); /* which stands elsewhere now */
    }
    index->dropped += added == POSTING_REPLACED;
    index->used += added == POSTING_ADDED;
    return STATUS_OK;
}

enum status posting_shard_insert_still(struct posting_index *index, uint32_t shard, uint32_t tag, uint32_t id)
{
    struct posting_run_at run = {0, 0};
    if (index->shards[shard].slots)
        run = posting_shard_run(&index->shards[shard], tag);
    return insert_at(index, shard, run, tag, id);
}

/* After an insert: the next shard's turn may have come. */
static void go_on_growing(struct posting_index *index)
{
    if (index->used >= index->next)
        posting_slab_advance(index);
}

enum status posting_shard_insert(struct posting_index *index, uint32_t shard, uint32_t tag, uint32_t id)
{
    posting_shard_need(index, shard);
    enum status status = posting_shard_insert_still(index, shard, tag, id);
    if (status == STATUS_OK)
        go_on_growing(index);
    return status;
}

enum status posting_index_insert(struct posting_index *index, uint64_t key, uint32_t id)
{
    if (id == 0 || index->staging)
        return STATUS_BADARG;
    uint64_t mix = posting_mixed(key);
    return posting_shard_insert(index, posting_shard_of(index, mix), posting_tag_of(index, mix), id);
}

/* One search for both. */
enum status posting_index_claim(struct posting_index *index, uint64_t key, uint32_t id, uint32_t *ids, size_t room,
                                size_t *count)
{
    uint64_t mix = posting_mixed(key);
    uint32_t tag = posting_tag_of(index, mix), number = posting_shard_of(index, mix);
    struct posting_run_at run = {0, 0};
    *count = 0;
    if (id == 0 || index->staging)
        return STATUS_BADARG;
    posting_shard_need(index, number);
    const struct posting_shard *shard = &index->shards[number];
    if (shard->slots) {
        run = posting_shard_run(shard, tag);
        *count = newest(shard->slots + run.first, run.end - run.first, ids, room);
    }
    enum status status = insert_at(index, number, run, tag, id);
    if (status == STATUS_OK)
        go_on_growing(index);
    return status;
}

bool posting_index_forget(struct posting_index *index, uint64_t key, uint32_t id)
{
    uint64_t mix = posting_mixed(key);
    uint32_t shard = posting_shard_of(index, mix);
    posting_shard_need(index, shard);
    bool removed = !index->staging && posting_shard_remove(&index->shards[shard], posting_tag_of(index, mix), id);
    index->used -= removed;
    return removed;
}

/* True while no shard has memory. */
static bool is_new(const struct posting_index *index)
{
    for (uint32_t i = 0; i < index->shard_count; i++)
        if (index->shards[i].slots)
            return false;
    return true;
}

enum status posting_index_reserve(struct posting_index *index, uint64_t postings)
{
    /* Uniform keys fill shards to within a few standard deviations of the mean. */
    uint64_t mean = postings / index->shard_count, slack = mean / 16 + 64;
    if (mean + slack > UINT32_MAX)
        return STATUS_NOMEM;
    uint32_t total = posting_shard_total(mean + slack);
    if (is_new(index) && total > 0 && posting_slab_start(index, total) == STATUS_OK)
        return STATUS_OK;
    for (uint32_t i = 0; i < index->shard_count; i++) {
        posting_shard_need(index, i);
        enum status status = posting_shard_reserve(&index->shards[i], (uint32_t)(mean + slack), &index->spare);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

/* One shard's part of a load, in the order given. */
static enum status load_shard(struct posting_index *index, uint32_t number, const uint64_t *slots, size_t count)
{
    const struct posting_shard *shard = &index->shards[number];
    for (size_t i = 0; i < count; i++) {
        if (shard->slots && i + LOAD_AHEAD < count)
            __builtin_prefetch(shard->slots + posting_shard_home(shard, (uint32_t)(slots[i + LOAD_AHEAD] >> 32)), 1);
        enum status status = posting_shard_insert(index, number, (uint32_t)(slots[i] >> 32), (uint32_t)slots[i]);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status posting_index_load(struct posting_index *index, const struct posting *postings, size_t count)
{
    size_t *ends = calloc(index->shard_count + 1, sizeof *ends);
    uint64_t *slots = calloc(count ? count : 1, sizeof *slots);
    enum status status = ends && slots ? STATUS_OK : STATUS_NOMEM;
    if (status != STATUS_OK)
        goto out;
    for (size_t i = 0; i < count; i++)
        ends[posting_shard_of(index, posting_mixed(postings[i].key)) + 1]++;
    for (uint32_t s = 0; s < index->shard_count; s++)
        ends[s + 1] += ends[s];
    /* Filling from the front moves each shard's start to its end, so ends[s] is then where shard s ends. */
    for (size_t i = 0; i < count; i++) {
        uint64_t mix = posting_mixed(postings[i].key);
        slots[ends[posting_shard_of(index, mix)]++] = posting_slot(posting_tag_of(index, mix), postings[i].id);
        if (postings[i].id == 0)
            status = STATUS_BADARG;
    }
    for (uint32_t s = 0; s < index->shard_count && status == STATUS_OK; s++) {
        size_t start = s == 0 ? 0 : ends[s - 1];
        status = load_shard(index, s, slots + start, ends[s] - start);
    }
out:
    free(slots);
    free(ends);
    return status;
}

void posting_index_each(const struct posting_index *index, bool (*visit)(void *context, uint64_t bucket, uint32_t id),
                        void *context)
{
    for (uint32_t s = 0; s < index->shard_count; s++) {
        posting_shard_need(index, s);
        const struct posting_shard *shard = &index->shards[s];
        for (uint32_t i = 0; i < shard->total; i++) {
            uint64_t slot = shard->slots[i];
            if (slot != 0 && !visit(context, (uint64_t)s << 32 | slot >> 32, (uint32_t)slot))
                return;
        }
    }
}

struct posting_index_stats posting_index_stats(const struct posting_index *index)
{
    struct posting_index_stats stats = {.dropped = index->dropped, .growths = index->growths};
    stats.bytes = sizeof *index + index->shard_count * sizeof index->shards[0];
    for (uint32_t s = 0; s < index->shard_count; s++) {
        stats.postings += index->shards[s].used;
        stats.slots += index->shards[s].total;
    }
    stats.bytes += (stats.slots + index->spare.slots) * sizeof(uint64_t);
    return stats;
}
