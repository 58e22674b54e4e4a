#include "shingle/match/posting_shard.h"

#include "shingle/base/pages.h"

#include <string.h>
#include <sys/mman.h>

enum {
    PAGE_SLOTS = 512,       /* 4 KiB: the unit of growth */
    PAD_SLOTS = 64,         /* whole lines behind the last home; a longer overhang makes the shard grow */
    LOAD_NUMERATOR = 85,    /* grow when fuller, in hundredths */
    GROWTH_NUMERATOR = 120, /* times the old size, in hundredths, */
    GROWTH_LARGE = 113,     /* and of a shard of LARGE_SLOTS: then all shards together take gigabytes */
    LARGE_SLOTS = 1 << 17,
    RESERVE_LEAST = 1 << 17, /* slots that a shard has addresses for at first: 1 MiB */
    RESERVE_TIMES = 4,       /* times so many when they are used up */
    HUGE_PAGE = 2 << 20
};

#define SLOTS_MAX ((uint32_t)1 << 30) /* of a shard, 8 GiB */

/* Slots after one step of growth. */
static uint64_t next_total(uint32_t total)
{
    return (uint64_t)total * (total < LARGE_SLOTS ? GROWTH_NUMERATOR : GROWTH_LARGE) / 100 + 1;
}

/* Most postings for so many homes. */
static uint32_t load_limit(uint32_t capacity)
{
    return (uint32_t)((uint64_t)capacity * LOAD_NUMERATOR / 100);
}

static uint32_t whole_pages(uint64_t slots)
{
    return (uint32_t)((slots + PAGE_SLOTS - 1) / PAGE_SLOTS * PAGE_SLOTS);
}

enum posting_added posting_shard_add(struct posting_shard *shard, struct posting_run_at run, uint32_t tag, uint32_t id,
                                     uint32_t cap)
{
    if (shard->used >= load_limit(shard->capacity))
        return POSTING_NO_ROOM;
    uint64_t *slots = shard->slots;
    uint32_t first = run.first, end = run.end;
    for (uint32_t at = first; at < end; at++)
        if ((uint32_t)slots[at] == id)
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

void posting_spare_close(struct posting_spare *spare)
{
    pages_unmap(spare->at, spare->slots * sizeof *spare->at);
    *spare = (struct posting_spare){NULL, 0};
}

enum status posting_spare_reserve(struct posting_spare *spare, size_t slots)
{
    if (slots <= spare->slots)
        return STATUS_OK;
    posting_spare_close(spare);
    slots += slots / 4;
    spare->at = pages_map(slots * sizeof *spare->at);
    if (spare->at)
        pages_ready(spare->at, slots * sizeof *spare->at);
    spare->slots = spare->at ? slots : 0;
    return spare->at ? STATUS_OK : STATUS_NOMEM;
}

/* Copies all postings to `out`, which has room for one more. Without branches: an empty slot is written over. */
static size_t pack(const struct posting_shard *shard, uint64_t *out)
{
    size_t count = 0;
    for (uint32_t i = 0; i < shard->total; i++) {
        uint64_t slot = shard->slots[i];
        out[count] = slot;
        count += slot != 0;
    }
    return count;
}

bool posting_shard_lay_out(struct posting_shard *shard, const uint64_t *packed, size_t count)
{
    uint64_t *slots = shard->slots;
    uint32_t next = 0;
    memset(slots, 0, (size_t)shard->total * sizeof *slots);
    for (size_t i = 0; i < count; i++) {
        uint32_t home = posting_shard_home(shard, (uint32_t)(packed[i] >> 32));
        next = home > next ? home : next;
        if (next >= shard->total - 1)
            return false;
        slots[next++] = packed[i];
    }
    shard->used = (uint32_t)count;
    return true;
}

/* Addresses for so many slots, without memory: no access until extend() allows it, and no charge. */
static uint64_t *reserve_addresses(uint64_t slots)
{
    void *at =
        mmap(NULL, (size_t)slots * sizeof(uint64_t), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

static void give_back(struct posting_shard *shard)
{
    if (shard->reserved > 0)
        (void)munmap(shard->slots, (size_t)shard->reserved * sizeof *shard->slots);
    else
        (void)madvise(shard->slots, (size_t)shard->total * sizeof *shard->slots, MADV_DONTNEED);
}

/* Moves the slots to where there are addresses for more. */
static enum status move(struct posting_shard *shard, uint32_t total)
{
    uint64_t reserved = shard->reserved ? shard->reserved : RESERVE_LEAST;
    while (reserved < total)
        reserved *= RESERVE_TIMES;
    uint64_t *at = reserve_addresses(reserved);
    if (!at)
        return STATUS_NOMEM;
    if (mprotect(at, (size_t)total * sizeof *at, PROT_READ | PROT_WRITE) != 0) {
        (void)munmap(at, (size_t)reserved * sizeof *at);
        return STATUS_NOMEM;
    }
    if (shard->slots) {
        memcpy(at, shard->slots, (size_t)shard->total * sizeof *at);
        give_back(shard);
    }
    shard->slots = at;
    shard->reserved = reserved;
    return STATUS_OK;
}

/*
 * More memory behind the slots, not yet used. It is taken in place: mremap() of memory that has to move cost two thirds
 * of all growth, as each time every processor's TLB is flushed.
 */
static enum status extend(struct posting_shard *shard, uint32_t total)
{
    if (total > SLOTS_MAX)
        return STATUS_NOMEM;
    if (total > shard->reserved) {
        enum status status = move(shard, total);
        if (status != STATUS_OK)
            return status;
    } else if (mprotect(shard->slots, (size_t)total * sizeof(uint64_t), PROT_READ | PROT_WRITE) != 0) {
        return STATUS_NOMEM;
    }
#ifdef MADV_POPULATE_WRITE
    /* All pages in one call: a fault each took as long as laying their slots out. */
    if (total > shard->total)
        (void)madvise(shard->slots + shard->total, (size_t)(total - shard->total) * sizeof(uint64_t),
                      MADV_POPULATE_WRITE);
#endif
    shard->total = total;
    return STATUS_OK;
}

enum status posting_shard_extend(struct posting_shard *shard)
{
    uint64_t total = next_total(shard->total);
    return total > SLOTS_MAX ? STATUS_NOMEM : extend(shard, whole_pages(total));
}

uint32_t posting_shard_limit(const struct posting_shard *shard)
{
    return load_limit(shard->capacity);
}

uint32_t posting_shard_total(uint64_t postings)
{
    uint64_t total = postings * 100 / LOAD_NUMERATOR + PAD_SLOTS + 1;
    return total > SLOTS_MAX - PAGE_SLOTS ? 0 : whole_pages(total);
}

enum status posting_shard_fit(struct posting_shard *shard, uint32_t count)
{
    uint32_t total = posting_shard_total(count);
    enum status status = STATUS_OK;
    if (total == 0 || total > shard->total)
        status = total == 0 ? STATUS_NOMEM : extend(shard, total);
    if (status == STATUS_OK)
        shard->capacity = shard->total - PAD_SLOTS;
    return status;
}

void posting_shard_clear(struct posting_shard *shard)
{
    if (shard->slots)
        memset(shard->slots, 0, shard->total * sizeof *shard->slots);
    shard->used = 0;
    shard->capacity = shard->slots ? shard->total - PAD_SLOTS : 0;
}

static enum status resize(struct posting_shard *shard, uint32_t total, struct posting_spare *spare)
{
    uint32_t old_capacity = shard->capacity;
    enum status status = posting_spare_reserve(spare, (size_t)shard->used + 1);
    if (status != STATUS_OK)
        return status;
    size_t count = pack(shard, spare->at);
    for (;;) {
        status = extend(shard, total);
        if (status != STATUS_OK)
            break;
        shard->capacity = total - PAD_SLOTS;
        if (posting_shard_lay_out(shard, spare->at, count))
            return STATUS_OK;
        total = whole_pages((uint64_t)total + total / 4);
    }
    if (shard->capacity != old_capacity) { /* did not fit, and there is no more: as it was, and that did fit */
        shard->capacity = old_capacity;
        (void)posting_shard_lay_out(shard, spare->at, count);
    }
    return status;
}

enum status posting_shard_grow(struct posting_shard *shard, struct posting_spare *spare)
{
    return resize(shard, whole_pages(next_total(shard->total)), spare);
}

enum status posting_shard_reserve(struct posting_shard *shard, uint32_t more, struct posting_spare *spare)
{
    uint64_t wanted = (uint64_t)shard->used + more;
    if (wanted <= load_limit(shard->capacity))
        return STATUS_OK;
    uint64_t total = wanted * 100 / LOAD_NUMERATOR + PAD_SLOTS + 1;
    uint64_t step = next_total(shard->total);
    total = total > step ? total : step;
    return total > SLOTS_MAX ? STATUS_NOMEM : resize(shard, whole_pages(total), spare);
}

uint32_t posting_shard_next(uint32_t total)
{
    uint64_t next = next_total(total);
    return next > SLOTS_MAX ? 0 : whole_pages(next);
}

/* In one pass and without branches: an empty slot is written where the next posting goes. */
static bool copy_slots(const struct posting_shard *from, uint64_t *to, uint32_t total)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < from->total; i++) {
        uint64_t slot = from->slots[i];
        uint32_t home = posting_home((uint32_t)(slot >> 32), total - PAD_SLOTS);
        next = home > next ? home : next;
        if (next >= total - 1 && slot != 0)
            return false;
        to[next] = slot;
        next += slot != 0;
    }
    return true;
}

bool posting_shard_move(struct posting_shard *shard, uint64_t *to, uint32_t total, bool kept)
{
    memset(to, 0, total * sizeof *to);
    if (!copy_slots(shard, to, total))
        return false;
    if (shard->slots && !kept)
        give_back(shard);
    *shard = (struct posting_shard){.slots = to, .total = total, .capacity = total - PAD_SLOTS, .used = shard->used};
    return true;
}

void posting_shard_lend(struct posting_shard *shard, uint64_t *lent, uint32_t total)
{
    *shard = (struct posting_shard){.slots = lent, .total = total, .capacity = total - PAD_SLOTS};
}

enum status posting_shard_image_room(struct posting_shard *shard, uint64_t *lent, uint32_t total, uint32_t capacity)
{
    if (total < PAGE_SLOTS || total % PAGE_SLOTS != 0 || total > SLOTS_MAX || capacity == 0 ||
        capacity > total - PAD_SLOTS || capacity % POSTING_LINE != 0)
        return STATUS_DAMAGED;
    shard->slots = lent;
    shard->total = total;
    shard->capacity = capacity;
    shard->reserved = 0;
    return STATUS_OK;
}

bool posting_shard_image_end(struct posting_shard *shard, uint32_t used)
{
    if (!shard->slots || shard->used != 0 || used == 0 || used > shard->capacity)
        return false;
    shard->used = used;
    return true;
}

bool posting_shard_ends(const struct posting_shard *shard)
{
    return shard->slots[shard->total - 1] == 0;
}

void posting_shard_close(struct posting_shard *shard)
{
    if (shard->slots)
        give_back(shard);
    *shard = (struct posting_shard){0};
}
