/* The inside of the posting index, for posting_index.c and posting_image.c only. */
#ifndef SHINGLE_MATCH_POSTING_INDEX_STATE_H
#define SHINGLE_MATCH_POSTING_INDEX_STATE_H

#include "shingle/match/posting_index.h"
#include "shingle/match/posting_shard.h"
#include "shingle/match/posting_slab.h"

/* Postings that a shard is to get when it is proved, in this order. */
struct posting_later {
    uint64_t *slots;
    uint32_t count, room;
};

/* Shards whose images are not proved yet, and what is to happen to them then. */
struct posting_doubt {
    struct posting_index *index;
    bool (*prove)(void *context, uint32_t shard);
    void *context;
    uint32_t next; /* all before it are proved */
    bool failed;
    const uint64_t *gone;        /* ids to take out of each, as posting_index_sweep(); not ours */
    uint64_t gone_room;          /* bits */
    struct posting_later *later; /* for each shard */
    uint64_t waiting;            /* postings in all of them */
    bool open[];                 /* for each shard: it is not proved */
};

struct posting_index {
    uint32_t shard_count;
    uint32_t shard_bits;
    uint32_t cap;
    uint64_t dropped;
    uint64_t growths;
    bool staging; /* the shards are not in order */
    struct posting_spare spare;
    struct posting_doubt *doubt; /* NULL: never was any */
    uint64_t *since;             /* for each shard: what happened up to here is in it already; NULL = nothing */
    uint64_t used;               /* postings held, */
    uint64_t next;               /* with so many of them the next shard moves; 0 = not known, */
    uint64_t step;               /* and each after so many more */
    uint32_t moved;              /* shards that had their turn; all: none is to move */
    struct posting_slab slab, old;
    struct posting_shard shards[];
};

/*
 * Keys are hashes, but sampled ones: those under a bound, whose high bits are all zero. An odd multiplier carries the
 * low bits up (Knuth 6.4, multiplicative hashing) and loses nothing.
 */
static inline uint64_t posting_mixed(uint64_t key)
{
    return key * 0x9e3779b97f4a7c15u;
}

static inline uint32_t posting_shard_of(const struct posting_index *index, uint64_t mix)
{
    return index->shard_bits == 0 ? 0 : (uint32_t)(mix >> (64 - index->shard_bits));
}

static inline uint32_t posting_tag_of(const struct posting_index *index, uint64_t mix)
{
    return (uint32_t)((mix << index->shard_bits) >> 32);
}

/* NULL is fine. */
void posting_doubt_close(struct posting_doubt *doubt);

/* Proves a shard, and does what was put off; a wrong one is empty then. */
void posting_doubt_settle(struct posting_doubt *doubt, uint32_t shard);

/* Before a shard's slots are looked at. */
static inline void posting_shard_need(const struct posting_index *index, uint32_t shard)
{
    if (index->doubt && index->doubt->open[shard])
        posting_doubt_settle(index->doubt, shard);
}

/* Adds id under tag, growing the shard as needed. NOMEM: it is as before. */
MUST_CHECK enum status posting_shard_insert(struct posting_index *index, uint32_t shard, uint32_t tag, uint32_t id);

/* The same for a shard that is proved, and no other one moves. */
MUST_CHECK enum status posting_shard_insert_still(struct posting_index *index, uint32_t shard, uint32_t tag,
                                                  uint32_t id);

#endif
