/* shinglectl stats: the store on one screen. */
#ifndef CLIENT_STATS_H
#define CLIENT_STATS_H

#include "client/client.h"

/* Returns the exit status. */
int stats_run(struct client *client, const struct options *options);

#endif
