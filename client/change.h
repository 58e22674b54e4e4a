/*
 * The commands of shinglectl that change what is there. Each returns the exit status.
 */
#ifndef CLIENT_CHANGE_H
#define CLIENT_CHANGE_H

#include "client/client.h"

int change_forget(struct client *client, const struct options *options);
int change_expire(struct client *client, const struct options *options);
int change_link(struct client *client, const struct options *options);
int change_unlink(struct client *client, const struct options *options);

#endif
