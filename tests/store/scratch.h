/*
 * A directory of a test's own, removed at its end.
 *
 *     struct scratch scratch = scratch_make();
 *     open_something(scratch.path);
 *     scratch_remove(&scratch);
 */
#ifndef TESTS_STORE_SCRATCH_H
#define TESTS_STORE_SCRATCH_H

#include <stdio.h>

struct scratch {
    char path[256];
};

/* Makes the directory under TMPDIR, else /tmp. Aborts when it cannot. */
struct scratch scratch_make(void);

/* Removes the directory and the files in it (one level). */
void scratch_remove(const struct scratch *scratch);

/* The path of a file in it, in static storage until the next call. */
const char *scratch_file(const struct scratch *scratch, const char *name);

/* Inverts one bit of a file. Aborts when it cannot. */
void scratch_flip(const char *path, size_t at, unsigned bit);

/* Size of a file in bytes; aborts when there is none. */
size_t scratch_size(const char *path);

#endif
