/*
 * Posting index: a multimap from 64-bit keys to article ids, in RAM, about 10.5 bytes a posting. It is the contract of
 * the candidate index: a backend somewhere else gives what stands here down to posting_index_each() the same meaning.
 *
 *     claim     posting_index_claim(): who had key before, and from now on id has it too. Or, when an answer must
 *               change nothing, posting_index_find(), and posting_index_insert() later
 *     forget    posting_index_forget()
 *     iterate   posting_index_each()
 *
 * Laws: a claim by id, then one by another, shows the first to the second; claims of one id twice are one; a key gives
 * its newest `cap` ids, newest first; what is forgotten is never shown again. Ids may be false (below), never missing.
 *
 *     struct posting_index *index;
 *     status = posting_index_open(&(struct posting_index_params){.shards = 1024, .cap = 64}, &index);
 *     posting_index_prefetch(index, key);                      // for each key, before the first find
 *     count = posting_index_find(index, key, ids, 64);         // newest first
 *     status = posting_index_insert(index, key, id);
 *     posting_index_forget(index, key, id);
 *     posting_index_close(index);
 *
 * A slot is 8 bytes: 32 bits of the key (its tag) over a 32-bit id. A shard is an array of slots kept in order of tags,
 * with gaps: the tag, scaled to the shard's cache lines, says at which line to look first, and a neighbour that is in
 * the way moves one slot on (linear probing in hash order; Amble and Knuth 1974, "Ordered hash tables"). The order ends
 * a vain search early, keeps the postings of one key side by side, and lets a shard grow without its keys.
 *
 *     shard bits | tag (32 bits)          | rest, not kept
 *                  tag * lines / 2^32 = home line, of 8 slots
 *
 *     slots:  [3a:7] [3b:2] [3b:9] . . . . . | [71:4] . .          (tag:id)
 *
 * The shards stand side by side in one slab of memory (posting_slab.h) and move to a larger one by turns, so load stays
 * between .70 (of large ones .74) and .84 and no insert waits for the whole table. Shards share nothing but memory, so
 * threads could look up in several at once.
 *
 * What it may get wrong: keys that agree in shard and tag (log2(shards) + 32 bits) share their postings. For a key that
 * is not there, the chance of a false id is (distinct keys) / (shards * 2^32): 2.5e7 keys in 1,024 shards, 6e-6.
 * Whoever asks must settle that by reading the article. Keys must be keyed hashes (shingle/base/hash_key.h): then
 * nobody can aim at one shard. They need not be uniform in their high bits: they are mixed once more.
 *
 * A key holds at most `cap` ids, and the oldest insert goes first. With cap 1 it is a map to the newest id.
 *
 * One thread at a time; look-ups alone may run side by side.
 */
#ifndef SHINGLE_MATCH_POSTING_INDEX_H
#define SHINGLE_MATCH_POSTING_INDEX_H

#include "shingle/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    POSTING_INDEX_SHARDS_MAX = 4096,    /* most shards */
    POSTING_INDEX_CAP_MAX = 1024,       /* most ids a key */
    POSTING_INDEX_WAITING_MAX = 4 << 20 /* most postings that wait for their shards to be proved: 32 MiB */
};

struct posting_index;

struct posting_index_params {
    uint32_t shards; /* power of two, 1 to POSTING_INDEX_SHARDS_MAX; more: smaller steps of growth, fewer false ids */
    uint32_t cap;    /* ids a key, 1 to POSTING_INDEX_CAP_MAX */
};

struct posting {
    uint64_t key;
    uint32_t id; /* never 0 */
};

struct posting_index_stats {
    uint64_t postings; /* held now */
    uint64_t slots;    /* capacity in slots */
    uint64_t bytes;    /* memory taken, address space that was never touched left out */
    uint64_t dropped;  /* ids that left because their key was at its cap */
    uint64_t growths;  /* shards grown, in all */
};

/* An empty index, which takes next to no memory. BADARG for params out of range, NOMEM. */
MUST_CHECK enum status posting_index_open(const struct posting_index_params *params, struct posting_index **out);

/* Frees it; NULL is fine. */
void posting_index_close(struct posting_index *index);

/* Starts loading the slots where key would be. Cheap; for all keys of an article before the first is looked up. */
void posting_index_prefetch(const struct posting_index *index, uint64_t key);

/* Writes up to `room` of key's ids, newest insert first, and returns how many it wrote. O(ids of the key). */
size_t posting_index_find(const struct posting_index *index, uint64_t key, uint32_t *ids, size_t room);

/* How many ids key has. */
size_t posting_index_count(const struct posting_index *index, uint64_t key);

/*
 * Adds id under key; nothing changes when key has it already. When key is at its cap, its oldest insert leaves.
 * BADARG when id is 0; NOMEM, and the index is as before.
 */
MUST_CHECK enum status posting_index_insert(struct posting_index *index, uint64_t key, uint32_t id);

/*
 * The earlier owners of key, as posting_index_find(), then posting_index_insert(). *count is how many were written.
 * Statuses as posting_index_insert().
 */
MUST_CHECK enum status posting_index_claim(struct posting_index *index, uint64_t key, uint32_t id, uint32_t *ids,
                                           size_t room, size_t *count);

/* Takes id from key. False when it was not there. The slot is free for the next insert at once. */
bool posting_index_forget(struct posting_index *index, uint64_t key, uint32_t id);

/* Makes room for so many postings more, so that inserting them grows nothing. An empty index touches no memory yet.
 * NOMEM.
 */
MUST_CHECK enum status posting_index_reserve(struct posting_index *index, uint64_t postings);

/*
 * Inserts count postings: the same end as inserting them one by one in order, several times faster, because it goes
 * shard by shard. For the start, in batches of 100,000 or more. NOMEM: some may be in, others not.
 */
MUST_CHECK enum status posting_index_load(struct posting_index *index, const struct posting *postings, size_t count);

/*
 * Goes through all postings in a fixed order until visit returns false. The key is given as far as it is kept: its
 * `bucket` is the same for equal keys (shard and tag).
 */
void posting_index_each(const struct posting_index *index, bool (*visit)(void *context, uint64_t bucket, uint32_t id),
                        void *context);

struct posting_index_stats posting_index_stats(const struct posting_index *index);

/* --- images: shards as they stand in memory, for snapshots; only for the same build on the same machine --- */

struct posting_image {
    const uint64_t *slots; /* NULL: the shard is empty */
    uint32_t total;        /* slots */
    uint32_t capacity;     /* of them, those that keys are spread over */
    uint32_t used;
};

uint32_t posting_index_shards(const struct posting_index *index);

/* Good until the next change. shard < posting_index_shards(). */
struct posting_image posting_index_image(const struct posting_index *index, uint32_t shard);

/*
 * The way back, into an index that is empty: a shard is given the memory where the slots of its image stand or will be
 * put (from any thread); it is private to this process, of whole pages, and there until the index is closed. Shards
 * that grow leave it. Then posting_index_image_end() for each; seq: all that happened up to it is in the image. In
 * between nothing else may be called. DAMAGED for what cannot be an image, BADARG, NOMEM: close the index.
 */
MUST_CHECK enum status posting_index_image_lend(struct posting_index *index, uint32_t shard,
                                                const struct posting_image *image, uint64_t *slots);
MUST_CHECK enum status posting_index_image_end(struct posting_index *index, uint32_t shard, uint32_t used,
                                               uint64_t seq);

/*
 * For images whose bytes are not known to be right yet, when all are lent and before posting_index_image_end():
 * prove(context, shard) is asked once for each shard that has an image, before it is first looked into, or when
 * posting_index_prove_next() comes to it. One that is wrong is empty then, and the index doubtful: it misses postings,
 * and must be made anew. Until all are proved, look-ups must not run side by side. NOMEM.
 */
MUST_CHECK enum status posting_index_image_doubt(struct posting_index *index,
                                                 bool (*prove)(void *context, uint32_t shard), void *context);

/* Proves a shard that is not proved yet. False when there was none left. */
bool posting_index_prove_next(struct posting_index *index);

/* Whether a shard was found to be wrong. */
bool posting_index_is_doubtful(const struct posting_index *index);

/*
 * As posting_index_insert(), for what happened at seq, unless the image of the key's shard has it already. A shard that
 * is not proved yet gets it when it is, so that a few postings prove nothing; with POSTING_INDEX_WAITING_MAX waiting
 * already it is proved at once.
 */
MUST_CHECK enum status posting_index_replay(struct posting_index *index, uint64_t key, uint32_t id, uint64_t seq);

/*
 * Takes out every posting whose id is set in bits (id / 64, id % 64; `room` bits); returns how many. Shards that are
 * not proved yet lose theirs when they are, uncounted: bits must stay until all are, or the index is closed. Once,
 * before any posting_index_replay(). O(slots).
 */
uint64_t posting_index_sweep(struct posting_index *index, const uint64_t *bits, uint64_t room);

#endif
