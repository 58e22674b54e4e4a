/*
 * The sockets that clients connect to: those that systemd hands over, else those of listen.address. The main thread
 * accepts and spreads the connections over the event loops.
 *
 * Out of files, a reserve file is given up to tell one client so, and accepting pauses; past limits.clients a client is
 * told LIMIT and closed. A Unix socket's file is replaced only when nobody listens behind it, and removed at the end.
 */
#ifndef DAEMON_LISTENERS_H
#define DAEMON_LISTENERS_H

#include "config/config.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <event2/event.h>

struct listeners;
struct server;

/*
 * Opens all sockets. STATUS_OK, or STATUS_IO with one line in errors that names the address, and nothing is left open.
 */
MUST_CHECK enum status listeners_open(const struct config *config, struct listeners **out, struct writer *errors);

/* Whether one of them takes commands over TLS. */
bool listeners_have_tls(const struct listeners *listeners);

/* Listening sockets that systemd handed over for HTTP, by their FileDescriptorName; -1 where there is none. */
struct http_fds {
    int http, https;
};
struct http_fds listeners_http_fds(const struct listeners *listeners);

/* Begins to accept, on base's thread. STATUS_OK or STATUS_NOMEM. */
MUST_CHECK enum status listeners_start(struct listeners *listeners, struct server *server, struct event_base *base);

/* "127.0.0.1:7625, unix:/run/x.sock": where clients can connect. */
void listeners_describe(const struct listeners *listeners, struct writer *out);

/* Accepts no more, closes all, removes the files of Unix sockets. NULL is fine. */
void listeners_close(struct listeners *listeners);

#endif
