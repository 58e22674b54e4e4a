#include "daemon/loop.h"

#include "daemon/api.h"
#include "daemon/clock.h"
#include "daemon/loop_post.h"
#include "daemon/server.h"
#include "daemon/sign_in.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- spares ---- */

struct request *loop_take_request(struct loop *loop)
{
    struct request *request = loop->spare_requests;
    if (!request)
        return request_new(&loop->server->input);
    loop->spare_requests = request->next;
    loop->spare_request_count--;
    return request;
}

void loop_give_request(struct loop *loop, struct request *request)
{
    if (!request)
        return;
    if (loop->spare_request_count >= LIMIT_SPARE_REQUESTS) {
        request_free(request);
        return;
    }
    request_clear(request, LIMIT_KEEP_BUFFER / 4);
    request->next = loop->spare_requests;
    loop->spare_requests = request;
    loop->spare_request_count++;
}

struct job *loop_take_job(struct loop *loop)
{
    struct job *job = loop->spare_jobs;
    if (job) {
        loop->spare_jobs = job->next;
        loop->spare_job_count--;
        job->next = NULL;
    } else {
        job = job_new(loop, loop->number);
    }
    if (job)
        loop->jobs_taken++;
    return job;
}

void loop_give_job(struct loop *loop, struct job *job)
{
    if (!job)
        return;
    loop->jobs_taken--;
    loop_give_request(loop, job->request);
    job->request = NULL;
    if (loop->spare_job_count >= LIMIT_SPARE_JOBS) {
        job_free(job);
        return;
    }
    job_clear(job);
    job->next = loop->spare_jobs;
    loop->spare_jobs = job;
    loop->spare_job_count++;
}

/* ---- mail ---- */

void loop_post_chain(struct loop *loop, struct mailbox_chain *chain)
{
    mailbox_post_chain(&loop->mailbox, chain);
}

bool loop_adopt(struct loop *loop, const struct arrival *from)
{
    struct arrival *arrival = malloc(sizeof *arrival);
    if (!arrival)
        return false;
    *arrival = *from;
    arrival->message.kind = MESSAGE_ARRIVAL;
    mailbox_post(&loop->mailbox, &arrival->message.item);
    return true;
}

static void welcome(struct loop *loop, struct arrival *arrival)
{
    if (loop->draining || !connection_new(loop, arrival)) {
        if (loop->draining)
            (void)close(arrival->fd);
        peer_count_give(&loop->server->peers, arrival->peer);
        atomic_fetch_sub(&loop->server->clients.count, 1);
    }
    free(arrival);
}

void loop_touch(struct loop *loop, struct connection *connection)
{
    if (connection->touched)
        return;
    connection->touched = true;
    connection->next_touched = loop->touched;
    loop->touched = connection;
}

static void settle_touched(struct loop *loop)
{
    while (loop->touched) {
        struct connection *connection = loop->touched;
        loop->touched = connection->next_touched;
        connection->touched = false;
        connection_settle(connection);
    }
}

/* Begins to stop: whoever has something in flight gets its answers, all others are closed. */
static void begin_drain(struct loop *loop)
{
    loop->draining = true;
    loop->drain_until_ms = loop->now_ms + loop->server->tunables.drain_time_ms;
    if (loop->api)
        api_drain(loop->api);
    for (struct connection *at = loop->connections, *next; at; at = next) {
        next = at->next;
        connection_finish(at);
        connection_settle(at);
    }
}

/* The users were read again: everybody's standing is looked at. */
static void follow_users(struct loop *loop)
{
    uint32_t version = atomic_load(&loop->server->users_version);
    if (loop->users_seen == version)
        return;
    loop->users_seen = version;
    for (struct connection *at = loop->connections, *next; at; at = next) {
        next = at->next;
        sign_in_renew(at);
    }
}

/* HTTP goes on until the others have ended, so that readiness can be asked for while they drain. */
static bool is_served(struct loop *loop)
{
    struct server *server = loop->server;
    bool late = loop->now_ms >= loop->drain_until_ms;
    for (uint32_t i = 0; loop->api && !late && i < server->loop_count; i++)
        if (server->loops[i] != loop && !atomic_load(&server->loops[i]->ended))
            return false;
    return !loop->api || api_is_drained(loop->api, late);
}

static void end_when_drained(struct loop *loop)
{
    if (loop->draining && !loop->connections && loop->jobs_elsewhere == 0 && is_served(loop))
        (void)event_base_loopbreak(loop->base);
}

static void on_mail(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct loop *loop = context;
    loop->now_ms = clock_coarse_ms();
    for (struct mailbox_item *item = mailbox_take(&loop->mailbox), *next; item; item = next) {
        next = item->next;
        struct message *message = MAILBOX_OWNER(item, struct message, item);
        if (message->kind == MESSAGE_ARRIVAL) {
            welcome(loop, MAILBOX_OWNER(message, struct arrival, message));
            continue;
        }
        struct job *job = MAILBOX_OWNER(message, struct job, message);
        struct connection *connection = job->connection;
        if (!connection)
            api_job_back(loop->api, job);
        else if (connection_job_back(connection, job))
            loop_touch(loop, connection);
    }
    settle_touched(loop);
    follow_users(loop);
    if (!loop->draining && atomic_load(&loop->server->draining))
        begin_drain(loop);
    end_when_drained(loop);
}

/* Once a second: deadlines, and a sign of life for the watchdog. */
static void on_tick(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct loop *loop = context;
    loop->now_ms = clock_coarse_ms();
    atomic_fetch_add(&loop->heartbeats, 1);
    if (loop->api)
        api_tick(loop->api);
    bool late = loop->draining && loop->now_ms >= loop->drain_until_ms;
    for (struct connection *at = loop->connections, *next; at; at = next) {
        next = at->next;
        if (late)
            connection_cut(at);
        else
            connection_check_deadlines(at, loop->now_ms);
    }
    end_when_drained(loop);
}

/* ---- life ---- */

static void *run(void *context)
{
    struct loop *loop = context;
    loop->now_ms = clock_coarse_ms();
    (void)event_base_loop(loop->base, EVLOOP_NO_EXIT_ON_EMPTY);
    atomic_store(&loop->ended, true);
    mailbox_wake(&loop->server->mailbox);
    return NULL;
}

/* A base without libevent's own locks: one thread uses it, others post to the mailbox. */
static struct event_base *base_of_one_thread(void)
{
    struct event_config *config = event_config_new();
    if (!config)
        return NULL;
    (void)event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    return base;
}

struct loop *loop_open(struct server *server, uint32_t number, struct api *api)
{
    struct loop *loop = calloc(1, sizeof *loop);
    if (!loop)
        return NULL;
    loop->server = server;
    loop->number = number;
    loop->api = api;
    loop->mailbox.wake_fd = -1;
    loop->scratch = malloc(LIMIT_READ_SIZE);
    loop->base = base_of_one_thread();
    const struct timeval second = {.tv_sec = 1};
    if (!loop->scratch || !loop->base || mailbox_open(&loop->mailbox) != STATUS_OK)
        goto failed;
    (void)event_assign(&loop->mail, loop->base, loop->mailbox.wake_fd, EV_READ | EV_PERSIST, on_mail, loop);
    (void)event_assign(&loop->tick, loop->base, -1, EV_PERSIST, on_tick, loop);
    if (event_add(&loop->mail, NULL) != 0 || event_add(&loop->tick, &second) != 0 ||
        (api && api_start(api, loop, loop->base) != STATUS_OK) || pthread_create(&loop->thread, NULL, run, loop) != 0)
        goto failed;
    return loop;
failed:
    loop_close(loop);
    return NULL;
}

/* Sockets that were accepted when the loop had already ended. */
static void refuse_arrivals(struct loop *loop)
{
    loop->draining = true;
    for (struct mailbox_item *item = mailbox_take(&loop->mailbox), *next; item; item = next) {
        next = item->next;
        welcome(loop, MAILBOX_OWNER(item, struct arrival, message.item));
    }
}

void loop_close(struct loop *loop)
{
    if (!loop)
        return;
    api_stop(loop->api);
    while (loop->spare_jobs) {
        struct job *next = loop->spare_jobs->next;
        job_free(loop->spare_jobs);
        loop->spare_jobs = next;
    }
    while (loop->spare_requests) {
        struct request *next = loop->spare_requests->next;
        request_free(loop->spare_requests);
        loop->spare_requests = next;
    }
    if (loop->mailbox.wake_fd >= 0)
        refuse_arrivals(loop);
    if (loop->base)
        event_base_free(loop->base);
    mailbox_close(&loop->mailbox);
    free(loop->scratch);
    free(loop);
}
