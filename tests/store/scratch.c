#include "tests/store/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    abort();
}

struct scratch scratch_make(void)
{
    struct scratch scratch;
    const char *parent = getenv("TMPDIR");
    (void)snprintf(scratch.path, sizeof scratch.path, "%s/shingled-test-XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(scratch.path))
        fail(scratch.path);
    return scratch;
}

const char *scratch_file(const struct scratch *scratch, const char *name)
{
    static char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", scratch->path, name);
    return path;
}

void scratch_remove(const struct scratch *scratch)
{
    struct dirent **entries;
    int count = scandir(scratch->path, &entries, NULL, NULL);
    for (int i = 0; i < count; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
            (void)unlink(scratch_file(scratch, entries[i]->d_name));
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    (void)rmdir(scratch->path);
}

void scratch_flip(const char *path, size_t at, unsigned bit)
{
    uint8_t byte = 0;
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0 || pread(file, &byte, 1, (off_t)at) != 1)
        fail(path);
    byte = (uint8_t)(byte ^ (1u << bit));
    if (pwrite(file, &byte, 1, (off_t)at) != 1)
        fail(path);
    (void)close(file);
}

size_t scratch_size(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        fail(path);
    return (size_t)info.st_size;
}
