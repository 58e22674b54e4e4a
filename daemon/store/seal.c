#include "daemon/store/seal.h"

#include "shingle/base/reader.h"

enum { NAME_MAX_COUNTED = 32 };

static uint64_t seal_of(const struct hash_key *key, uint8_t table, struct bytes name, struct bytes value)
{
    uint8_t bound[1 + NAME_MAX_COUNTED + 8];
    size_t counted = name.size < NAME_MAX_COUNTED ? name.size : NAME_MAX_COUNTED;
    uint64_t sum = hash_bytes(key, HASH_CHECKSUM, value);
    bound[0] = table;
    memcpy(bound + 1, name.at, counted);
    memcpy(bound + 1 + counted, &sum, sizeof sum);
    return hash_bytes(key, HASH_CHECKSUM, bytes_of(bound, 1 + counted + sizeof sum));
}

void seal_append(const struct hash_key *key, uint8_t table, struct bytes name, struct writer *writer)
{
    writer_u64(writer, seal_of(key, table, name, writer_view(writer)));
}

enum status seal_open(const struct hash_key *key, uint8_t table, struct bytes name, struct bytes stored,
                      struct bytes *value)
{
    if (stored.size < SEAL_SIZE)
        return STATUS_DAMAGED;
    struct bytes inner = bytes_upto(stored, stored.size - SEAL_SIZE);
    struct reader reader = reader_of(bytes_from(stored, inner.size));
    if (reader_u64(&reader) != seal_of(key, table, name, inner))
        return STATUS_DAMAGED;
    *value = inner;
    return STATUS_OK;
}
