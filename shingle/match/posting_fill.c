#include "shingle/match/posting_fill.h"

#include "shingle/match/posting_index_state.h"
#include "shingle/match/posting_stage.h"

#include <stdlib.h>

enum {
    RUN_LEAST = 256, /* postings that a run has room for at first */
    TAKE_AHEAD = 16  /* postings whose place is asked for in advance */
};

static uint32_t part_of(const struct posting_index *index, uint32_t shard)
{
    return index->shard_count < POSTING_PARTS ? shard : shard / (index->shard_count / POSTING_PARTS);
}

/* The shards of a part: from *first to before *end, which may be none. */
static void shards_of(const struct posting_index *index, uint32_t part, uint32_t *first, uint32_t *end)
{
    uint32_t count = index->shard_count < POSTING_PARTS ? 1 : index->shard_count / POSTING_PARTS;
    bool some = part < POSTING_PARTS && part * count < index->shard_count;
    *first = some ? part * count : 0;
    *end = some ? *first + count : 0;
}

void posting_batch_clear(struct posting_batch *batch)
{
    for (size_t i = 0; i < POSTING_PARTS; i++)
        batch->parts[i].count = 0;
    batch->count = 0;
}

void posting_batch_close(struct posting_batch *batch)
{
    for (size_t i = 0; i < POSTING_PARTS; i++)
        free(batch->parts[i].at);
    *batch = (struct posting_batch){.count = 0};
}

static enum status grow_run(struct posting_run *run)
{
    size_t room = run->room ? run->room * 2 : RUN_LEAST;
    struct posting *at = realloc(run->at, room * sizeof *at);
    if (!at)
        return STATUS_NOMEM;
    run->at = at;
    run->room = room;
    return STATUS_OK;
}

enum status posting_batch_add(struct posting_batch *batch, const struct posting_index *index, uint64_t key, uint32_t id)
{
    if (id == 0)
        return STATUS_BADARG;
    struct posting_run *run = &batch->parts[part_of(index, posting_shard_of(index, posting_mixed(key)))];
    if (run->count == run->room && grow_run(run) != STATUS_OK)
        return STATUS_NOMEM;
    run->at[run->count++] = (struct posting){key, id};
    batch->count++;
    return STATUS_OK;
}

void posting_fill_begin(struct posting_index *index)
{
    index->staging = true;
}

void posting_fill_ready(struct posting_index *index, uint32_t part)
{
    uint32_t first, end;
    shards_of(index, part, &first, &end);
    if (first < end)
        posting_slab_ready(index, first, end - first);
}

/* Asks for the place where a posting will go. */
static void expect(const struct posting_index *index, const struct posting *posting)
{
    const struct posting_shard *shard = &index->shards[posting_shard_of(index, posting_mixed(posting->key))];
    if (shard->slots)
        __builtin_prefetch(shard->slots + shard->used, 1);
}

static enum status take_run(struct posting_index *index, const struct posting_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        if (i + TAKE_AHEAD < run->count)
            expect(index, &run->at[i + TAKE_AHEAD]);
        uint64_t mix = posting_mixed(run->at[i].key);
        struct posting_shard *shard = &index->shards[posting_shard_of(index, mix)];
        enum status status = posting_shard_stage(shard, posting_tag_of(index, mix), run->at[i].id);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status posting_fill_take(struct posting_index *index, uint32_t part, const struct posting_batch *const *batches,
                              size_t count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = take_run(index, &batches[i]->parts[part]);
    return status;
}

enum status posting_fill_settle(struct posting_index *index, uint32_t part, uint64_t *dropped)
{
    struct posting_spare spare = {NULL, 0};
    enum status status = STATUS_OK;
    uint32_t first, end;
    shards_of(index, part, &first, &end);
    for (uint32_t i = first; i < end && status == STATUS_OK; i++)
        status = posting_shard_settle(&index->shards[i], index->cap, &spare, dropped);
    posting_spare_close(&spare);
    return status;
}

void posting_fill_end(struct posting_index *index, uint64_t dropped)
{
    index->dropped += dropped;
    index->staging = false;
    posting_slab_recount(index);
}
