/* A connection's way in: bytes are read, parsed into requests and dispatched while there is room for answers. */
#include "daemon/clock.h"
#include "daemon/connection_steps.h"
#include "daemon/dispatch.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/tls/tls.h"
#include "daemon/wire/inline_words.h"

#include <errno.h>
#include <unistd.h>

/*
 * A request is taken only when its answer has a place: in the pipeline, in the output, and in what all clients together
 * may have waiting.
 */
bool connection_has_room(const struct connection *connection)
{
    const struct server *server = connection->loop->server;
    size_t waiting = connection_unsent(connection) + connection->held;
    if (connection_is_over_allowance(connection))
        return false;
    return connection->state == CONNECTION_OPEN && !connection->signing_in &&
           connection->in_flight < server->pipeline && waiting < server->output_size &&
           (waiting < LIMIT_OUTPUT_FAIR || !budget_is_full(&server->replies)) &&
           (connection->in_flight == 0 || connection->loop->jobs_taken < LIMIT_JOBS);
}

static void protocol_error(struct connection *connection)
{
    struct loop *loop = connection->loop;
    const char *why = connection->parser.why;
    struct reply *reply = connection_reply(connection);
    if (!reply)
        return;
    reply_error(reply, connection->parser.why_status, "%s", why);
    connection_replied(connection, reply);
    count(&loop->server->stats.dropped_clients, 1);
    bool http = why == INLINE_WORDS_HTTP;
    count(&loop->server->stats.cross_protocol, http);
    log_write_limited(&loop->bad_protocol, http ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "client %s: protocol error: %s%s",
                      connection->client->address, why, http ? "; perhaps a cross-protocol attack" : "");
    connection_finish(connection);
}

/* Notes when an unfinished request began, for its deadline, and returns the buffer of one that has not begun. */
static void note_request(struct connection *connection)
{
    if (!resp_idle(&connection->parser)) {
        if (!connection->request_since_ms)
            connection->request_since_ms = connection->loop->now_ms;
        return;
    }
    connection->request_since_ms = 0;
    loop_give_request(connection->loop, connection->parser.request);
    connection->parser.request = NULL;
}

/* Parses and dispatches while there is room. Returns what is left of input. */
static struct bytes parse(struct connection *connection, struct bytes input)
{
    while (input.size && connection_has_room(connection)) {
        struct resp_parser *parser = &connection->parser;
        if (!parser->request)
            parser->request = loop_take_request(connection->loop);
        if (!parser->request) {
            connection_kill(connection);
            break;
        }
        input = bytes_from(input, resp_feed(parser, input));
        if (parser->event == RESP_REQUEST) {
            connection->request_since_ms = 0;
            connection->last_request_ms = connection->loop->now_ms;
            dispatch_request(connection, resp_take(parser));
        } else if (parser->event == RESP_BROKEN) {
            protocol_error(connection);
        }
    }
    if (connection->state != CONNECTION_DEAD)
        note_request(connection);
    return input;
}

/* Parses what waited for room. */
void connection_parse_unparsed(struct connection *connection)
{
    struct bytes waiting = bytes_from(writer_view(&connection->unparsed), connection->unparsed_at);
    struct bytes rest = parse(connection, waiting);
    if (connection->state == CONNECTION_DEAD)
        return;
    connection->unparsed_at += waiting.size - rest.size;
    if (rest.size == 0 || connection->state != CONNECTION_OPEN) {
        writer_close(&connection->unparsed);
        connection->unparsed_at = 0;
    }
}

static void take_input(struct connection *connection, struct bytes input)
{
    connection->client->last_ms = connection->loop->now_ms;
    count(&connection->loop->server->stats.bytes_in, input.size);
    struct bytes rest = parse(connection, input);
    if (rest.size == 0 || connection->state != CONNECTION_OPEN)
        return;
    writer_bytes(&connection->unparsed, rest);
    if (connection->unparsed.failed)
        connection_kill(connection);
}

void connection_on_readable(int fd, short what, void *context)
{
    (void)what;
    struct connection *connection = context;
    struct loop *loop = connection->loop;
    loop->now_ms = clock_coarse_ms();
    bool crowded = connection->in_flight >= loop->server->pipeline / 2 || loop->jobs_taken >= LIMIT_JOBS / 2 ||
                   budget_is_full(&loop->server->replies);
    size_t most = crowded ? LIMIT_READ_CROWDED : LIMIT_READ_SIZE;
    if (connection->stranger && connection->state == CONNECTION_OPEN &&
        most > LIMIT_STRANGER_IN - connection->stranger_in)
        most = LIMIT_STRANGER_IN - connection->stranger_in;
    bool plain = !connection->tls || connection->state == CONNECTION_LINGER;
    ssize_t size = plain ? read(fd, loop->scratch, most) : tls_read(connection->tls, loop->scratch, most);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        if (connection->tls)
            connection_settle(connection); /* the handshake may want to write */
        return;
    }
    if (size < 0 || (size == 0 && connection->state == CONNECTION_LINGER)) {
        connection_kill(connection);
    } else if (size == 0) {
        connection->client_ended = true;
        connection_finish(connection);
        connection_hurry(connection);
    } else if (connection->state != CONNECTION_LINGER) {
        connection->stranger_in += connection->stranger ? (uint32_t)size : 0;
        take_input(connection, bytes_of(loop->scratch, (size_t)size));
    }
    connection_settle(connection);
}
