/*
 * shinglectl import: files of JSON lines into the daemon, many at a time, in order.
 */
#ifndef CLIENT_IMPORT_H
#define CLIENT_IMPORT_H

#include "client/client.h"

/* Runs the command. The exit status. */
int import_run(struct client *client, const struct options *options);

#endif
