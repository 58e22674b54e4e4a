/*
 * The commands of shinglectl about the daemon itself. Each returns the exit status.
 */
#ifndef CLIENT_ADMIN_H
#define CLIENT_ADMIN_H

#include "client/client.h"

int admin_ping(struct client *client, const struct options *options);
int admin_info(struct client *client, const struct options *options);
int admin_backup(struct client *client, const struct options *options);
int admin_config(struct client *client, const struct options *options);

#endif
