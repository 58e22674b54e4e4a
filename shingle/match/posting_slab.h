/*
 * Slabs: memory in one piece for all shards of a posting index, a stride each. They live beside each other in huge
 * pages that way, and grow without a system call a shard.
 *
 *     slab   | 0 . . . | 1 . . . | 2 . . . | 3 . . . |            now, and
 *     old    (given back)        | 2 . . | 3 . . |                before: shard 2 is the next to move
 *
 * The index grows by a larger slab, to which the shards move one after the other while postings come in, so that their
 * load stays even and no insert waits for more than one of them; the memory that they leave goes to the new slab. A
 * shard that is full before its turn moves at once, and one that is full in the new slab, which keyed hashes make rare,
 * gets memory of its own. (The order is that of linear hashing; Litwin 1980.)
 */
#ifndef SHINGLE_MATCH_POSTING_SLAB_H
#define SHINGLE_MATCH_POSTING_SLAB_H

#include "shingle/base/status.h"
#include "shingle/match/posting_shard.h"

struct posting_index;

struct posting_slab {
    uint64_t *at; /* NULL: none */
    size_t slots;
    uint32_t stride; /* slots a shard */
    size_t given;    /* bytes at its begin whose memory went to the next slab */
    uint8_t *ready;  /* for each huge page: its memory is there */
};

/* For an index without memory: gives each shard `stride` slots in a slab, all empty, that is not touched yet. NOMEM. */
MUST_CHECK enum status posting_slab_start(struct posting_index *index, uint32_t stride);

/* Takes the memory of count shards of such a slab, from `first` on, as far as no other shard begins in it: so several
   threads may, each for shards of its own. */
void posting_slab_ready(struct posting_index *index, uint32_t first, uint32_t count);

/* More room in a shard that is full. NOMEM: it is as it was. */
MUST_CHECK enum status posting_slab_room(struct posting_index *index, uint32_t shard);

/* The index holds index->next postings: moves the shard whose turn it is, if there is memory. */
void posting_slab_advance(struct posting_index *index);

/* Counts what is held anew, after shards were filled by other means. */
void posting_slab_recount(struct posting_index *index);

/* The shard's slots stand in a slab, so it does not own them. */
bool posting_slab_holds(const struct posting_index *index, const struct posting_shard *shard);

void posting_slab_close(struct posting_index *index);

#endif
