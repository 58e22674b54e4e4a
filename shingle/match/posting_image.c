/*
 * Shards as they stand in memory: out to a snapshot, and back.
 */
#include "shingle/match/posting_index_state.h"

#include <stdlib.h>

enum { LATER_LEAST = 64 /* waiting postings that a shard has room for at first */ };

uint32_t posting_index_shards(const struct posting_index *index)
{
    return index->shard_count;
}

struct posting_image posting_index_image(const struct posting_index *index, uint32_t shard)
{
    posting_shard_need(index, shard);
    const struct posting_shard *of = &index->shards[shard];
    return (struct posting_image){of->slots, of->total, of->capacity, of->used};
}

enum status posting_index_image_lend(struct posting_index *index, uint32_t shard, const struct posting_image *image,
                                     uint64_t *slots)
{
    if (!index->since)
        index->since = calloc(index->shard_count, sizeof *index->since);
    if (!index->since)
        return STATUS_NOMEM;
    if (shard >= index->shard_count || index->shards[shard].slots)
        return STATUS_BADARG;
    return posting_shard_image_room(&index->shards[shard], slots, image->total, image->capacity);
}

enum status posting_index_image_end(struct posting_index *index, uint32_t shard, uint32_t used, uint64_t seq)
{
    if (shard >= index->shard_count || !index->since || !posting_shard_image_end(&index->shards[shard], used))
        return STATUS_DAMAGED;
    bool later = index->doubt && index->doubt->open[shard];
    if (!later && !posting_shard_ends(&index->shards[shard]))
        return STATUS_DAMAGED;
    index->since[shard] = seq;
    index->used += used;
    return STATUS_OK;
}

void posting_doubt_close(struct posting_doubt *doubt)
{
    for (uint32_t i = 0; doubt && i < doubt->index->shard_count; i++)
        free(doubt->later[i].slots);
    if (doubt)
        free(doubt->later);
    free(doubt);
}

enum status posting_index_image_doubt(struct posting_index *index, bool (*prove)(void *context, uint32_t shard),
                                      void *context)
{
    struct posting_doubt *doubt = calloc(1, sizeof *doubt + index->shard_count * sizeof doubt->open[0]);
    struct posting_later *later = calloc(index->shard_count, sizeof *later);
    if (!doubt || !later) {
        free(doubt);
        free(later);
        return STATUS_NOMEM;
    }
    *doubt = (struct posting_doubt){.index = index, .prove = prove, .context = context, .later = later};
    for (uint32_t i = 0; i < index->shard_count; i++)
        doubt->open[i] = index->shards[i].slots != NULL;
    posting_doubt_close(index->doubt);
    index->doubt = doubt;
    return STATUS_OK;
}

/* Takes the postings of ids that are set in bits out of a shard. */
static uint64_t sweep_shard(struct posting_shard *shard, const uint64_t *bits, uint64_t room)
{
    uint64_t removed = 0;
    for (uint32_t i = 0; i < shard->total;) {
        uint64_t slot = shard->slots[i];
        uint32_t id = (uint32_t)slot;
        bool goes = slot != 0 && id < room && (bits[id / 64] >> (id % 64) & 1);
        if (goes && posting_shard_remove(shard, (uint32_t)(slot >> 32), id))
            removed++; /* and another may have moved here */
        else
            i++;
    }
    return removed;
}

/* What was put off until a shard was proved. NOMEM: part of it. */
static enum status catch_up(struct posting_doubt *doubt, uint32_t shard)
{
    struct posting_index *index = doubt->index;
    struct posting_later *later = &doubt->later[shard];
    enum status status = STATUS_OK;
    if (doubt->gone)
        index->used -= sweep_shard(&index->shards[shard], doubt->gone, doubt->gone_room);
    for (uint32_t i = 0; i < later->count && status == STATUS_OK; i++)
        status = posting_shard_insert_still(index, shard, (uint32_t)(later->slots[i] >> 32), (uint32_t)later->slots[i]);
    doubt->waiting -= later->count;
    free(later->slots);
    *later = (struct posting_later){NULL, 0, 0};
    return status;
}

/* What is wrong is not even cleared: its pages may be such as the disk cannot read. */
void posting_doubt_settle(struct posting_doubt *doubt, uint32_t shard)
{
    struct posting_shard *of = &doubt->index->shards[shard];
    doubt->open[shard] = false;
    if (!doubt->prove(doubt->context, shard) || !posting_shard_ends(of)) {
        doubt->failed = true;
        doubt->index->used -= of->used;
        *of = (struct posting_shard){0};
    } else if (catch_up(doubt, shard) != STATUS_OK) {
        doubt->failed = true;
    }
}

bool posting_index_prove_next(struct posting_index *index)
{
    struct posting_doubt *doubt = index->doubt;
    while (doubt && doubt->next < index->shard_count && !doubt->open[doubt->next])
        doubt->next++;
    if (!doubt || doubt->next == index->shard_count)
        return false;
    posting_doubt_settle(doubt, doubt->next);
    return true;
}

bool posting_index_is_doubtful(const struct posting_index *index)
{
    return index->doubt && index->doubt->failed;
}

/* A posting for a shard that is not proved yet. False: there is no room to wait. */
static bool put_off(struct posting_doubt *doubt, uint32_t shard, uint64_t slot)
{
    struct posting_later *later = &doubt->later[shard];
    if (doubt->waiting >= POSTING_INDEX_WAITING_MAX)
        return false;
    if (later->count == later->room) {
        uint32_t room = later->room ? later->room * 2 : LATER_LEAST;
        uint64_t *slots = realloc(later->slots, room * sizeof *slots);
        if (!slots)
            return false;
        later->slots = slots;
        later->room = room;
    }
    later->slots[later->count++] = slot;
    doubt->waiting++;
    return true;
}

enum status posting_index_replay(struct posting_index *index, uint64_t key, uint32_t id, uint64_t seq)
{
    if (id == 0 || index->staging)
        return STATUS_BADARG;
    uint64_t mix = posting_mixed(key);
    uint32_t shard = posting_shard_of(index, mix), tag = posting_tag_of(index, mix);
    if (index->since && seq <= index->since[shard])
        return STATUS_OK;
    if (index->doubt && index->doubt->open[shard] && put_off(index->doubt, shard, posting_slot(tag, id)))
        return STATUS_OK;
    return posting_shard_insert(index, shard, tag, id);
}

uint64_t posting_index_sweep(struct posting_index *index, const uint64_t *bits, uint64_t room)
{
    uint64_t removed = 0;
    if (index->doubt) {
        index->doubt->gone = bits;
        index->doubt->gone_room = room;
    }
    for (uint32_t s = 0; s < index->shard_count; s++)
        if (!index->doubt || !index->doubt->open[s])
            removed += sweep_shard(&index->shards[s], bits, room);
    index->used -= removed;
    return removed;
}
