#include "shingle/match/posting_stage.h"

#include <string.h>

enum {
    DIGIT_BITS = 7, /* so few streams are written at once that the TLB knows all of them */
    DIGITS = 3,
    DIGIT_VALUES = 1 << DIGIT_BITS
};

enum status posting_shard_stage(struct posting_shard *shard, uint32_t tag, uint32_t id)
{
    if (shard->used == shard->total) {
        enum status status = posting_shard_extend(shard);
        if (status != STATUS_OK)
            return status;
    }
    shard->slots[shard->used++] = posting_slot(tag, id);
    return STATUS_OK;
}

static uint32_t tag_of(uint64_t slot)
{
    return (uint32_t)(slot >> 32);
}

/* One pass of a radix sort: from `in` to `out`, by the digit above `shift` bits, those of one digit staying in order.
 */
static void sort_by_digit(const uint64_t *in, size_t count, uint32_t shift, uint64_t *out)
{
    size_t ends[DIGIT_VALUES + 1] = {0};
    for (size_t i = 0; i < count; i++)
        ends[(in[i] >> shift) % DIGIT_VALUES + 1]++;
    for (size_t i = 0; i < DIGIT_VALUES; i++)
        ends[i + 1] += ends[i];
    for (size_t i = 0; i < count; i++)
        out[ends[(in[i] >> shift) % DIGIT_VALUES]++] = in[i];
}

/*
 * Sorts slots into `out` by tag, those of one tag staying in order: by the tags' upper bits, the lowest digit first,
 * then by insertion, as by then hardly anything is not in its place. The slots are used on the way. (Knuth 5.2.5)
 */
static void sort_by_tag(uint64_t *slots, size_t count, uint64_t *out)
{
    sort_by_digit(slots, count, 64 - DIGITS * DIGIT_BITS, out);
    sort_by_digit(out, count, 64 - (DIGITS - 1) * DIGIT_BITS, slots);
    sort_by_digit(slots, count, 64 - (DIGITS - 2) * DIGIT_BITS, out);
    for (size_t i = 1; i < count; i++) {
        uint64_t slot = out[i];
        size_t at = i;
        for (; at > 0 && tag_of(out[at - 1]) > tag_of(slot); at--)
            out[at] = out[at - 1];
        out[at] = slot;
    }
}

/* Takes out what posting_shard_add() would not keep: ids that a tag has already, and its oldest when it is at its cap.
 */
static size_t keep_allowed(uint64_t *slots, size_t count, uint32_t cap, uint64_t *dropped)
{
    size_t kept = 0;
    size_t run = 0; /* where the newest tag's postings begin */
    for (size_t i = 0; i < count; i++) {
        uint64_t slot = slots[i];
        if (kept == 0 || tag_of(slots[kept - 1]) != tag_of(slot))
            run = kept;
        bool known = false;
        for (size_t at = run; at < kept && !known; at++)
            known = slots[at] == slot;
        if (known)
            continue;
        if (kept - run >= cap) {
            memmove(slots + run, slots + run + 1, (kept - run - 1) * sizeof *slots);
            kept--;
            (*dropped)++;
        }
        slots[kept++] = slot;
    }
    return kept;
}

enum status posting_shard_settle(struct posting_shard *shard, uint32_t cap, struct posting_spare *spare,
                                 uint64_t *dropped)
{
    size_t count = shard->used;
    if (count == 0)
        return STATUS_OK;
    enum status status = posting_spare_reserve(spare, count);
    if (status == STATUS_OK) {
        sort_by_tag(shard->slots, count, spare->at);
        count = keep_allowed(spare->at, count, cap, dropped);
        status = posting_shard_fit(shard, (uint32_t)count);
    }
    while (status == STATUS_OK && !posting_shard_lay_out(shard, spare->at, count))
        status = posting_shard_fit(shard, posting_shard_limit(shard) + 1);
    if (status != STATUS_OK)
        posting_shard_clear(shard);
    return status;
}
