#include "client/extract/channel.h"

#include <pthread.h>
#include <stdlib.h>

struct channel {
    pthread_mutex_t mutex; /* guards all below */
    pthread_cond_t filled, emptied;
    size_t places, first, count;
    bool ended;
    void *messages[];
};

struct channel *channel_open(size_t places)
{
    struct channel *channel = calloc(1, sizeof *channel + places * sizeof *channel->messages);
    if (!channel)
        return NULL;
    channel->places = places;
    if (pthread_mutex_init(&channel->mutex, NULL) != 0)
        goto no_mutex;
    if (pthread_cond_init(&channel->filled, NULL) != 0)
        goto no_filled;
    if (pthread_cond_init(&channel->emptied, NULL) == 0)
        return channel;
    (void)pthread_cond_destroy(&channel->filled);
no_filled:
    (void)pthread_mutex_destroy(&channel->mutex);
no_mutex:
    free(channel);
    return NULL;
}

void channel_close(struct channel *channel)
{
    if (!channel)
        return;
    (void)pthread_cond_destroy(&channel->emptied);
    (void)pthread_cond_destroy(&channel->filled);
    (void)pthread_mutex_destroy(&channel->mutex);
    free(channel);
}

void channel_send(struct channel *channel, void *message)
{
    (void)pthread_mutex_lock(&channel->mutex);
    while (channel->count == channel->places)
        (void)pthread_cond_wait(&channel->emptied, &channel->mutex);
    channel->messages[(channel->first + channel->count++) % channel->places] = message;
    (void)pthread_cond_signal(&channel->filled);
    (void)pthread_mutex_unlock(&channel->mutex);
}

static void *take(struct channel *channel, bool wait)
{
    void *message = NULL;
    (void)pthread_mutex_lock(&channel->mutex);
    while (wait && channel->count == 0 && !channel->ended)
        (void)pthread_cond_wait(&channel->filled, &channel->mutex);
    if (channel->count) {
        message = channel->messages[channel->first];
        channel->first = (channel->first + 1) % channel->places;
        channel->count--;
        (void)pthread_cond_signal(&channel->emptied);
    }
    (void)pthread_mutex_unlock(&channel->mutex);
    return message;
}

void *channel_receive(struct channel *channel)
{
    return take(channel, true);
}

void *channel_try(struct channel *channel)
{
    return take(channel, false);
}

void channel_end(struct channel *channel)
{
    (void)pthread_mutex_lock(&channel->mutex);
    channel->ended = true;
    (void)pthread_cond_broadcast(&channel->filled);
    (void)pthread_mutex_unlock(&channel->mutex);
}
