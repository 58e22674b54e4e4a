/*
 * What the files of the store share: the struct, and how LMDB's errors become ours.
 */
#ifndef DAEMON_STORE_STORE_PRIVATE_H
#define DAEMON_STORE_STORE_PRIVATE_H

#include "daemon/store/store.h"

#include <lmdb.h>

struct store {
    MDB_env *env;
    MDB_dbi table[STORE_TABLES];
    MDB_txn *batch;  /* the open write transaction, or NULL */
    MDB_txn *reader; /* kept between reads; reset while a batch is open */
    bool reader_live;
    bool readonly;
    bool opened;   /* env has its file: before, LMDB must not be asked about it */
    bool proven;   /* all that a start reads, not only the way to it */
    int lock_file; /* flock on DIR/lock; -1 = none */
    int directory; /* for statvfs; -1 = none */
    char *path;
    uint64_t max_size;
    size_t page_size;
    void *map; /* where LMDB mapped the data file; NULL when that could not be found out */
    struct hash_key key;
    uint8_t uuid[STORE_UUID_SIZE];
    uint16_t format_major, format_minor; /* as found at the open, before they were raised */
    struct writer scratch;               /* a part of a text with its seal */
};

/* The transaction that reads go through: the batch, else the reader, renewed. */
MUST_CHECK enum status store_transaction(struct store *store, MDB_txn **out);

/* store_walk() in a transaction. */
MUST_CHECK enum status store_walk_in(const struct store *store, MDB_txn *transaction, enum store_table table,
                                     uint64_t from, store_visit *visit, void *context);

/* LMDB's or the system's error number as a status; EIO on a full disk is FULL, since a short write becomes EIO. */
MUST_CHECK enum status store_status(const struct store *store, int error);

/* True when the disk has less than STORE_ROOM_FLOOR left. */
bool store_disk_full(const struct store *store);

/* Gives a new store its uuid and secret, in the open batch. FULL, IO, NOMEM. */
MUST_CHECK enum status store_make_identity(struct store *store, const struct store_identity *identity);

/*
 * Reads both, compares the rest with params and raises an earlier format's number to ours in the open batch, but not
 * with params->must_exist: a check changes nothing. NEWER and MISMATCH with a text in problem; NOTFOUND, DAMAGED, FULL,
 * IO, NOMEM.
 */
MUST_CHECK enum status store_read_identity(struct store *store, const struct store_params *params,
                                           struct writer *problem);

/* Whether a value of `meta` with its seal, found anywhere, is a store's name and secret; then both are filled in. */
bool store_is_identity(struct bytes name, struct bytes stored, struct bytes *value, struct hash_key *key);

/* Writes the format's number in the open batch, through value. Also for tests of other formats. FULL, IO, NOMEM. */
MUST_CHECK enum status store_set_format(struct store *store, uint16_t major, uint16_t minor, struct writer *value);

#endif
