#include "client/file_walk.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct file_walk {
    char *root;
    size_t root_size; /* without slashes at its end */
    FTS *tree;        /* NULL: root is one file */
    bool done;
};

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* As by_name within each directory: a slash comes before every other byte. */
int file_walk_compare(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    unsigned left = *a == '/' ? 1 : *a ? (unsigned char)*a + 1u : 0;
    unsigned right = *b == '/' ? 1 : *b ? (unsigned char)*b + 1u : 0;
    return left < right ? -1 : left > right;
}

enum status file_walk_open(const char *path, struct file_walk **out)
{
    struct stat info;
    *out = NULL;
    struct file_walk *walk = calloc(1, sizeof *walk);
    if (!walk || !(walk->root = strdup(path))) {
        free(walk);
        return STATUS_NOMEM;
    }
    walk->root_size = strlen(path);
    while (walk->root_size > 1 && path[walk->root_size - 1] == '/')
        walk->root[--walk->root_size] = '\0';
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        char *const roots[] = {walk->root, NULL};
        walk->tree = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
        if (!walk->tree) {
            file_walk_close(walk);
            return STATUS_NOMEM;
        }
    }
    *out = walk;
    return STATUS_OK;
}

void file_walk_close(struct file_walk *walk)
{
    if (!walk)
        return;
    if (walk->tree)
        (void)fts_close(walk->tree);
    free(walk->root);
    free(walk);
}

enum status file_walk_next(struct file_walk *walk, struct walked_file *file)
{
    *file = (struct walked_file){.path = walk->root, .inner = ""};
    if (!walk->tree) {
        enum status status = walk->done ? STATUS_END : STATUS_OK;
        walk->done = true;
        return status;
    }
    errno = 0;
    for (FTSENT *entry; (entry = fts_read(walk->tree)) != NULL;) {
        bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
        bool unreadable = entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS || entry->fts_info == FTS_ERR;
        if (hidden && entry->fts_info == FTS_D)
            (void)fts_set(walk->tree, entry, FTS_SKIP);
        if (hidden || (entry->fts_info != FTS_F && !unreadable))
            continue;
        size_t inner = entry->fts_pathlen > walk->root_size ? walk->root_size : entry->fts_pathlen;
        while (entry->fts_path[inner] == '/')
            inner++;
        *file = (struct walked_file){entry->fts_path, entry->fts_path + inner, true, unreadable ? entry->fts_errno : 0};
        return STATUS_OK;
    }
    return errno ? STATUS_IO : STATUS_END;
}
