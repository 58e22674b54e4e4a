/*
 * Takes the chunks of a body apart (RFC 9112 7.1), in pieces of any size.
 *
 *     struct http_chunks chunks = {0};
 *     while (input.size && !chunks.done) {
 *         struct bytes data;
 *         size_t used = http_chunks_feed(&chunks, input, &data);
 *         if (used == SIZE_MAX)
 *             say 400, then close;
 *         take(data);
 *         input = bytes_from(input, used);
 *     }
 *
 * Lines end in CR LF. Extensions of chunks and trailers are read over, up to HTTP_CHUNKS_LINE bytes a line and
 * HTTP_CHUNKS_TRAILER in all. Work is linear.
 */
#ifndef DAEMON_HTTP_HTTP_CHUNKS_H
#define DAEMON_HTTP_HTTP_CHUNKS_H

#include "shingle/base/bytes.h"

enum { HTTP_CHUNKS_LINE = 256, HTTP_CHUNKS_TRAILER = 4096 };

/* All zero at the beginning; private but for done. */
struct http_chunks {
    enum {
        CHUNKS_SIZE,
        CHUNKS_EXTENSION,
        CHUNKS_SIZE_LF,
        CHUNKS_DATA,
        CHUNKS_DATA_CR,
        CHUNKS_DATA_LF,
        CHUNKS_TRAILER
    } at;
    uint64_t left;   /* of the chunk */
    uint32_t line;   /* bytes of the line so far */
    uint32_t digits; /* of the size so far */
    bool cr;         /* the last byte of a trailer was CR */
    bool done;       /* the body is whole; what is behind it belongs to the next request */
};

/*
 * Takes bytes of input; how many is returned, SIZE_MAX when they are no chunks. *data is the piece of the body in them,
 * a view into input, perhaps empty.
 */
size_t http_chunks_feed(struct http_chunks *chunks, struct bytes input, struct bytes *data);

#endif
