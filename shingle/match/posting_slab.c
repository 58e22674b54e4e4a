#include "shingle/match/posting_slab.h"

#include "shingle/base/pages.h"
#include "shingle/match/posting_index_state.h"

#include <stdlib.h>
#include <string.h>

enum {
    FULL = 84,       /* hundredths of the homes that are used when the last shard moves; below a shard's own limit */
    TURNS = 16,      /* postings that come in while all shards move: at least this part of those held */
    RETRY_LEAST = 64 /* postings a shard until a slab is asked for again when there was no memory */
};

static bool is_in(const struct posting_slab *slab, const uint64_t *slots)
{
    return slab->at && slots >= slab->at && slots < slab->at + slab->slots;
}

bool posting_slab_holds(const struct posting_index *index, const struct posting_shard *shard)
{
    return is_in(&index->slab, shard->slots) || is_in(&index->old, shard->slots);
}

static void close_slab(struct posting_slab *slab)
{
    pages_unmap(slab->at, slab->slots * sizeof *slab->at);
    free(slab->ready);
    *slab = (struct posting_slab){0};
}

void posting_slab_close(struct posting_index *index)
{
    close_slab(&index->slab);
    close_slab(&index->old);
}

static enum status open_slab(const struct posting_index *index, uint32_t stride, struct posting_slab *out)
{
    size_t slots = (size_t)stride * index->shard_count, size = slots * sizeof(uint64_t);
    *out = (struct posting_slab){
        .at = pages_map(size), .slots = slots, .stride = stride, .ready = calloc(size / PAGES_HUGE + 1, 1)};
    if (out->at && out->ready)
        return STATUS_OK;
    close_slab(out);
    return STATUS_NOMEM;
}

/* A huge page of the old slab that every shard has left. NULL: there is none. */
static void *left_page(struct posting_index *index)
{
    struct posting_slab *old = &index->old;
    size_t left = (size_t)index->moved * old->stride * sizeof *old->at;
    if (!old->at || old->given + PAGES_HUGE > left)
        return NULL;
    return (uint8_t *)old->at + old->given;
}

/* The memory of huge page i of the slab: one that the old slab needs no more, with what stands in it, else a new one.
 */
static void make_page(struct posting_index *index, size_t i)
{
    struct posting_slab *slab = &index->slab;
    size_t begin = i * PAGES_HUGE, size = slab->slots * sizeof *slab->at - begin;
    void *left = size >= PAGES_HUGE ? left_page(index) : NULL;
    if (left && pages_hand_over(left, (uint8_t *)slab->at + begin, PAGES_HUGE))
        index->old.given += PAGES_HUGE;
    else
        pages_ready((uint8_t *)slab->at + begin, size < PAGES_HUGE ? size : PAGES_HUGE);
    slab->ready[i] = 1;
}

/* Takes the memory of count slots, by whole huge pages. It may hold anything. */
static void make_ready(struct posting_index *index, size_t from, size_t count)
{
    size_t first = from * sizeof *index->slab.at / PAGES_HUGE;
    size_t last = ((from + count) * sizeof *index->slab.at - 1) / PAGES_HUGE;
    for (size_t i = first; i <= last; i++)
        if (!index->slab.ready[i])
            make_page(index, i);
}

/* A huge page is taken by whom the first slot in it belongs to. */
void posting_slab_ready(struct posting_index *index, uint32_t first, uint32_t count)
{
    struct posting_slab *slab = &index->slab;
    const size_t page = PAGES_HUGE / sizeof *slab->at;
    size_t from = ((size_t)first * slab->stride + page - 1) / page * page;
    size_t end = ((size_t)(first + count) * slab->stride + page - 1) / page * page;
    end = end < slab->slots ? end : slab->slots;
    if (slab->at && from < end)
        make_ready(index, from, end - from);
}

static bool is_moving(const struct posting_index *index)
{
    return index->moved < index->shard_count;
}

/* What all shards have together. */
struct sums {
    uint64_t used, total, capacity;
};

static struct sums sum_up(const struct posting_index *index)
{
    struct sums sums = {0};
    for (uint32_t i = 0; i < index->shard_count; i++) {
        sums.used += index->shards[i].used;
        sums.total += index->shards[i].total;
        sums.capacity += index->shards[i].capacity;
    }
    return sums;
}

static uint32_t next_stride(const struct posting_index *index, const struct sums *sums)
{
    return posting_shard_next((uint32_t)(sums->total / index->shard_count));
}

/* When the shards begin to move: then the first of the next time have as many as the first of this time. */
static void plan(struct posting_index *index)
{
    struct sums sums = sum_up(index);
    uint32_t stride = next_stride(index, &sums);
    index->used = sums.used;
    index->moved = index->shard_count;
    if (sums.total == 0 || stride == 0) {
        index->next = UINT64_MAX; /* a shard without memory asks for it itself */
        return;
    }
    double grows = (double)stride * index->shard_count / (double)sums.total;
    index->next = (uint64_t)((double)sums.capacity * FULL / 100 / grows) + 1;
}

void posting_slab_recount(struct posting_index *index)
{
    close_slab(&index->old); /* all shards were empty, or have left it */
    plan(index);
}

enum status posting_slab_start(struct posting_index *index, uint32_t stride)
{
    enum status status = open_slab(index, stride, &index->slab);
    if (status != STATUS_OK)
        return status;
    for (uint32_t i = 0; i < index->shard_count; i++)
        posting_shard_lend(&index->shards[i], index->slab.at + (size_t)i * stride, stride);
    index->next = sum_up(index).capacity / 100 * FULL; /* whoever asks for room is not to see it grow before */
    return STATUS_OK;
}

/* A larger slab, and none has moved to it. */
static enum status begin(struct posting_index *index)
{
    struct sums sums = sum_up(index);
    uint32_t stride = next_stride(index, &sums);
    struct posting_slab slab;
    if (stride == 0 || open_slab(index, stride, &slab) != STATUS_OK)
        return STATUS_NOMEM;
    index->old = index->slab;
    index->slab = slab;
    index->moved = 0;
    uint64_t full = sums.capacity / 100 * FULL, least = sums.used / TURNS;
    index->next = index->used > index->next ? index->used : index->next;
    index->step = full > index->next + least ? full - index->next : least;
    index->step = index->step / index->shard_count + 1;
    return STATUS_OK;
}

/*
 * Moves a shard to the slab. False: it stays where it is, as it needs more, has more, or is there. What grew since its
 * last homes overflowed must not be taken back: whoever waits for room would see it come and go for ever.
 */
static bool move(struct posting_index *index, uint32_t number)
{
    struct posting_shard *shard = &index->shards[number];
    struct posting_slab *slab = &index->slab;
    size_t from = (size_t)number * slab->stride;
    uint32_t wanted = posting_shard_total(shard->used);
    if (is_in(slab, shard->slots) || wanted == 0 || wanted > slab->stride || shard->total >= slab->stride)
        return false;
    make_ready(index, from, slab->stride);
    index->growths++;
    return posting_shard_move(shard, slab->at + from, slab->stride, is_in(&index->old, shard->slots));
}

/* The next shard's turn. False: it found no memory, and keeps its turn. */
static bool take_turn(struct posting_index *index)
{
    posting_shard_need(index, index->moved);
    struct posting_shard *shard = &index->shards[index->moved];
    if (!move(index, index->moved) && is_in(&index->old, shard->slots) &&
        posting_shard_grow(shard, &index->spare) != STATUS_OK)
        return false; /* it needs more than the slab has for it, and memory of its own */
    index->moved++;
    return true;
}

void posting_slab_advance(struct posting_index *index)
{
    if (index->next == 0) {
        plan(index);
        return;
    }
    if ((!is_moving(index) && begin(index) != STATUS_OK) || !take_turn(index)) {
        index->next += (uint64_t)index->shard_count * RETRY_LEAST;
        return;
    }
    index->next += index->step;
    if (!is_moving(index))
        posting_slab_recount(index);
}

static enum status start_small(struct posting_index *index)
{
    enum status status = posting_slab_start(index, posting_shard_next(0));
    if (status == STATUS_OK)
        make_ready(index, 0, index->slab.slots);
    return status;
}

enum status posting_slab_room(struct posting_index *index, uint32_t number)
{
    posting_shard_need(index, number);
    struct posting_shard *shard = &index->shards[number];
    bool has_own = shard->slots && shard->reserved > 0;
    if (!index->slab.at && sum_up(index).total == 0)
        return start_small(index);
    if (!is_moving(index) && !has_own && begin(index) == STATUS_OK)
        index->next += index->step; /* for the first turn, as this one is none */
    if (is_moving(index) && move(index, number))
        return STATUS_OK;
    index->growths++;
    return posting_shard_grow(shard, &index->spare);
}
