/*
 * Snapshot: the form of the file beside the store that holds the tables in RAM, so that a start need not make them
 * anew. It is a cache of what the store says: bound to one store and one place in its log, and worth nothing otherwise.
 *
 *     head (a page) | block | block | ... | directory           each at a multiple of SNAPSHOT_PAGE
 *
 * A block is one shard or chunk of one table, as it stands in memory; the directory says where each is, and carries a
 * checksum of it; the head carries the directory's, and its own. All are XXH3 keyed by the store's secret, so a
 * snapshot of another store does not even open. Blocks are taken while the store goes on: each says up to which number
 * of the log it is right, which is head.seq or later.
 *
 * Numbers are little-endian, and blocks hold this machine's: a snapshot never moves to another kind of machine.
 */
#ifndef DAEMON_STORE_SNAPSHOT_H
#define DAEMON_STORE_SNAPSHOT_H

#include "shingle/base/arena.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum {
    SNAPSHOT_VERSION = 2, /* raise it when a table's layout in memory or the meaning of its bytes changes */
    SNAPSHOT_PAGE = 4096,
    SNAPSHOT_UUID_SIZE = 16,
    SNAPSHOT_ENTRY_SIZE = 56,      /* of the directory */
    SNAPSHOT_BLOCKS_MAX = 1 << 20, /* entries */
    SNAPSHOT_PIECE = 128 << 10     /* bytes that are read and summed at a time */
};

#define SNAPSHOT_BLOCK_MAX ((uint64_t)1 << 34) /* bytes of one block */

enum snapshot_part {
    SNAPSHOT_CLUSTERS = 1, /* number = chunk */
    SNAPSHOT_FACTS,
    SNAPSHOT_INDEX, /* number = shard, and so on */
    SNAPSHOT_URL,
    SNAPSHOT_YOUR_ID,
    SNAPSHOT_TEXT,
    SNAPSHOT_BASES /* one block */
};
#define SNAPSHOT_PARTS (SNAPSHOT_BASES + 1)

struct snapshot_head {
    uint8_t uuid[SNAPSHOT_UUID_SIZE]; /* the store's */
    uint64_t shape;                   /* hash of all that the tables' form depends on */
    uint32_t shards, key_cap;         /* of the candidate index: settings */
    uint64_t seq;                     /* the log's last number when it was begun; the clusters are as of it */
    uint64_t event;                   /* hash of that event: a store that went another way since has another one */
    uint64_t next_id;
    uint64_t articles; /* members of clusters */
    int64_t taken_ms;  /* since the epoch */
    uint32_t highest;  /* id that the clusters know of */
    uint32_t blocks;   /* entries of the directory */
    uint64_t directory_at, directory_size, directory_sum;
};

struct snapshot_block {
    uint32_t part, number;
    uint64_t offset, size;
    uint64_t seq;                   /* all that happened up to it is in the block */
    uint32_t total, capacity, used; /* of a shard */
    uint64_t sum;
};

/* The sum of a block: begin, then add its pieces of SNAPSHOT_PIECE bytes (the last may be shorter). */
uint64_t snapshot_sum_begin(uint32_t part, uint32_t number);
uint64_t snapshot_sum_add(const struct hash_key *key, uint64_t sum, struct bytes piece);

/* Appends the directory; its size and sum are noted in head. */
void snapshot_encode_directory(const struct hash_key *key, const struct snapshot_block *blocks, uint32_t count,
                               struct snapshot_head *head, struct writer *out);

/* Appends the head, SNAPSHOT_PAGE bytes. */
void snapshot_encode_head(const struct hash_key *key, const struct snapshot_head *head, struct writer *out);

/*
 * Reads a head of a file of file_size bytes. MISMATCH when it is no snapshot of this version, DAMAGED when its sum or
 * its numbers are wrong, or it has another secret's.
 */
MUST_CHECK enum status snapshot_decode_head(const struct hash_key *key, struct bytes page, uint64_t file_size,
                                            struct snapshot_head *out);

/* Reads the directory that head tells of; *blocks, head->blocks of them, in arena. DAMAGED, NOMEM. */
MUST_CHECK enum status snapshot_decode_directory(const struct hash_key *key, const struct snapshot_head *head,
                                                 struct bytes directory, struct arena *arena,
                                                 struct snapshot_block **blocks);

#endif
