#include "tests/faults/fault_page.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct fault_page nothing;
static struct fault_page *page = &nothing;
static int trace = -1;

/* Raw system calls: the names of libc are this library's own. */
static int open_raw(const char *path, int flags)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

__attribute__((constructor)) static void find_page(void)
{
    const char *path = getenv("FAULTS_PAGE");
    const char *trace_path = getenv("FAULTS_TRACE");
    int file = path ? open_raw(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *map = mmap(NULL, sizeof(struct fault_page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    (void)syscall(SYS_close, file);
    if (trace_path)
        trace = open_raw(trace_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC);
    if (map != MAP_FAILED)
        page = map;
}

struct fault_page *fault_page(void)
{
    return page;
}

bool fault_strikes(enum fault_kind kind)
{
    uint64_t first = page->first[kind];
    uint64_t number = ++page->seen[kind];
    if (first == 0 || number < first || number - first >= page->count[kind])
        return false;
    page->failed[kind]++;
    return true;
}

/* One write, so that events of several threads do not mix: O_APPEND makes it whole. */
static void append(const struct fault_event *event, const char *path, const void *data)
{
    struct {
        const void *at;
        uint64_t size;
    } parts[] = {{event, sizeof *event}, {path, event->path_size}, {data, data ? event->data_size : 0}};
    long size = syscall(SYS_writev, trace, parts, 3);
    if (size > 0)
        page->trace_size += (uint64_t)size;
}

void fault_record(enum fault_event_kind kind, int file, uint64_t offset, const void *data, uint64_t size)
{
    char link[64];
    char path[4096];
    if (!page->recording || trace < 0)
        return;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    if (length <= 0 || path[0] != '/')
        return;
    struct fault_event event = {
        .kind = kind, .path_size = (uint32_t)length, .offset = offset, .data_size = data ? size : 0};
    append(&event, path, data);
}

void fault_record_names(enum fault_event_kind kind, const char *from, const char *to)
{
    struct fault_event event = {.kind = kind, .path_size = (uint32_t)strlen(from), .data_size = strlen(to)};
    if (page->recording && trace >= 0)
        append(&event, from, to);
}
