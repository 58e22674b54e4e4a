#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/statvfs.h>

enum { ID_SIZE = 8 };

/* An id as the tables' key: big-endian, so that byte order is number order. */
struct id_key {
    uint8_t raw[ID_SIZE];
};

static struct id_key key_of(uint64_t id)
{
    struct id_key key;
    uint64_t big = __builtin_bswap64(id);
    memcpy(key.raw, &big, sizeof big);
    return key;
}

static uint64_t id_of(const MDB_val *key)
{
    uint64_t big;
    if (key->mv_size < ID_SIZE)
        return 0;
    memcpy(&big, key->mv_data, sizeof big);
    return __builtin_bswap64(big);
}

const struct hash_key *store_key(const struct store *store)
{
    return &store->key;
}

struct bytes store_uuid(const struct store *store)
{
    return bytes_of(store->uuid, sizeof store->uuid);
}

bool store_is_readonly(const struct store *store)
{
    return store->readonly;
}

/* Bytes by which the data file may still grow before the system refuses (RLIMIT_FSIZE). */
static uint64_t room_in_file(const struct store *store)
{
    struct rlimit limit;
    uint64_t size = store_size(store);
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return limit.rlim_cur > size ? limit.rlim_cur - size : 0;
}

int store_directory(const struct store *store)
{
    return store->directory;
}

uint64_t store_disk_room(const struct store *store)
{
    struct statvfs info;
    return fstatvfs(store->directory, &info) == 0 ? (uint64_t)info.f_bavail * info.f_frsize : 0;
}

bool store_disk_full(const struct store *store)
{
    struct statvfs info;
    uint64_t room = room_in_file(store);
    if (fstatvfs(store->directory, &info) == 0 && (uint64_t)info.f_bavail * info.f_frsize < room)
        room = (uint64_t)info.f_bavail * info.f_frsize;
    return room < STORE_ROOM_FLOOR;
}

enum status store_status(const struct store *store, int error)
{
    switch (error) {
    case 0: return STATUS_OK;
    case MDB_NOTFOUND: return STATUS_NOTFOUND;
    case MDB_MAP_FULL:
    case MDB_TXN_FULL:
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return STATUS_FULL;
    case EIO: return store_disk_full(store) ? STATUS_FULL : STATUS_IO;
    case ENOMEM: return STATUS_NOMEM;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_BAD_VALSIZE: return STATUS_DAMAGED;
    default: return STATUS_IO;
    }
}

enum status store_transaction(struct store *store, MDB_txn **out)
{
    int error = 0;
    if (store->batch) {
        *out = store->batch;
        return STATUS_OK;
    }
    if (!store->reader)
        error = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &store->reader);
    else if (!store->reader_live)
        error = mdb_txn_renew(store->reader);
    store->reader_live = error == 0;
    *out = store->reader;
    return store_status(store, error);
}

uint64_t store_size(const struct store *store)
{
    MDB_envinfo info;
    if (!store->opened || mdb_env_info(store->env, &info) != 0)
        return 0;
    return ((uint64_t)info.me_last_pgno + 1) * store->page_size;
}

/* Pages that LMDB may use again: the free list is table 0, each value a count and as many page numbers. */
static uint64_t free_bytes(struct store *store)
{
    MDB_txn *transaction;
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    uint64_t pages = 0;
    /* Only a transaction that reads may look at the free list. */
    if (store_transaction(store, &transaction) != STATUS_OK || mdb_cursor_open(transaction, 0, &cursor) != 0)
        return 0;
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        size_t count;
        memcpy(&count, value.mv_data, sizeof count);
        pages += count;
    }
    mdb_cursor_close(cursor);
    return pages * store->page_size;
}

void store_set_max_size(struct store *store, uint64_t max_size)
{
    store->max_size = max_size;
}

static bool over_quota(struct store *store)
{
    uint64_t size = store_size(store);
    if (store->max_size == 0 || size < store->max_size)
        return false;
    uint64_t free_now = free_bytes(store);
    return size - (free_now < size ? free_now : size) >= store->max_size;
}

enum status store_begin(struct store *store, bool may_free)
{
    if (store->readonly)
        return STATUS_READONLY;
    if (!may_free && (store_disk_full(store) || over_quota(store)))
        return STATUS_FULL;
    if (store->reader_live) {
        mdb_txn_reset(store->reader);
        store->reader_live = false;
    }
    int error = mdb_txn_begin(store->env, NULL, 0, &store->batch);
    if (error)
        store->batch = NULL;
    return store_status(store, error);
}

void store_abort(struct store *store)
{
    if (store->batch)
        mdb_txn_abort(store->batch);
    store->batch = NULL;
}

enum status store_put(struct store *store, enum store_table table, uint64_t id, struct writer *value)
{
    struct id_key key = key_of(id);
    seal_append(&store->key, (uint8_t)table, bytes_of(key.raw, ID_SIZE), value);
    if (value->failed)
        return STATUS_NOMEM;
    MDB_val name = {ID_SIZE, key.raw};
    MDB_val data = {value->size, value->at};
    int error = mdb_put(store->batch, store->table[table], &name, &data, MDB_APPEND);
    if (error == MDB_KEYEXIST)
        error = mdb_put(store->batch, store->table[table], &name, &data, 0);
    return store_status(store, error);
}

enum status store_get(struct store *store, enum store_table table, uint64_t id, struct bytes *value)
{
    MDB_txn *transaction;
    struct id_key key = key_of(id);
    MDB_val name = {ID_SIZE, key.raw};
    MDB_val data;
    enum status status = store_transaction(store, &transaction);
    if (status == STATUS_OK)
        status = store_status(store, mdb_get(transaction, store->table[table], &name, &data));
    if (status != STATUS_OK)
        return status;
    return seal_open(&store->key, (uint8_t)table, bytes_of(key.raw, ID_SIZE), bytes_of(data.mv_data, data.mv_size),
                     value);
}

enum status store_delete(struct store *store, enum store_table table, uint64_t id)
{
    struct id_key key = key_of(id);
    MDB_val name = {ID_SIZE, key.raw};
    return store_status(store, mdb_del(store->batch, store->table[table], &name, NULL));
}

enum status store_last(struct store *store, enum store_table table, uint64_t *id)
{
    MDB_txn *transaction;
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    *id = 0;
    enum status status = store_transaction(store, &transaction);
    if (status != STATUS_OK)
        return status;
    status = store_status(store, mdb_cursor_open(transaction, store->table[table], &cursor));
    if (status != STATUS_OK)
        return status;
    status = store_status(store, mdb_cursor_get(cursor, &key, &value, MDB_LAST));
    if (status == STATUS_OK)
        *id = id_of(&key);
    mdb_cursor_close(cursor);
    return status == STATUS_NOTFOUND ? STATUS_OK : status;
}

enum status store_count(struct store *store, enum store_table table, uint64_t *count)
{
    MDB_txn *transaction;
    MDB_stat stat;
    *count = 0;
    enum status status = store_transaction(store, &transaction);
    if (status == STATUS_OK)
        status = store_status(store, mdb_stat(transaction, store->table[table], &stat));
    if (status == STATUS_OK)
        *count = stat.ms_entries;
    return status;
}

static enum status visit_value(const struct store *store, enum store_table table, const MDB_val *key,
                               const MDB_val *data, store_visit *visit, void *context)
{
    struct bytes name = bytes_of(key->mv_data, key->mv_size);
    struct bytes stored = bytes_of(data->mv_data, data->mv_size);
    struct bytes value = stored;
    enum status seal = STATUS_DAMAGED;
    if (key->mv_size == ID_SIZE)
        seal = seal_open(&store->key, (uint8_t)table, name, stored, &value);
    return visit(context, id_of(key), seal, value);
}

enum status store_walk_in(const struct store *store, MDB_txn *transaction, enum store_table table, uint64_t from,
                          store_visit *visit, void *context)
{
    MDB_cursor *cursor;
    MDB_val data;
    struct id_key start = key_of(from);
    MDB_val key = {ID_SIZE, start.raw};
    enum status status = store_status(store, mdb_cursor_open(transaction, store->table[table], &cursor));
    if (status != STATUS_OK)
        return status;
    int error = mdb_cursor_get(cursor, &key, &data, MDB_SET_RANGE);
    while (error == 0 && status == STATUS_OK) {
        status = visit_value(store, table, &key, &data, visit, context);
        if (status == STATUS_OK)
            error = mdb_cursor_get(cursor, &key, &data, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    if (status == STATUS_END)
        return STATUS_OK;
    if (status == STATUS_OK && error != MDB_NOTFOUND)
        return store_status(store, error);
    return status;
}

enum status store_walk(struct store *store, enum store_table table, uint64_t from, store_visit *visit, void *context)
{
    MDB_txn *transaction;
    enum status status = store_transaction(store, &transaction);
    return status == STATUS_OK ? store_walk_in(store, transaction, table, from, visit, context) : status;
}

void store_expect_walks(struct store *store, bool walks)
{
    if (store->map)
        (void)madvise(store->map, (size_t)store_size(store), walks ? MADV_NORMAL : MADV_RANDOM);
}

void store_relax(struct store *store)
{
    if (store->map)
        (void)madvise(store->map, (size_t)store_size(store), MADV_DONTNEED);
}
