/*
 * Filling an empty posting index with all there is, for the start: several times faster than inserting, and by several
 * threads without a lock. Two kinds of work take turns. Readers lay the postings of what they read into batches, which
 * sort them by parts of the index; then each part takes its own out of all batches, in their order. Batches share
 * nothing, and parts share nothing.
 *
 *     posting_fill_begin(index);
 *     for each part:  posting_fill_ready(index, part);                            // any thread a part
 *     as often as there is more to read:
 *         for each batch: posting_batch_clear(&batch);                            // any thread a batch
 *                         status = posting_batch_add(&batch, index, key, id);
 *         for each part:  status = posting_fill_take(index, part, batches, 4);    // any thread a part
 *     for each part:  status = posting_fill_settle(index, part, &dropped[part]);  // any thread a part
 *     posting_fill_end(index, dropped of all parts);
 *
 *     readers    batch 0  [part 0 | part 1 | part 2 ...]      batch 1  [part 0 | part 1 | part 2 ...]
 *                            \______________________________________/
 *     fillers                            part 0 of the index
 *
 * The end is the same as that of posting_index_insert() of each posting in the batches' order. A posting is laid down
 * behind the last one of its shard and put in order once at the end (posting_stage.h). Between begin and end nothing
 * else may be called but posting_index_close().
 */
#ifndef SHINGLE_MATCH_POSTING_FILL_H
#define SHINGLE_MATCH_POSTING_FILL_H

#include "shingle/match/posting_index.h"

enum { POSTING_PARTS = 16 /* of an index; one of fewer shards has as many as those, and the others are empty */ };

/* Postings of some articles by parts. All zero is an empty one, which holds no memory. */
struct posting_batch {
    struct posting_run {
        struct posting *at;
        size_t count, room;
    } parts[POSTING_PARTS];
    size_t count; /* postings in all */
};

/* Empties it and keeps its memory. */
void posting_batch_clear(struct posting_batch *batch);
void posting_batch_close(struct posting_batch *batch);

/* Adds a posting of index. BADARG for an id of 0; NOMEM: it is not in. */
MUST_CHECK enum status posting_batch_add(struct posting_batch *batch, const struct posting_index *index, uint64_t key,
                                         uint32_t id);

/* The index must be empty; posting_index_reserve() goes before. */
void posting_fill_begin(struct posting_index *index);

/* Takes the memory of a part from the system, as far as it was reserved: no more than a help. */
void posting_fill_ready(struct posting_index *index, uint32_t part);

/* Lays down what the count batches have for a part. part < POSTING_PARTS. NOMEM: some may be in, others not. */
MUST_CHECK enum status posting_fill_take(struct posting_index *index, uint32_t part,
                                         const struct posting_batch *const *batches, size_t count);

/* Puts a part in order; adds to *dropped how many ids left because their key was at its cap. NOMEM. */
MUST_CHECK enum status posting_fill_settle(struct posting_index *index, uint32_t part, uint64_t *dropped);

/* The index is whole. */
void posting_fill_end(struct posting_index *index, uint64_t dropped);

#endif
