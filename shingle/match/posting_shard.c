#include "shingle/match/posting_shard.h"

#include <string.h>
#include <sys/mman.h>

enum {
    PAGE_SLOTS = 512,      /* 4 KiB: the unit of growth */
    PAD_SLOTS = 64,        /* behind the last home; a longer overhang makes the shard grow */
    LOAD_NUMERATOR = 85,   /* grow when fuller, in hundredths */
    GROWTH_NUMERATOR = 125 /* times the old size, in hundredths */
};

#define SLOTS_MAX ((uint32_t)1 << 30) /* of a shard, 8 GiB */

/* Most postings for so many homes. */
static uint32_t load_limit(uint32_t capacity)
{
    return (uint32_t)((uint64_t)capacity * LOAD_NUMERATOR / 100);
}

static uint32_t whole_pages(uint64_t slots)
{
    return (uint32_t)((slots + PAGE_SLOTS - 1) / PAGE_SLOTS * PAGE_SLOTS);
}

enum posting_added posting_shard_add(struct posting_shard *shard, uint32_t tag, uint32_t id, uint32_t cap)
{
    if (shard->used >= load_limit(shard->capacity))
        return POSTING_NO_ROOM;
    uint64_t *slots = shard->slots;
    uint32_t first = posting_shard_seek(shard, tag), end = first;
    for (; posting_shard_is(shard, end, tag); end++)
        if ((uint32_t)slots[end] == id)
            return POSTING_KNOWN;
    if (end - first >= cap) {
        memmove(slots + first, slots + first + 1, (end - first - 1) * sizeof *slots);
        slots[end - 1] = posting_slot(tag, id);
        return POSTING_REPLACED;
    }
    uint32_t gap = end;
    while (slots[gap] != 0)
        gap++;
    if (gap == shard->total - 1)
        return POSTING_NO_ROOM;
    memmove(slots + end + 1, slots + end, (gap - end) * sizeof *slots);
    slots[end] = posting_slot(tag, id);
    shard->used++;
    return POSTING_ADDED;
}

bool posting_shard_remove(struct posting_shard *shard, uint32_t tag, uint32_t id)
{
    if (shard->used == 0)
        return false;
    uint64_t *slots = shard->slots;
    uint32_t at = posting_shard_seek(shard, tag);
    while (posting_shard_is(shard, at, tag) && (uint32_t)slots[at] != id)
        at++;
    if (!posting_shard_is(shard, at, tag))
        return false;
    /* Whatever stands behind and is not at its home moves up, so that no search meets a hole. */
    for (; slots[at + 1] != 0 && posting_shard_home(shard, (uint32_t)(slots[at + 1] >> 32)) <= at; at++)
        slots[at] = slots[at + 1];
    slots[at] = 0;
    shard->used--;
    return true;
}

/* The slot behind the last one used if the shard's postings were laid out over `capacity` homes. */
static uint32_t layout_end(const struct posting_shard *shard, uint32_t capacity)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < shard->total; i++) {
        if (shard->slots[i] == 0)
            continue;
        uint32_t home = (uint32_t)(((shard->slots[i] >> 32) * capacity) >> 32);
        end = (home > end ? home : end) + 1;
    }
    return end;
}

/*
 * Spreads the postings over the enlarged array without a second one: all move to its right end, keeping order, and from
 * there each to its place. Homes only rise, and layout_end() has shown that the last place is inside, so a place is
 * never to the right of what is still to be read.
 */
static void lay_out(struct posting_shard *shard, uint32_t old_total)
{
    uint64_t *slots = shard->slots;
    uint32_t read = shard->total;
    for (uint32_t i = old_total; i-- > 0;)
        if (slots[i] != 0)
            slots[--read] = slots[i];
    uint32_t next = 0;
    for (; read < shard->total; read++) {
        uint64_t slot = slots[read];
        uint32_t home = posting_shard_home(shard, (uint32_t)(slot >> 32));
        for (; next < home; next++)
            slots[next] = 0;
        slots[next++] = slot;
    }
    memset(slots + next, 0, (shard->total - next) * sizeof *slots);
}

static enum status resize(struct posting_shard *shard, uint32_t total)
{
    while (shard->used > 0 && layout_end(shard, total - PAD_SLOTS) >= total) {
        if (total > SLOTS_MAX - PAGE_SLOTS)
            return STATUS_NOMEM;
        total = whole_pages((uint64_t)total + total / 4);
    }
    if (total > SLOTS_MAX)
        return STATUS_NOMEM;
    size_t bytes = (size_t)total * sizeof(uint64_t);
    void *at = shard->slots ? mremap(shard->slots, (size_t)shard->total * sizeof(uint64_t), bytes, MREMAP_MAYMOVE)
                            : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return STATUS_NOMEM;
    uint32_t old_total = shard->total;
    shard->slots = at;
    shard->total = total;
    shard->capacity = total - PAD_SLOTS;
    if (shard->used > 0)
        lay_out(shard, old_total);
    return STATUS_OK;
}

enum status posting_shard_grow(struct posting_shard *shard)
{
    uint64_t total = (uint64_t)shard->total * GROWTH_NUMERATOR / 100;
    return resize(shard, whole_pages(total > shard->total ? total : (uint64_t)shard->total + 1));
}

enum status posting_shard_reserve(struct posting_shard *shard, uint32_t more)
{
    uint64_t wanted = (uint64_t)shard->used + more;
    if (wanted <= load_limit(shard->capacity))
        return STATUS_OK;
    uint64_t total = wanted * 100 / LOAD_NUMERATOR + PAD_SLOTS + 1;
    uint64_t step = (uint64_t)shard->total * GROWTH_NUMERATOR / 100;
    total = total > step ? total : step;
    return total > SLOTS_MAX ? STATUS_NOMEM : resize(shard, whole_pages(total));
}

void posting_shard_close(struct posting_shard *shard)
{
    if (shard->slots)
        munmap(shard->slots, (size_t)shard->total * sizeof(uint64_t));
    *shard = (struct posting_shard){0};
}
