/*
 * shinglectl explain: why two articles count as copies or not, as a readable diff.
 */
#ifndef CLIENT_EXPLAIN_H
#define CLIENT_EXPLAIN_H

#include "client/client.h"

/* Runs the command. The exit status. */
int explain_run(struct client *client, const struct options *options);

#endif
