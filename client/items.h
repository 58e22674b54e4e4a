/*
 * The articles in a file, whatever its form, told apart by content and unpacked (gzip, zstd) on the way:
 *
 *     JSON lines       an object a line
 *     JSON             an array of objects, or objects over several lines, as news-please writes them
 *     WARC             the HTML pages that a crawler fetched
 *     HTML             one page
 *
 *     struct items *items;
 *     enum status status = items_open(&place, &items);
 *     struct item item;
 *     while (status == STATUS_OK && (status = items_next(items, &item)) == STATUS_OK)
 *         ...
 *     if (status != STATUS_END) ... items_why(items) ...
 *     items_close(items);
 */
#ifndef CLIENT_ITEMS_H
#define CLIENT_ITEMS_H

#include "client/input.h"

struct items;

/* A file, and what its pages are called. */
struct items_place {
    const char *path; /* "-" is standard input */
    const char *name; /* the id of a page that is alone in the file; NULL: none */
    const char *base; /* goes before name to make its URL; NULL: it has none */
    bool found;       /* in a directory: a file of another form has no items, instead of being taken for lines */
};

/* One article, or why there is none. */
struct item {
    uint64_t number;               /* of its line, record or object, from 1 */
    struct bytes json;             /* an object; empty for a page */
    struct bytes page;             /* HTML or text */
    bool html;                     /* which of them */
    struct bytes id, url, fetched; /* of a page; empty when not known */
    const char *problem;           /* it cannot be sent; json has what there is */
    const char *passed;            /* nothing to send: why, static */
};

/* As input_open. */
MUST_CHECK enum status items_open(const struct items_place *place, struct items **out);

void items_close(struct items *items);

/*
 * The next item; its views hold until the next call. STATUS_OK; STATUS_END; STATUS_SYNTAX, STATUS_TOOBIG,
 * STATUS_DAMAGED, STATUS_IO, STATUS_NOMEM: the rest of the file cannot be read.
 */
MUST_CHECK enum status items_next(struct items *items, struct item *out);

/* Whether items_next would answer without waiting. */
bool items_ready(const struct items *items);

/* The file's bytes, for progress and poll. */
const struct input *items_input(const struct items *items);

/* What went wrong, for people. */
const char *items_why(const struct items *items);

/* What is counted in it: "line" or "article". */
const char *items_noun(const struct items *items);

#endif
