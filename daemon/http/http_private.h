/*
 * What the files of the server share.
 */
#ifndef DAEMON_HTTP_HTTP_PRIVATE_H
#define DAEMON_HTTP_HTTP_PRIVATE_H

#include "daemon/access/peer_count.h"
#include "daemon/http/http_chunks.h"
#include "daemon/http/http_server.h"
#include "daemon/http/http_socket.h"

#include <event2/event_struct.h>

enum http_state {
    HTTP_AT_HEAD,   /* reads a head, or waits for its first byte */
    HTTP_AT_BODY,   /* hands the body over */
    HTTP_AT_OWNER,  /* the request is whole, its answer is not */
    HTTP_AT_OUTPUT, /* the answer is whole, its bytes go out */
    HTTP_AT_LINGER, /* all is sent and our side is closed; what comes is dropped until the client closes too */
    HTTP_AT_END     /* to be freed */
};

struct http_connection {
    struct http_server *server;
    struct http_connection *next, *previous;
    struct http_socket socket;
    struct peer peer; /* counted in the server's peers */
    struct event deadline;
    enum http_state state;
    struct http_exchange exchange;
    struct writer head; /* the bytes that exchange.request points to */
    struct http_chunks chunks;
    uint64_t body_left; /* of a body that is not chunked */
    size_t progress;    /* bytes moved since the deadline was set */
    bool taken;         /* the owner was asked: it is told when the client goes */
    bool paused;        /* no more of the body for now */
    bool streaming;     /* the answer was begun in pieces */
    bool doomed;        /* its client is too slow, or an answer is not whole: it ends here */
    bool keep_alive;
    bool client_ended; /* the client has closed its side */
    bool working;      /* http_connection_work is running */
};

struct http_server {
    struct event_base *base;
    struct http_limits limits;
    http_begin *begin;
    http_watch *watch;
    void *context;
    struct http_listeners *listeners;
    struct http_connection *connections;
    uint32_t count;
    struct http_traffic traffic; /* not yet told */
    struct peer_count peers;
    bool draining;
};

/* Takes over an accepted socket, of a peer that is counted; context: of TLS, NULL = plain. */
void http_connection_new(struct http_server *server, int fd, struct peer peer, struct tls_context *context);

/* Goes on as far as it can; the connection may be gone afterwards. */
void http_connection_work(struct http_connection *connection);

/* Closes it as soon as nothing uses it; the owner is told. */
void http_connection_drop(struct http_connection *connection);

/* Tells a client that waits with its body to send it, once; the answer's head may only come behind that. */
void http_connection_continue(struct http_connection *connection);

/* The answer is whole: what comes next depends on it. */
void http_connection_answered(struct http_connection *connection);

/* Sets the deadline anew. */
void http_connection_expect(struct http_connection *connection, int64_t ms);

static inline struct http_connection *http_connection_of(const struct http_exchange *exchange)
{
    return (struct http_connection *)((uintptr_t)exchange - offsetof(struct http_connection, exchange));
}

#endif
