/*
 * Sends jobs home to their event loop: for threads that have no other business with loops.
 */
#ifndef DAEMON_LOOP_POST_H
#define DAEMON_LOOP_POST_H

#include "daemon/mailbox.h"

struct loop;

/* Hands over a chain of jobs whose home is loop, and empties it. Any thread. */
void loop_post_chain(struct loop *loop, struct mailbox_chain *chain);

#endif
