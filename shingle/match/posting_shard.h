/*
 * One shard of the posting index: an array of 8-byte slots (tag << 32 | id) in rising order of tags, with gaps. See
 * posting_index.h for the picture. Internal to the floor; tested through posting_index.h.
 *
 * All zero is a valid empty shard, which holds no memory.
 */
#ifndef SHINGLE_MATCH_POSTING_SHARD_H
#define SHINGLE_MATCH_POSTING_SHARD_H

#include "shingle/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { POSTING_LINE = 8 /* slots of a cache line */ };

struct posting_shard {
    uint64_t *slots;   /* whole pages; the last slot is always empty and ends every search */
    uint32_t capacity; /* slots that can be a home; behind them is room for what the last homes push on */
    uint32_t total;    /* slots in all */
    uint64_t reserved; /* slots that there are addresses for behind `slots`; 0: the memory is lent to the shard */
    uint32_t used;
};

/* The home of a tag among `capacity` slots, which are whole lines: a line's first slot. Rises with the tag. */
static inline uint32_t posting_home(uint32_t tag, uint32_t capacity)
{
    return (uint32_t)((uint64_t)tag * (capacity / POSTING_LINE) >> 32) * POSTING_LINE;
}

/* Where a tag is looked for first. */
static inline uint32_t posting_shard_home(const struct posting_shard *shard, uint32_t tag)
{
    return posting_home(tag, shard->capacity);
}

static inline uint64_t posting_slot(uint32_t tag, uint32_t id)
{
    return (uint64_t)tag << 32 | id;
}

/*
 * The first slot of tag's run, or the slot where it would be inserted. The shard must have memory. A line at a time:
 * how many of its slots stand before tag is counted without a branch that could be guessed wrong. (An empty slot, 0,
 * becomes the largest number.)
 */
static inline uint32_t posting_shard_seek(const struct posting_shard *shard, uint32_t tag)
{
    const uint64_t *line = shard->slots + posting_shard_home(shard, tag);
    uint64_t from = (uint64_t)tag << 32;
    for (;; line += POSTING_LINE) {
        uint32_t before = 0;
        for (uint32_t i = 0; i < POSTING_LINE; i++)
            before += line[i] - 1 < from;
        if (before < POSTING_LINE)
            return (uint32_t)(line - shard->slots) + before;
    }
}

static inline bool posting_shard_is(const struct posting_shard *shard, uint32_t at, uint32_t tag)
{
    return shard->slots[at] != 0 && shard->slots[at] >> 32 == tag;
}

enum posting_added {
    POSTING_ADDED,    /* one more slot is used */
    POSTING_KNOWN,    /* the shard has this posting */
    POSTING_REPLACED, /* the tag was at its cap, its oldest insert left */
    POSTING_NO_ROOM   /* nothing changed: make room and try again */
};

/* The run of a tag: from `first` to before `end`; empty: where it would stand. */
struct posting_run_at {
    uint32_t first, end;
};

/* The shard must have memory. */
static inline struct posting_run_at posting_shard_run(const struct posting_shard *shard, uint32_t tag)
{
    struct posting_run_at run = {.first = posting_shard_seek(shard, tag)};
    run.end = run.first;
    while (posting_shard_is(shard, run.end, tag))
        run.end++;
    return run;
}

/* Adds id under tag, whose run is known, at most cap ids a tag. Never allocates. */
enum posting_added posting_shard_add(struct posting_shard *shard, struct posting_run_at run, uint32_t tag, uint32_t id,
                                     uint32_t cap);

/* Removes the posting and closes the gap. False when it is not there. */
bool posting_shard_remove(struct posting_shard *shard, uint32_t tag, uint32_t id);

/*
 * Memory for one shard's postings while they are laid out anew, shared by all shards: begin with {0}. Packing them to
 * it and laying them out from it are two passes; doing it inside the shard took five.
 */
struct posting_spare {
    uint64_t *at;
    size_t slots;
};

/* Room for so many slots; what stood there is gone. NOMEM. */
MUST_CHECK enum status posting_spare_reserve(struct posting_spare *spare, size_t slots);
void posting_spare_close(struct posting_spare *spare);

/* Room for `more` postings under the load limit. NOMEM: the shard is as it was. */
MUST_CHECK enum status posting_shard_reserve(struct posting_shard *shard, uint32_t more, struct posting_spare *spare);

/* Makes it larger by one step, whatever its load. NOMEM: the shard is as it was. */
MUST_CHECK enum status posting_shard_grow(struct posting_shard *shard, struct posting_spare *spare);

/* Replaces what the shard holds by count slots in order of tags. False when the last ones do not fit behind their
   homes: then it holds part of them. */
bool posting_shard_lay_out(struct posting_shard *shard, const uint64_t *packed, size_t count);

/* One step more memory, at the end; the homes stay as they are. NOMEM. */
MUST_CHECK enum status posting_shard_extend(struct posting_shard *shard);

/* Most postings that it takes before it grows. */
uint32_t posting_shard_limit(const struct posting_shard *shard);

/* Makes it large enough for so many, whatever stands in its slots: for posting_shard_lay_out() to follow. NOMEM. */
MUST_CHECK enum status posting_shard_fit(struct posting_shard *shard, uint32_t count);

/* Slots that a shard with so many postings has; 0 when it cannot be so large. */
uint32_t posting_shard_total(uint64_t postings);

/* Empties it, whatever stands in its slots, and keeps its memory. */
void posting_shard_clear(struct posting_shard *shard);

/* Slots of a shard of so many after one step of growth; 0 when it cannot be larger. */
uint32_t posting_shard_next(uint32_t total);

/*
 * Lays its slots out in memory for total slots, which may hold anything, that is lent to it, and leaves its own, which
 * is given back unless it is `kept` by whom it belongs to. False when the last ones do not fit behind their homes: then
 * it stays where it is.
 */
bool posting_shard_move(struct posting_shard *shard, uint64_t *to, uint32_t total, bool kept);

/* Lends an empty shard memory for total slots, all zero, as posting_shard_image_room(). */
void posting_shard_lend(struct posting_shard *shard, uint64_t *lent, uint32_t total);

/*
 * Lends an empty shard memory for the slots of another one with these numbers, total slots at a page's begin; it is
 * used until the shard grows, and then given back to the system, but its addresses are the lender's. The slots are
 * filled in by the caller, then posting_shard_image_end(), and posting_shard_ends() before it is looked into, which is
 * false when not every search could be sure to end. In between only posting_shard_close() may be called. DAMAGED for
 * numbers that no shard has.
 */
MUST_CHECK enum status posting_shard_image_room(struct posting_shard *shard, uint64_t *lent, uint32_t total,
                                                uint32_t capacity);
bool posting_shard_image_end(struct posting_shard *shard, uint32_t used);
bool posting_shard_ends(const struct posting_shard *shard);

void posting_shard_close(struct posting_shard *shard);

#endif
