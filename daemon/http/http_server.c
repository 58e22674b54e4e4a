#include "daemon/event/acceptor.h"
#include "daemon/http/http_private.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTENERS_MAX = ACCEPTOR_SOCKETS_MAX, ACCEPT_BURST = 16 };

struct http_listener {
    struct http_server *server;
    int fd;
    struct tls_context *tls; /* NULL: plain */
};

struct http_listeners {
    struct acceptor acceptor;
    struct http_listener each[LISTENERS_MAX];
    size_t count;
};

static void turn_away(const struct http_listener *listener, int fd, struct peer peer, enum http_notice why)
{
    static const char full[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
                               "Connection: close\r\n\r\n";
    listener->server->watch(listener->server->context, why, peer);
    if (!listener->tls) /* there it would be no words, but a broken handshake */
        (void)send(fd, full, sizeof full - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)close(fd);
}

static void on_connection(int fd, short what, void *context)
{
    (void)what;
    struct http_listener *listener = context;
    struct http_server *server = listener->server;
    for (int i = 0; i < ACCEPT_BURST; i++) {
        struct sockaddr_storage address = {0};
        socklen_t size = sizeof address;
        int client = accept4(fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EAGAIN || errno == ECONNABORTED || errno == EINTR)
                return;
            server->watch(server->context, HTTP_NOT_ACCEPTED, (struct peer){{0}});
            acceptor_pause(&server->listeners->acceptor);
            return;
        }
        struct peer peer = peer_of(&address);
        if (server->count >= server->limits.clients)
            turn_away(listener, client, peer, HTTP_OVER_CLIENTS);
        else if (!peer_count_take(&server->peers, peer, server->limits.clients_per_address))
            turn_away(listener, client, peer, HTTP_OVER_ADDRESS);
        else
            http_connection_new(server, client, peer, listener->tls);
    }
}

struct http_server *http_server_open(struct event_base *base, const struct http_limits *limits, http_begin *begin,
                                     http_watch *watch, void *context)
{
    struct http_server *server = calloc(1, sizeof *server);
    struct http_listeners *listeners = calloc(1, sizeof *listeners);
    if (!server || !listeners) {
        free(server);
        free(listeners);
        return NULL;
    }
    *server = (struct http_server){
        .base = base, .limits = *limits, .begin = begin, .watch = watch, .context = context, .listeners = listeners};
    peer_count_open(&server->peers);
    acceptor_open(&listeners->acceptor, base);
    return server;
}

enum status http_server_listen(struct http_server *server, int fd, struct tls_context *tls)
{
    struct http_listeners *all = server->listeners;
    if (all->count == LISTENERS_MAX)
        return STATUS_LIMIT;
    struct http_listener *listener = &all->each[all->count++];
    *listener = (struct http_listener){.server = server, .fd = fd, .tls = tls};
    return acceptor_add(&all->acceptor, fd, on_connection, listener);
}

enum status http_server_start(struct http_server *server)
{
    return acceptor_start(&server->listeners->acceptor);
}

void http_server_set_clients(struct http_server *server, uint32_t clients, uint32_t clients_per_address)
{
    server->limits.clients = clients;
    server->limits.clients_per_address = clients_per_address;
}

struct http_traffic http_server_traffic(struct http_server *server)
{
    struct http_traffic traffic = server->traffic;
    server->traffic = (struct http_traffic){0};
    return traffic;
}

void http_server_drain(struct http_server *server)
{
    server->draining = true;
    for (struct http_connection *at = server->connections, *next; at; at = next) {
        next = at->next;
        if (at->state == HTTP_AT_HEAD && at->head.size == 0)
            http_connection_drop(at);
    }
}

bool http_server_is_idle(const struct http_server *server)
{
    for (const struct http_connection *at = server->connections; at; at = at->next)
        if (at->state != HTTP_AT_LINGER && (at->state != HTTP_AT_HEAD || at->head.size))
            return false;
    return true;
}

void http_server_close(struct http_server *server)
{
    if (!server)
        return;
    struct http_listeners *all = server->listeners;
    acceptor_close(&all->acceptor);
    for (size_t i = 0; i < all->count; i++)
        (void)close(all->each[i].fd);
    while (server->connections)
        http_connection_drop(server->connections);
    peer_count_close(&server->peers);
    free(all);
    free(server);
}
