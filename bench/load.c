#include "bench/load.h"

#include <errno.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_PAUSE_US = 5000, READ_SIZE = 64 << 10 };

/* A request in flight. Its bytes are kept, as BUSY sends it again. */
struct flight {
    struct writer request;
    uint64_t sent_us;
};

struct connection {
    redisContext *redis;
    struct flight flights[LOAD_PIPELINE_MAX]; /* a ring; answers come in its order */
    size_t oldest, count;
    struct writer again[LOAD_PIPELINE_MAX]; /* requests that were answered with BUSY, again_count of them */
    size_t again_count;
    uint64_t paused_until_us;
    struct writer unsent;
    size_t unsent_from;
};

struct load {
    const struct load_params *params;
    struct load_result *result;
    struct connection *connections;
    bool ended; /* there is no next request */
};

static uint64_t clock_us(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static bool fail(struct load *load, const char *what, const char *why)
{
    if (!*load->result->why)
        (void)snprintf(load->result->why, sizeof load->result->why, "%s: %s", what, why);
    return false;
}

static bool connect_one(struct load *load, struct connection *connection)
{
    const struct address *address = load->params->address;
    const struct timeval time = {5, 0};
    redisContext *redis =
        address->kind == ADDRESS_UNIX
            ? redisConnectUnixWithTimeout(address->path, time)
            : redisConnectWithTimeout(*address->host ? address->host : "127.0.0.1", address->port, time);
    connection->redis = redis;
    if (!redis || redis->err)
        return fail(load, "cannot connect", redis ? redis->errstr : "out of memory");
    int flags = fcntl(redis->fd, F_GETFL);
    if (flags < 0 || fcntl(redis->fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return fail(load, "cannot connect", strerror(errno));
    return true;
}

/* Fills the pipeline of a connection: what was refused as busy first. */
static bool fill(struct load *load, struct connection *connection, uint64_t now)
{
    while (connection->count < load->params->pipeline && now >= connection->paused_until_us) {
        struct flight *flight = &connection->flights[(connection->oldest + connection->count) % LOAD_PIPELINE_MAX];
        if (connection->again_count) {
            writer_close(&flight->request);
            flight->request = connection->again[--connection->again_count];
        } else {
            writer_clear(&flight->request);
            if (load->ended || !load->params->next(load->params->context, &flight->request)) {
                load->ended = true;
                return true;
            }
            load->result->requests++;
        }
        flight->sent_us = now;
        writer_bytes(&connection->unsent, writer_view(&flight->request));
        if (flight->request.failed || connection->unsent.failed)
            return fail(load, "request", "out of memory");
        connection->count++;
    }
    return true;
}

static bool send_some(struct load *load, struct connection *connection)
{
    struct bytes rest = bytes_from(writer_view(&connection->unsent), connection->unsent_from);
    while (rest.size) {
        ssize_t sent = write(connection->redis->fd, rest.at, rest.size);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR || fail(load, "write", strerror(errno));
        load->result->sent_bytes += (uint64_t)sent;
        connection->unsent_from += (size_t)sent;
        rest = bytes_from(rest, (size_t)sent);
    }
    writer_clear(&connection->unsent);
    connection->unsent_from = 0;
    return true;
}

static void count_status(struct load_result *result, const char *name, size_t size)
{
    size_t i = 0;
    while (i + 1 < LOAD_STATUSES_MAX && *result->statuses[i].name &&
           !bytes_equal(bytes_of_string(result->statuses[i].name), bytes_of(name, size)))
        i++;
    if (!*result->statuses[i].name)
        (void)snprintf(result->statuses[i].name, sizeof result->statuses[i].name, "%.*s", (int)size, name);
    result->statuses[i].count++;
}

/* What an answer says: its field status, or an error's first word. */
static void take_answer(struct load *load, const redisReply *reply)
{
    if (reply->type == REDIS_REPLY_ERROR) {
        const char *space = memchr(reply->str, ' ', reply->len);
        count_status(load->result, reply->str, space ? (size_t)(space - reply->str) : reply->len);
        return;
    }
    for (size_t i = 0; reply->type == REDIS_REPLY_ARRAY && i + 1 < reply->elements; i += 2)
        if (reply->element[i]->type == REDIS_REPLY_STRING && strcmp(reply->element[i]->str, "status") == 0 &&
            reply->element[i + 1]->type == REDIS_REPLY_STRING) {
            count_status(load->result, reply->element[i + 1]->str, reply->element[i + 1]->len);
            return;
        }
    count_status(load->result, "other", 5);
}

static bool take_reply(struct load *load, struct connection *connection, const redisReply *reply, uint64_t now)
{
    if (connection->count == 0)
        return fail(load, "read", "an answer that was not asked for");
    struct flight *flight = &connection->flights[connection->oldest];
    connection->oldest = (connection->oldest + 1) % LOAD_PIPELINE_MAX;
    connection->count--;
    if (reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, "BUSY", 4) == 0) {
        load->result->busy++;
        connection->paused_until_us = now + BUSY_PAUSE_US;
        connection->again[connection->again_count++] = flight->request;
        flight->request = (struct writer){0};
        return true;
    }
    latency_add(&load->result->latency, now - flight->sent_us);
    take_answer(load, reply);
    load->result->answers++;
    if (load->params->answered)
        load->params->answered(load->params->context, load->result->answers);
    return true;
}

static bool receive(struct load *load, struct connection *connection)
{
    static const char *const ended = "the daemon closed the connection";
    char *buffer = malloc(READ_SIZE);
    if (!buffer)
        return fail(load, "read", "out of memory");
    ssize_t got = read(connection->redis->fd, buffer, READ_SIZE);
    bool good = got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
    if (!good)
        good = fail(load, "read", got == 0 ? ended : strerror(errno));
    else if (got > 0)
        good = redisReaderFeed(connection->redis->reader, buffer, (size_t)got) == REDIS_OK;
    free(buffer);
    uint64_t now = clock_us();
    void *reply = NULL;
    while (good && redisReaderGetReply(connection->redis->reader, &reply) == REDIS_OK && reply) {
        good = take_reply(load, connection, reply, now);
        freeReplyObject(reply);
        reply = NULL;
    }
    return good && (connection->redis->reader->err == 0 || fail(load, "read", connection->redis->reader->errstr));
}

/* Whether anything is under way or to come. */
static bool goes_on(const struct load *load)
{
    if (!load->ended)
        return true;
    for (size_t i = 0; i < load->params->connections; i++)
        if (load->connections[i].count || load->connections[i].again_count)
            return true;
    return false;
}

static bool drive(struct load *load, struct pollfd *files)
{
    while (goes_on(load)) {
        uint64_t now = clock_us();
        int wait_ms = 1000;
        for (size_t i = 0; i < load->params->connections; i++) {
            struct connection *connection = &load->connections[i];
            if (!fill(load, connection, now) || !send_some(load, connection))
                return false;
            bool unsent = connection->unsent.size > 0;
            files[i] =
                (struct pollfd){.fd = connection->redis->fd, .events = (short)(unsent ? POLLIN | POLLOUT : POLLIN)};
            if (connection->paused_until_us > now)
                wait_ms = BUSY_PAUSE_US / 1000;
        }
        if (poll(files, load->params->connections, wait_ms) < 0 && errno != EINTR)
            return fail(load, "poll", strerror(errno));
        for (size_t i = 0; i < load->params->connections; i++)
            if ((files[i].revents & (POLLIN | POLLERR | POLLHUP)) && !receive(load, &load->connections[i]))
                return false;
    }
    return true;
}

static void close_one(struct connection *connection)
{
    if (connection->redis)
        redisFree(connection->redis);
    for (size_t i = 0; i < LOAD_PIPELINE_MAX; i++)
        writer_close(&connection->flights[i].request);
    while (connection->again_count)
        writer_close(&connection->again[--connection->again_count]);
    writer_close(&connection->unsent);
}

bool load_run(const struct load_params *params, struct load_result *result)
{
    *result = (struct load_result){0};
    struct load load = {.params = params, .result = result};
    struct pollfd *files = calloc(params->connections, sizeof *files);
    load.connections = calloc(params->connections, sizeof *load.connections);
    bool good = files && load.connections;
    if (!good)
        good = fail(&load, "start", "out of memory");
    (void)signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; good && i < params->connections; i++)
        good = connect_one(&load, &load.connections[i]);
    uint64_t start = clock_us();
    good = good && drive(&load, files);
    result->seconds = (double)(clock_us() - start) / 1e6;
    for (size_t i = 0; load.connections && i < params->connections; i++)
        close_one(&load.connections[i]);
    free(load.connections);
    free(files);
    return good;
}
