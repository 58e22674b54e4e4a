/*
 * An HTTP/1.1 server on the event base of one thread: keep-alive, chunks both ways, answers at once or later, answers
 * that are streams. Everything is bounded: connections, the head, the time from a request's first byte to its last,
 * the time without progress of an answer, and what is read ahead.
 *
 *     struct http_server *server = http_server_open(base, &limits, begin, context);
 *     http_server_listen(server, fd, NULL);
 *     ...
 *     http_server_close(server);
 *
 * For each request whose head is complete, begin() is called with an exchange. It answers at once with http_answer(),
 * or takes it: sets exchange->handler and owner, gets the body in pieces, and answers when it can.
 *
 *     begin -> body* -> complete -> http_answer                            the usual way
 *                                -> http_stream_begin, write*, end         a stream; resume says when there is room
 * again gone                                                     instead of all that is left: no one waits
 *
 * After http_answer(), http_stream_end() or gone() the exchange is not the owner's any more. An answer before the body
 * is whole ends the connection: what was announced is not waited for.
 *
 * libevent's evhttp was looked at: it has no cap on connections before 2.2, hands bodies over only when they are whole,
 * and its time-outs are by read, so a byte a second holds a connection for ever. Its buffers and events are used.
 */
#ifndef DAEMON_HTTP_HTTP_SERVER_H
#define DAEMON_HTTP_HTTP_SERVER_H

#include "daemon/access/penalty.h"
#include "daemon/http/http_request.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <event2/event.h>

enum {
    HTTP_READ_AHEAD = 64 << 10, /* bytes read of one client before they can be used */
    HTTP_PROGRESS = 16 << 10,   /* bytes of a body or an answer that have to move in limits.time_ms */
    HTTP_STREAM_ROOM = 1 << 20, /* unsent bytes of a stream past which its owner should write no more */
    HTTP_STREAM_MOST = 4 << 20, /* unsent bytes of a stream past which its client is dropped */
    HTTP_LINGER_MS = 2000       /* wait for the client's end after the last byte of a connection */
};

struct http_server;
struct http_exchange;
struct tls_context;

struct http_limits {
    uint32_t clients;             /* connections at once; one more is told 503 */
    uint32_t clients_per_address; /* of them; the same */
    int64_t handshake_ms;         /* for a TLS handshake */
    int64_t time_ms; /* for the head, for HTTP_PROGRESS bytes of a body or an answer, and between two requests */
};

/* What becomes of an exchange that was taken. owner is exchange->owner. */
struct http_handler {
    void (*body)(void *owner, struct bytes piece); /* a piece of the body, good during the call */
    void (*complete)(void *owner);                 /* the body is whole; also when there is none */
    void (*resume)(void *owner);                   /* a stream has been sent; may be NULL */
    void (*gone)(void *owner);                     /* the client is gone */
};

struct http_exchange {
    struct http_request request; /* views that are good until the exchange ends */
    const struct http_handler *handler;
    void *owner;
    bool endless; /* set by the owner: a stream without an end, over as soon as the client closes its side */
};

struct http_traffic {
    uint64_t in, out;
};

struct http_reply {
    int code;
    const char *type; /* media type; static */
    struct writer body;
    struct writer fields; /* more header lines, each with CR LF */
    bool cached;          /* fields say how long it may be kept; else it has to be asked for again */
};

typedef void http_begin(void *context, struct http_exchange *exchange);

/* What happens to connections, for who counts and logs. */
enum http_notice {
    HTTP_CAME,
    HTTP_LEFT,
    HTTP_TOO_LATE,     /* is cut by a deadline, in the middle of something; it leaves after that */
    HTTP_OVER_CLIENTS, /* turned away by limits.clients, */
    HTTP_OVER_ADDRESS, /* or by limits.clients_per_address */
    HTTP_NOT_ACCEPTED  /* errno says why; nobody is accepted for a moment */
};

/* peer: the client; zeros with NOT_ACCEPTED. */
typedef void http_watch(void *context, enum http_notice notice, struct peer peer);

/* NULL when memory ran out. */
struct http_server *http_server_open(struct event_base *base, const struct http_limits *limits, http_begin *begin,
                                     http_watch *watch, void *context);

/*
 * Accepts at a listening, non-blocking socket, which the server owns from here on; over TLS with a context, which
 * outlives the server, plain with NULL. STATUS_OK or LIMIT.
 */
MUST_CHECK enum status http_server_listen(struct http_server *server, int fd, struct tls_context *tls);

/* Begins to accept. STATUS_OK or NOMEM. */
MUST_CHECK enum status http_server_start(struct http_server *server);

/* Takes new caps on connections. */
void http_server_set_clients(struct http_server *server, uint32_t clients, uint32_t clients_per_address);

/* Bytes of clients and to them, without what TLS adds, since the call before. */
struct http_traffic http_server_traffic(struct http_server *server);

/* Keeps no connection after its present answer. Connections that wait for a request are closed. */
void http_server_drain(struct http_server *server);

/* True when all that was asked is answered, and the answers are with the system. */
bool http_server_is_idle(const struct http_server *server);

/* Closes everything; owners are told gone. NULL is fine. */
void http_server_close(struct http_server *server);

/* Who the client is, also when it has left already. */
struct peer http_exchange_peer(const struct http_exchange *exchange);

/* While paused no more of the body is handed over. */
void http_body_pause(struct http_exchange *exchange, bool paused);

/*
 * Answers, and empties reply's writers. HEAD gets the fields alone. A 200 to GET gets an ETag, and becomes 304 when the
 * client has it; bodies from 1 KiB on go out in gzip to who takes that.
 */
void http_answer(struct http_exchange *exchange, struct http_reply *reply);

/* Begins an answer of unknown length. To HEAD it is the whole answer: false, and the exchange is over. */
MUST_CHECK bool http_stream_begin(struct http_exchange *exchange, const char *type);

/* Writes a piece of it. False when the client is too slow or memory ran out: then it is dropped soon, told by gone().
 */
bool http_stream_write(struct http_exchange *exchange, struct bytes piece);

/* Bytes of it that wait to be sent. */
size_t http_stream_unsent(const struct http_exchange *exchange);

void http_stream_end(struct http_exchange *exchange);

/* Closes the connection soon, without another word; gone() is told. */
void http_drop(struct http_exchange *exchange);

/* "Not Found" for 404. Static. */
const char *http_reason(int code);

#endif
