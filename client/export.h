/* shinglectl export: the store as JSON lines, an article each, which import takes again. */
#ifndef CLIENT_EXPORT_H
#define CLIENT_EXPORT_H

#include "client/client.h"

/* Returns the exit status. */
int export_run(struct client *client, const struct options *options);

#endif
