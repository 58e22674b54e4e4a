/* A connection's way out: answers are put into the order of their requests and sent as the socket takes them. */
#include "daemon/clock.h"
#include "daemon/connection_steps.h"
#include "daemon/dispatch.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"
#include "daemon/tls/tls.h"

#include <errno.h>
#include <sys/socket.h>

void connection_enqueue(struct connection *connection, struct job *job)
{
    job->connection = connection;
    job->next_reply = NULL;
    if (connection->newest)
        connection->newest->next_reply = job;
    else
        connection->oldest = job;
    connection->newest = job;
    connection->in_flight++;
    connection->client->in_flight = connection->in_flight;
}

struct reply *connection_reply(struct connection *connection)
{
    if (connection->state == CONNECTION_DEAD)
        return NULL;
    if (!connection->oldest)
        return &connection->output;
    struct job *job = loop_take_job(connection->loop);
    if (!job) {
        connection_kill(connection);
        return NULL;
    }
    job->reply.form = connection->output.form;
    job->done = true;
    connection_enqueue(connection, job);
    return &job->reply;
}

void connection_replied(struct connection *connection, const struct reply *reply)
{
    if (reply == &connection->output)
        return;
    struct job *job = connection->newest;
    job->reply_charge = reply->out.size;
    connection->held += job->reply_charge;
    budget_add(&connection->loop->server->replies, job->reply_charge);
}

bool connection_job_back(struct connection *connection, struct job *job)
{
    struct loop *loop = connection->loop;
    loop->jobs_elsewhere--;
    connection->elsewhere--;
    if (job->counts_as_submission)
        connection->submissions--;
    bool signs_in = job->command->id == COMMAND_AUTH || job->command->id == COMMAND_HELLO;
    if (signs_in && connection->state != CONNECTION_DEAD)
        sign_in_end(connection, job);
    dispatch_job_back(loop, job);
    loop_give_request(loop, job->request);
    job->request = NULL;
    if (connection->state == CONNECTION_DEAD) {
        budget_give(&loop->server->replies, job->reply_charge);
        loop_give_job(loop, job);
        connection_reap(connection);
        return false;
    }
    job->done = true;
    connection->held += job->reply_charge;
    return true;
}

/* Appends a job's reply to the output: by exchange of the buffers where nothing waits, else by copy. */
static void append_reply(struct connection *connection, struct job *job)
{
    struct writer *out = &connection->output.out;
    if (job->reply.out.failed)
        out->failed = true;
    if (out->size == 0 && !out->failed) {
        struct writer empty = *out;
        *out = job->reply.out;
        job->reply.out = empty;
    } else {
        writer_bytes(out, writer_view(&job->reply.out));
    }
}

void connection_collect(struct connection *connection)
{
    while (connection->oldest && connection->oldest->done) {
        struct job *job = connection->oldest;
        connection->oldest = job->next_reply;
        if (!connection->oldest)
            connection->newest = NULL;
        connection->in_flight--;
        append_reply(connection, job);
        connection->held -= job->reply_charge;
        budget_give(&connection->loop->server->replies, job->reply_charge);
        loop_give_job(connection->loop, job);
    }
    connection->client->in_flight = connection->in_flight;
}

/* What is sent is taken out of the buffer: all at once, or when it is the larger part, so each byte moves O(1) times.
 */
static void drop_sent(struct connection *connection)
{
    struct writer *out = &connection->output.out;
    size_t unsent = connection_unsent(connection);
    if (unsent == 0) {
        if (out->capacity > LIMIT_KEEP_BUFFER / 16)
            writer_close(out);
        else
            writer_clear(out);
        connection->sent = 0;
    } else if (connection->sent >= LIMIT_KEEP_BUFFER && connection->sent >= unsent) {
        memmove(out->at, out->at + connection->sent, unsent);
        out->size = unsent;
        connection->sent = 0;
    }
}

static void note_progress(struct connection *connection, size_t size)
{
    connection->output_progress += size;
    if (connection_unsent(connection) == 0) {
        connection->output_since_ms = 0;
    } else if (!connection->output_since_ms) {
        connection->output_since_ms = connection->loop->now_ms;
        connection->output_progress = 0;
    }
    connection->client->output = connection_unsent(connection);
}

/* Counts the memory of this connection's buffers in what all clients have waiting. */
static void count_memory(struct connection *connection)
{
    size_t now = connection->output.out.capacity + connection->unparsed.capacity;
    budget_give(&connection->loop->server->replies, connection->charged);
    budget_add(&connection->loop->server->replies, now);
    connection->charged = now;
}

/* Sends what the socket takes. False when the connection cannot go on. */
bool connection_send(struct connection *connection)
{
    if (connection->output.out.failed)
        return false;
    size_t unsent = connection_unsent(connection);
    if (unsent == 0) {
        count_memory(connection);
        return true;
    }
    const uint8_t *at = connection->output.out.at + connection->sent;
    ssize_t size =
        connection->tls ? tls_write(connection->tls, at, unsent) : send(connection->fd, at, unsent, MSG_NOSIGNAL);
    if (size < 0 && errno != EAGAIN && errno != EINTR)
        return false;
    if (size > 0) {
        connection->sent += (size_t)size;
        connection->stranger_out += connection->stranger ? (uint32_t)size : 0;
        count(&connection->loop->server->stats.bytes_out, (uint64_t)size);
    }
    drop_sent(connection);
    count_memory(connection);
    note_progress(connection, size > 0 ? (size_t)size : 0);
    return true;
}

void connection_on_writable(int fd, short what, void *context)
{
    struct connection *connection = context;
    if (connection->tls && connection->state != CONNECTION_LINGER && tls_wants_write(connection->tls)) {
        connection_on_readable(fd, what, context);
        return;
    }
    connection->loop->now_ms = clock_coarse_ms();
    connection_settle(connection);
}
