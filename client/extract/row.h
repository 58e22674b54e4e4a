/*
 * One line of JSONL: a strict reader (RFC 8259) for an object of which a few members matter. Everything else is checked
 * and passed over without taking memory, so that a hostile line costs no more than its own size.
 *
 *     struct row row;
 *     const char *problem = row_read(line, &arena, &row);
 *     if (!problem && row.html.at) ...
 */
#ifndef CLIENT_EXTRACT_ROW_H
#define CLIENT_EXTRACT_ROW_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

enum { ROW_DEPTH_MAX = 512 /* arrays and objects inside each other */ };

/* Members are UTF-8, views of the line or of the arena; .at is NULL where one is missing or not a string. */
struct row {
    struct bytes id; /* any value, as the line writes it */
    struct bytes url;
    struct bytes title;
    struct bytes html;
    struct bytes text;
};

/*
 * Reads a line into *out. NULL when it is good, else what is wrong, static; out->id is then there if it was read
 * before. Of equal names the last counts. Half of a surrogate pair becomes U+FFFD. Linear.
 */
const char *row_read(struct bytes line, struct arena *arena, struct row *out);

#endif
