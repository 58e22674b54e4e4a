/*
 * Laws: what opens as the head and directory of a snapshot is written back as the same bytes; its blocks stand one
 * behind the other, between head and directory. Sums are put right first, or nothing would ever open.
 */
#include "daemon/store/snapshot.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DIRECTORY_AT = 92, DIRECTORY_SUM_AT = 108, HEAD_SUM_AT = SNAPSHOT_PAGE - 8 };

static void require(bool law)
{
    if (!law)
        abort();
}

static void set_sum(uint8_t *at, const struct hash_key *key, struct bytes bytes)
{
    uint64_t sum = hash_bytes(key, HASH_CHECKSUM, bytes);
    memcpy(at, &sum, sizeof sum);
}

static void check_blocks(const struct snapshot_head *head, const struct snapshot_block *blocks)
{
    uint64_t end = SNAPSHOT_PAGE;
    for (uint32_t i = 0; i < head->blocks; i++) {
        require(blocks[i].offset == end && blocks[i].size > 0);
        end += blocks[i].size;
    }
    require(end == head->directory_at);
}

static void try_both(const struct hash_key *key, struct bytes page, struct bytes directory, struct arena *arena)
{
    struct snapshot_head head;
    struct snapshot_block *blocks;
    struct writer writer = {0};
    uint64_t at;
    memcpy(&at, page.at + DIRECTORY_AT, sizeof at);
    if (snapshot_decode_head(key, page, at + directory.size, &head) != STATUS_OK)
        return;
    struct snapshot_head again = head;
    snapshot_encode_head(key, &again, &writer);
    require(bytes_equal(writer_view(&writer), page));
    writer_clear(&writer);
    if (snapshot_decode_directory(key, &head, directory, arena, &blocks) == STATUS_OK) {
        check_blocks(&head, blocks);
        snapshot_encode_directory(key, blocks, head.blocks, &again, &writer);
        require(bytes_equal(writer_view(&writer), directory));
        require(again.directory_sum == head.directory_sum && again.directory_size == head.directory_size);
    }
    writer_close(&writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct hash_key key = hash_key_from_seed(9);
    uint8_t page[SNAPSHOT_PAGE];
    struct arena arena;
    struct snapshot_head head;
    if (size < SNAPSHOT_PAGE) {
        require(snapshot_decode_head(&key, bytes_of(data, size), size, &head) != STATUS_OK);
        return 0;
    }
    struct bytes directory = bytes_of(data + SNAPSHOT_PAGE, size - SNAPSHOT_PAGE);
    memcpy(page, data, sizeof page);
    arena_init(&arena, 4096, 1 << 24);
    require(snapshot_decode_head(&key, bytes_of(page, sizeof page), size, &head) != STATUS_OK); /* not yet put right */
    set_sum(page + DIRECTORY_SUM_AT, &key, directory);
    set_sum(page + HEAD_SUM_AT, &key, bytes_of(page, HEAD_SUM_AT));
    try_both(&key, bytes_of(page, sizeof page), directory, &arena);
    arena_close(&arena);
    return 0;
}
