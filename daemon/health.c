#include "daemon/health.h"

#include "daemon/listen_socket.h"
#include "daemon/metrics.h"
#include "daemon/server.h"

#include <unistd.h>

static void say(struct http_reply *reply, bool good, const char *when_good, const char *when_bad)
{
    reply->code = good ? 200 : 503;
    writer_format(&reply->body, "%s\n", good ? when_good : when_bad);
}

static void answer(void *context, struct bytes path, struct http_reply *reply)
{
    struct server *server = context;
    if (bytes_equal(path, BYTES("/healthz"))) {
        say(reply, atomic_load(&server->alive), "ok", "a thread is stuck");
    } else if (bytes_equal(path, BYTES("/readyz"))) {
        say(reply, !atomic_load(&server->draining) && !atomic_load(&server->stop_wanted), "ready", "stopping");
    } else if (bytes_equal(path, BYTES("/metrics"))) {
        reply->code = 200;
        reply->type = "text/plain; version=0.0.4; charset=utf-8";
        metrics_write(server, &reply->body);
    }
}

static enum status listen_at(struct http_server *http, const char *text, struct writer *errors)
{
    struct address address;
    int fds[LISTEN_SOCKETS_MAX];
    if (!address_parse(bytes_of_string(text), 0, &address)) {
        writer_format(errors, "cannot listen at %s: not an address\n", text);
        return STATUS_IO;
    }
    size_t count = listen_socket_open(&address, text, fds, errors);
    enum status status = count ? STATUS_OK : STATUS_IO;
    for (size_t i = 0; i < count; i++) {
        if (status == STATUS_OK)
            status = http_server_listen(http, fds[i]);
        if (status != STATUS_OK)
            (void)close(fds[i]);
    }
    return status;
}

enum status health_open(struct server *server, struct event_base *base, int http_fd, struct http_server **out,
                        struct writer *errors)
{
    const struct config *config = server->config;
    *out = NULL;
    if (http_fd < 0 && strcmp(config->listen.http, "off") == 0)
        return STATUS_OK;
    const struct http_limits limits = {.clients = config->limits.http_clients, .time_ms = config->limits.http_time_ms};
    struct http_server *http = http_server_open(base, &limits, answer, server);
    if (!http)
        return STATUS_NOMEM;
    enum status status =
        http_fd >= 0 ? http_server_listen(http, http_fd) : listen_at(http, config->listen.http, errors);
    if (status == STATUS_OK)
        *out = http;
    else
        http_server_close(http);
    return status;
}
