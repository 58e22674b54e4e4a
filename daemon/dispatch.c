#include "daemon/dispatch.h"

#include "daemon/answer_here.h"
#include "daemon/clock.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"
#include "daemon/store_thread.h"
#include "daemon/verifier.h"
#include "daemon/worker.h"

#include <inttypes.h>

enum { SHOWN_NAME = 128 }; /* bytes of a foreign name in an error */

static void shown_args(const struct request *request, struct writer *out)
{
    for (uint32_t i = 1; i < request->count && out->size < SHOWN_NAME; i++) {
        struct bytes argument = bytes_upto(request_argument(request, i), SHOWN_NAME - out->size);
        writer_format(out, "'%" BYTES_FORMAT "' ", BYTES_ARGS(argument));
    }
    writer_u8(out, 0);
}

/* In Redis's words: client libraries look for them. */
static void reply_unknown(struct reply *reply, const struct request *request)
{
    struct bytes name = bytes_upto(request_argument(request, 0), SHOWN_NAME);
    struct writer args = {0};
    shown_args(request, &args);
    reply_error_word(reply, "ERR", "unknown command '%" BYTES_FORMAT "', with args beginning with: %s",
                     BYTES_ARGS(name), args.failed ? "" : (const char *)args.at);
    writer_close(&args);
}

static void reply_arity(struct reply *reply, const struct command *command)
{
    struct writer name = {0};
    writer_format(&name, "%s%s%s", command->container ? command->container : "", command->container ? "|" : "",
                  command->name);
    for (size_t i = 0; i < name.size; i++)
        if (name.at[i] >= 'A' && name.at[i] <= 'Z')
            name.at[i] |= 0x20;
    reply_error_word(reply, "ERR", "wrong number of arguments for '%" BYTES_FORMAT "' command",
                     BYTES_ARGS(writer_view(&name)));
    writer_close(&name);
}

/* How long the queue will be busy, by the rate of the last commits: advice for when to come again. */
static uint64_t busy_ms(const struct server *server)
{
    uint64_t rate = counted(&server->stats.articles_per_second);
    uint64_t ms = rate ? (uint64_t)server->queued_submissions * 1000 / rate : LIMIT_BUSY_MAX_MS;
    return ms < LIMIT_BUSY_MIN_MS ? LIMIT_BUSY_MIN_MS : ms > LIMIT_BUSY_MAX_MS ? LIMIT_BUSY_MAX_MS : ms;
}

static void reply_busy(struct reply *reply, struct server *server)
{
    uint64_t ms = busy_ms(server);
    count(&server->stats.busy, 1);
    reply_error(reply, STATUS_BUSY, "%" PRIu64 " too much is queued; come again in %" PRIu64 " ms", ms, ms);
}

static void reply_refused(struct reply *reply, struct server *server, const struct request *request)
{
    if (request->refused == STATUS_BUSY) {
        reply_busy(reply, server);
    } else if (request->refused == STATUS_TOOBIG) {
        count(&server->stats.too_big, 1);
        reply_error(reply, STATUS_TOOBIG, "%s: %" PRIu64 ", at most %" PRIu64 " is taken", request->refused_what,
                    request->refused_size, request->refused_limit);
    } else {
        reply_error(reply, request->refused, "%s", request->refused_what);
    }
}

/* ---- who may ---- */

static void refuse_user(struct connection *connection, const struct command *command, struct reply *reply)
{
    struct loop *loop = connection->loop;
    if (connection->stranger) {
        reply_error(reply, STATUS_NOAUTH, "Authentication required: AUTH user token");
        return;
    }
    struct writer has = {0}, needs = {0};
    role_print(connection->grant.roles, &has);
    role_print(command->roles, &needs);
    reply_error(reply, STATUS_NOPERM, "user %s has the roles %" BYTES_FORMAT "; %s needs one of %" BYTES_FORMAT,
                connection->grant.name, BYTES_ARGS(writer_view(&has)), command->name, BYTES_ARGS(writer_view(&needs)));
    log_write_limited(&loop->not_permitted, LOG_LEVEL_WARNING, "client %s: user %s may not call %s",
                      connection->client->address, connection->grant.name, command->name);
    writer_close(&has);
    writer_close(&needs);
}

static bool is_permitted(const struct connection *connection, const struct command *command)
{
    return command ? command_permits(command, connection->stranger, connection->grant.roles) : !connection->stranger;
}

void dispatch_audit(const struct access_grant *grant, const char *address, const struct command *command,
                    const struct request *request)
{
    struct writer args = {0};
    for (uint32_t i = command->container ? 2 : 1; i < request->count && args.size < LOG_FOREIGN_SIZE; i++) {
        struct bytes argument = bytes_upto(request_argument(request, i), LOG_FOREIGN_SIZE - args.size);
        writer_format(&args, " %" BYTES_FORMAT, BYTES_ARGS(argument));
    }
    log_write(LOG_LEVEL_NOTICE, "audit: %s@%s: %s%s%s%.*s", grant->name[0] ? grant->name : "-", address,
              command->container ? command->container : "", command->container ? " " : "", command->name,
              LOG_FOREIGN(writer_view(&args)));
    writer_close(&args);
}

/* Answers at once what has no job: an error, or a command of the loop itself. */
static void answer_now(struct connection *connection, const struct command *command, struct request *request)
{
    struct loop *loop = connection->loop;
    struct reply *reply = connection_reply(connection);
    if (reply) {
        size_t before = reply->out.size;
        if (request->refused != STATUS_OK)
            reply_refused(reply, loop->server, request);
        else if (!is_permitted(connection, command))
            refuse_user(connection, command, reply);
        else if (!command)
            reply_unknown(reply, request);
        else if (!command_arity_fits(command, request->count))
            reply_arity(reply, command);
        else if (command->place != PLACE_LOOP)
            reply_busy(reply, loop->server);
        else
            answer_here(connection, command, request, reply);
        stats_count_error(&loop->server->stats, bytes_from(writer_view(&reply->out), before));
        connection_replied(connection, reply);
    }
    loop_give_request(loop, request);
}

/* ---- jobs ---- */

static bool is_submission(const struct command *command)
{
    return (command->flags & COMMAND_WRITES) || command->place == PLACE_WORKER;
}

bool dispatch_admit(struct server *server, struct job *job, size_t size)
{
    job->counts_as_submission = is_submission(job->command);
    _Atomic uint32_t *queued = job->counts_as_submission ? &server->queued_submissions : &server->queued_queries;
    uint32_t most = job->counts_as_submission ? server->queue_articles : LIMIT_QUERIES;
    if (atomic_fetch_add(queued, 1) >= most) {
        atomic_fetch_sub(queued, 1);
        return false;
    }
    if (!job->counts_as_submission)
        return true;
    if (!budget_take(&server->queue, size)) {
        atomic_fetch_sub(queued, 1);
        return false;
    }
    job->queue_charge = size;
    return true;
}

static void add_slow(struct server *server, const struct job *job, int64_t now_us)
{
    char peer[PEER_TEXT_SIZE];
    const struct connection *connection = job->connection;
    const char *address = peer;
    if (!connection) /* it came over HTTP */
        peer_print(job->peer, peer);
    else
        address = connection->client ? connection->client->address : "gone";
    slowlog_add(&server->slowlog, job, address, clock_wall_ms(), now_us);
}

void dispatch_job_back(struct loop *loop, struct job *job)
{
    struct server *server = loop->server;
    struct stats *stats = &server->stats;
    atomic_fetch_sub(job->counts_as_submission ? &server->queued_submissions : &server->queued_queries, 1);
    budget_give(&server->queue, job->queue_charge);
    int64_t now_us = clock_us();
    bool waits = job->command->flags & COMMAND_BLOCKS;
    if (!waits)
        histogram_add(job->counts_as_submission ? &stats->submit_time : &stats->query_time, STATS_FIRST_US,
                      now_us - job->arrived_us);
    stats_count_error(stats, writer_view(&job->reply.out));
    bool secret = job->command->flags & COMMAND_NO_AUTH; /* AUTH, HELLO */
    if (!waits && !secret && now_us - job->arrived_us >= atomic_load(&server->tunables.slow_ms) * 1000)
        add_slow(server, job, now_us);
}

/* A query behind a submission of its own connection takes the same way, so that it cannot overtake it. */
static void send_off(struct connection *connection, struct job *job)
{
    struct server *server = connection->loop->server;
    bool by_worker = job->command->place == PLACE_WORKER || connection->submissions > 0;
    connection_enqueue(connection, job);
    connection->elsewhere++;
    connection->loop->jobs_elsewhere++;
    if (job->counts_as_submission)
        connection->submissions++;
    if (by_worker)
        worker_post(server->workers[connection->client->id % server->worker_count], job);
    else
        store_thread_post(server->store, job);
}

/*
 * While the queue is more than half full a connection may have its share of it and no more, so that one that sends all
 * it can is told BUSY before one that sends a little.
 */
static bool is_over_share(const struct connection *connection, const struct command *command)
{
    struct server *server = connection->loop->server;
    uint32_t clients = atomic_load_explicit(&server->clients.count, memory_order_relaxed);
    uint32_t share = server->queue_articles / (clients ? clients : 1);
    return is_submission(command) && connection->submissions >= (share ? share : 1) &&
           atomic_load_explicit(&server->queued_submissions, memory_order_relaxed) >= server->queue_articles / 2;
}

static void dispatch_job(struct connection *connection, const struct command *command, struct request *request)
{
    struct loop *loop = connection->loop;
    struct job *job = loop_take_job(loop);
    if (!job) {
        answer_now(connection, command, request);
        return;
    }
    job->command = command;
    if (is_over_share(connection, command) || !dispatch_admit(loop->server, job, request->size)) {
        loop_give_job(loop, job);
        answer_now(connection, command, request);
        return;
    }
    job->request = request;
    job->reply.form = connection->output.form;
    job->arrived_us = clock_us();
    job->behind = connection->submissions > 0;
    send_off(connection, job);
}

/* False, with nothing counted, when too many wait. */
static bool post_sign_in(struct connection *connection, struct job *job)
{
    struct server *server = connection->loop->server;
    if (!dispatch_admit(server, job, job->request->size))
        return false;
    if (!verifier_post(server->verifier, job)) {
        atomic_fetch_sub(&server->queued_queries, 1);
        return false;
    }
    connection_enqueue(connection, job);
    connection->elsewhere++;
    connection->loop->jobs_elsewhere++;
    connection->signing_in = true;
    return true;
}

/* AUTH: from memory at once, else by the verifier, and until then nothing more of this connection is read. */
static void dispatch_sign_in(struct connection *connection, const struct command *command, struct request *request)
{
    struct loop *loop = connection->loop;
    struct access_grant grant;
    enum status known = sign_in_recall(connection, request, &grant);
    struct job *job = known == STATUS_NOTFOUND ? loop_take_job(loop) : NULL;
    if (job) {
        job->command = command;
        job->request = request;
        job->peer = connection->peer;
        job->reply.form = connection->output.form;
        job->arrived_us = clock_us();
        if (post_sign_in(connection, job))
            return;
        job->request = NULL;
        loop_give_job(loop, job);
    }
    struct reply *reply = connection_reply(connection);
    if (reply) {
        if (known == STATUS_NOTFOUND)
            reply_busy(reply, loop->server);
        else
            sign_in_answer(connection, command, request, known, &grant, reply);
        connection_replied(connection, reply);
    }
    loop_give_request(loop, request);
}

void dispatch_request(struct connection *connection, struct request *request)
{
    struct client *client = connection->client;
    const struct command *command = command_find(request);
    count(&connection->loop->server->stats.commands, 1);
    atomic_store_explicit(&client->last_command, command ? command->name : "?", memory_order_relaxed);
    atomic_fetch_add_explicit(&client->commands, 1, memory_order_relaxed);
    bool fits = command && request->refused == STATUS_OK && is_permitted(connection, command) &&
                command_arity_fits(command, request->count);
    if (fits && (command->flags & COMMAND_ADMIN))
        dispatch_audit(&connection->grant, client->address, command, request);
    if (fits && sign_in_is_asked(connection, command, request))
        dispatch_sign_in(connection, command, request);
    else if (fits && command->place != PLACE_LOOP)
        dispatch_job(connection, command, request);
    else
        answer_now(connection, command, request);
}
