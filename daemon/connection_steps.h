/*
 * The steps that connection.c is made of, for its own files (connection_input.c, connection_output.c) only.
 */
#ifndef DAEMON_CONNECTION_STEPS_H
#define DAEMON_CONNECTION_STEPS_H

#include "daemon/connection.h"

/* Whether a stranger has used up what it may get; what tells it so still fits. */
bool connection_is_over_allowance(const struct connection *connection);

/* Whether another request may be taken now. */
bool connection_has_room(const struct connection *connection);

/* Parses what was read and had to wait for room. */
void connection_parse_unparsed(struct connection *connection);

/* Moves the answers that are ready, and whose turn it is, to the output. */
void connection_collect(struct connection *connection);

/* Sends what the socket takes. False when the connection cannot go on. */
bool connection_send(struct connection *connection);

/* Frees a connection that is dead and that no job points to any more. Nothing may use it afterwards. */
void connection_reap(struct connection *connection);

/* Ends the waiting of CHANGES ... BLOCK: they are answered with what there is. */
void connection_hurry(struct connection *connection);

/* libevent's callbacks; context is the connection. */
void connection_on_readable(int fd, short what, void *context);
void connection_on_writable(int fd, short what, void *context);

#endif
