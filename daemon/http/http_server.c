#include "daemon/http/http_server.h"

#include "daemon/http/http_request.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LISTENERS_MAX = 16, ACCEPT_BURST = 16, READ_SIZE = 4096, PAUSE_US = 100000 };

struct http_connection {
    struct http_server *server;
    struct http_connection *next, *previous;
    int fd;
    struct event readable, writable, deadline;
    struct writer in, out;
    size_t sent;
    bool answered;
};

struct http_listener {
    struct http_server *server;
    int fd;
    struct event readable;
};

struct http_server {
    struct event_base *base;
    struct event resume; /* after a pause because the system was out of files */
    struct http_limits limits;
    http_answer *answer;
    void *context;
    struct http_listener listeners[LISTENERS_MAX];
    size_t listener_count;
    struct http_connection *connections;
    uint32_t count;
};

static void drop(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    (void)event_del(&connection->readable);
    (void)event_del(&connection->writable);
    (void)event_del(&connection->deadline);
    (void)close(connection->fd);
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    server->count--;
    writer_close(&connection->in);
    writer_close(&connection->out);
    free(connection);
}

/* Sends what the socket takes. At the end our side is closed, and the client's close (or the deadline) ends it. */
static void send_out(struct http_connection *connection)
{
    while (connection->sent < connection->out.size) {
        ssize_t size = send(connection->fd, connection->out.at + connection->sent,
                            connection->out.size - connection->sent, MSG_NOSIGNAL);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
            (void)event_add(&connection->writable, NULL);
            return;
        }
        if (size < 0) {
            drop(connection);
            return;
        }
        connection->sent += (size_t)size;
    }
    (void)event_del(&connection->writable);
    if (shutdown(connection->fd, SHUT_WR) != 0)
        drop(connection);
}

static const char *reason_of(int code)
{
    switch (code) {
    case 200: return "OK";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Error";
    }
}

static void put_reply(struct writer *out, const struct http_reply *reply, bool head_only)
{
    writer_format(out,
                  "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n"
                  "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n%s\r\n",
                  reply->code, reason_of(reply->code), reply->type, reply->body.size,
                  reply->code == 405 ? "Allow: GET, HEAD\r\n" : "");
    if (!head_only)
        writer_bytes(out, writer_view(&reply->body));
}

static int code_of(enum http_reading reading)
{
    switch (reading) {
    case HTTP_READING_MORE:
    case HTTP_READING_DONE: return 200;
    case HTTP_READING_BAD: return 400;
    case HTTP_READING_TOO_LONG: return 431;
    case HTTP_READING_METHOD: return 405;
    case HTTP_READING_BODY: return 413;
    case HTTP_READING_VERSION: return 505;
    }
    return 400;
}

static void answer(struct http_connection *connection, enum http_reading reading, const struct http_request *request)
{
    struct http_server *server = connection->server;
    struct http_reply reply = {.code = code_of(reading), .type = "text/plain; charset=utf-8"};
    bool good = reading == HTTP_READING_DONE;
    if (good) {
        reply.code = 404;
        server->answer(server->context, request->path, &reply);
    }
    if (reply.code != 200 && reply.body.size == 0)
        writer_format(&reply.body, "%d %s\n", reply.code, reason_of(reply.code));
    put_reply(&connection->out, &reply, good && request->head_only);
    bool failed = reply.body.failed || connection->out.failed;
    writer_close(&reply.body);
    connection->answered = true;
    if (failed)
        drop(connection);
    else
        send_out(connection);
}

static void on_readable(int fd, short what, void *context)
{
    (void)what;
    struct http_connection *connection = context;
    uint8_t piece[READ_SIZE];
    ssize_t size = read(fd, piece, sizeof piece);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size <= 0) {
        drop(connection);
        return;
    }
    if (connection->answered) /* what comes behind the one request is dropped */
        return;
    writer_bytes(&connection->in, bytes_of(piece, (size_t)size));
    if (connection->in.failed) {
        drop(connection);
        return;
    }
    struct http_request request;
    enum http_reading reading = http_request_read(writer_view(&connection->in), &request);
    if (reading != HTTP_READING_MORE)
        answer(connection, reading, &request);
}

static void on_writable(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    send_out(context);
}

static void on_deadline(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    drop(context);
}

static void welcome(struct http_server *server, int fd)
{
    struct http_connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        (void)close(fd);
        return;
    }
    connection->server = server;
    connection->fd = fd;
    connection->next = server->connections;
    if (server->connections)
        server->connections->previous = connection;
    server->connections = connection;
    server->count++;
    const struct timeval time = {.tv_sec = server->limits.time_ms / 1000,
                                 .tv_usec = server->limits.time_ms % 1000 * 1000};
    (void)event_assign(&connection->readable, server->base, fd, EV_READ | EV_PERSIST, on_readable, connection);
    (void)event_assign(&connection->writable, server->base, fd, EV_WRITE | EV_PERSIST, on_writable, connection);
    (void)event_assign(&connection->deadline, server->base, -1, 0, on_deadline, connection);
    if (event_add(&connection->readable, NULL) != 0 || event_add(&connection->deadline, &time) != 0)
        drop(connection);
}

static void turn_away(int fd)
{
    static const char full[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
                               "Connection: close\r\n\r\n";
    (void)send(fd, full, sizeof full - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)close(fd);
}

static void on_resume(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct http_server *server = context;
    for (size_t i = 0; i < server->listener_count; i++)
        (void)event_add(&server->listeners[i].readable, NULL);
}

/* Out of files: what waits stays readable, so without a pause this would spin. */
static void pause_accepting(struct http_server *server)
{
    const struct timeval pause = {.tv_usec = PAUSE_US};
    for (size_t i = 0; i < server->listener_count; i++)
        (void)event_del(&server->listeners[i].readable);
    (void)event_add(&server->resume, &pause);
}

static void on_connection(int fd, short what, void *context)
{
    (void)what;
    struct http_listener *listener = context;
    for (int i = 0; i < ACCEPT_BURST; i++) {
        int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) {
            if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
                pause_accepting(listener->server);
            return;
        }
        if (listener->server->count >= listener->server->limits.clients)
            turn_away(client);
        else
            welcome(listener->server, client);
    }
}

struct http_server *http_server_open(struct event_base *base, const struct http_limits *limits, http_answer *answer_to,
                                     void *context)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return NULL;
    *server = (struct http_server){.base = base, .limits = *limits, .answer = answer_to, .context = context};
    (void)event_assign(&server->resume, base, -1, 0, on_resume, server);
    return server;
}

enum status http_server_listen(struct http_server *server, int fd)
{
    if (server->listener_count == LISTENERS_MAX)
        return STATUS_LIMIT;
    struct http_listener *listener = &server->listeners[server->listener_count];
    *listener = (struct http_listener){.server = server, .fd = fd};
    (void)event_assign(&listener->readable, server->base, fd, EV_READ | EV_PERSIST, on_connection, listener);
    if (event_add(&listener->readable, NULL) != 0)
        return STATUS_NOMEM;
    server->listener_count++;
    return STATUS_OK;
}

void http_server_set_clients(struct http_server *server, uint32_t clients)
{
    server->limits.clients = clients;
}

void http_server_close(struct http_server *server)
{
    if (!server)
        return;
    for (size_t i = 0; i < server->listener_count; i++) {
        (void)event_del(&server->listeners[i].readable);
        (void)close(server->listeners[i].fd);
    }
    (void)event_del(&server->resume);
    for (struct http_connection *at = server->connections, *next; at; at = next) {
        next = at->next;
        drop(at);
    }
    free(server);
}
