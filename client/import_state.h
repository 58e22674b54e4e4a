/*
 * How far imports came, in a file: import --resume.
 *
 *     struct import_state state;
 *     if (!import_state_open(&state, "crawl.state", problem)) ...
 *     const struct import_place *place = import_state_find(&state, "day.warc.gz");
 *     import_state_set(&state, &(struct import_place){...});
 *     good = import_state_save(&state);            // whole or not at all: a new file takes the old one's name
 *     import_state_close(&state);
 *
 * A line for each argument of import, behind a first line that names the format:
 *
 *     ITEM <tab> WHOLE <tab> SIZE <tab> HEAD-SIZE <tab> HEAD-CRC32 <tab> INNER <tab> ARGUMENT
 *
 * Paths are escaped as in URLs where they have blanks, control characters or %.
 */
#ifndef CLIENT_IMPORT_STATE_H
#define CLIENT_IMPORT_STATE_H

#include "shingle/base/bytes.h"

enum {
    IMPORT_STATE_SIZE_MAX = 64 << 20, /* bytes of a state file */
    IMPORT_HEAD_MAX = 4096            /* bytes by whose sum a file is known again */
};

/* By what a file is known again: one that only grew is the same. */
struct import_mark {
    uint64_t size;
    uint32_t head_size, head_crc;
};

struct import_place {
    char *argument; /* as it was given */
    char *inner;    /* the file below it that import came to; "" when it is a file */
    uint64_t item;  /* the last one of that file that was answered */
    bool whole;     /* and the file ended there */
    struct import_mark mark;
};

struct import_state {
    const char *path;
    struct import_place *places;
    size_t count, capacity;
};

/* Reads the file, which need not exist yet. False with a text in problem when it cannot be read or is none of ours. */
bool import_state_open(struct import_state *state, const char *path, char problem[160]);

void import_state_close(struct import_state *state);

/* The place of an argument, until the next set; NULL when it is not known. */
const struct import_place *import_state_find(const struct import_state *state, const char *argument);

/* Keeps a copy of place instead of what was known of its argument. False when memory ran out. */
bool import_state_set(struct import_state *state, const struct import_place *place);

/* Writes all of it and syncs. False with errno. */
bool import_state_save(const struct import_state *state);

/* Measures a regular file; false when it is none or cannot be read. */
bool import_mark_of(const char *path, struct import_mark *mark);

/* Whether the file that mark was made of begins as it did and is no shorter. */
bool import_mark_holds(const struct import_mark *mark, const char *path);

#endif
