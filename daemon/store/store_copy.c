#include "daemon/store/store_copy.h"

#include "daemon/store/pages.h"
#include "daemon/store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 1 << 20, NEW_NAME_MAX = STORE_COPY_NAME_MAX + 8 };

struct store_copy {
    struct store *store;
    struct store_copy_params params;
    char name[NEW_NAME_MAX], new_name[NEW_NAME_MAX];
    int folder, directory, file, pipe_out, pipe_in; /* -1 = none */
    pthread_t reader, writer;
    uint8_t *buffer; /* PIECE bytes */
    atomic_bool stop, ended;
    int read_error; /* the reader's, for after it was joined */
    struct store_copy_result result;
};

bool store_copy_name_fits(struct bytes name)
{
    if (name.size == 0 || name.size > STORE_COPY_NAME_MAX || name.at[0] == '.' || name.at[0] == '-' ||
        bytes_ends_with(name, BYTES(".new")))
        return false;
    for (size_t i = 0; i < name.size; i++) {
        uint8_t letter = name.at[i];
        bool fits = (letter >= '0' && letter <= '9') || ((letter | 32) >= 'a' && (letter | 32) <= 'z') ||
                    letter == '.' || letter == '_' || letter == '-';
        if (!fits)
            return false;
    }
    return true;
}

/* ---- the reader ---- */

static void *read_store(void *context)
{
    struct store_copy *copy = context;
    copy->read_error = mdb_env_copyfd2(copy->store->env, copy->pipe_in, 0);
    (void)close(copy->pipe_in); /* the writer's end of file */
    return NULL;
}

/* ---- the writer ---- */

static int64_t now_ns(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* As much as the buffer takes, less only at the end. */
static ssize_t fill(struct store_copy *copy)
{
    size_t have = 0;
    while (have < PIECE) {
        ssize_t got = read(copy->pipe_out, copy->buffer + have, PIECE - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

static bool put(struct store_copy *copy, size_t size)
{
    for (size_t done = 0; done < size;) {
        ssize_t put = pwrite(copy->file, copy->buffer + done, size - done, (off_t)(copy->result.size + done));
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        done += (size_t)put;
    }
    return true;
}

/* Starts the piece on its way to the disk, and waits for the one before; what is there need not stay in memory. */
static void settle(const struct store_copy *copy, off_t at)
{
    (void)sync_file_range(copy->file, at, PIECE, SYNC_FILE_RANGE_WRITE);
    if (at < PIECE)
        return;
    (void)sync_file_range(copy->file, at - PIECE, PIECE,
                          SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
    (void)posix_fadvise(copy->file, at - PIECE, PIECE, POSIX_FADV_DONTNEED);
}

static enum status write_all(struct store_copy *copy)
{
    for (;;) {
        int64_t began_ns = now_ns();
        ssize_t got = fill(copy);
        if (atomic_load(&copy->stop))
            return STATUS_STOPPING;
        if (got < 0 || !put(copy, (size_t)got))
            return errno == ENOSPC || errno == EDQUOT ? STATUS_FULL : STATUS_IO;
        settle(copy, (off_t)copy->result.size);
        copy->result.size += (uint64_t)got;
        store_relax(copy->store); /* or the pages that were read would count as this process's memory */
        if (got < PIECE)
            return fdatasync(copy->file) == 0 ? STATUS_OK : STATUS_IO;
        int64_t rest_ns = now_ns() - began_ns;
        struct timespec rest = {rest_ns / 1000000000, rest_ns % 1000000000};
        (void)nanosleep(&rest, NULL);
    }
}

/*
 * The name is given only to what is whole, and known to be. The file is synced last: an XFS that has shut down, because
 * its device failed, still calls a directory synced, and says only of files that they are not.
 */
static enum status publish(struct store_copy *copy)
{
    struct writer faults = {0};
    enum status status = pages_check(copy->directory, PAGES_ALL, &faults);
    writer_close(&faults);
    if (status != STATUS_OK)
        return status == STATUS_IO || status == STATUS_NOMEM ? status : STATUS_DAMAGED;
    bool named = fsync(copy->directory) == 0 && renameat(copy->folder, copy->new_name, copy->folder, copy->name) == 0 &&
                 fsync(copy->folder) == 0 && fsync(copy->file) == 0;
    return named ? STATUS_OK : STATUS_IO;
}

static void *write_copy(void *context)
{
    struct store_copy *copy = context;
    enum status status = write_all(copy);
    copy->result.error = errno;
    (void)close(copy->pipe_out); /* a reader that still writes learns it */
    (void)pthread_join(copy->reader, NULL);
    if (status == STATUS_OK && copy->read_error)
        status = store_status(copy->store, copy->read_error);
    errno = 0;
    if (status == STATUS_OK && (status = publish(copy)) == STATUS_IO)
        copy->result.error = errno;
    copy->result.status = status;
    atomic_store(&copy->ended, true);
    copy->params.ended(copy->params.context);
    return NULL;
}

/* ---- the owner's side ---- */

static enum status make_places(struct store_copy *copy)
{
    struct statvfs info;
    struct stat there;
    if (mkdir(copy->params.folder, 0700) != 0 && errno != EEXIST)
        return STATUS_IO;
    copy->folder = open(copy->params.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy->folder < 0 || fstatvfs(copy->folder, &info) != 0)
        return STATUS_IO;
    if ((uint64_t)info.f_bavail * info.f_frsize < store_size(copy->store) + STORE_COPY_ROOM_LEFT)
        return STATUS_FULL;
    if (fstatat(copy->folder, copy->name, &there, AT_SYMLINK_NOFOLLOW) == 0)
        return STATUS_EXISTS;
    if (mkdirat(copy->folder, copy->new_name, 0700) != 0 && errno != EEXIST) /* one that was cut short goes on being */
        return STATUS_IO;
    copy->directory = openat(copy->folder, copy->new_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (copy->directory >= 0)
        copy->file = openat(copy->directory, "data.mdb", O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    return copy->file >= 0 ? STATUS_OK : STATUS_IO;
}

static void close_files(struct store_copy *copy)
{
    const int files[] = {copy->file, copy->directory, copy->folder};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] >= 0)
            (void)close(files[i]);
}

static void remove_half(const struct store_copy *copy)
{
    if (copy->directory < 0)
        return;
    (void)unlinkat(copy->directory, "data.mdb", 0);
    (void)unlinkat(copy->folder, copy->new_name, AT_REMOVEDIR);
}

static enum status start_threads(struct store_copy *copy)
{
    int ends[2];
    sigset_t all, before;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return STATUS_IO;
    copy->pipe_out = ends[0];
    copy->pipe_in = ends[1];
    (void)sigfillset(&all); /* also SIGPIPE: a reader whose pipe ended is told by its write */
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    bool reads = pthread_create(&copy->reader, NULL, read_store, copy) == 0;
    bool writes = reads && pthread_create(&copy->writer, NULL, write_copy, copy) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (writes)
        return STATUS_OK;
    (void)close(copy->pipe_out);
    if (reads)
        (void)pthread_join(copy->reader, NULL);
    else
        (void)close(copy->pipe_in);
    return STATUS_NOMEM;
}

enum status store_copy_begin(struct store *store, const struct store_copy_params *params, struct store_copy **out)
{
    *out = NULL;
    struct store_copy *copy = calloc(1, sizeof *copy);
    if (!copy)
        return STATUS_NOMEM;
    copy->store = store;
    copy->params = *params;
    copy->folder = copy->directory = copy->file = -1;
    copy->result.status = STATUS_STOPPING;
    (void)snprintf(copy->name, sizeof copy->name, "%s", params->name);
    (void)snprintf(copy->new_name, sizeof copy->new_name, "%s.new", params->name);
    copy->buffer = malloc(PIECE);
    enum status status = copy->buffer ? make_places(copy) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = start_threads(copy);
    if (status == STATUS_OK) {
        *out = copy;
        return STATUS_OK;
    }
    int error = errno;
    remove_half(copy);
    close_files(copy);
    free(copy->buffer);
    free(copy);
    errno = error;
    return status;
}

bool store_copy_ended(struct store_copy *copy, struct store_copy_result *result)
{
    if (!atomic_load(&copy->ended))
        return false;
    *result = copy->result;
    return true;
}

void store_copy_stop(struct store_copy *copy)
{
    atomic_store(&copy->stop, true);
}

void store_copy_close(struct store_copy *copy)
{
    if (!copy)
        return;
    atomic_store(&copy->stop, true);
    (void)pthread_join(copy->writer, NULL);
    if (copy->result.status != STATUS_OK)
        remove_half(copy);
    close_files(copy);
    free(copy->buffer);
    free(copy);
}
