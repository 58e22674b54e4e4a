/*
 * Texts, in parts of STORE_TEXT_PART bytes under the key (id, part). LMDB puts a value of more than about 2,000 bytes
 * on pages of its own, which wastes half a page for each; four parts fill a page but for a few bytes.
 */
#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include "shingle/base/checked.h"

enum { NAME_SIZE = 10, PARTS_MAX = UINT16_MAX };

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

static enum status put_part(struct store *store, uint64_t id, uint32_t part, struct bytes piece)
{
    struct part_key key = part_of(id, part);
    writer_clear(&store->scratch);
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
    if (packed.size / STORE_TEXT_PART >= PARTS_MAX)
        return STATUS_TOOBIG;
    enum status status = store_delete_text(store, id);
    if (status == STATUS_NOTFOUND)
        status = STATUS_OK;
    uint32_t part = 0;
    do {
        struct bytes piece = bytes_upto(bytes_from(packed, (size_t)part * STORE_TEXT_PART), STORE_TEXT_PART);
        if (status == STATUS_OK)
            status = put_part(store, id, part, piece);
        part++;
    } while (status == STATUS_OK && (size_t)part * STORE_TEXT_PART < packed.size);
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

/* Appends one part to what arena holds of the text. */
static enum status take_part(struct store *store, struct part_key expected, const MDB_val *key, const MDB_val *data,
                             struct arena *arena, struct bytes *text)
{
    struct bytes piece;
    if (memcmp(expected.raw, key->mv_data, NAME_SIZE) != 0)
        return STATUS_DAMAGED;
    enum status status = seal_open(&store->key, STORE_TEXT, bytes_of(expected.raw, NAME_SIZE),
                                   bytes_of(data->mv_data, data->mv_size), &piece);
    if (status != STATUS_OK)
        return status;
    uint8_t *held;
    memcpy(&held, &text->at, sizeof held);
    uint8_t *grown = arena_grow(arena, held, text->size, text->size + piece.size);
    if (!grown)
        return STATUS_NOMEM;
    memcpy(grown + text->size, piece.at, piece.size);
    *text = bytes_of(grown, text->size + piece.size);
    return STATUS_OK;
}

enum status store_get_text(struct store *store, uint64_t id, struct arena *arena, struct bytes *packed)
{
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val data;
    uint32_t part = 0;
    int error = 0;
    *packed = (struct bytes){NULL, 0};
    enum status status = first_part(store, id, &cursor, &key, &data);
    if (status != STATUS_OK)
        return status;
    while (status == STATUS_OK && error == 0 && same_id(&key, id)) {
        status = take_part(store, part_of(id, part), &key, &data, arena, packed);
        part++;
        error = mdb_cursor_get(cursor, &key, &data, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    if (status == STATUS_OK && error && error != MDB_NOTFOUND)
        return store_status(store, error);
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
