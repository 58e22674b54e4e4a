/*
 * Changes as server-sent events: CHANGES ... BLOCK over and over, for as long as the client listens. An event's id is
 * its sequence number, so a browser that lost the line goes on where it was (Last-Event-ID).
 *
 *     id: 17
 *     data: {"seq":17,"event":"joined","id":9,...}
 */
#include "daemon/api_steps.h"
#include "daemon/http/http_target.h"
#include "daemon/http/resp_json.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"

enum { REST_MS = 1000 };

/* Where the client wants to go on: its last event, else the query's after, else now. */
static enum status read_after(struct api_visit *visit, struct bytes *problem)
{
    const struct http_request *head = &visit->exchange->request;
    struct bytes last = http_request_field(head, BYTES("Last-Event-ID"));
    struct bytes query = head->query;
    struct bytes name, value;
    if (last.size && bytes_to_u64(last, &visit->after))
        return STATUS_OK;
    enum status status;
    while ((status = http_target_parameter(&query, &visit->arena, &name, &value)) == STATUS_OK) {
        if (bytes_equal(name, BYTES("after")) && bytes_to_u64(value, &visit->after))
            return STATUS_OK;
        *problem = BYTES("a stream of changes takes after, a sequence number, and nothing else");
        return STATUS_BADARG;
    }
    visit->after = store_thread_seq(visit->api->server->store);
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status ask(struct api_visit *visit)
{
    struct request *request = visit->request ? visit->request : loop_take_request(visit->api->loop);
    struct writer words = {0};
    size_t ends[7];
    static const char *const names[] = {"CHANGES", "AFTER", NULL, "COUNT", NULL, "BLOCK", NULL};
    const uint64_t values[] = {0, 0, visit->after, 0, API_EVENTS_COUNT, 0, API_EVENTS_BLOCK_MS};
    for (size_t i = 0; i < 7; i++) {
        if (names[i])
            writer_format(&words, "%s", names[i]);
        else
            writer_format(&words, "%llu", (unsigned long long)values[i]);
        ends[i] = words.size;
    }
    enum status status =
        request && !words.failed ? request_append(request, writer_view(&words), words.size) : STATUS_NOMEM;
    for (size_t i = 0, at = 0; i < 7 && status == STATUS_OK; at = ends[i++])
        status = request_close_argument(request, at, ends[i] - at);
    writer_close(&words);
    if (status == STATUS_OK)
        status = api_send(visit, request);
    visit->request = NULL;
    if (status != STATUS_OK)
        loop_give_request(visit->api->loop, request);
    return status;
}

static void end(struct api_visit *visit)
{
    struct http_exchange *exchange = visit->exchange;
    visit->exchange = NULL;
    http_stream_end(exchange);
}

static void on_rest(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct api_visit *visit = context;
    visit->waiting = false;
    if (visit->exchange && (visit->api->draining || ask(visit) != STATUS_OK))
        end(visit);
    api_visit_settle(visit);
}

/* Not at once again: the daemon waits for nobody now, or is asked for more than it can. */
static void rest(struct api_visit *visit)
{
    const struct timeval pause = {.tv_sec = REST_MS / 1000};
    (void)event_assign(&visit->retry, visit->api->loop->base, -1, 0, on_rest, visit);
    visit->waiting = event_add(&visit->retry, &pause) == 0;
    if (!visit->waiting)
        end(visit);
}

void api_events_begin(struct api_visit *visit)
{
    struct bytes problem = {NULL, 0};
    enum status status = read_after(visit, &problem);
    if (status != STATUS_OK) {
        api_answer_problem(visit, status, problem);
        return;
    }
    visit->exchange->endless = true;
    if (!http_stream_begin(visit->exchange, "text/event-stream")) {
        visit->exchange = NULL;
        return;
    }
    (void)http_stream_write(visit->exchange, BYTES("retry: 2000\n\n"));
    if (ask(visit) != STATUS_OK)
        rest(visit);
}

static bool put_events(struct api_visit *visit, const json_t *changes)
{
    struct writer out = {0};
    size_t i;
    json_t *change;
    json_array_foreach(changes, i, change)
    {
        visit->after = (uint64_t)json_integer_value(json_object_get(change, "seq"));
        writer_format(&out, "id: %llu\ndata: ", (unsigned long long)visit->after);
        json_write(change, &out);
        writer_format(&out, "\n\n");
    }
    if (json_array_size(changes) == 0)
        writer_format(&out, ": nothing yet\n\n");
    bool good = !out.failed && http_stream_write(visit->exchange, writer_view(&out));
    writer_close(&out);
    return good;
}

void api_events_back(struct api_visit *visit, struct job *job)
{
    json_t *shown;
    struct bytes detail;
    enum status status = api_job_json(visit, job, &shown, &detail);
    const json_t *changes = json_object_get(shown, "changes");
    bool early = status != STATUS_OK || (json_array_size(changes) == 0 && job->block_until_ms == 0);
    bool good = status != STATUS_OK || put_events(visit, changes);
    json_decref(shown);
    visit->oldest = visit->newest = NULL;
    loop_give_job(visit->api->loop, job);
    if (!good || !visit->exchange) /* the deadline of the connection ends it */
        return;
    if (visit->api->draining)
        end(visit);
    else if (early)
        rest(visit);
    else if (http_stream_unsent(visit->exchange) <= HTTP_STREAM_ROOM && ask(visit) != STATUS_OK)
        rest(visit);
}

void api_events_resume(struct api_visit *visit)
{
    if (visit->exchange && !visit->oldest && !visit->waiting && ask(visit) != STATUS_OK)
        rest(visit);
}
