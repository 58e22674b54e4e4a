#include "daemon/api.h"

#include "daemon/api_steps.h"
#include "daemon/clock.h"
#include "daemon/dispatch.h"
#include "daemon/http/resp_json.h"
#include "daemon/listen_socket.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"
#include "daemon/worker.h"

#include <stdlib.h>
#include <unistd.h>

static const char answer_type[] = "application/json";
static const char problem_type[] = "application/problem+json";

/* ---- answers ---- */

static void answer_with(struct http_exchange *exchange, int code, const char *type, json_t *shown, const char *fields)
{
    struct http_reply reply = {.code = code, .type = type};
    json_write(shown, &reply.body);
    json_decref(shown);
    if (fields)
        writer_format(&reply.fields, "%s", fields);
    if (reply.body.failed) {
        writer_clear(&reply.body);
        reply.code = 503;
    }
    http_answer(exchange, &reply);
}

/* A problem whose code is not the status's own. */
static void refuse(struct http_exchange *exchange, int code, enum status status, struct bytes detail,
                   const char *fields)
{
    json_t *problem = api_problem(status, detail);
    if (problem)
        (void)json_object_update_new(problem, json_pack("{s:i, s:s}", "status", code, "title", http_reason(code)));
    answer_with(exchange, code, problem_type, problem, fields);
}

void api_answer_json(struct api_visit *visit, json_t *shown)
{
    struct http_exchange *exchange = visit->exchange;
    visit->exchange = NULL;
    answer_with(exchange, 200, answer_type, shown, NULL);
}

void api_answer_problem(struct api_visit *visit, enum status status, struct bytes detail)
{
    struct http_exchange *exchange = visit->exchange;
    visit->exchange = NULL;
    count(&visit->api->server->stats.errors, 1);
    const char *fields = NULL;
    if (status == STATUS_BUSY || status == STATUS_LIMIT || status == STATUS_STOPPING)
        fields = "Retry-After: 1\r\n";
    else if (status == STATUS_NOAUTH || status == STATUS_WRONGPASS)
        fields = "WWW-Authenticate: Bearer\r\n";
    refuse(exchange, api_code(status), status, detail, fields);
}

/* ---- visits ---- */

static struct api_visit *visit_new(struct api *api, struct http_exchange *exchange)
{
    struct api_visit *visit = calloc(1, sizeof *visit);
    if (!visit)
        return NULL;
    visit->api = api;
    visit->exchange = exchange;
    visit->peer = http_exchange_peer(exchange);
    visit->worker = api->turn++ % api->server->worker_count;
    arena_init(&visit->arena, 4096, 64 << 20);
    visit->next = api->visits;
    if (api->visits)
        api->visits->previous = visit;
    api->visits = visit;
    return visit;
}

void api_visit_settle(struct api_visit *visit)
{
    struct api *api = visit->api;
    if (visit->exchange || visit->away || visit->held)
        return;
    if (visit->next)
        visit->next->previous = visit->previous;
    if (visit->previous)
        visit->previous->next = visit->next;
    else
        api->visits = visit->next;
    if (visit->waiting)
        (void)event_del(&visit->retry);
    for (struct job *job = visit->oldest, *next; job; job = next) {
        next = job->next_reply;
        loop_give_job(api->loop, job);
    }
    api->events -= visit->events;
    loop_give_request(api->loop, visit->request);
    api_bulk_close(visit);
    writer_close(&visit->object);
    writer_close(&visit->rest);
    arena_close(&visit->arena);
    free(visit);
}

/* Nobody waits: jobs that are away come back later and find that out. */
static void on_gone(void *owner)
{
    struct api_visit *visit = owner;
    bool blocks = false;
    visit->exchange = NULL;
    for (struct job *job = visit->oldest; job; job = job->next_reply) {
        if (job->done)
            continue;
        atomic_store(&job->abandoned, true);
        atomic_store(&job->hurry, true);
        blocks |= (job->command->flags & COMMAND_BLOCKS) != 0;
    }
    if (blocks)
        store_thread_wake(visit->api->server->store);
    api_visit_settle(visit);
}

/* ---- jobs ---- */

enum status api_send(struct api_visit *visit, struct request *request)
{
    struct api *api = visit->api;
    struct server *server = api->server;
    struct job *job = loop_take_job(api->loop);
    if (!job)
        return STATUS_NOMEM;
    job->command = &COMMAND_TABLE[visit->call.route->command];
    if (!dispatch_admit(server, job, request->size)) {
        loop_give_job(api->loop, job);
        return STATUS_BUSY;
    }
    count(&server->stats.commands, 1);
    job->request = request;
    job->reply.form = REPLY_RESP3;
    job->arrived_us = clock_us();
    job->visit = visit;
    job->peer = visit->peer;
    if (visit->newest)
        visit->newest->next_reply = job;
    else
        visit->oldest = job;
    visit->newest = job;
    visit->away++;
    api->loop->jobs_elsewhere++;
    if (job->command->place == PLACE_WORKER)
        worker_post(server->workers[visit->worker], job);
    else
        store_thread_post(server->store, job);
    return STATUS_OK;
}

enum status api_job_json(const struct api_visit *visit, const struct job *job, json_t **shown, struct bytes *detail)
{
    struct bytes reply = writer_view(&job->reply.out);
    *shown = NULL;
    *detail = (struct bytes){NULL, 0};
    if (job->reply.out.failed)
        return STATUS_NOMEM;
    if (bytes_starts_with(reply, BYTES("-")))
        return api_error_read(reply, detail);
    json_t *answer;
    enum status status = resp_json(reply, &answer);
    if (status != STATUS_OK)
        return status;
    *shown = visit->call.route->shape(answer);
    return *shown ? STATUS_OK : STATUS_NOMEM;
}

/* An article's text as it is, for who would rather have that than JSON. */
static bool answer_text(struct api_visit *visit, json_t *shown)
{
    struct bytes accept = http_request_field(&visit->exchange->request, BYTES("Accept"));
    if (visit->call.route->command != COMMAND_TEXT || !http_list_has(accept, BYTES("text/plain")))
        return false;
    struct http_reply reply = {.code = 200, .type = "text/plain; charset=utf-8"};
    const json_t *text = json_object_get(shown, "text");
    writer_bytes(&reply.body, bytes_of(json_string_value(text), json_string_length(text)));
    struct http_exchange *exchange = visit->exchange;
    visit->exchange = NULL;
    http_answer(exchange, &reply);
    return true;
}

static void answer_one(struct api_visit *visit, const struct job *job)
{
    json_t *shown;
    struct bytes detail;
    enum status status = api_job_json(visit, job, &shown, &detail);
    bool none = visit->call.route->method == HTTP_DELETE && status == STATUS_OK &&
                json_integer_value(json_object_get(shown, "removed")) == 0;
    if (status != STATUS_OK) {
        api_answer_problem(visit, status, detail);
    } else if (none) {
        json_decref(shown);
        api_answer_problem(visit, STATUS_NOTFOUND, BYTES("there is no such article"));
    } else if (answer_text(visit, shown)) {
        json_decref(shown);
    } else {
        api_answer_json(visit, shown);
    }
}

/* ---- requests ---- */

/* A piece of a body that is kept whole. */
static enum status keep_body(struct api_visit *visit, struct bytes piece)
{
    struct server *server = visit->api->server;
    bool page = visit->call.route->body == API_BODY_PAGE;
    size_t size = (page ? visit->request->size : visit->object.size) + piece.size;
    if (visit->call.route->body == API_BODY_NONE || size > (page ? server->requests.argument : API_OBJECT_SIZE))
        return STATUS_TOOBIG;
    if (page)
        return request_append(visit->request, piece, piece.size);
    writer_bytes(&visit->object, piece);
    return visit->object.failed ? STATUS_NOMEM : STATUS_OK;
}

static void on_body(void *owner, struct bytes piece)
{
    struct api_visit *visit = owner;
    visit->held++;
    enum status status = STATUS_OK;
    if (visit->bulk)
        api_bulk_body(visit, piece);
    else
        status = keep_body(visit, piece);
    if (status != STATUS_OK)
        api_answer_problem(visit, status, (struct bytes){NULL, 0});
    visit->held--;
    api_visit_settle(visit);
}

/* The request is whole: it becomes a job. */
static void send_one(struct api_visit *visit)
{
    const struct http_request *head = &visit->exchange->request;
    const struct command *command = &COMMAND_TABLE[visit->call.route->command];
    struct bytes problem = {NULL, 0};
    enum status status = api_route_request(&visit->call, head->query, visit->type, writer_view(&visit->object),
                                           visit->request, &visit->arena, &problem);
    if (status == STATUS_OK && !command_arity_fits(command, visit->request->count)) {
        status = STATUS_BADARG;
        problem = BYTES("something that this needs is missing");
    }
    if (status == STATUS_OK && (command->flags & COMMAND_ADMIN)) {
        char address[PEER_TEXT_SIZE];
        peer_print(visit->peer, address);
        dispatch_audit(&visit->grant, address, command, visit->request);
    }
    if (status == STATUS_OK)
        status = api_send(visit, visit->request);
    if (status == STATUS_OK)
        visit->request = NULL;
    else
        api_answer_problem(visit, status, problem);
}

static void go_on(struct api_visit *visit)
{
    struct http_exchange *exchange = visit->exchange;
    if (visit->metrics) {
        visit->exchange = NULL;
        api_metrics(visit->api, exchange);
    } else if (visit->bulk) {
        api_bulk_complete(visit);
    } else if (visit->events) {
        api_events_begin(visit);
    } else {
        send_one(visit);
    }
}

static void on_complete(void *owner)
{
    struct api_visit *visit = owner;
    visit->held++;
    visit->whole = true;
    if (!visit->asking)
        go_on(visit);
    visit->held--;
    api_visit_settle(visit);
}

/* The token was checked: what waited for that goes on. */
static void user_found(struct api_visit *visit, struct job *job)
{
    struct bytes detail = {NULL, 0};
    struct http_exchange *exchange = visit->exchange;
    enum status status = api_access_back(visit, job, &detail);
    loop_give_job(visit->api->loop, job);
    if (!exchange)
        return;
    if (status == STATUS_OK && visit->bulk && !api_bulk_begin(visit))
        return;
    if (status != STATUS_OK)
        api_answer_problem(visit, status, detail);
    else if (visit->whole)
        go_on(visit);
    else
        http_body_pause(exchange, false);
}

void api_job_back(struct api *api, struct job *job)
{
    struct api_visit *visit = job->visit;
    struct loop *loop = api->loop;
    loop->jobs_elsewhere--;
    dispatch_job_back(loop, job);
    budget_give(&api->server->replies, job->reply_charge);
    job->reply_charge = 0;
    job->done = true;
    visit->away--;
    visit->held++;
    if (job->command->id == COMMAND_AUTH)
        user_found(visit, job);
    else if (visit->exchange && visit->bulk)
        api_bulk_back(visit);
    else if (visit->exchange && visit->events)
        api_events_back(visit, job);
    else if (visit->exchange)
        answer_one(visit, job);
    visit->held--;
    api_visit_settle(visit);
}

static void on_resume(void *owner)
{
    struct api_visit *visit = owner;
    visit->held++;
    if (visit->bulk)
        api_bulk_resume(visit);
    else if (visit->events)
        api_events_resume(visit);
    visit->held--;
    api_visit_settle(visit);
}

static const struct http_handler handler = {
    .body = on_body, .complete = on_complete, .resume = on_resume, .gone = on_gone};

/* The methods of a path, for the field Allow. */
static void refuse_method(struct http_exchange *exchange, unsigned methods)
{
    char fields[96] = "Allow: ";
    for (unsigned i = 0; i < HTTP_METHODS; i++) {
        if (!(methods >> i & 1))
            continue;
        (void)strcat(fields, fields[7] ? ", " : "");
        (void)strcat(fields, http_method_name((enum http_method)i));
        (void)strcat(fields, i == HTTP_GET ? ", HEAD" : "");
    }
    (void)strcat(fields, "\r\n");
    refuse(exchange, 405, STATUS_UNKNOWN, BYTES("this path does not take that method"), fields);
}

/* What can be told before the body has come. STATUS_OK when the visit may go on. */
static enum status look_at(struct api_visit *visit, struct bytes *detail)
{
    struct api *api = visit->api;
    const struct http_request *head = &visit->exchange->request;
    const struct api_route *route = visit->call.route;
    bool ndjson = api_type_is(visit->type, "application/x-ndjson") || api_type_is(visit->type, "application/jsonl");
    visit->bulk = route->body == API_BODY_PAGE && ndjson && route->command != COMMAND_EXPLAINPAGE;
    visit->events = route->command == COMMAND_CHANGES && head->method == HTTP_GET &&
                    http_list_has(http_request_field(head, BYTES("Accept")), BYTES("text/event-stream"));
    api->events += visit->events;
    if (visit->events && api->events > api->server->tunables.http_clients / 2) {
        *detail = BYTES("too many streams of changes; half of limits.http-clients are the most");
        return STATUS_LIMIT;
    }
    if (api->draining)
        return STATUS_STOPPING;
    size_t most = route->body == API_BODY_NONE   ? 0
                  : route->body == API_BODY_PAGE ? api->server->requests.argument
                                                 : API_OBJECT_SIZE;
    if (!visit->bulk && head->content_length > most)
        return STATUS_TOOBIG;
    visit->request = loop_take_request(api->loop);
    return visit->request ? api_access_ask(visit, detail) : STATUS_NOMEM;
}

/* /metrics, which is no part of the API but has users too. */
static enum status look_at_metrics(struct api_visit *visit, struct bytes *detail)
{
    if (visit->exchange->request.content_length || visit->exchange->request.chunked)
        return STATUS_TOOBIG;
    return api_access_ask(visit, detail);
}

static void visit_begin(struct api *api, struct http_exchange *exchange)
{
    const struct http_request *head = &exchange->request;
    struct api_visit *visit = visit_new(api, exchange);
    struct bytes detail = {NULL, 0};
    if (!visit) {
        refuse(exchange, 503, STATUS_NOMEM, detail, NULL);
        return;
    }
    visit->metrics = bytes_equal(head->path, BYTES("/metrics"));
    enum status status =
        visit->metrics ? STATUS_OK : api_route_find(head->method, head->path, &visit->arena, &visit->call);
    if (status == STATUS_UNKNOWN) {
        visit->exchange = NULL;
        refuse_method(exchange, visit->call.methods);
        api_visit_settle(visit);
        return;
    }
    visit->type = http_request_field(head, BYTES("Content-Type"));
    if (status == STATUS_NOTFOUND)
        detail = BYTES("nothing is served at this path; doc/openapi.yaml tells what is");
    else if (status == STATUS_BADARG)
        detail = BYTES("the path has a broken % escape");
    if (status == STATUS_OK)
        status = visit->metrics ? look_at_metrics(visit, &detail) : look_at(visit, &detail);
    if (status == STATUS_OK && visit->bulk && !visit->asking && !api_bulk_begin(visit))
        return;
    if (status == STATUS_OK) {
        exchange->handler = &handler;
        exchange->owner = visit;
        if (visit->asking)
            http_body_pause(exchange, true);
        return;
    }
    api_answer_problem(visit, status, detail);
    api_visit_settle(visit);
}

static void begin(void *context, struct http_exchange *exchange)
{
    struct api *api = context;
    const struct http_request *head = &exchange->request;
    if (!api_host_fits(api, head)) {
        refuse(exchange, 421, STATUS_NOPERM, BYTES("this daemon goes by another name; see listen.http-hosts"), NULL);
    } else if (bytes_starts_with(head->path, BYTES("/api/"))) {
        if (api_is_foreign(head))
            refuse(exchange, 403, STATUS_NOPERM, BYTES("pages of other sites may not change anything here"), NULL);
        else
            visit_begin(api, exchange);
    } else if (head->method != HTTP_GET && head->method != HTTP_HEAD) {
        refuse_method(exchange, 1u << HTTP_GET);
    } else if (bytes_equal(head->path, BYTES("/metrics"))) {
        visit_begin(api, exchange);
    } else if (!api_plain(api, exchange)) {
        refuse(exchange, 404, STATUS_NOTFOUND, BYTES("nothing is served at this path"), NULL);
    }
}

/* ---- life ---- */

_Static_assert(API_SOCKETS_MAX >= 2 * (int)LISTEN_SOCKETS_MAX, "sockets of two addresses");

static void add_socket(struct api *api, int fd, bool tls)
{
    writer_format(&api->where, "%s%s://", api->socket_count ? ", " : "", tls ? "https" : "http");
    listen_socket_describe(fd, &api->where);
    api->sockets[api->socket_count].tls = tls;
    api->sockets[api->socket_count++].fd = fd;
}

/* One of the two addresses, or the socket that stands in for it. */
static enum status listen_at(struct api *api, const char *text, int handed, bool tls, struct writer *errors)
{
    struct address address;
    int fds[LISTEN_SOCKETS_MAX];
    if (handed >= 0) {
        add_socket(api, handed, tls);
        return STATUS_OK;
    }
    if (strcmp(text, "off") == 0)
        return STATUS_OK;
    if (!address_parse(bytes_of_string(text), 0, &address)) {
        writer_format(errors, "cannot listen at %s: not an address\n", text);
        return STATUS_IO;
    }
    size_t count = listen_socket_open(&address, text, fds, errors);
    for (size_t i = 0; i < count; i++)
        add_socket(api, fds[i], tls);
    return count ? STATUS_OK : STATUS_IO;
}

enum status api_open(struct server *server, struct http_fds handed, struct api **out, struct writer *errors)
{
    *out = NULL;
    struct api *api = calloc(1, sizeof *api);
    if (!api)
        return STATUS_NOMEM;
    api->server = server;
    enum status status = listen_at(api, server->config->listen.http, handed.http, false, errors);
    if (status == STATUS_OK)
        status = listen_at(api, server->config->listen.https, handed.https, true, errors);
    if (status == STATUS_OK && api->socket_count)
        *out = api;
    else
        api_close(api);
    return status;
}

bool api_has_tls(const struct api *api)
{
    bool found = false;
    for (size_t i = 0; api && i < api->socket_count; i++)
        found |= api->sockets[i].tls;
    return found;
}

enum status api_start(struct api *api, struct loop *loop, struct event_base *base)
{
    struct server *server = api->server;
    const struct http_limits limits = {.clients = server->tunables.http_clients,
                                       .clients_per_address = server->tunables.http_clients_per_address,
                                       .handshake_ms = LIMIT_HANDSHAKE_MS,
                                       .time_ms = server->config->limits.http_time_ms};
    api->loop = loop;
    api->http = http_server_open(base, &limits, begin, api_watch, api);
    if (!api->http)
        return STATUS_NOMEM;
    enum status status = STATUS_OK;
    while (api->socket_count && status == STATUS_OK) {
        size_t last = api->socket_count - 1;
        status = http_server_listen(api->http, api->sockets[last].fd, api->sockets[last].tls ? server->tls : NULL);
        api->socket_count -= status == STATUS_OK;
    }
    return status == STATUS_OK ? http_server_start(api->http) : status;
}

void api_tick(struct api *api)
{
    struct server *server = api->server;
    uint32_t version = atomic_load(&server->users_version);
    struct http_traffic traffic = http_server_traffic(api->http);
    count(&server->stats.bytes_in, traffic.in);
    count(&server->stats.bytes_out, traffic.out);
    http_server_set_clients(api->http, server->tunables.http_clients, server->tunables.http_clients_per_address);
    if (api->users_seen == version)
        return;
    api->users_seen = version;
    for (struct api_visit *visit = api->visits; visit; visit = visit->next)
        if (visit->events && visit->exchange && !api_access_holds(visit))
            http_drop(visit->exchange);
}

void api_drain(struct api *api)
{
    if (api->draining)
        return;
    api->draining = true;
    http_server_drain(api->http);
    for (struct api_visit *visit = api->visits, *next; visit; visit = next) {
        next = visit->next;
        for (struct job *job = visit->oldest; job && visit->events; job = job->next_reply)
            atomic_store(&job->hurry, true);
    }
    store_thread_wake(api->server->store);
}

bool api_is_drained(struct api *api, bool late)
{
    return late || http_server_is_idle(api->http);
}

void api_describe(const struct api *api, struct writer *out)
{
    writer_bytes(out, writer_view(&api->where));
}

void api_stop(struct api *api)
{
    if (!api)
        return;
    http_server_close(api->http);
    api->http = NULL;
}

void api_close(struct api *api)
{
    if (!api)
        return;
    for (size_t i = 0; i < api->socket_count; i++)
        (void)close(api->sockets[i].fd);
    writer_close(&api->where);
    free(api);
}
