#include "client/window.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BACKOFF_LEAST_MS = 5, BACKOFF_MOST_MS = 1000, RECONNECT_LEAST_MS = 100, RECONNECT_MOST_MS = 2000 };

struct window {
    struct client *client;
    size_t size; /* slots in use of the ring */
    uint64_t retry_ms;
    struct window_slot slots[WINDOW_SLOTS_MAX];
    size_t oldest, count;
    size_t bytes;                       /* of commands that are not done */
    size_t in_flight[WINDOW_SLOTS_MAX]; /* slots in the order their answers come */
    size_t flight_first, flight_count;
    size_t busy;         /* slots in SLOT_BUSY */
    int64_t backoff_ms;  /* before the next try of busy ones */
    int64_t retry_at_ms; /* when that is */
    int64_t busy_since_ms;
    int64_t heard_ms; /* last byte from or to the daemon */
    bool unsent;      /* the connection holds bytes to write */
    char why[160];
};

static int64_t clock_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* From here on the socket never blocks; hiredis then tells "try again" as success. */
static bool make_nonblocking(redisContext *redis)
{
    int flags = fcntl(redis->fd, F_GETFL);
    redis->flags &= ~REDIS_BLOCK;
    return flags >= 0 && fcntl(redis->fd, F_SETFL, flags | O_NONBLOCK) == 0;
}

struct window *window_open(struct client *client, size_t slots, uint64_t retry_s)
{
    struct window *window = calloc(1, sizeof *window);
    if (!window || !make_nonblocking(client->redis)) {
        free(window);
        return NULL;
    }
    window->client = client;
    window->size = slots < WINDOW_SLOTS_MAX ? slots : WINDOW_SLOTS_MAX;
    window->retry_ms = retry_s * 1000;
    window->heard_ms = clock_ms();
    return window;
}

void window_close(struct window *window)
{
    while (window->count)
        window_pop(window);
    free(window);
}

bool window_has_room(const struct window *window)
{
    /* While some are busy nothing new goes out: it would overtake them. */
    return window->count < window->size && window->busy == 0 && (window->bytes < WINDOW_BYTES_MAX);
}

static struct window_slot *slot_at(struct window *window, size_t behind_oldest)
{
    return &window->slots[(window->oldest + behind_oldest) % WINDOW_SLOTS_MAX];
}

static enum status broken(struct window *window)
{
    const redisContext *redis = window->client->redis;
    (void)snprintf(window->why, sizeof window->why, "the connection to %.64s broke: %.64s", window->client->server_text,
                   redis && redis->err ? redis->errstr : "closed");
    return STATUS_IO;
}

/* Gives a slot's command to the connection. */
static enum status append(struct window *window, struct window_slot *slot)
{
    if (redisAppendFormattedCommand(window->client->redis, slot->command, slot->command_size) != REDIS_OK)
        return STATUS_NOMEM;
    size_t at = (window->flight_first + window->flight_count++) % WINDOW_SLOTS_MAX;
    window->in_flight[at] = (size_t)(slot - window->slots);
    if (slot->state == SLOT_BUSY)
        window->busy--;
    slot->state = SLOT_SENT;
    window->unsent = true;
    return STATUS_OK;
}

/* Bytes of "$17\r\n" or "*17\r\n". */
static size_t head_size(size_t number)
{
    char head[32];
    return (size_t)snprintf(head, sizeof head, "$%zu\r\n", number);
}

/* An argument of a request as it stands in its command. */
static struct bytes argument_in(const char *command, const struct request *request, int argument)
{
    size_t at = head_size((size_t)request->count);
    for (int i = 0; i < argument; i++)
        at += head_size(request->sizes[i]) + request->sizes[i] + 2;
    return bytes_of(command + at + head_size(request->sizes[argument]), request->sizes[argument]);
}

enum status window_send(struct window *window, const struct request *request, struct window_tag tag)
{
    const char *at[REQUEST_ARGUMENTS_MAX];
    char *command;
    memcpy(at, request->at, sizeof at);
    int size = redisFormatCommandArgv(&command, request->count, at, request->sizes);
    if (size < 0)
        return STATUS_NOMEM;
    if (window->flight_count == 0)
        window->heard_ms = clock_ms();
    struct window_slot *slot = slot_at(window, window->count++);
    *slot = (struct window_slot){.state = SLOT_SENT,
                                 .tag = tag,
                                 .command = command,
                                 .command_size = (size_t)size,
                                 .told = argument_in(command, request, tag.argument)};
    window->bytes += slot->command_size;
    return append(window, slot);
}

enum status window_skip(struct window *window, const char *problem, struct bytes told, struct window_tag tag)
{
    char *command = malloc(told.size + 2);
    if (!command)
        return STATUS_NOMEM;
    if (told.size)
        memcpy(command, told.at, told.size);
    struct window_slot *slot = slot_at(window, window->count++);
    *slot = (struct window_slot){.state = SLOT_DONE,
                                 .tag = tag,
                                 .command = command,
                                 .command_size = told.size + 2,
                                 .told = bytes_of(command, told.size),
                                 .problem = problem};
    return STATUS_OK;
}

static bool says(const redisReply *reply, const char *word)
{
    return reply->type == REDIS_REPLY_ERROR &&
           bytes_starts_with(bytes_of(reply->str, reply->len), bytes_of_string(word));
}

/* Files the next answer with its request. */
static void take_reply(struct window *window, redisReply *reply)
{
    struct window_slot *slot = &window->slots[window->in_flight[window->flight_first]];
    window->flight_first = (window->flight_first + 1) % WINDOW_SLOTS_MAX;
    window->flight_count--;
    bool again = says(reply, "BUSY") || (window->retry_ms && says(reply, "STOPPING"));
    if (!again) {
        slot->state = SLOT_DONE;
        slot->reply = reply;
        window->bytes -= slot->command_size;
        window->backoff_ms = 0;
        return;
    }
    freeReplyObject(reply);
    slot->state = SLOT_BUSY;
    if (window->busy++ > 0)
        return;
    int64_t now = clock_ms();
    if (window->backoff_ms == 0)
        window->busy_since_ms = now;
    window->backoff_ms = window->backoff_ms ? window->backoff_ms * 2 : BACKOFF_LEAST_MS;
    if (window->backoff_ms > BACKOFF_MOST_MS)
        window->backoff_ms = BACKOFF_MOST_MS;
    window->retry_at_ms = now + window->backoff_ms;
}

/* Writes and reads what the socket takes and has. STATUS_IO when it is broken. */
static enum status exchange(struct window *window, short events)
{
    redisContext *redis = window->client->redis;
    int done = 0;
    if (window->unsent) {
        if (redisBufferWrite(redis, &done) != REDIS_OK)
            return broken(window);
        window->unsent = !done;
    }
    if ((events & (POLLIN | POLLHUP | POLLERR)) && redisBufferRead(redis) != REDIS_OK)
        return broken(window);
    for (;;) {
        void *reply = NULL;
        if (redisGetReplyFromReader(redis, &reply) != REDIS_OK)
            return broken(window);
        if (!reply)
            return STATUS_OK;
        if (window->flight_count == 0) {
            freeReplyObject(reply);
            (void)snprintf(window->why, sizeof window->why, "%s answers what was not asked: is it shingled?",
                           window->client->server_text);
            return STATUS_PROTO;
        }
        take_reply(window, reply);
    }
}

/* Makes a new connection and sends everything that is not answered once more, in order. */
static enum status reconnect(struct window *window)
{
    int64_t deadline = clock_ms() + (int64_t)window->retry_ms;
    int64_t pause_ms = RECONNECT_LEAST_MS;
    connection_close(window->client);
    while (!connection_open(window->client, true)) {
        if (clock_ms() >= deadline)
            return STATUS_IO;
        (void)poll(NULL, 0, (int)pause_ms);
        pause_ms = pause_ms * 2 < RECONNECT_MOST_MS ? pause_ms * 2 : RECONNECT_MOST_MS;
    }
    if (!make_nonblocking(window->client->redis))
        return broken(window);
    window->flight_first = window->flight_count = 0;
    window->heard_ms = clock_ms();
    for (size_t i = 0; i < window->count; i++) {
        struct window_slot *slot = slot_at(window, i);
        if (slot->state != SLOT_DONE && append(window, slot) != STATUS_OK)
            return STATUS_NOMEM;
    }
    return STATUS_OK;
}

/* Sends the busy ones again when their time has come. */
static enum status send_busy(struct window *window)
{
    if (window->busy == 0 || window->flight_count > 0 || clock_ms() < window->retry_at_ms)
        return STATUS_OK;
    if (clock_ms() - window->busy_since_ms > WINDOW_BUSY_TIME_MS) {
        (void)snprintf(window->why, sizeof window->why, "%.64s has been busy for %d minutes",
                       window->client->server_text, WINDOW_BUSY_TIME_MS / 60000);
        return STATUS_BUSY;
    }
    for (size_t i = 0; i < window->count; i++) {
        struct window_slot *slot = slot_at(window, i);
        if (slot->state == SLOT_BUSY && append(window, slot) != STATUS_OK)
            return STATUS_NOMEM;
    }
    return STATUS_OK;
}

enum status window_step(struct window *window, int other_file)
{
    enum status status = send_busy(window);
    if (status != STATUS_OK)
        return status;
    struct pollfd files[2] = {{.fd = window->client->redis->fd, .events = POLLIN},
                              {.fd = other_file, .events = POLLIN}};
    if (window->unsent)
        files[0].events |= POLLOUT;
    int64_t now = clock_ms();
    int64_t until = window->flight_count ? window->heard_ms + window->client->timeout_ms : now + 60000;
    if (window->busy && window->flight_count == 0)
        until = window->retry_at_ms;
    int ready = poll(files, 2, until > now ? (int)(until - now) : 0);
    if (ready < 0 && errno != EINTR)
        status = broken(window);
    else if (files[0].revents) {
        window->heard_ms = clock_ms();
        status = exchange(window, files[0].revents);
    } else if (ready == 0 && window->flight_count && clock_ms() >= until) {
        (void)snprintf(window->why, sizeof window->why, "no answer from %.64s for %d s", window->client->server_text,
                       window->client->timeout_ms / 1000);
        return STATUS_TIMEOUT;
    }
    return status == STATUS_IO && window->retry_ms ? reconnect(window) : status;
}

const struct window_slot *window_done(const struct window *window)
{
    const struct window_slot *slot = &window->slots[window->oldest];
    return window->count && slot->state == SLOT_DONE ? slot : NULL;
}

void window_pop(struct window *window)
{
    struct window_slot *slot = &window->slots[window->oldest];
    if (slot->reply)
        freeReplyObject(slot->reply);
    free(slot->command);
    window->oldest = (window->oldest + 1) % WINDOW_SLOTS_MAX;
    window->count--;
}

size_t window_count(const struct window *window)
{
    return window->count;
}

const char *window_why(const struct window *window)
{
    return window->why;
}
