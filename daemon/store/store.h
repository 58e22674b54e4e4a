/*
 * Store: one LMDB environment with tables by rising 64-bit ids, sealed values, and one synced commit a batch.
 *
 *     status = store_open(&params, &problem, &store);
 *     status = store_begin(store);
 *     writer_clear(&value); record_encode(&record, &value);
 *     status = store_put(store, STORE_DOCS, id, &value);
 *     status = store_put_text(store, id, packed);
 *     status = store_commit(store);                   // synced: now it survives a power cut
 *     status = store_get(store, STORE_DOCS, id, &view);
 *     store_close(store);
 *
 * One thread owns a store. Within a batch reads see what the batch has put. Views that reads return are good until the
 * next put, delete, begin, commit or abort.
 *
 * LMDB is used as follows, and why: the map is 1 TiB from the start (growing it under readers kills the process), our
 * own quota is below it; no MDB_WRITEMAP (a full disk would be SIGBUS); no MDB_NOSYNC; no DUPSORT (Debian's 0.9.24
 * lacks fixes); keys only ever append but for rewrites of single values.
 */
#ifndef DAEMON_STORE_STORE_H
#define DAEMON_STORE_STORE_H

#include "shingle/base/arena.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum {
    STORE_FORMAT_MAJOR = 2, /* a store with a higher one is refused; doc/store.md tells what each brought */
    STORE_FORMAT_MINOR = 0,
    STORE_UUID_SIZE = 16,
    STORE_TEXT_PART = 990,     /* bytes of one part of a text: four to a page, so that pages are full */
    STORE_ROOM_FLOOR = 8 << 20 /* bytes free on the disk, and below RLIMIT_FSIZE: with less nothing more is taken */
};

enum store_table { STORE_META, STORE_DOCS, STORE_TEXT, STORE_LOG, STORE_SITES, STORE_APART };
#define STORE_TABLES (STORE_APART + 1)

/* What fingerprints depend on: kept in the store, and an open with other values is refused. */
struct store_identity {
    uint32_t shingle_width, sample_rate, min_keys, max_keys;
    uint32_t words_version;
};

struct store_params {
    const char *path;  /* directory; made with mode 0700 when missing */
    uint64_t max_size; /* bytes of the data file, then FULL; 0 = the map's size */
    struct store_identity identity;
    bool must_exist; /* for checks: make nothing, take the identity as it stands, look at every page */
    bool lazy;       /* prove only the way to the pages that opening reads; store_prove() before a walk */
};

struct store;

/*
 * Opens or makes a store. On failure problem has a text for people that names path and reason. NOTSTORE (the
 * directory holds something else, or nothing with must_exist), NEWER, MISMATCH, LOCKED, DAMAGED, FULL, IO, NOMEM.
 */
MUST_CHECK enum status store_open(const struct store_params *params, struct writer *problem, struct store **out);

/* Drops an open batch and closes. NULL is fine. */
void store_close(struct store *store);

/* Proves what a lazy open left out, once, outside a batch. DAMAGED with a text in problem, IO, NOMEM. */
MUST_CHECK enum status store_prove(struct store *store, struct writer *problem);

/* Proves, of what a lazy open left out, only what a walk through articles and log from these ids on reads. As above. */
MUST_CHECK enum status store_prove_from(struct store *store, uint64_t docs, uint64_t log, struct writer *problem);

/* The open directory, for what stands beside the store. Valid until store_close. */
int store_directory(const struct store *store);

/* Bytes that the disk has left for us. */
uint64_t store_disk_room(const struct store *store);

/* Sets another max_size, outside a batch. */
void store_set_max_size(struct store *store, uint64_t max_size);

/* The store's own secret. Valid until store_close. */
const struct hash_key *store_key(const struct store *store);

/* STORE_UUID_SIZE bytes. */
struct bytes store_uuid(const struct store *store);

/* Where the log begins, and what its lost beginning told of ids. */
struct store_log_start {
    uint64_t first_seq; /* events before this one are gone; 1 = none are */
    uint64_t next_id;   /* ids below it were given to articles; 1 = nothing is known */
};

/* {1, 1} when the log was never cut. DAMAGED, IO. */
MUST_CHECK enum status store_log_start(struct store *store, struct store_log_start *out);

/* In the open batch. FULL, IO, NOMEM. */
MUST_CHECK enum status store_set_log_start(struct store *store, struct store_log_start start, struct writer *value);

/*
 * Makes a store that holds nothing yet the successor of another: takes over uuid, secret and fingerprint parameters, in
 * the open batch. identity is the other's value in `meta`, as scavenge.h finds it. DAMAGED, FULL, IO, NOMEM.
 */
MUST_CHECK enum status store_adopt(struct store *store, struct bytes identity);

/* Opens a batch. FULL when quota or disk leave no room (unless may_free: what only removes), READONLY, IO, NOMEM. */
MUST_CHECK enum status store_begin(struct store *store, bool may_free);

/* Makes the batch durable. FULL: dropped, and a later batch may pass; IO: dropped, and the store is READONLY from now.
 */
MUST_CHECK enum status store_commit(struct store *store);

/* Drops the batch, if one is open. */
void store_abort(struct store *store);

/* Seals value and puts it under id, over an older one too. writer holds value and seal afterwards. FULL, IO, NOMEM. */
MUST_CHECK enum status store_put(struct store *store, enum store_table table, uint64_t id, struct writer *value);

/* NOTFOUND, DAMAGED, IO. */
MUST_CHECK enum status store_get(struct store *store, enum store_table table, uint64_t id, struct bytes *value);

/* NOTFOUND, FULL, IO. */
MUST_CHECK enum status store_delete(struct store *store, enum store_table table, uint64_t id);

/* Puts a packed text, in parts. Over an older one too. Statuses as store_put. */
MUST_CHECK enum status store_put_text(struct store *store, uint64_t id, struct bytes packed);

/* The packed text: a view when it has one part, else put together in arena. NOTFOUND, DAMAGED, NOMEM, IO. */
MUST_CHECK enum status store_get_text(struct store *store, uint64_t id, struct arena *arena, struct bytes *packed);

/* How many values of STORE_TEXT a packed text of so many bytes takes. */
uint64_t store_text_parts(size_t packed_size);

/* NOTFOUND, FULL, IO. */
MUST_CHECK enum status store_delete_text(struct store *store, uint64_t id);

/* The highest id in a table, 0 when it is empty. IO. */
MUST_CHECK enum status store_last(struct store *store, enum store_table table, uint64_t *id);

/* How many values a table has (parts, for texts). */
MUST_CHECK enum status store_count(struct store *store, enum store_table table, uint64_t *count);

/*
 * Walks values by rising id from `from` on until visit gives another status than OK (END ends the walk without being an
 * error). A value with a wrong seal is visited with seal = DAMAGED and its raw bytes. Not for STORE_TEXT and
 * STORE_META.
 */
typedef enum status store_visit(void *context, uint64_t id, enum status seal, struct bytes value);
MUST_CHECK enum status store_walk(struct store *store, enum store_table table, uint64_t from, store_visit *visit,
                                  void *context);

/* Bytes of the data file. */
uint64_t store_size(const struct store *store);

/* True after an I/O error: no more writes. */
bool store_is_readonly(const struct store *store);

/*
 * Says that much of the store is going to be read in the order of its ids, or that this is over: in between the system
 * reads ahead, which reads of single articles would only pay for.
 */
void store_expect_walks(struct store *store, bool walks);

/* Gives the map's touched pages back to the page cache, so that they do not count as this process's memory. */
void store_relax(struct store *store);

#endif
