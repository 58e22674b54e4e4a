#include "daemon/connection.h"

#include "daemon/clock.h"
#include "daemon/connection_steps.h"
#include "daemon/dispatch.h"
#include "daemon/event/event_switch.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"
#include "daemon/store_thread.h"
#include "daemon/tls/tls.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

void connection_reap(struct connection *connection)
{
    if (connection->state == CONNECTION_DEAD && connection->elsewhere == 0 && !connection->touched)
        free(connection);
}

static void arm_events(struct connection *connection)
{
    struct tls *tls = connection->tls;
    bool wants_input =
        connection->state == CONNECTION_LINGER || (connection->unparsed.size == 0 && connection_has_room(connection));
    if (wants_input && !connection->reading) { /* while we did not read, the client could not send */
        connection->last_request_ms = connection->loop->now_ms;
        if (connection->request_since_ms)
            connection->request_since_ms = connection->loop->now_ms;
    }
    event_switch(&connection->readable, &connection->reading, wants_input);
    bool waits = tls && wants_input && tls_wants_write(tls);
    event_switch(&connection->writable, &connection->writing, connection_unsent(connection) > 0 || waits);
    if (tls && wants_input && connection->state != CONNECTION_LINGER && tls_has_pending(tls))
        event_active(&connection->readable, EV_READ, 0); /* the socket itself may have nothing more */
}

/* Its place is free for another client as soon as all is said, though the socket stays for a moment. */
static void stop_counting(struct connection *connection)
{
    if (connection->counted) {
        peer_count_give(&connection->loop->server->peers, connection->peer);
        atomic_fetch_sub(&connection->loop->server->clients.count, 1);
    }
    connection->counted = false;
}

static void begin_linger(struct connection *connection)
{
    if (connection->tls)
        tls_end(connection->tls);
    if (connection->client_ended || shutdown(connection->fd, SHUT_WR) != 0) {
        connection_kill(connection);
        return;
    }
    connection->state = CONNECTION_LINGER;
    stop_counting(connection);
    connection->linger_until_ms = connection->loop->now_ms + LIMIT_LINGER_MS;
}

/* Says what is wrong, reads no more and closes when that is sent. */
static void end_with(struct connection *connection, enum status status, const char *why)
{
    struct reply *reply = connection_reply(connection);
    if (reply) {
        reply_error(reply, status, "%s", why);
        connection_replied(connection, reply);
    }
    count(&connection->loop->server->stats.dropped_clients, 1);
    connection_finish(connection);
}

bool connection_is_over_allowance(const struct connection *connection)
{
    size_t owed = connection->stranger_out + connection_unsent(connection) + connection->held;
    return connection->stranger && !connection->known_before &&
           owed + 2 * (size_t)REPLY_ERROR_SIZE > LIMIT_STRANGER_OUT;
}

/* A stranger that sent, or was answered, as much as it may is told so and let go. */
static void judge_stranger(struct connection *connection)
{
    if (connection->stranger && connection->state == CONNECTION_OPEN && !connection->signing_in &&
        (connection->stranger_in >= LIMIT_STRANGER_IN || connection_is_over_allowance(connection)))
        end_with(connection, STATUS_NOAUTH, "too much was sent before AUTH");
}

static void settle(struct connection *connection)
{
    while (connection->state != CONNECTION_DEAD) {
        connection_collect(connection);
        judge_stranger(connection);
        if (!connection_send(connection)) {
            connection_kill(connection);
            return;
        }
        if (connection->unparsed.size == 0 || !connection_has_room(connection))
            break;
        connection_parse_unparsed(connection);
    }
    if (connection->state == CONNECTION_CLOSING && connection->in_flight == 0 && connection_unsent(connection) == 0)
        begin_linger(connection);
    if (connection->state != CONNECTION_DEAD)
        arm_events(connection);
}

void connection_settle(struct connection *connection)
{
    settle(connection);
    connection_reap(connection);
}

void connection_finish(struct connection *connection)
{
    if (connection->state == CONNECTION_OPEN)
        connection->state = CONNECTION_CLOSING;
}

void connection_hurry(struct connection *connection)
{
    bool waiting = false;
    for (struct job *job = connection->oldest; job; job = job->next_reply) {
        if (job->done || !(job->command->flags & COMMAND_BLOCKS))
            continue;
        atomic_store(&job->hurry, true);
        waiting = true;
    }
    if (waiting)
        store_thread_wake(connection->loop->server->store);
}

/* Gives up all jobs: those that are here go back to the spares, the others come back later and find nobody. */
static void abandon_jobs(struct connection *connection)
{
    struct loop *loop = connection->loop;
    connection_hurry(connection);
    for (struct job *job = connection->oldest, *next; job; job = next) {
        next = job->next_reply;
        if (job->done) {
            budget_give(&loop->server->replies, job->reply_charge);
            loop_give_job(loop, job);
        } else {
            atomic_store(&job->abandoned, true);
        }
    }
    connection->oldest = connection->newest = NULL;
    connection->in_flight = 0;
}

static void unlink_from_loop(struct connection *connection)
{
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        connection->loop->connections = connection->next;
    connection->next = connection->previous = NULL;
}

void connection_kill(struct connection *connection)
{
    if (connection->state == CONNECTION_DEAD)
        return;
    struct loop *loop = connection->loop;
    connection->state = CONNECTION_DEAD;
    event_switch(&connection->readable, &connection->reading, false);
    event_switch(&connection->writable, &connection->writing, false);
    tls_free(connection->tls);
    connection->tls = NULL;
    (void)close(connection->fd);
    connection->fd = -1;
    abandon_jobs(connection);
    loop_give_request(loop, connection->parser.request);
    connection->parser.request = NULL;
    budget_give(&loop->server->replies, connection->charged);
    writer_close(&connection->output.out);
    writer_close(&connection->unparsed);
    connection->sent = connection->charged = connection->held = 0;
    client_remove(&loop->server->clients, connection->client);
    connection->client = NULL;
    unlink_from_loop(connection);
    stop_counting(connection);
}

void connection_cut(struct connection *connection)
{
    connection_kill(connection);
    connection_reap(connection);
}

struct connection *connection_new(struct loop *loop, const struct arrival *arrival)
{
    int fd = arrival->fd;
    struct connection *connection = calloc(1, sizeof *connection);
    struct tls *tls = connection && arrival->tls ? tls_accept(loop->server->tls, fd) : NULL;
    bool good = connection && (tls || !arrival->tls);
    struct client *client = good ? client_add(&loop->server->clients, arrival->name, loop->now_ms) : NULL;
    if (!client) {
        tls_free(tls);
        free(connection);
        (void)close(fd);
        return NULL;
    }
    connection->tls = tls;
    connection->loop = loop;
    connection->fd = fd;
    connection->client = client;
    connection->counted = true;
    connection->peer = arrival->peer;
    sign_in_clear(connection);
    connection->output.form = REPLY_RESP2;
    connection->last_request_ms = loop->now_ms;
    resp_init(&connection->parser, &loop->server->requests);
    (void)event_assign(&connection->readable, loop->base, fd, EV_READ | EV_PERSIST, connection_on_readable, connection);
    (void)event_assign(&connection->writable, loop->base, fd, EV_WRITE | EV_PERSIST, connection_on_writable,
                       connection);
    connection->next = loop->connections;
    if (loop->connections)
        loop->connections->previous = connection;
    loop->connections = connection;
    arm_events(connection);
    return connection;
}

/* Too little of the output was taken within limits.write-time. */
static bool is_stalled(struct connection *connection, int64_t now_ms)
{
    if (!connection->output_since_ms ||
        now_ms - connection->output_since_ms < connection->loop->server->tunables.write_time_ms)
        return false;
    bool stalled = connection->output_progress < LIMIT_WRITE_PROGRESS;
    connection->output_since_ms = now_ms;
    connection->output_progress = 0;
    return stalled;
}

static bool is_late(const struct connection *connection, int64_t now_ms)
{
    return connection->reading && connection->request_since_ms &&
           now_ms - connection->request_since_ms > connection->loop->server->tunables.request_time_ms;
}

/* One that is told so and still does not go is cut when as much time has passed again. */
static bool is_strange_too_long(const struct connection *connection, int64_t now_ms)
{
    int64_t most_ms = connection->state == CONNECTION_OPEN ? LIMIT_STRANGER_MS : 2 * (int64_t)LIMIT_STRANGER_MS;
    return connection->stranger && !connection->signing_in && now_ms - connection->stranger_since_ms > most_ms;
}

static bool is_handshake_late(const struct connection *connection, int64_t now_ms)
{
    return connection->tls && !tls_is_established(connection->tls) &&
           now_ms - connection->client->since_ms > LIMIT_HANDSHAKE_MS;
}

static bool is_idle(const struct connection *connection, int64_t now_ms)
{
    int64_t idle_ms = connection->loop->server->tunables.idle_time_ms;
    return idle_ms > 0 && connection->state == CONNECTION_OPEN && !connection->request_since_ms &&
           connection->in_flight == 0 && connection_unsent(connection) == 0 &&
           now_ms - connection->last_request_ms > idle_ms;
}

void connection_check_deadlines(struct connection *connection, int64_t now_ms)
{
    struct stats *stats = &connection->loop->server->stats;
    if (connection->state == CONNECTION_LINGER) {
        if (now_ms >= connection->linger_until_ms)
            connection_kill(connection);
    } else if (is_handshake_late(connection, now_ms) || is_stalled(connection, now_ms)) {
        count(&stats->dropped_clients, 1);
        connection_kill(connection);
    } else if (is_strange_too_long(connection, now_ms)) {
        if (connection->state == CONNECTION_OPEN) {
            end_with(connection, STATUS_TIMEOUT, "no user was named in time; AUTH comes first here");
            settle(connection);
        } else {
            connection_kill(connection);
        }
    } else if (is_late(connection, now_ms)) {
        end_with(connection, STATUS_TIMEOUT, "the request was not complete in time");
        settle(connection);
    } else if (is_idle(connection, now_ms)) {
        connection_finish(connection);
        settle(connection);
    }
    connection_reap(connection);
}
