/*
 * The events of listening sockets, which rest together for a moment when the system is out of files: what waits to be
 * accepted stays readable, so without a pause they would spin.
 *
 *     acceptor_open(&acceptor, base);
 *     status = acceptor_add(&acceptor, fd, on_connection, context);     // for each socket
 *     status = acceptor_start(&acceptor);
 *     ...
 *     acceptor_pause(&acceptor);                                        // in on_connection
 *     ...
 *     acceptor_close(&acceptor);                                        // the sockets stay their owner's
 *
 * It must not move once it is open. One thread uses it, that of its base.
 */
#ifndef DAEMON_EVENT_ACCEPTOR_H
#define DAEMON_EVENT_ACCEPTOR_H

#include "shingle/base/status.h"

#include <event2/event.h>
#include <event2/event_struct.h>

enum { ACCEPTOR_SOCKETS_MAX = 64, ACCEPTOR_PAUSE_MS = 100 };

struct acceptor {
    struct event_base *base; /* NULL: not open */
    struct event resume;
    struct event readable[ACCEPTOR_SOCKETS_MAX];
    size_t count;
};

void acceptor_open(struct acceptor *acceptor, struct event_base *base);

/* Calls on_connection(fd, EV_READ, context) when somebody waits. STATUS_OK, LIMIT. */
MUST_CHECK enum status acceptor_add(struct acceptor *acceptor, int fd, event_callback_fn on_connection, void *context);

/* Begins, with all sockets that were added. STATUS_OK, NOMEM. */
MUST_CHECK enum status acceptor_start(struct acceptor *acceptor);

/* Nobody is accepted for ACCEPTOR_PAUSE_MS; without memory for a timer there is no pause. */
void acceptor_pause(struct acceptor *acceptor);

/* Also when it was never open. */
void acceptor_close(struct acceptor *acceptor);

#endif
