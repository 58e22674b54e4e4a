#include "bench/process.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK_SIZE = 512, DEPTH_MAX = 8 };

bool process_memory_read(uint64_t pid, struct process_memory *out)
{
    char path[64], line[256];
    (void)snprintf(path, sizeof path, "/proc/%" PRIu64 "/status", pid);
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    *out = (struct process_memory){0};
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, "VmRSS:", 6) == 0)
            out->resident = strtoull(line + 6, NULL, 10) * 1024;
        if (strncmp(line, "RssAnon:", 8) == 0)
            out->anonymous = strtoull(line + 8, NULL, 10) * 1024;
    }
    (void)fclose(file);
    return out->resident > 0;
}

static uint64_t bytes_below(const char *path, int depth)
{
    DIR *folder = depth < DEPTH_MAX ? opendir(path) : NULL;
    uint64_t sum = 0;
    for (const struct dirent *entry; folder && (entry = readdir(folder)) != NULL;) {
        char child[4096];
        struct stat info;
        (void)snprintf(child, sizeof child, "%s/%s", path, entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || lstat(child, &info) != 0)
            continue;
        sum += (uint64_t)info.st_blocks * BLOCK_SIZE;
        if (S_ISDIR(info.st_mode))
            sum += bytes_below(child, depth + 1);
    }
    if (folder)
        (void)closedir(folder);
    return sum;
}

uint64_t folder_bytes(const char *path)
{
    return bytes_below(path, 0);
}
