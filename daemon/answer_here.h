/*
 * Answers that an event loop gives at once: about the connection and about the server.
 */
#ifndef DAEMON_ANSWER_HERE_H
#define DAEMON_ANSWER_HERE_H

#include "daemon/connection.h"

/* Writes the answer to a command of PLACE_LOOP whose arity fits. */
void answer_here(struct connection *connection, const struct command *command, const struct request *request,
                 struct reply *reply);

#endif
