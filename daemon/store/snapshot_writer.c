#include "daemon/store/snapshot_writer.h"

#include "daemon/store/snapshot_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RING_LEAST = 16 << 20 /* bytes of the ring that blocks wait in */ };

/* A block on its way. */
struct parcel {
    struct parcel *next;
    struct snapshot_block block;
    uint8_t *bytes;
    size_t span; /* bytes that it takes of the ring; 0: allocated by itself */
};

struct snapshot_writer {
    int directory, file;
    const struct hash_key *key;
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum snapshot_writer_state state; /* under lock, as all to the next line */
    int error;                        /* errno */
    struct parcel *first, *last;      /* that wait */
    uint64_t waiting;                 /* bytes of them, but for those in the ring */
    size_t ring_taken;                /* bytes of the ring that parcels take */
    bool ended, stop;
    struct snapshot_head head;

    uint8_t *ring; /* made by the thread before it is ready, then the owner's to fill */
    size_t ring_size, ring_next;

    struct snapshot_block *blocks; /* all below: the thread's, until it is done */
    uint64_t written;              /* bytes of the file */
    uint32_t block_count, block_room;
    struct writer buffer;
};

enum snapshot_writer_state snapshot_writer_state(struct snapshot_writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    enum snapshot_writer_state state = writer->state;
    (void)pthread_mutex_unlock(&writer->lock);
    return state;
}

int snapshot_writer_error(struct snapshot_writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    int error = writer->error;
    (void)pthread_mutex_unlock(&writer->lock);
    return error;
}

uint64_t snapshot_writer_size(const struct snapshot_writer *writer)
{
    return writer->written;
}

bool snapshot_writer_room(struct snapshot_writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    bool room = writer->waiting < SNAPSHOT_WAITING_MAX &&
                (writer->ring_taken == 0 || writer->ring_size - writer->ring_taken > RING_LEAST / 2);
    (void)pthread_mutex_unlock(&writer->lock);
    return room;
}

static void set_state(struct snapshot_writer *writer, enum snapshot_writer_state state, int error)
{
    (void)pthread_mutex_lock(&writer->lock);
    writer->state = state;
    writer->error = error;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
}

static void free_parcel(struct snapshot_writer *writer, struct parcel *parcel)
{
    if (parcel->span == 0)
        free(parcel->bytes);
    (void)pthread_mutex_lock(&writer->lock);
    writer->ring_taken -= parcel->span;
    (void)pthread_mutex_unlock(&writer->lock);
    free(parcel);
}

/* ---- the owner's side ---- */

/* Room behind what was put last, or at the ring's begin when the end is too near; parcels leave in the same order. */
static uint8_t *take_room(struct snapshot_writer *writer, size_t size, size_t *span)
{
    size_t left = writer->ring_size - writer->ring_next, at = size <= left ? writer->ring_next : 0;
    *span = size <= left ? size : left + size;
    (void)pthread_mutex_lock(&writer->lock);
    bool fits = writer->ring && *span <= writer->ring_size - writer->ring_taken;
    writer->ring_taken += fits ? *span : 0;
    (void)pthread_mutex_unlock(&writer->lock);
    if (fits) {
        writer->ring_next = at + size;
        return writer->ring + at;
    }
    *span = 0;
    return malloc(size);
}

enum status snapshot_writer_put(struct snapshot_writer *writer, const struct snapshot_block *block, struct bytes bytes)
{
    struct parcel *parcel = calloc(1, sizeof *parcel);
    if (!parcel)
        return STATUS_NOMEM;
    parcel->block = *block;
    parcel->block.size = bytes.size;
    parcel->bytes = take_room(writer, bytes.size, &parcel->span);
    if (!parcel->bytes) {
        free(parcel);
        return STATUS_NOMEM;
    }
    memcpy(parcel->bytes, bytes.at, bytes.size);
    (void)pthread_mutex_lock(&writer->lock);
    if (writer->last)
        writer->last->next = parcel;
    else
        writer->first = parcel;
    writer->last = parcel;
    writer->waiting += parcel->span ? 0 : bytes.size;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
    return STATUS_OK;
}

void snapshot_writer_end(struct snapshot_writer *writer, const struct snapshot_head *head)
{
    (void)pthread_mutex_lock(&writer->lock);
    writer->head = *head;
    writer->ended = true;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
}

/* ---- the thread ---- */

static int write_all(struct snapshot_writer *writer, struct bytes bytes, uint64_t offset)
{
    while (bytes.size > 0) {
        ssize_t put = pwrite(writer->file, bytes.at, bytes.size, (off_t)offset);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return put == 0 ? EIO : errno;
        offset += (uint64_t)put;
        bytes = bytes_from(bytes, (size_t)put);
    }
    return 0;
}

static int note_block(struct snapshot_writer *writer, const struct snapshot_block *block)
{
    if (writer->block_count == writer->block_room) {
        uint32_t room = writer->block_room ? writer->block_room * 2 : 256;
        struct snapshot_block *blocks = realloc(writer->blocks, room * sizeof *blocks);
        if (!blocks)
            return ENOMEM;
        writer->blocks = blocks;
        writer->block_room = room;
    }
    writer->blocks[writer->block_count++] = *block;
    return 0;
}

static int write_block(struct snapshot_writer *writer, struct parcel *parcel)
{
    struct bytes left = bytes_of(parcel->bytes, parcel->block.size);
    struct snapshot_block *block = &parcel->block;
    block->offset = writer->written;
    block->sum = snapshot_sum_begin(block->part, block->number);
    int error = 0;
    while (left.size > 0 && !error) {
        struct bytes piece = bytes_upto(left, left.size < SNAPSHOT_PIECE ? left.size : SNAPSHOT_PIECE);
        block->sum = snapshot_sum_add(writer->key, block->sum, piece);
        error = write_all(writer, piece, writer->written);
        writer->written += piece.size;
        left = bytes_from(left, piece.size);
    }
    /* To the disk in a steady stream: the sync at the end, and the store's own, find little left to do. */
    if (!error)
        (void)sync_file_range(writer->file, (off_t)block->offset, (off_t)block->size, SYNC_FILE_RANGE_WRITE);
    return error ? error : note_block(writer, block);
}

/* The next block, NULL at the end or when it is to stop. */
static struct parcel *next_parcel(struct snapshot_writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    while (!writer->first && !writer->ended && !writer->stop)
        (void)pthread_cond_wait(&writer->changed, &writer->lock);
    struct parcel *parcel = writer->stop ? NULL : writer->first;
    if (parcel) {
        writer->first = parcel->next;
        if (!writer->first)
            writer->last = NULL;
        writer->waiting -= parcel->span ? 0 : parcel->block.size;
    }
    (void)pthread_mutex_unlock(&writer->lock);
    return parcel;
}

static bool is_stopped(struct snapshot_writer *writer)
{
    (void)pthread_mutex_lock(&writer->lock);
    bool stopped = writer->stop;
    (void)pthread_mutex_unlock(&writer->lock);
    return stopped;
}

static int write_end(struct snapshot_writer *writer)
{
    struct snapshot_head head = writer->head;
    writer_clear(&writer->buffer);
    head.directory_at = writer->written;
    snapshot_encode_directory(writer->key, writer->blocks, writer->block_count, &head, &writer->buffer);
    if (writer->buffer.failed)
        return ENOMEM;
    int error = write_all(writer, writer_view(&writer->buffer), head.directory_at);
    writer->written += head.directory_size;
    writer_clear(&writer->buffer);
    snapshot_encode_head(writer->key, &head, &writer->buffer);
    if (writer->buffer.failed)
        return ENOMEM;
    if (!error)
        error = write_all(writer, writer_view(&writer->buffer), 0);
    return error;
}

static int publish(struct snapshot_writer *writer)
{
    if (fsync(writer->file) != 0)
        return errno;
    if (renameat(writer->directory, SNAPSHOT_NEW_NAME, writer->directory, SNAPSHOT_NAME) != 0)
        return errno;
    return fsync(writer->directory) == 0 ? 0 : errno;
}

/*
 * The memory that blocks are copied to, in huge pages and touched here, so that the owner does not wait for faults: on
 * some machines they take longer than the copying.
 */
static void make_ring(struct snapshot_writer *writer)
{
    size_t size = writer->ring_size > RING_LEAST ? writer->ring_size : RING_LEAST;
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    writer->ring_size = 0;
    if (at == MAP_FAILED)
        return;
#ifdef MADV_HUGEPAGE
    (void)madvise(at, size, MADV_HUGEPAGE);
#endif
    memset(at, 1, size);
    writer->ring = at;
    writer->ring_size = size;
}

static void *run(void *context)
{
    struct snapshot_writer *writer = context;
    int error = 0;
    make_ring(writer);
    set_state(writer, SNAPSHOT_WRITER_READY, 0);
    for (struct parcel *parcel; !error && (parcel = next_parcel(writer)); free_parcel(writer, parcel))
        error = write_block(writer, parcel);
    if (!error && is_stopped(writer))
        error = ECANCELED;
    if (!error)
        error = write_end(writer);
    if (!error)
        error = publish(writer);
    set_state(writer, error ? SNAPSHOT_WRITER_FAILED : SNAPSHOT_WRITER_DONE, error);
    return NULL;
}

/* Signals are for the main thread. */
static int start(struct snapshot_writer *writer)
{
    sigset_t all;
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&writer->thread, NULL, run, writer);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

enum status snapshot_writer_open(int directory, const struct hash_key *key, size_t reserve,
                                 struct snapshot_writer **out)
{
    *out = NULL;
    struct snapshot_writer *writer = calloc(1, sizeof *writer);
    if (!writer)
        return STATUS_NOMEM;
    (void)unlinkat(directory, SNAPSHOT_NEW_NAME, 0);
    writer->directory = directory;
    writer->key = key;
    writer->ring_size = reserve;
    writer->written = SNAPSHOT_PAGE;
    writer->file = openat(directory, SNAPSHOT_NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (writer->file < 0) {
        free(writer);
        return STATUS_IO;
    }
    (void)pthread_mutex_init(&writer->lock, NULL);
    (void)pthread_cond_init(&writer->changed, NULL);
    if (start(writer) != 0) {
        (void)close(writer->file);
        (void)unlinkat(directory, SNAPSHOT_NEW_NAME, 0);
        free(writer);
        return STATUS_NOMEM;
    }
    *out = writer;
    return STATUS_OK;
}

void snapshot_writer_close(struct snapshot_writer *writer)
{
    if (!writer)
        return;
    (void)pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
    (void)pthread_join(writer->thread, NULL);
    if (writer->state != SNAPSHOT_WRITER_DONE)
        (void)unlinkat(writer->directory, SNAPSHOT_NEW_NAME, 0);
    for (struct parcel *parcel = writer->first, *next; parcel; parcel = next) {
        next = parcel->next;
        free_parcel(writer, parcel);
    }
    if (writer->ring)
        (void)munmap(writer->ring, writer->ring_size);
    (void)close(writer->file);
    free(writer->blocks);
    writer_close(&writer->buffer);
    (void)pthread_cond_destroy(&writer->changed);
    (void)pthread_mutex_destroy(&writer->lock);
    free(writer);
}
