/*
 * The HTTP face: /healthz, /readyz and /metrics, on the main thread.
 */
#ifndef DAEMON_HEALTH_H
#define DAEMON_HEALTH_H

#include "daemon/http/http_server.h"

struct server;

/*
 * Serves at listen.http, or at http_fd when systemd handed one over (-1: not). STATUS_OK, with *out NULL when it is
 * off; STATUS_IO with a line in errors when the address cannot be had; STATUS_NOMEM.
 */
MUST_CHECK enum status health_open(struct server *server, struct event_base *base, int http_fd,
                                   struct http_server **out, struct writer *errors);

#endif
