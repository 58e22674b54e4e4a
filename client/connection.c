#include "client/connection.h"

#include "client/credentials.h"
#include "client/tls_pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

enum { CONNECT_TIMEOUT_S = 5 };

void request_add(struct request *request, struct bytes argument)
{
    if (request->count == REQUEST_ARGUMENTS_MAX)
        return;
    request->at[request->count] = argument.at ? (const char *)argument.at : "";
    request->sizes[request->count++] = argument.size;
}

void request_add_string(struct request *request, const char *argument)
{
    request_add(request, bytes_of_string(argument));
}

void request_add_pair(struct request *request, const char *name, const char *value)
{
    if (!value)
        return;
    request_add_string(request, name);
    request_add_string(request, value);
}

/* What the user can do about it. */
static const char *advice(int error)
{
    switch (error) {
    case ECONNREFUSED: return "Is shingled running? Start it, or name its address with -s.";
    case ENOENT: return "No such socket. Is shingled running? Name its address with -s.";
    case EACCES: return "This user may not open the socket.";
    case ETIMEDOUT:
    case EINPROGRESS:
    case EHOSTUNREACH: return "Nothing answers there. Check the address and the firewall.";
    default: return "Check the address after -s.";
    }
}

static void tell_unreachable(const struct client *client, const redisContext *redis)
{
    int error = errno;
    (void)fprintf(stderr, "shinglectl: cannot connect to %s: %s\n%s\n", client->server_text,
                  redis ? redis->errstr : "out of memory", advice(error));
}

/* AUTH, where there is a token. */
static bool sign_in(redisContext *redis, const struct client *client, bool quiet)
{
    const struct credentials *from = client->credentials;
    if (!from || !*from->token)
        return true;
    const char *words[] = {"AUTH", from->user ? from->user : "default", from->token};
    redisReply *reply = redisCommandArgv(redis, 3, words, NULL);
    bool good = reply && reply->type != REDIS_REPLY_ERROR;
    if (!good && !quiet)
        (void)fprintf(stderr, "shinglectl: %s does not let %s in: %s\n", client->server_text, words[1],
                      reply ? reply->str : redis->errstr);
    freeReplyObject(reply);
    return good;
}

/* Puts TLS between a fresh connection and hiredis, which knows none. NULL, told, when that fails; redis is gone then.
 */
static redisContext *wrap(struct client *client, redisContext *redis, const char *host, bool quiet)
{
    char why[256] = "out of files";
    int plain_fd = -1;
    int fd = fcntl(redis->fd, F_DUPFD_CLOEXEC, 0);
    redisFree(redis);
    client->tls =
        fd < 0 ? NULL : tls_pipe_open(fd, host, client->trust, CONNECT_TIMEOUT_S * 1000, &plain_fd, why, sizeof why);
    redisContext *wrapped = client->tls ? redisConnectFd(plain_fd) : NULL;
    if (wrapped)
        return wrapped;
    if (!client->tls && fd >= 0)
        (void)close(fd);
    if (plain_fd >= 0)
        (void)close(plain_fd);
    tls_pipe_close(client->tls);
    client->tls = NULL;
    if (!quiet)
        (void)fprintf(stderr, "shinglectl: %s: %s\n", client->server_text, why);
    return NULL;
}

bool connection_open(struct client *client, bool quiet)
{
    const struct timeval connect_time = {CONNECT_TIMEOUT_S, 0};
    const struct timeval time = {client->timeout_ms / 1000, (suseconds_t)(client->timeout_ms % 1000) * 1000};
    (void)signal(SIGPIPE, SIG_IGN); /* a broken connection is an error of write(2), not the end */
    const char *host = *client->server.host ? client->server.host : "127.0.0.1";
    errno = 0;
    redisContext *redis = client->server.kind == ADDRESS_UNIX
                              ? redisConnectUnixWithTimeout(client->server.path, connect_time)
                              : redisConnectWithTimeout(host, client->server.port, connect_time);
    if (!redis || redis->err || redisSetTimeout(redis, time) != REDIS_OK) {
        if (!quiet)
            tell_unreachable(client, redis);
        if (redis)
            redisFree(redis);
        return false;
    }
    if (client->server.kind == ADDRESS_TCP)
        (void)redisEnableKeepAlive(redis);
    if (client->trust && client->server.kind == ADDRESS_TCP) {
        redis = wrap(client, redis, host, quiet);
        if (!redis)
            return false;
        (void)redisSetTimeout(redis, time);
    }
    client->redis = redis;
    if (sign_in(redis, client, quiet))
        return true;
    connection_close(client);
    return false;
}

void connection_close(struct client *client)
{
    if (client->redis)
        redisFree(client->redis);
    tls_pipe_close(client->tls);
    client->tls = NULL;
    client->redis = NULL;
}

void connection_tell_broken(const struct client *client)
{
    const redisContext *redis = client->redis;
    bool silent = redis->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (silent)
        (void)fprintf(stderr, "shinglectl: no answer from %s for %d s\n", client->server_text,
                      client->timeout_ms / 1000);
    else
        (void)fprintf(stderr, "shinglectl: the connection to %s broke: %s\n", client->server_text,
                      redis->err ? redis->errstr : "closed");
}

bool connection_send(struct client *client, const struct request *request)
{
    const char *at[REQUEST_ARGUMENTS_MAX];
    memcpy(at, request->at, sizeof at);
    if (redisAppendCommandArgv(client->redis, request->count, at, request->sizes) == REDIS_OK)
        return true;
    (void)fputs("shinglectl: out of memory\n", stderr);
    return false;
}

redisReply *connection_receive(struct client *client)
{
    void *reply = NULL;
    if (redisGetReply(client->redis, &reply) == REDIS_OK)
        return reply;
    connection_tell_broken(client);
    return NULL;
}

redisReply *connection_ask(struct client *client, const struct request *request)
{
    return connection_send(client, request) ? connection_receive(client) : NULL;
}

bool connection_refused(const redisReply *reply)
{
    if (reply->type != REDIS_REPLY_ERROR)
        return false;
    (void)fprintf(stderr, "shinglectl: %.*s\n", (int)reply->len, reply->str);
    return true;
}

redisReply *connection_ask_for(struct client *client, const struct request *request, int *exit)
{
    *exit = CLIENT_UNREACHABLE;
    if (!client->redis && !connection_open(client, false))
        return NULL;
    redisReply *reply = connection_ask(client, request);
    if (reply && connection_refused(reply)) {
        *exit = CLIENT_FAILED;
        freeReplyObject(reply);
        return NULL;
    }
    if (reply)
        *exit = CLIENT_OK;
    return reply;
}
