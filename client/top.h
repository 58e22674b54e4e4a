/* shinglectl top: rates and the biggest stories, again and again on a terminal, once elsewhere. */
#ifndef CLIENT_TOP_H
#define CLIENT_TOP_H

#include "client/client.h"

/* Returns the exit status. */
int top_run(struct client *client, const struct options *options);

#endif
