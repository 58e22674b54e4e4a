#include "daemon/store/snapshot_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads size bytes; DAMAGED when the file ends before. */
static enum status read_all(int file, void *to, size_t size, uint64_t offset)
{
    uint8_t *at = to;
    while (size > 0) {
        ssize_t got = pread(file, at, size, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 ? STATUS_DAMAGED : STATUS_IO;
        at += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return STATUS_OK;
}

static enum status read_head(struct snapshot_reader *reader)
{
    uint8_t page[SNAPSHOT_PAGE];
    struct stat info;
    if (fstat(reader->file, &info) != 0 || !S_ISREG(info.st_mode))
        return STATUS_IO;
    reader->size = (uint64_t)info.st_size;
    enum status status = read_all(reader->file, page, sizeof page, 0);
    if (status == STATUS_OK)
        status = snapshot_decode_head(reader->key, bytes_of(page, sizeof page), reader->size, &reader->head);
    return status;
}

static enum status read_directory(struct snapshot_reader *reader)
{
    size_t size = (size_t)reader->head.directory_size;
    void *bytes = arena_alloc(&reader->arena, size);
    if (!bytes)
        return STATUS_NOMEM;
    enum status status = read_all(reader->file, bytes, size, reader->head.directory_at);
    if (status == STATUS_OK)
        status = snapshot_decode_directory(reader->key, &reader->head, bytes_of(bytes, size), &reader->arena,
                                           &reader->blocks);
    return status;
}

enum status snapshot_reader_open(int directory, const struct hash_key *key, struct snapshot_reader **out)
{
    *out = NULL;
    int file = openat(directory, SNAPSHOT_NAME, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOTFOUND : STATUS_IO;
    struct snapshot_reader *reader = calloc(1, sizeof *reader);
    if (!reader) {
        (void)close(file);
        return STATUS_NOMEM;
    }
    reader->file = file;
    reader->key = key;
    arena_init(&reader->arena, 64 << 10, 0);
    enum status status = read_head(reader);
    if (status == STATUS_OK)
        status = read_directory(reader);
    if (status != STATUS_OK) {
        snapshot_reader_close(reader);
        return status;
    }
    *out = reader;
    return STATUS_OK;
}

void snapshot_reader_close(struct snapshot_reader *reader)
{
    if (!reader)
        return;
    (void)close(reader->file);
    arena_close(&reader->arena);
    free(reader);
}

/*
 * Memory that is about to be written, in one call instead of a fault a page. A piece at a time, so that it is still in
 * the processor's cache when it is read into, and then when it is summed.
 */
static void take_pages(uint8_t *at, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    if (((uintptr_t)at & (SNAPSHOT_PAGE - 1)) == 0)
        (void)madvise(at, size, MADV_POPULATE_WRITE);
#else
    (void)at;
    (void)size;
#endif
}

enum status snapshot_reader_block(const struct snapshot_reader *reader, const struct snapshot_block *block, void *room)
{
    uint8_t *at = room;
    uint64_t sum = snapshot_sum_begin(block->part, block->number);
    for (uint64_t done = 0; done < block->size;) {
        uint64_t left = block->size - done;
        size_t piece = left < SNAPSHOT_PIECE ? (size_t)left : SNAPSHOT_PIECE;
        take_pages(at + done, piece);
        enum status status = read_all(reader->file, at + done, piece, block->offset + done);
        if (status != STATUS_OK)
            return status;
        sum = snapshot_sum_add(reader->key, sum, bytes_of(at + done, piece));
        done += piece;
    }
    return sum == block->sum ? STATUS_OK : STATUS_DAMAGED;
}

enum status snapshot_reader_prove(const struct snapshot_reader *reader, const struct snapshot_block *block)
{
    uint64_t sum = snapshot_sum_begin(block->part, block->number);
    uint8_t *room = malloc(SNAPSHOT_PIECE);
    enum status status = room ? STATUS_OK : STATUS_NOMEM;
    for (uint64_t done = 0; done < block->size && status == STATUS_OK;) {
        uint64_t left = block->size - done;
        size_t piece = left < SNAPSHOT_PIECE ? (size_t)left : SNAPSHOT_PIECE;
        /* Not through the map: there an error of the disk would be a signal. */
        status = read_all(reader->file, room, piece, block->offset + done);
        if (status == STATUS_OK)
            sum = snapshot_sum_add(reader->key, sum, bytes_of(room, piece));
        done += piece;
    }
    free(room);
    return status == STATUS_OK && sum != block->sum ? STATUS_DAMAGED : status;
}

void *snapshot_reader_map(const struct snapshot_reader *reader)
{
    void *at = mmap(NULL, (size_t)reader->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader->file, 0);
    return at == MAP_FAILED ? NULL : at;
}
