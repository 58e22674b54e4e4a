/*
 * What is done to files and descriptors: counted, made to fail, kept from the disk or recorded, as the page says.
 */
#include "tests/faults/fault_page.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* True of what can be kept on a disk: sockets, pipes and terminals are none of this library's business. */
static bool is_file(int file)
{
    struct stat info;
    return syscall(SYS_fstat, file, &info) == 0 && (S_ISREG(info.st_mode) || S_ISDIR(info.st_mode)) && file > 2;
}

static bool fails(enum fault_kind kind)
{
    bool strikes = fault_strikes(kind);
    if (strikes)
        errno = (int)fault_page()->error;
    return strikes;
}

/* ---- writes ---- */

static bool is_synced(int file)
{
    return syscall(SYS_fcntl, file, F_GETFL) & O_DSYNC; /* which O_SYNC holds */
}

static ssize_t write_at(int file, const void *data, size_t size, off_t offset, bool moves)
{
    bool strikes = is_file(file) && fails(FAULT_FILE);
    if (strikes && fault_page()->short_writes && size > 1)
        size /= 2;
    else if (strikes)
        return -1;
    ssize_t put = moves ? syscall(SYS_write, file, data, size) : syscall(SYS_pwrite64, file, data, size, offset);
    if (put > 0 && fault_page()->recording && is_file(file))
        fault_record(is_synced(file) ? FAULT_EVENT_WRITE_SYNCED : FAULT_EVENT_WRITE, file, (uint64_t)offset, data,
                     (uint64_t)put);
    return put;
}

static off_t place(int file)
{
    return fault_page()->recording ? (off_t)syscall(SYS_lseek, file, 0, SEEK_CUR) : 0;
}

ssize_t write(int file, const void *data, size_t size)
{
    return write_at(file, data, size, place(file), true);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
    return write_at(file, data, size, offset, false);
}

ssize_t pwrite64(int file, const void *data, size_t size, off_t offset)
{
    return write_at(file, data, size, offset, false);
}

/* To a file: piece by piece, as the kernel may do it too, so a failure in between is a short write. */
ssize_t writev(int file, const struct iovec *pieces, int count)
{
    ssize_t done = 0;
    if (!is_file(file))
        return syscall(SYS_writev, file, pieces, count);
    for (int i = 0; i < count; i++) {
        ssize_t put = write(file, pieces[i].iov_base, pieces[i].iov_len);
        if (put < 0)
            return done ? done : -1;
        done += put;
        if ((size_t)put < pieces[i].iov_len)
            break;
    }
    return done;
}

/* ---- syncs ---- */

static int sync_file(int file, long call)
{
    if (fails(FAULT_FILE))
        return -1;
    if (fault_page()->no_sync)
        return 0;
    int result = (int)syscall(call, file);
    if (result == 0)
        fault_record(FAULT_EVENT_SYNC, file, 0, NULL, 0);
    return result;
}

int fdatasync(int file)
{
    return sync_file(file, SYS_fdatasync);
}

int fsync(int file)
{
    return sync_file(file, SYS_fsync);
}

int msync(void *at, size_t size, int flags)
{
    if (fails(FAULT_FILE))
        return -1;
    return fault_page()->no_sync ? 0 : (int)syscall(SYS_msync, at, size, flags);
}

int sync_file_range(int file, off_t from, off_t size, unsigned flags)
{
    return fault_page()->no_sync ? 0 : (int)syscall(SYS_sync_file_range, file, from, size, flags);
}

/* ---- names and sizes ---- */

int ftruncate(int file, off_t size)
{
    if (is_file(file) && fails(FAULT_FILE))
        return -1;
    int result = (int)syscall(SYS_ftruncate, file, size);
    if (result == 0)
        fault_record(FAULT_EVENT_TRUNCATE, file, (uint64_t)size, NULL, 0);
    return result;
}

int ftruncate64(int file, off_t size)
{
    return ftruncate(file, size);
}

/* The whole path of a name in a directory. */
static void whole_path(int directory, const char *name, char *path, size_t room)
{
    char link[64];
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t length = name[0] == '/' || directory == AT_FDCWD ? 0 : readlink(link, path, room / 2);
    path[length > 0 ? length : 0] = '\0';
    (void)snprintf(path + (length > 0 ? length : 0), room - (size_t)(length > 0 ? length : 0), "%s%s",
                   length > 0 ? "/" : "", name);
}

int renameat(int from_directory, const char *from, int to_directory, const char *to)
{
    char from_path[4096];
    char to_path[4096];
    if (fails(FAULT_FILE))
        return -1;
    int result = (int)syscall(SYS_renameat, from_directory, from, to_directory, to);
    whole_path(from_directory, from, from_path, sizeof from_path);
    whole_path(to_directory, to, to_path, sizeof to_path);
    if (result == 0)
        fault_record_names(FAULT_EVENT_RENAME, from_path, to_path);
    uint64_t rest_ms = fault_page()->rename_rest_ms;
    struct timespec rest = {(time_t)(rest_ms / 1000), (long)(rest_ms % 1000) * 1000000};
    (void)nanosleep(&rest, NULL);
    return result;
}

int rename(const char *from, const char *to)
{
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int unlinkat(int directory, const char *name, int flags)
{
    char path[4096];
    int result = (int)syscall(SYS_unlinkat, directory, name, flags);
    whole_path(directory, name, path, sizeof path);
    if (result == 0)
        fault_record_names(FAULT_EVENT_REMOVE, path, "");
    return result;
}

/* ---- descriptors ---- */

static int open_at(int directory, const char *path, int flags, unsigned mode)
{
    if (fails(FAULT_DESCRIPTOR))
        return -1;
    if (fault_page()->no_sync)
        flags &= ~O_SYNC; /* which holds O_DSYNC */
    return (int)syscall(SYS_openat, directory, path, flags, mode);
}

static unsigned mode_of(int flags, va_list more)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, unsigned) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return open_at(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = mode_of(flags, more);
    va_end(more);
    return open_at(directory, path, flags, mode);
}

int accept4(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
    return fails(FAULT_DESCRIPTOR) ? -1 : (int)syscall(SYS_accept4, listener, address, size, flags);
}

int accept(int listener, struct sockaddr *address, socklen_t *size)
{
    return accept4(listener, address, size, 0);
}

int eventfd(unsigned value, int flags)
{
    return fails(FAULT_DESCRIPTOR) ? -1 : (int)syscall(SYS_eventfd2, value, flags);
}

int socket(int family, int type, int protocol)
{
    bool tells_systemd = family == AF_UNIX && (type & SOCK_DGRAM) == SOCK_DGRAM; /* or a test would wait for READY */
    return !tells_systemd && fails(FAULT_DESCRIPTOR) ? -1 : (int)syscall(SYS_socket, family, type, protocol);
}

/* ---- the time of day ---- */

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int result = (int)syscall(SYS_clock_gettime, clock, out);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        out->tv_sec += (time_t)fault_page()->clock_shift_s;
    return result;
}
