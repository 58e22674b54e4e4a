/*
 * A small HTTP server for metrics and health, on the event base of one thread. One request a connection, answered and
 * closed; every connection has one deadline from accept to the last byte, and there is a cap on connections.
 *
 *     struct http_server *server = http_server_open(base, &limits, answer, context);
 *     http_server_listen(server, fd);
 *     ...
 *     http_server_close(server);
 */
#ifndef DAEMON_HTTP_HTTP_SERVER_H
#define DAEMON_HTTP_HTTP_SERVER_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <event2/event.h>

struct http_server;

struct http_limits {
    uint32_t clients; /* connections at once; one more is told 503 */
    int64_t time_ms;  /* from accept to the last byte of the answer */
};

struct http_reply {
    int code;         /* 200, 404, 503 */
    const char *type; /* media type; static */
    struct writer body;
};

/* Answers path. reply is a 404 without a body until something else is written. */
typedef void http_answer(void *context, struct bytes path, struct http_reply *reply);

/* NULL when memory ran out. */
struct http_server *http_server_open(struct event_base *base, const struct http_limits *limits, http_answer *answer,
                                     void *context);

/* Accepts at a listening, non-blocking socket, which the server owns from here on. STATUS_OK, LIMIT or NOMEM. */
MUST_CHECK enum status http_server_listen(struct http_server *server, int fd);

/* Takes a new cap on connections. */
void http_server_set_clients(struct http_server *server, uint32_t clients);

/* Closes everything. NULL is fine. */
void http_server_close(struct http_server *server);

#endif
