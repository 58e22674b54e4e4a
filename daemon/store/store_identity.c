/*
 * Who a store is, in the table `meta`: its format, its uuid, its secret, and what its fingerprints were made with.
 */
#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include "shingle/base/reader.h"

#include <sys/random.h>

#define META_FORMAT BYTES("format")
#define META_STORE  BYTES("store")
#define META_LOG    BYTES("log")
#define META_SEED   0x7368696e676c6564u /* the seal of `meta` itself, which holds the secret for all others */

static enum status put_meta(struct store *store, struct bytes name, struct writer *value)
{
    struct hash_key seal = hash_key_from_seed(META_SEED);
    seal_append(&seal, STORE_META, name, value);
    if (value->failed)
        return STATUS_NOMEM;
    MDB_val key = {name.size, (void *)(uintptr_t)name.at};
    MDB_val data = {value->size, value->at};
    return store_status(store, mdb_put(store->batch, store->table[STORE_META], &key, &data, 0));
}

static enum status get_meta(struct store *store, struct bytes name, struct bytes *value)
{
    struct hash_key seal = hash_key_from_seed(META_SEED);
    MDB_val key = {name.size, (void *)(uintptr_t)name.at};
    MDB_val data;
    MDB_txn *transaction;
    enum status status = store_transaction(store, &transaction);
    if (status == STATUS_OK)
        status = store_status(store, mdb_get(transaction, store->table[STORE_META], &key, &data));
    if (status != STATUS_OK)
        return status;
    return seal_open(&seal, STORE_META, name, bytes_of(data.mv_data, data.mv_size), value);
}

/* A uuid of version 4 (RFC 9562) and the secret, from the system's random source. */
static enum status draw_secrets(struct store *store)
{
    if (getrandom(store->uuid, sizeof store->uuid, 0) != (ssize_t)sizeof store->uuid ||
        getrandom(store->key.secret, sizeof store->key.secret, 0) != (ssize_t)sizeof store->key.secret)
        return STATUS_IO;
    store->uuid[6] = (uint8_t)((store->uuid[6] & 0x0f) | 0x40);
    store->uuid[8] = (uint8_t)((store->uuid[8] & 0x3f) | 0x80);
    return STATUS_OK;
}

enum status store_set_format(struct store *store, uint16_t major, uint16_t minor, struct writer *value)
{
    writer_clear(value);
    writer_u16(value, major);
    writer_u16(value, minor);
    return put_meta(store, META_FORMAT, value);
}

enum status store_make_identity(struct store *store, const struct store_identity *identity)
{
    enum status status = draw_secrets(store);
    if (status != STATUS_OK)
        return status;
    struct writer value = {0};
    status = store_set_format(store, STORE_FORMAT_MAJOR, STORE_FORMAT_MINOR, &value);
    writer_clear(&value);
    writer_bytes(&value, bytes_of(store->uuid, sizeof store->uuid));
    writer_bytes(&value, bytes_of(store->key.secret, sizeof store->key.secret));
    writer_u32(&value, identity->shingle_width);
    writer_u32(&value, identity->sample_rate);
    writer_u32(&value, identity->min_keys);
    writer_u32(&value, identity->max_keys);
    writer_u32(&value, identity->words_version);
    if (status == STATUS_OK)
        status = put_meta(store, META_STORE, &value);
    writer_close(&value);
    return status;
}

bool store_is_identity(struct bytes name, struct bytes stored, struct bytes *value, struct hash_key *key)
{
    struct hash_key seal = hash_key_from_seed(META_SEED);
    if (!bytes_equal(name, META_STORE) || seal_open(&seal, STORE_META, name, stored, value) != STATUS_OK ||
        value->size < STORE_UUID_SIZE + sizeof key->secret)
        return false;
    memcpy(key->secret, value->at + STORE_UUID_SIZE, sizeof key->secret);
    return true;
}

enum status store_adopt(struct store *store, struct bytes identity)
{
    struct writer value = {0};
    struct reader reader = reader_of(identity);
    struct bytes uuid = reader_bytes(&reader, sizeof store->uuid);
    struct bytes secret = reader_bytes(&reader, sizeof store->key.secret);
    if (reader.failed)
        return STATUS_DAMAGED;
    memcpy(store->uuid, uuid.at, uuid.size);
    memcpy(store->key.secret, secret.at, secret.size);
    writer_bytes(&value, identity);
    enum status status = put_meta(store, META_STORE, &value);
    writer_close(&value);
    return status;
}

static enum status check_format(struct store *store, struct writer *problem)
{
    struct bytes value;
    enum status status = get_meta(store, META_FORMAT, &value);
    if (status != STATUS_OK)
        return status;
    struct reader reader = reader_of(value);
    store->format_major = reader_u16(&reader);
    store->format_minor = reader_u16(&reader);
    if (!reader_done(&reader))
        return STATUS_DAMAGED;
    if (store->format_major <= STORE_FORMAT_MAJOR)
        return STATUS_OK;
    writer_format(problem, "the store has format %u.%u, this version reads up to %d.x: use a newer shingled",
                  store->format_major, store->format_minor, STORE_FORMAT_MAJOR);
    return STATUS_NEWER;
}

/*
 * All earlier formats are read as they are, and what is written anew is of ours: from the first write on an earlier
 * daemon must refuse the store, and not call its records damaged. So the number is raised before it.
 */
static enum status raise_format(struct store *store, struct writer *problem)
{
    struct writer value = {0};
    uint32_t found = (uint32_t)store->format_major << 16 | store->format_minor;
    bool earlier = found < ((uint32_t)STORE_FORMAT_MAJOR << 16 | STORE_FORMAT_MINOR);
    enum status status = earlier ? store_set_format(store, STORE_FORMAT_MAJOR, STORE_FORMAT_MINOR, &value) : STATUS_OK;
    writer_close(&value);
    if (status != STATUS_OK)
        writer_format(problem, "cannot raise the store's format from %u.%u to %d.%d: %s", store->format_major,
                      store->format_minor, STORE_FORMAT_MAJOR, STORE_FORMAT_MINOR, status_text(status));
    return status;
}

static enum status check_identity(struct reader *reader, const struct store_params *params, struct writer *problem)
{
    const struct store_identity *wanted = &params->identity;
    const struct {
        const char *name;
        uint32_t wanted;
    } rows[] = {
        {"fingerprint.shingle-width", wanted->shingle_width},
        {"fingerprint.sample-rate", wanted->sample_rate},
        {"fingerprint.min-keys", wanted->min_keys},
        {"fingerprint.max-keys", wanted->max_keys},
        {"the version of word folding", wanted->words_version},
    };
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t kept = reader_u32(reader);
        if (kept == rows[i].wanted || params->must_exist || reader->failed)
            continue;
        writer_format(problem, "%s%s is %u, but the store was made with %u", status == STATUS_OK ? "" : "; ",
                      rows[i].name, rows[i].wanted, kept);
        status = STATUS_MISMATCH;
    }
    return status;
}

enum status store_read_identity(struct store *store, const struct store_params *params, struct writer *problem)
{
    struct bytes value;
    enum status status = check_format(store, problem);
    if (status == STATUS_OK)
        status = get_meta(store, META_STORE, &value);
    if (status != STATUS_OK)
        return status;
    struct reader reader = reader_of(value);
    struct bytes uuid = reader_bytes(&reader, sizeof store->uuid);
    struct bytes secret = reader_bytes(&reader, sizeof store->key.secret);
    status = check_identity(&reader, params, problem);
    if (reader.failed)
        return STATUS_DAMAGED;
    memcpy(store->uuid, uuid.at, uuid.size);
    memcpy(store->key.secret, secret.at, secret.size);
    if (status == STATUS_OK && !params->must_exist)
        status = raise_format(store, problem);
    return status;
}

enum status store_log_start(struct store *store, struct store_log_start *out)
{
    struct bytes value;
    *out = (struct store_log_start){1, 1};
    enum status status = get_meta(store, META_LOG, &value);
    if (status != STATUS_OK)
        return status == STATUS_NOTFOUND ? STATUS_OK : status;
    struct reader reader = reader_of(value);
    uint64_t first_seq = reader_u64(&reader), next_id = reader_u64(&reader);
    if (!reader_done(&reader) || first_seq == 0 || next_id == 0)
        return STATUS_DAMAGED;
    *out = (struct store_log_start){first_seq, next_id};
    return STATUS_OK;
}

enum status store_set_log_start(struct store *store, struct store_log_start start, struct writer *value)
{
    writer_clear(value);
    writer_u64(value, start.first_seq);
    writer_u64(value, start.next_id);
    return put_meta(store, META_LOG, value);
}
