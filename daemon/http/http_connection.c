#include "daemon/http/http_private.h"

#include "daemon/tls/tls.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void tell(const struct http_connection *connection, enum http_notice notice)
{
    connection->server->watch(connection->server->context, notice, connection->peer);
}

/* ---- its end ---- */

static void unlink_it(struct http_connection *connection)
{
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        connection->server->connections = connection->next;
    connection->server->count--;
    tell(connection, HTTP_LEFT);
    peer_count_give(&connection->server->peers, connection->peer);
}

/* The owner has nothing more to do with it, or is told that nobody waits for it. */
static void release(struct http_connection *connection, bool tell)
{
    struct http_exchange *exchange = &connection->exchange;
    const struct http_handler *handler = exchange->handler;
    if (!connection->taken)
        return;
    connection->taken = false;
    exchange->handler = NULL;
    if (tell && handler)
        handler->gone(exchange->owner);
}

static void free_it(struct http_connection *connection)
{
    (void)event_del(&connection->deadline);
    unlink_it(connection);
    http_socket_close(&connection->socket);
    writer_close(&connection->head);
    free(connection);
}

void http_connection_drop(struct http_connection *connection)
{
    connection->state = HTTP_AT_END;
    release(connection, true);
    if (!connection->working)
        free_it(connection);
}

/* Closing a socket with unread input makes the system throw away what the client has not read yet. */
static void begin_linger(struct http_connection *connection)
{
    if (connection->client_ended || !http_socket_finish(&connection->socket)) {
        http_connection_drop(connection);
        return;
    }
    connection->state = HTTP_AT_LINGER;
    http_connection_expect(connection, HTTP_LINGER_MS);
}

void http_connection_expect(struct http_connection *connection, int64_t ms)
{
    const struct timeval time = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    const struct timeval now = {0};
    connection->progress = 0;
    if (event_add(&connection->deadline, connection->doomed ? &now : &time) != 0) { /* none is without a deadline */
        connection->doomed = true;
        event_active(&connection->deadline, EV_TIMEOUT, 0);
    }
}

/* It is our turn, which has no deadline; but one that is doomed has met it. */
static void expect_nothing(struct http_connection *connection)
{
    if (!connection->doomed)
        (void)event_del(&connection->deadline);
}

/* ---- reading ---- */

static void refuse(struct http_connection *connection, enum http_reading reading)
{
    static const int codes[] = {[HTTP_READING_MORE] = 408,     [HTTP_READING_DONE] = 400,   [HTTP_READING_BAD] = 400,
                                [HTTP_READING_TOO_LONG] = 431, [HTTP_READING_METHOD] = 501, [HTTP_READING_CODING] = 501,
                                [HTTP_READING_VERSION] = 505};
    struct http_reply reply = {.code = codes[reading], .type = "text/plain; charset=utf-8"};
    writer_format(&reply.body, "%d %s\n", reply.code, http_reason(reply.code));
    connection->exchange.request = (struct http_request){.method = HTTP_GET};
    connection->keep_alive = false;
    connection->body_left = 1; /* whatever follows is not looked at */
    connection->state = HTTP_AT_BODY;
    http_answer(&connection->exchange, &reply);
}

void http_connection_continue(struct http_connection *connection)
{
    struct http_request *request = &connection->exchange.request;
    bool waits = connection->state == HTTP_AT_BODY && (request->chunked || request->content_length);
    if (waits && request->expects_continue)
        (void)evbuffer_add(connection->socket.output, "HTTP/1.1 100 Continue\r\n\r\n", 25);
    request->expects_continue = false;
}

static void begin_exchange(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    const struct http_request *request = &connection->exchange.request;
    connection->chunks = (struct http_chunks){0};
    connection->body_left = request->content_length;
    connection->keep_alive = request->keep_alive && !server->draining;
    connection->paused = connection->streaming = false;
    connection->exchange.endless = false;
    connection->exchange.owner = NULL;
    connection->taken = true;
    connection->state = HTTP_AT_BODY;
    http_connection_expect(connection, server->limits.time_ms);
    server->begin(server->context, &connection->exchange);
    http_connection_continue(connection);
}

/* False when there is nothing to do until more has come. */
static bool read_head(struct http_connection *connection, struct evbuffer *input)
{
    size_t size = evbuffer_get_length(input);
    if (size == 0) {
        connection->head.size = 0;
        return false;
    }
    size = size < HTTP_HEAD_SIZE ? size : HTTP_HEAD_SIZE;
    bool first = connection->head.size == 0;
    writer_clear(&connection->head);
    uint8_t *at = writer_reserve(&connection->head, size);
    if (!at) {
        http_connection_drop(connection);
        return false;
    }
    connection->head.size = (size_t)evbuffer_copyout(input, at, size);
    if (first)
        http_connection_expect(connection, connection->server->limits.time_ms);
    enum http_reading reading = http_request_read(writer_view(&connection->head), &connection->exchange.request);
    if (reading == HTTP_READING_MORE)
        return false;
    if (reading != HTTP_READING_DONE) {
        refuse(connection, reading);
        return true;
    }
    (void)evbuffer_drain(input, connection->exchange.request.size);
    begin_exchange(connection);
    return true;
}

static bool body_is_whole(const struct http_connection *connection)
{
    return connection->exchange.request.chunked ? connection->chunks.done : connection->body_left == 0;
}

static void count_progress(struct http_connection *connection, size_t size)
{
    connection->progress += size;
    if (connection->progress >= HTTP_PROGRESS)
        http_connection_expect(connection, connection->server->limits.time_ms);
}

/* Hands over what there is in one piece of the buffer. False when there is nothing. */
static bool read_body(struct http_connection *connection, struct evbuffer *input)
{
    struct http_exchange *exchange = &connection->exchange;
    if (body_is_whole(connection)) {
        connection->state = HTTP_AT_OWNER;
        expect_nothing(connection);
        if (exchange->handler)
            exchange->handler->complete(exchange->owner);
        return true;
    }
    struct evbuffer_iovec piece;
    if (connection->paused || evbuffer_peek(input, -1, NULL, &piece, 1) < 1 || piece.iov_len == 0)
        return false;
    struct bytes data = bytes_of(piece.iov_base, piece.iov_len);
    size_t used;
    if (exchange->request.chunked) {
        used = http_chunks_feed(&connection->chunks, data, &data);
    } else {
        data = bytes_upto(data, connection->body_left < data.size ? (size_t)connection->body_left : data.size);
        connection->body_left -= data.size;
        used = data.size;
    }
    if (used == SIZE_MAX) {
        http_connection_drop(connection);
        return false;
    }
    count_progress(connection, used);
    if (data.size && exchange->handler)
        exchange->handler->body(exchange->owner, data);
    if (connection->state != HTTP_AT_END)
        (void)evbuffer_drain(input, used);
    return true;
}

static bool step(struct http_connection *connection)
{
    struct evbuffer *input = connection->socket.input;
    switch (connection->state) {
    case HTTP_AT_HEAD: return read_head(connection, input);
    case HTTP_AT_BODY: return read_body(connection, input);
    case HTTP_AT_LINGER: (void)evbuffer_drain(input, evbuffer_get_length(input)); return false;
    case HTTP_AT_OWNER:
    case HTTP_AT_OUTPUT:
    case HTTP_AT_END: break;
    }
    return false;
}

void http_connection_work(struct http_connection *connection)
{
    if (connection->working)
        return;
    connection->working = true;
    while (step(connection))
        ;
    connection->working = false;
    bool reads = connection->state == HTTP_AT_HEAD || (connection->state == HTTP_AT_BODY && !connection->paused);
    if (connection->state == HTTP_AT_END || (reads && connection->client_ended))
        http_connection_drop(connection);
}

/* ---- answering ---- */

/* All bytes of the answer are with the system. */
static void sent(struct http_connection *connection)
{
    bool stays =
        connection->keep_alive && !connection->doomed && !connection->client_ended && !connection->server->draining;
    if (!stays) {
        begin_linger(connection);
        return;
    }
    connection->state = HTTP_AT_HEAD;
    connection->head.size = 0;
    http_connection_expect(connection, connection->server->limits.time_ms);
}

void http_connection_answered(struct http_connection *connection)
{
    if (connection->state == HTTP_AT_BODY && !body_is_whole(connection))
        connection->keep_alive = false;
    release(connection, false);
    connection->state = HTTP_AT_OUTPUT;
    if (evbuffer_get_length(connection->socket.output) == 0)
        sent(connection);
    else
        http_connection_expect(connection, connection->server->limits.time_ms);
    http_connection_work(connection);
}

/* ---- what the socket tells ---- */

static void on_came(void *owner, size_t size)
{
    struct http_connection *connection = owner;
    connection->server->traffic.in += size;
    http_connection_work(connection);
}

static void on_sent(void *owner)
{
    struct http_connection *connection = owner;
    struct http_exchange *exchange = &connection->exchange;
    if (connection->state == HTTP_AT_OUTPUT) {
        connection->working = true;
        sent(connection);
        connection->working = false;
        http_connection_work(connection);
    } else if (connection->streaming) {
        if (connection->state == HTTP_AT_OWNER)
            expect_nothing(connection);
        if (exchange->handler && exchange->handler->resume)
            exchange->handler->resume(exchange->owner);
    }
}

/* The client takes what we send: as long as enough of it goes, there is more time. */
static void on_moved(void *owner, size_t size)
{
    struct http_connection *connection = owner;
    connection->server->traffic.out += size;
    if (connection->state == HTTP_AT_OUTPUT || connection->streaming)
        count_progress(connection, size);
}

static void on_ended(void *owner, bool failed)
{
    struct http_connection *connection = owner;
    connection->client_ended = true;
    bool answers =
        connection->state == HTTP_AT_OUTPUT || (connection->state == HTTP_AT_OWNER && !connection->exchange.endless);
    if (connection->state == HTTP_AT_HEAD || connection->state == HTTP_AT_BODY)
        http_connection_work(connection);
    else if (failed || !answers)
        http_connection_drop(connection);
}

/* The handshake had a time of its own. */
static void on_opened(void *owner)
{
    struct http_connection *connection = owner;
    http_connection_expect(connection, connection->server->limits.time_ms);
}

static const struct http_socket_handler handler = {
    .came = on_came, .sent = on_sent, .ended = on_ended, .opened = on_opened, .moved = on_moved};

/* Nothing is begun that could be late: there is no request yet, or all is said. */
static bool is_between(const struct http_connection *connection)
{
    const struct tls *tls = connection->socket.tls;
    bool silent = connection->state == HTTP_AT_HEAD && connection->head.size == 0;
    return connection->state == HTTP_AT_LINGER || (silent && (!tls || tls_is_established(tls)));
}

static void on_deadline(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct http_connection *connection = context;
    bool begun = connection->state == HTTP_AT_HEAD && connection->head.size;
    bool unread = evbuffer_get_length(connection->socket.output) > 0;
    bool waits_for_us = connection->paused && !unread && !connection->doomed;
    if (!waits_for_us && !is_between(connection))
        tell(connection, HTTP_TOO_LATE);
    if (connection->doomed) {
        http_connection_drop(connection);
    } else if (begun || (connection->state == HTTP_AT_BODY && !connection->streaming && !connection->paused)) {
        release(connection, true);
        refuse(connection, HTTP_READING_MORE);
    } else if (waits_for_us) {
        http_connection_expect(connection, connection->server->limits.time_ms);
    } else {
        http_connection_drop(connection);
    }
}

void http_connection_new(struct http_server *server, int fd, struct peer peer, struct tls_context *context)
{
    struct http_connection *connection = calloc(1, sizeof *connection);
    struct tls *tls = connection && context ? tls_accept(context, fd) : NULL;
    if (!connection || (context && !tls)) {
        peer_count_give(&server->peers, peer);
        (void)close(fd);
        free(connection);
        return;
    }
    if (http_socket_open(&connection->socket, server->base, fd, tls, &handler, connection) != STATUS_OK) {
        peer_count_give(&server->peers, peer);
        free(connection);
        return;
    }
    connection->server = server;
    connection->peer = peer;
    connection->next = server->connections;
    if (server->connections)
        server->connections->previous = connection;
    server->connections = connection;
    server->count++;
    tell(connection, HTTP_CAME);
    (void)event_assign(&connection->deadline, server->base, -1, 0, on_deadline, connection);
    http_connection_expect(connection, tls ? server->limits.handshake_ms : server->limits.time_ms);
    int on = 1; /* events of a stream are small, and not to wait for each other */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

struct peer http_exchange_peer(const struct http_exchange *exchange)
{
    return http_connection_of(exchange)->peer;
}

void http_body_pause(struct http_exchange *exchange, bool paused)
{
    struct http_connection *connection = http_connection_of(exchange);
    bool resumes = connection->paused && !paused;
    connection->paused = paused;
    if (resumes)
        http_connection_work(connection);
}
