/*
 * The commands of shinglectl that ask about articles and clusters. Each returns the exit status.
 */
#ifndef CLIENT_QUERY_H
#define CLIENT_QUERY_H

#include "client/client.h"

int query_clusters(struct client *client, const struct options *options);
int query_articles(struct client *client, const struct options *options);
int query_members(struct client *client, const struct options *options);
int query_similar(struct client *client, const struct options *options);
int query_doc(struct client *client, const struct options *options);
int query_text(struct client *client, const struct options *options);
int query_changes(struct client *client, const struct options *options);

/* Prints changes as they come, until it is interrupted or the connection breaks. */
int query_watch(struct client *client, const struct options *options);

#endif
