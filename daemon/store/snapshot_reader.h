/*
 * Reading a snapshot's file: head and directory at once, blocks when they are asked for.
 *
 *     status = snapshot_reader_open(directory, key, &reader);
 *     for (uint32_t i = 0; i < reader->head.blocks; i++)
 *         status = snapshot_reader_block(reader, &reader->blocks[i], room);
 *     snapshot_reader_close(reader);
 */
#ifndef DAEMON_STORE_SNAPSHOT_READER_H
#define DAEMON_STORE_SNAPSHOT_READER_H

#include "daemon/store/snapshot.h"

#define SNAPSHOT_NAME     "snapshot"
#define SNAPSHOT_NEW_NAME "snapshot.new" /* while it is written */

struct snapshot_reader {
    int file;
    const struct hash_key *key;
    struct snapshot_head head;
    struct snapshot_block *blocks;
    uint64_t size; /* of the file */
    struct arena arena;
};

/* In an open directory. NOTFOUND, MISMATCH, DAMAGED, IO, NOMEM. key must outlive the reader. */
MUST_CHECK enum status snapshot_reader_open(int directory, const struct hash_key *key, struct snapshot_reader **out);

/* NULL is fine. */
void snapshot_reader_close(struct snapshot_reader *reader);

/* Reads a block to `room`, block->size bytes, and proves its sum. Several threads may, at once. DAMAGED, IO. */
MUST_CHECK enum status snapshot_reader_block(const struct snapshot_reader *reader, const struct snapshot_block *block,
                                             void *room);

/* Proves a block's sum without keeping what it reads: for one that is used through the map. DAMAGED, IO, NOMEM. */
MUST_CHECK enum status snapshot_reader_prove(const struct snapshot_reader *reader, const struct snapshot_block *block);

/*
 * Maps the whole file, private and writable: what is written stays in this process. It outlives the reader; the caller
 * unmaps reader->size bytes. NULL when the system refuses.
 */
void *snapshot_reader_map(const struct snapshot_reader *reader);

#endif
