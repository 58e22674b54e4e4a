/*
 * Texts, in parts of STORE_TEXT_PART bytes under the key (id, part). LMDB puts a value of more than about 2,000 bytes
 * on pages of its own, which wastes half a page for each; four parts fill a page but for a few bytes.
 * The first part begins with the size of the whole, 32 bits, so that a lost part shows.
 */
#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include "shingle/base/reader.h"

enum { NAME_SIZE = 10, HEAD_SIZE = 4, PARTS_MAX = UINT16_MAX };

struct part_key {
    uint8_t raw[NAME_SIZE];
};

static struct part_key part_of(uint64_t id, uint32_t part)
{
    struct part_key key;
    uint64_t big = __builtin_bswap64(id);
    memcpy(key.raw, &big, sizeof big);
    key.raw[8] = (uint8_t)(part >> 8);
    key.raw[9] = (uint8_t)part;
    return key;
}

uint64_t store_text_parts(size_t packed_size)
{
    return ((uint64_t)packed_size + HEAD_SIZE + STORE_TEXT_PART - 1) / STORE_TEXT_PART;
}

/* Puts one part: head, which only the first part has, and piece. */
static enum status put_part(struct store *store, uint64_t id, uint32_t part, struct bytes head, struct bytes piece)
{
    struct part_key key = part_of(id, part);
    writer_clear(&store->scratch);
    writer_bytes(&store->scratch, head);
    writer_bytes(&store->scratch, piece);
    seal_append(&store->key, STORE_TEXT, bytes_of(key.raw, NAME_SIZE), &store->scratch);
    if (store->scratch.failed)
        return STATUS_NOMEM;
    MDB_val name = {NAME_SIZE, key.raw};
    MDB_val data = {store->scratch.size, store->scratch.at};
    int error = mdb_put(store->batch, store->table[STORE_TEXT], &name, &data, MDB_APPEND);
    if (error == MDB_KEYEXIST)
        error = mdb_put(store->batch, store->table[STORE_TEXT], &name, &data, 0);
    return store_status(store, error);
}

enum status store_put_text(struct store *store, uint64_t id, struct bytes packed)
{
    uint8_t raw[HEAD_SIZE];
    uint32_t size = (uint32_t)packed.size;
    if (packed.size / STORE_TEXT_PART >= PARTS_MAX)
        return STATUS_TOOBIG;
    memcpy(raw, &size, sizeof size);
    enum status status = store_delete_text(store, id);
    if (status == STATUS_NOTFOUND)
        status = STATUS_OK;
    struct bytes head = bytes_of(raw, sizeof raw);
    uint32_t part = 0;
    do {
        struct bytes piece = bytes_upto(packed, STORE_TEXT_PART - head.size);
        packed = bytes_from(packed, piece.size);
        if (status == STATUS_OK)
            status = put_part(store, id, part++, head, piece);
        head.size = 0;
    } while (status == STATUS_OK && packed.size > 0);
    return status;
}

/* Opens a cursor at the first part of id. */
static enum status first_part(struct store *store, uint64_t id, MDB_cursor **cursor, MDB_val *key, MDB_val *data)
{
    MDB_txn *transaction;
    struct part_key wanted = part_of(id, 0);
    enum status status = store_transaction(store, &transaction);
    if (status == STATUS_OK)
        status = store_status(store, mdb_cursor_open(transaction, store->table[STORE_TEXT], cursor));
    if (status != STATUS_OK)
        return status;
    *key = (MDB_val){NAME_SIZE, wanted.raw};
    status = store_status(store, mdb_cursor_get(*cursor, key, data, MDB_SET_KEY));
    if (status != STATUS_OK)
        mdb_cursor_close(*cursor);
    return status;
}

static bool same_id(const MDB_val *key, uint64_t id)
{
    struct part_key first = part_of(id, 0);
    return key->mv_size == NAME_SIZE && memcmp(key->mv_data, first.raw, 8) == 0;
}

/* The bytes of one part, if it is the one that should stand here. */
static enum status open_part(struct store *store, struct part_key expected, const MDB_val *key, const MDB_val *data,
                             struct bytes *piece)
{
    if (key->mv_size != NAME_SIZE || memcmp(expected.raw, key->mv_data, NAME_SIZE) != 0)
        return STATUS_DAMAGED;
    return seal_open(&store->key, STORE_TEXT, bytes_of(expected.raw, NAME_SIZE), bytes_of(data->mv_data, data->mv_size),
                     piece);
}

/* The further parts of a text of which *have is in `at` already. */
static enum status take_parts(struct store *store, MDB_cursor *cursor, uint64_t id, uint8_t *at, size_t have,
                              size_t size)
{
    enum status status = STATUS_OK;
    for (uint32_t part = 1; have < size && status == STATUS_OK; part++) {
        MDB_val key;
        MDB_val data;
        struct bytes piece;
        status = store_status(store, mdb_cursor_get(cursor, &key, &data, MDB_NEXT));
        if (status == STATUS_OK)
            status = open_part(store, part_of(id, part), &key, &data, &piece);
        if (status == STATUS_OK && (piece.size == 0 || piece.size > size - have))
            status = STATUS_DAMAGED;
        if (status == STATUS_OK) {
            memcpy(at + have, piece.at, piece.size);
            have += piece.size;
        }
    }
    return status == STATUS_NOTFOUND ? STATUS_DAMAGED : status;
}

static enum status take_text(struct store *store, MDB_cursor *cursor, uint64_t id, struct bytes first,
                             struct arena *arena, struct bytes *packed)
{
    struct reader reader = reader_of(first);
    size_t size = reader_u32(&reader);
    struct bytes piece = reader.rest;
    if (reader.failed || piece.size > size || size / STORE_TEXT_PART >= PARTS_MAX)
        return STATUS_DAMAGED;
    *packed = piece;
    if (piece.size == size)
        return STATUS_OK;
    uint8_t *at = arena_alloc(arena, size);
    if (!at)
        return STATUS_NOMEM;
    memcpy(at, piece.at, piece.size);
    *packed = bytes_of(at, size);
    return take_parts(store, cursor, id, at, piece.size, size);
}

enum status store_get_text(struct store *store, uint64_t id, struct arena *arena, struct bytes *packed)
{
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val data;
    struct bytes first;
    *packed = (struct bytes){NULL, 0};
    enum status status = first_part(store, id, &cursor, &key, &data);
    if (status != STATUS_OK)
        return status;
    status = open_part(store, part_of(id, 0), &key, &data, &first);
    if (status == STATUS_OK)
        status = take_text(store, cursor, id, first, arena, packed);
    mdb_cursor_close(cursor);
    return status;
}

enum status store_delete_text(struct store *store, uint64_t id)
{
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val data;
    enum status status = first_part(store, id, &cursor, &key, &data);
    if (status != STATUS_OK)
        return status;
    int error = 0;
    while (error == 0 && same_id(&key, id)) {
        error = mdb_cursor_del(cursor, 0);
        if (error == 0)
            error = mdb_cursor_get(cursor, &key, &data, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    return error == MDB_NOTFOUND ? STATUS_OK : store_status(store, error);
}
