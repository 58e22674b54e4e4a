/* shinglectl diff: two articles' texts in reading order, what was cut and added marked word by word, as git shows it.
 */
#ifndef CLIENT_DIFF_H
#define CLIENT_DIFF_H

#include "client/client.h"

/* Returns the exit status. */
int diff_run(struct client *client, const struct options *options);

#endif
