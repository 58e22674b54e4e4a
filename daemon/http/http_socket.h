/*
 * The bytes of one connection: its socket, plain or under TLS, and a buffer for each direction. What is added to
 * `output` goes out by itself; what comes stands in `input`, of which no more than HTTP_READ_AHEAD bytes are read
 * before some are taken away.
 *
 *     http_socket_open(&socket, base, fd, tls, &handler, owner);
 *     evbuffer_add(socket.output, "hello", 5);
 *     ...
 *     http_socket_close(&socket);
 *
 * libevent's bufferevents do this for plain sockets. Those for OpenSSL hold what was read ahead in a second place
 * without this bound, so both kinds go this way. One thread's, as its base is.
 */
#ifndef DAEMON_HTTP_HTTP_SOCKET_H
#define DAEMON_HTTP_HTTP_SOCKET_H

#include "shingle/base/status.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>

struct tls;

/* What the owner is told. Each of them may close the socket, but for `moved`. */
struct http_socket_handler {
    void (*came)(void *owner, size_t size);  /* there is so much more in input */
    void (*sent)(void *owner);               /* output is empty: the system has all of it */
    void (*ended)(void *owner, bool failed); /* the client has closed its side, or the connection is broken */
    void (*opened)(void *owner);             /* the TLS handshake is done */
    void (*moved)(void *owner, size_t size); /* so many bytes of output went */
};

struct http_socket {
    int fd;
    struct tls *tls; /* NULL: plain */
    struct evbuffer *input, *output;
    const struct http_socket_handler *handler;
    void *owner;
    struct event readable, writable;
    bool reading, writing; /* which of them is added */
    bool ended;            /* nothing more is read, */
    bool broken;           /* nor written */
    bool is_open;          /* opened was told, or there is no TLS */
};

/* Owns fd and tls from here on, also when it fails. STATUS_OK or NOMEM: then nothing is open. */
MUST_CHECK enum status http_socket_open(struct http_socket *made, struct event_base *base, int fd, struct tls *tls,
                                        const struct http_socket_handler *handler, void *owner);

/* Says that nothing more will be written; what still comes is read without TLS, for nobody. False when it is broken. */
MUST_CHECK bool http_socket_finish(struct http_socket *at);

/* Closes it at once. */
void http_socket_close(struct http_socket *at);

#endif
