/*
 * What EXPLAINPAGE answers, for people: every line of a page with its verdict and the reason.
 */
#ifndef CLIENT_EXPLAIN_PAGE_H
#define CLIENT_EXPLAIN_PAGE_H

#include "client/client.h"

/* Prints the reply. */
void explain_page_show(const struct client *client, const redisReply *map);

#endif
