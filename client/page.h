/*
 * shinglectl submit, check and explain-page: one page, HTML or text; the daemon tells which by its content.
 */
#ifndef CLIENT_PAGE_H
#define CLIENT_PAGE_H

#include "client/client.h"

/* SUBMIT one page. The exit status. */
int page_submit(struct client *client, const struct options *options);

/* CHECK one page: the same answer, nothing is kept. */
int page_check(struct client *client, const struct options *options);

/* EXPLAINPAGE: every line of one page with its verdict; nothing is kept. */
int page_explain(struct client *client, const struct options *options);

/* Whether content is HTML: its beginning has a tag that pages have and texts have not. For files that are imported. */
bool page_is_html(struct bytes content);

#endif
