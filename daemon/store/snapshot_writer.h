/*
 * Writing a snapshot's file from a thread of its own, so that whoever has the tables only copies memory.
 *
 *     status = snapshot_writer_open(directory, key, uuid, reserve, &writer);
 *     while (snapshot_writer_state(writer) == SNAPSHOT_WRITER_READY && snapshot_writer_room(writer))
 *         status = snapshot_writer_put(writer, &block, bytes);            // copies; the bytes may change at once
 *     snapshot_writer_end(writer, &head);
 *     ... until snapshot_writer_state(writer) is SNAPSHOT_WRITER_DONE or _FAILED
 *     snapshot_writer_close(writer);
 *
 * The file is written under another name, synced, and renamed over the old one: whenever the power goes, one of the two
 * is there, whole. Closing early leaves the old one.
 */
#ifndef DAEMON_STORE_SNAPSHOT_WRITER_H
#define DAEMON_STORE_SNAPSHOT_WRITER_H

#include "daemon/store/snapshot.h"

#include <stdbool.h>

enum {
    SNAPSHOT_WAITING_MAX = 32 << 20 /* bytes that wait to be written, past which there is no room */
};

enum snapshot_writer_state {
    SNAPSHOT_WRITER_STARTING, /* its memory is not there yet */
    SNAPSHOT_WRITER_READY,
    SNAPSHOT_WRITER_DONE,
    SNAPSHOT_WRITER_FAILED /* snapshot_writer_error() says why */
};

struct snapshot_writer;

/*
 * reserve: bytes that will be put in one go, at first; memory for them is made ready by the thread. directory and key
 * must outlive the writer. IO, NOMEM.
 */
MUST_CHECK enum status snapshot_writer_open(int directory, const struct hash_key *key, size_t reserve,
                                            struct snapshot_writer **out);

enum snapshot_writer_state snapshot_writer_state(struct snapshot_writer *writer);

/* An errno, after a failure. */
int snapshot_writer_error(struct snapshot_writer *writer);

/* Whether a block should be put now: not too much waits to be written. */
bool snapshot_writer_room(struct snapshot_writer *writer);

/* Takes a copy of a block's bytes; of block, part, number, seq, total, capacity and used count. NOMEM. */
MUST_CHECK enum status snapshot_writer_put(struct snapshot_writer *writer, const struct snapshot_block *block,
                                           struct bytes bytes);

/* All blocks are put: head is to be written, but for what it says of the directory. */
void snapshot_writer_end(struct snapshot_writer *writer, const struct snapshot_head *head);

/* Bytes of the file, once it is done. */
uint64_t snapshot_writer_size(const struct snapshot_writer *writer);

/* Ends the thread, gives the file up unless it is done, frees all. NULL is fine. */
void snapshot_writer_close(struct snapshot_writer *writer);

#endif
