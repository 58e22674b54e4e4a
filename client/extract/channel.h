/*
 * A channel: pointers from threads to threads, first in, first out. What is sent belongs to whoever receives it.
 *
 *     struct channel *channel = channel_open(16);
 *     channel_send(channel, task);                            // one thread
 *     while ((task = channel_receive(channel)) != NULL) ...   // another
 *     channel_end(channel);                                   // then receivers get NULL when it is empty
 */
#ifndef CLIENT_EXTRACT_CHANNEL_H
#define CLIENT_EXTRACT_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

struct channel;

/* With room for places pointers, at least 1. NULL when memory ran out. */
struct channel *channel_open(size_t places);

/* Frees it; nobody may use it any more. NULL is fine. */
void channel_close(struct channel *channel);

/* Sends a pointer, not NULL; waits while all places are taken. Not after channel_end. */
void channel_send(struct channel *channel, void *message);

/* The oldest pointer, waiting for one; NULL when the channel has ended and is empty. */
void *channel_receive(struct channel *channel);

/* The oldest pointer, or NULL when there is none now. */
void *channel_try(struct channel *channel);

/* Nothing more will be sent. */
void channel_end(struct channel *channel);

#endif
