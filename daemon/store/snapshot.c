#include "daemon/store/snapshot.h"

#include "shingle/base/reader.h"

enum { SUM_SIZE = 8, MAGIC_SIZE = 8 };

static const char magic[MAGIC_SIZE + 1] = "shinglsn";

uint64_t snapshot_sum_begin(uint32_t part, uint32_t number)
{
    return (uint64_t)part << 32 | number;
}

uint64_t snapshot_sum_add(const struct hash_key *key, uint64_t sum, struct bytes piece)
{
    uint64_t both[2] = {sum, hash_bytes(key, HASH_CHECKSUM, piece)};
    return hash_bytes(key, HASH_CHECKSUM, bytes_of(both, sizeof both));
}

static uint64_t sum_of(const struct hash_key *key, struct bytes bytes)
{
    return hash_bytes(key, HASH_CHECKSUM, bytes);
}

void snapshot_encode_directory(const struct hash_key *key, const struct snapshot_block *blocks, uint32_t count,
                               struct snapshot_head *head, struct writer *out)
{
    size_t begin = out->size;
    for (uint32_t i = 0; i < count; i++) {
        const struct snapshot_block *block = &blocks[i];
        writer_u32(out, block->part);
        writer_u32(out, block->number);
        writer_u64(out, block->offset);
        writer_u64(out, block->size);
        writer_u64(out, block->seq);
        writer_u32(out, block->total);
        writer_u32(out, block->capacity);
        writer_u32(out, block->used);
        writer_u32(out, 0);
        writer_u64(out, block->sum);
    }
    head->blocks = count;
    head->directory_size = out->size - begin;
    head->directory_sum = sum_of(key, bytes_from(writer_view(out), begin));
}

void snapshot_encode_head(const struct hash_key *key, const struct snapshot_head *head, struct writer *out)
{
    size_t begin = out->size;
    writer_bytes(out, bytes_of(magic, MAGIC_SIZE));
    writer_u32(out, SNAPSHOT_VERSION);
    writer_u32(out, head->blocks);
    writer_bytes(out, bytes_of(head->uuid, sizeof head->uuid));
    writer_u64(out, head->shape);
    writer_u32(out, head->shards);
    writer_u32(out, head->key_cap);
    writer_u64(out, head->seq);
    writer_u64(out, head->event);
    writer_u64(out, head->next_id);
    writer_u64(out, head->articles);
    writer_u64(out, (uint64_t)head->taken_ms);
    writer_u32(out, head->highest);
    writer_u64(out, head->directory_at);
    writer_u64(out, head->directory_size);
    writer_u64(out, head->directory_sum);
    while (!out->failed && out->size - begin < SNAPSHOT_PAGE - SUM_SIZE)
        writer_u8(out, 0);
    if (!out->failed)
        writer_u64(out, sum_of(key, bytes_from(writer_view(out), begin)));
}

static bool is_zero(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if (bytes.at[i] != 0)
            return false;
    return true;
}

enum status snapshot_decode_head(const struct hash_key *key, struct bytes page, uint64_t file_size,
                                 struct snapshot_head *out)
{
    struct reader reader = reader_of(page);
    *out = (struct snapshot_head){.blocks = 0};
    bool ours = bytes_equal(reader_bytes(&reader, MAGIC_SIZE), bytes_of(magic, MAGIC_SIZE));
    if (!ours || reader_u32(&reader) != SNAPSHOT_VERSION)
        return STATUS_MISMATCH;
    out->blocks = reader_u32(&reader);
    struct bytes uuid = reader_bytes(&reader, sizeof out->uuid);
    out->shape = reader_u64(&reader);
    out->shards = reader_u32(&reader);
    out->key_cap = reader_u32(&reader);
    out->seq = reader_u64(&reader);
    out->event = reader_u64(&reader);
    out->next_id = reader_u64(&reader);
    out->articles = reader_u64(&reader);
    out->taken_ms = (int64_t)reader_u64(&reader);
    out->highest = reader_u32(&reader);
    out->directory_at = reader_u64(&reader);
    out->directory_size = reader_u64(&reader);
    out->directory_sum = reader_u64(&reader);
    if (reader.failed || page.size != SNAPSHOT_PAGE)
        return STATUS_DAMAGED;
    memcpy(out->uuid, uuid.at, sizeof out->uuid);
    struct bytes rest = bytes_from(page, SNAPSHOT_PAGE - reader.rest.size);
    bool sealed = is_zero(bytes_upto(rest, rest.size - SUM_SIZE));
    struct reader end = reader_of(bytes_from(page, SNAPSHOT_PAGE - SUM_SIZE));
    sealed = sealed && reader_u64(&end) == sum_of(key, bytes_upto(page, SNAPSHOT_PAGE - SUM_SIZE));
    bool fits = out->blocks <= SNAPSHOT_BLOCKS_MAX &&
                out->directory_size == (uint64_t)out->blocks * SNAPSHOT_ENTRY_SIZE &&
                out->directory_at >= SNAPSHOT_PAGE && out->directory_at <= file_size &&
                file_size - out->directory_at == out->directory_size;
    return sealed && fits ? STATUS_OK : STATUS_DAMAGED;
}

static struct snapshot_block read_block(struct reader *reader, uint32_t *zero)
{
    struct snapshot_block block = {.part = reader_u32(reader)};
    block.number = reader_u32(reader);
    block.offset = reader_u64(reader);
    block.size = reader_u64(reader);
    block.seq = reader_u64(reader);
    block.total = reader_u32(reader);
    block.capacity = reader_u32(reader);
    block.used = reader_u32(reader);
    *zero |= reader_u32(reader);
    block.sum = reader_u64(reader);
    return block;
}

enum status snapshot_decode_directory(const struct hash_key *key, const struct snapshot_head *head,
                                      struct bytes directory, struct arena *arena, struct snapshot_block **blocks)
{
    struct reader reader = reader_of(directory);
    uint64_t end = SNAPSHOT_PAGE;
    uint32_t zero = 0;
    if (directory.size != head->directory_size || sum_of(key, directory) != head->directory_sum)
        return STATUS_DAMAGED;
    *blocks = arena_array(arena, head->blocks, sizeof **blocks);
    if (!*blocks)
        return STATUS_NOMEM;
    for (uint32_t i = 0; i < head->blocks; i++) {
        struct snapshot_block block = read_block(&reader, &zero);
        bool known = block.part >= SNAPSHOT_CLUSTERS && block.part < SNAPSHOT_PARTS;
        /* One behind the other, before the directory. */
        bool placed = block.offset == end && block.size > 0 && block.size <= SNAPSHOT_BLOCK_MAX &&
                      block.size % SNAPSHOT_PAGE == 0 && block.offset + block.size <= head->directory_at;
        if (!known || !placed || block.seq < head->seq)
            return STATUS_DAMAGED;
        end = block.offset + block.size;
        (*blocks)[i] = block;
    }
    return reader_done(&reader) && zero == 0 && end == head->directory_at ? STATUS_OK : STATUS_DAMAGED;
}
