/*
 * Reads the head of an HTTP request: the request line, the fields that a server has to obey, and where the body ends.
 *
 *     switch (http_request_read(head, &request)) ...
 *     struct bytes type = http_request_field(&request, BYTES("Content-Type"));
 *
 * Source: RFC 9110 and RFC 9112, stricter where they allow to be lenient: lines end in CR LF, no control bytes, no
 * folded lines, one Content-Length or one "Transfer-Encoding: chunked" and never both. What two readers could
 * understand in two ways is refused, so there is nothing to smuggle.
 */
#ifndef DAEMON_HTTP_HTTP_REQUEST_H
#define DAEMON_HTTP_HTTP_REQUEST_H

#include "shingle/base/bytes.h"

enum {
    HTTP_HEAD_SIZE = 16 << 10, /* bytes of a request's head */
    HTTP_FIELDS_MAX = 64       /* header fields of one */
};

enum http_reading {
    HTTP_READING_MORE, /* the head is not complete */
    HTTP_READING_DONE,
    HTTP_READING_BAD,      /* not a request: 400 */
    HTTP_READING_TOO_LONG, /* over HTTP_HEAD_SIZE or HTTP_FIELDS_MAX: 431 */
    HTTP_READING_METHOD,   /* a method that nobody here knows: 501 */
    HTTP_READING_CODING,   /* a transfer coding other than chunked: 501 */
    HTTP_READING_VERSION   /* not HTTP/1.0 or 1.1: 505 */
};

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS };
enum { HTTP_METHODS = HTTP_OPTIONS + 1 };

struct http_field {
    struct bytes name, value; /* value without the blanks around it */
};

/* Views into the head. */
struct http_request {
    enum http_method method;
    struct bytes path, query; /* as sent, still with % escapes; query without its "?" */
    struct bytes host;        /* of the target, else of the field Host; empty: HTTP/1.0 without one */
    struct http_field fields[HTTP_FIELDS_MAX];
    size_t field_count;
    size_t size;             /* bytes of the head */
    uint64_t content_length; /* bytes of a body that is not chunked */
    bool chunked;
    bool keep_alive;       /* the client wants the connection to stay */
    bool expects_continue; /* it waits for "100 Continue" before it sends the body */
    bool is_old;           /* HTTP/1.0: no chunks in the answer */
};

/* Judges what has come so far. *out is filled at HTTP_READING_DONE. Linear in head.size. */
enum http_reading http_request_read(struct bytes head, struct http_request *out);

/* The value of the first field with this name, case ignored; empty when there is none. */
struct bytes http_request_field(const struct http_request *request, struct bytes name);

/* "GET" and so on; static. */
const char *http_method_name(enum http_method method);

/* True when one of the words of a field's value ("a, b;q=1") is `word`, case ignored, and it is not at q=0. */
bool http_list_has(struct bytes value, struct bytes word);

#endif
