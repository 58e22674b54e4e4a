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

/*
 * Moves all postings to the right end of the array, keeping order; what is left of them is not defined after. Returns
 * where they begin. Without branches: every slot is written to the next place, and an empty one is written over.
 */
static uint32_t pack_right(struct posting_shard *shard, uint32_t old_total)
{
    uint64_t *slots = shard->slots;
    uint32_t begin = shard->total;
    for (uint32_t i = old_total; i-- > 0;) {
        uint64_t slot = slots[i];
        slots[begin - 1] = slot;
        begin -= slot != 0;
    }
    return begin;
}

/* Would the packed postings, laid out over `capacity` homes, end before the last slot of `total`? */
static bool fits(const uint64_t *packed, uint32_t count, uint32_t capacity, uint32_t total)
{
    /* The last place is the largest of (home of one) + (those after it); a sum that has no carry from one to the next.
     */
    int64_t most = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t place = (int64_t)(((packed[i] >> 32) * capacity) >> 32) - i;
        most = place > most ? place : most;
    }
    return most + count < total;
}

/*
 * Spreads the packed postings over the array, without a second one. Homes only rise, and fits() has shown that the last
 * place is inside, so a place is never to the right of what is still to be read.
 */
static void spread(struct posting_shard *shard, uint32_t begin)
{
    uint64_t *slots = shard->slots;
    uint32_t next = 0;
    memset(slots, 0, begin * sizeof *slots);
    for (uint32_t read = begin; read < shard->total; read++) {
        uint64_t slot = slots[read];
        uint32_t home = posting_shard_home(shard, (uint32_t)(slot >> 32));
        slots[read] = 0;
        next = home > next ? home : next;
        slots[next++] = slot;
    }
}

/* More memory behind the slots, not yet used. */
static enum status extend(struct posting_shard *shard, uint32_t total)
{
    size_t bytes = (size_t)total * sizeof(uint64_t);
    if (total > SLOTS_MAX)
        return STATUS_NOMEM;
    void *at = shard->slots ? mremap(shard->slots, (size_t)shard->total * sizeof(uint64_t), bytes, MREMAP_MAYMOVE)
                            : mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return STATUS_NOMEM;
    shard->slots = at;
    shard->total = total;
    return STATUS_OK;
}

enum status posting_shard_extend(struct posting_shard *shard)
{
    uint64_t total = (uint64_t)shard->total * GROWTH_NUMERATOR / 100 + 1;
    return total > SLOTS_MAX ? STATUS_NOMEM : extend(shard, whole_pages(total));
}

void posting_shard_clear(struct posting_shard *shard)
{
    if (shard->slots)
        memset(shard->slots, 0, shard->total * sizeof *shard->slots);
    shard->used = 0;
    shard->capacity = shard->slots ? shard->total - PAD_SLOTS : 0;
}

static enum status resize(struct posting_shard *shard, uint32_t total)
{
    for (;;) {
        uint32_t old_total = shard->total;
        enum status status = extend(shard, total);
        if (status != STATUS_OK)
            return status; /* room that an earlier turn got stays, and stays unused */
        uint32_t capacity = total - PAD_SLOTS, begin = pack_right(shard, old_total);
        bool good = fits(shard->slots + begin, shard->used, capacity, total);
        if (good)
            shard->capacity = capacity;
        spread(shard, begin); /* over the old homes when it did not fit */
        if (good)
            return STATUS_OK;
        total = whole_pages((uint64_t)total + total / 4);
    }
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
