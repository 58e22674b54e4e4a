/*
 * What a run cost the daemon: memory of its process and bytes of its folder.
 */
#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct process_memory {
    uint64_t resident;  /* VmRSS, bytes */
    uint64_t anonymous; /* RssAnon: of it, what is not a mapped file */
};

/* Memory of a process by /proc/PID/status. False when it cannot be read. */
bool process_memory_read(uint64_t pid, struct process_memory *out);

/* Bytes on disk (blocks, not lengths) of the files in a folder and the folders in it. 0 when it cannot be read. */
uint64_t folder_bytes(const char *path);

#endif
