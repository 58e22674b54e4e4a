/*
 * A path as the files that it stands for: itself, or all regular files below a directory, in an order that stays.
 *
 *     struct file_walk *walk;
 *     struct walked_file file;
 *     enum status status = file_walk_open("pages/", &walk);
 *     while (status == STATUS_OK && (status = file_walk_next(walk, &file)) == STATUS_OK)
 *         ...
 *     file_walk_close(walk);
 *
 * Symbolic links below a directory are not followed; hidden files and directories are passed over.
 */
#ifndef CLIENT_FILE_WALK_H
#define CLIENT_FILE_WALK_H

#include "shingle/base/status.h"

#include <stdbool.h>

struct file_walk;

struct walked_file {
    const char *path;  /* to open; valid until the next call */
    const char *inner; /* the part below the directory; "" for a path that is a file itself */
    bool found;        /* below a directory */
    int error;         /* errno where a directory cannot be read, else 0 */
};

/* STATUS_OK, also where nothing is there: reading tells. STATUS_NOMEM. */
MUST_CHECK enum status file_walk_open(const char *path, struct file_walk **out);

void file_walk_close(struct file_walk *walk);

/* STATUS_OK; STATUS_END; STATUS_IO. */
MUST_CHECK enum status file_walk_next(struct file_walk *walk, struct walked_file *file);

/* The order of inner paths: negative when a comes before b. */
int file_walk_compare(const char *a, const char *b);

#endif
