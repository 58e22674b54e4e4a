/*
 * Reads the head of an HTTP request, as far as a server needs that only ever answers GET and HEAD and then closes: the
 * request line, the end of the head. Bodies, pipelining and keep-alive do not exist here, so there is nothing to
 * smuggle.
 *
 *     switch (http_request_read(head, &request)) ...
 *
 * Source: RFC 9110 and RFC 9112, stricter where they allow to be lenient: lines end in CR LF, no control bytes.
 */
#ifndef DAEMON_HTTP_HTTP_REQUEST_H
#define DAEMON_HTTP_HTTP_REQUEST_H

#include "shingle/base/bytes.h"

enum {
    HTTP_HEAD_SIZE = 16 << 10 /* bytes of a request's head */
};

enum http_reading {
    HTTP_READING_MORE, /* the head is not complete */
    HTTP_READING_DONE,
    HTTP_READING_BAD,      /* not a request: 400 */
    HTTP_READING_TOO_LONG, /* over HTTP_HEAD_SIZE: 431 */
    HTTP_READING_METHOD,   /* neither GET nor HEAD: 405 */
    HTTP_READING_BODY,     /* announces a body: 413 */
    HTTP_READING_VERSION   /* not HTTP/1.0 or 1.1: 505 */
};

struct http_request {
    struct bytes path; /* without the query; a view into the head */
    bool head_only;    /* HEAD */
};

/* Judges what has come so far. *out is filled at HTTP_READING_DONE. Linear in head.size. */
enum http_reading http_request_read(struct bytes head, struct http_request *out);

#endif
