/*
 * Records of a WARC file (ISO 28500, versions 0.17 to 1.1), unpacked already: a crawler's fetches in order.
 *
 *     struct warc warc;
 *     struct warc_record record;
 *     warc_open(&warc, source);
 *     while ((status = warc_next(&warc, &record)) == STATUS_OK)
 *         if (record.type == WARC_RESPONSE)
 *             ... record.block is an HTTP response ...
 *     if (status != STATUS_END) ... warc.why ...
 *     warc_close(&warc);
 *
 *     WARC/1.0 CR LF  Name: value CR LF ...  CR LF  block of Content-Length bytes  CR LF CR LF  WARC/1.0 ...
 *
 * Memory is bounded: a head has at most WARC_HEAD_MAX bytes, and blocks over WARC_BLOCK_MAX, as well as those of types
 * that nobody reads, go by in pieces. Time is linear in the bytes.
 */
#ifndef CLIENT_CRAWL_WARC_H
#define CLIENT_CRAWL_WARC_H

#include "client/crawl/byte_source.h"
#include "shingle/base/writer.h"

enum {
    WARC_HEAD_MAX = 64 << 10, /* bytes of a record's head; a longer one ends the file */
    WARC_BLOCK_MAX = 32 << 20 /* bytes of a block that is read; a longer one is passed over */
};

enum warc_type {
    WARC_RESPONSE,   /* an HTTP response, head and body */
    WARC_RESOURCE,   /* a page without a head */
    WARC_CONVERSION, /* a page's text, as WET files have */
    WARC_REVISIT,    /* the same as an earlier record; no page in it */
    WARC_OTHER       /* warcinfo, request, metadata, continuation and what is unknown */
};

struct warc_record {
    enum warc_type type;
    struct bytes id, url, date, content_type; /* without angle brackets; empty when not told */
    bool truncated;                           /* the crawler says that it kept only a beginning */
    bool too_big;                             /* over WARC_BLOCK_MAX: block is empty */
    struct bytes block;                       /* empty for WARC_REVISIT and WARC_OTHER */
};

struct warc {
    const struct byte_source *source;
    struct writer head; /* of the record at hand */
    uint64_t number;    /* of the record at hand, from 1 */
    size_t held;        /* bytes of its block that still stand in the source */
    const char *why;    /* what is wrong, static; NULL when the source knows */
};

void warc_open(struct warc *warc, const struct byte_source *source);

void warc_close(struct warc *warc);

/*
 * The next record; its views hold until the next call. STATUS_OK; STATUS_END behind the last one; STATUS_DAMAGED: no
 * record begins here, or the file ends inside one; STATUS_NOMEM; the source's own errors. After those: the end.
 */
MUST_CHECK enum status warc_next(struct warc *warc, struct warc_record *out);

#endif
