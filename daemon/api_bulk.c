/*
 * Many pages in one request: NDJSON in, a line an article; NDJSON out, an answer a line in the same order, sent as they
 * are decided. What is read stays as far behind as the answers: lines in flight, and answers not read, are bounded.
 *
 * An answer is what one SUBMIT would give, or a problem with "line": its number, from 1. Blank lines are passed over.
 *
 * A proxy such as nginx sends no more of a body once the answer to it has begun. So the answers to a request that came
 * through one, which says so in its head, are held until its last line has come, or there are too many of them.
 */
#include "daemon/api_steps.h"
#include "daemon/http/resp_json.h"
#include "daemon/loop.h"
#include "daemon/server.h"

static void go_on(struct api_visit *visit);

enum { ANSWERS_PIECE = 64 << 10 /* bytes of held answers that are sent at once */ };

static bool begin_answer(struct api_visit *visit)
{
    visit->holds = false;
    if (http_stream_begin(visit->exchange, "application/x-ndjson"))
        return true;
    visit->exchange = NULL;
    api_visit_settle(visit);
    return false;
}

/* HTTP/1.0 is what nginx speaks unless it is told otherwise. */
static bool came_through_proxy(const struct http_request *head)
{
    return head->is_old || http_request_field(head, BYTES("Via")).size ||
           http_request_field(head, BYTES("Forwarded")).size || http_request_field(head, BYTES("X-Forwarded-For")).size;
}

bool api_bulk_begin(struct api_visit *visit)
{
    visit->holds = came_through_proxy(&visit->exchange->request);
    return visit->holds || begin_answer(visit);
}

void api_bulk_close(struct api_visit *visit)
{
    budget_give(&visit->api->server->held_answers, visit->answers.size);
    writer_close(&visit->answers);
    visit->answers_sent = 0;
}

/* Behind answers that are held, or that the client has not read yet. */
static void hold_answer(struct api_visit *visit, struct bytes line)
{
    struct budget *budget = &visit->api->server->held_answers;
    size_t before = visit->answers.size;
    writer_bytes(&visit->answers, line);
    budget_add(budget, visit->answers.size - before);
    if (visit->answers.failed)
        http_drop(visit->exchange);
    else if (visit->holds && (visit->answers.size >= API_BULK_HELD || budget_is_full(budget)))
        (void)begin_answer(visit);
}

/* What is held leaves, as fast as the client reads. */
static void send_held(struct api_visit *visit)
{
    struct bytes rest = bytes_from(writer_view(&visit->answers), visit->answers_sent);
    while (rest.size && http_stream_unsent(visit->exchange) <= HTTP_STREAM_ROOM) {
        struct bytes piece = bytes_upto(rest, ANSWERS_PIECE);
        if (!http_stream_write(visit->exchange, piece))
            return;
        visit->answers_sent += piece.size;
        rest = bytes_from(rest, piece.size);
    }
    if (rest.size == 0 && visit->answers.size)
        api_bulk_close(visit);
}

static void put_line(struct api_visit *visit, json_t *shown)
{
    struct writer line = {0};
    json_write(shown, &line);
    json_decref(shown);
    writer_u8(&line, '\n');
    if (visit->exchange && line.failed)
        http_drop(visit->exchange);
    else if (visit->exchange && (visit->holds || visit->answers.size))
        hold_answer(visit, writer_view(&line));
    else if (visit->exchange)
        (void)http_stream_write(visit->exchange, writer_view(&line));
    writer_close(&line);
}

static json_t *problem_of(enum status status, struct bytes detail, uint64_t line)
{
    json_t *problem = api_problem(status, detail);
    if (problem)
        (void)json_object_set_new(problem, "line", json_integer((json_int_t)line));
    return problem;
}

/* A job that is done already: its line was refused before it was one. */
static void put_refused(struct api_visit *visit, enum status status, const char *why)
{
    struct job *job = loop_take_job(visit->api->loop);
    if (!job) {
        put_line(visit, problem_of(STATUS_NOMEM, (struct bytes){NULL, 0}, visit->line));
        return;
    }
    job->done = true;
    job->line = visit->line;
    job->visit = visit;
    job->reply.form = REPLY_RESP3;
    reply_error(&job->reply, status, "%s", why);
    if (visit->newest)
        visit->newest->next_reply = job;
    else
        visit->oldest = job;
    visit->newest = job;
}

/* Answers that are ready and whose turn it is. */
static void put_answers(struct api_visit *visit)
{
    while (visit->oldest && visit->oldest->done) {
        struct job *job = visit->oldest;
        json_t *shown;
        struct bytes detail;
        visit->oldest = job->next_reply;
        if (!visit->oldest)
            visit->newest = NULL;
        enum status status = api_job_json(visit, job, &shown, &detail);
        put_line(visit, status == STATUS_OK ? shown : problem_of(status, detail, job->line));
        loop_give_job(visit->api->loop, job);
    }
}

static bool is_full(const struct api_visit *visit)
{
    bool unread = visit->answers.size && !visit->holds;
    return visit->waiting || visit->away >= API_BULK_FLIGHT || unread ||
           http_stream_unsent(visit->exchange) > HTTP_STREAM_ROOM;
}

static void on_retry(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    struct api_visit *visit = context;
    visit->waiting = false;
    visit->held++;
    go_on(visit);
    visit->held--;
    api_visit_settle(visit);
}

/* False when it cannot even wait: then it has ended. */
static bool wait_for_room(struct api_visit *visit)
{
    const struct timeval pause = {.tv_usec = API_RETRY_US};
    if (visit->waiting)
        return true;
    (void)event_assign(&visit->retry, visit->api->loop->base, -1, 0, on_retry, visit);
    visit->waiting = event_add(&visit->retry, &pause) == 0;
    if (!visit->waiting)
        http_drop(visit->exchange);
    return visit->waiting;
}

/* The line in visit->request becomes a job. False: there is no room now, it stays. */
static bool send_line(struct api_visit *visit)
{
    struct request *request = visit->request;
    struct bytes problem;
    size_t size = request->size;
    arena_reset(&visit->arena);
    enum status status = api_route_request(&visit->call, visit->exchange->request.query, BYTES("application/json"),
                                           (struct bytes){NULL, 0}, request, &visit->arena, &problem);
    if (status == STATUS_OK)
        status = api_send(visit, request);
    if (status == STATUS_OK) {
        visit->newest->line = visit->line;
        visit->request = NULL;
        return true;
    }
    request->size = size; /* as it was: only the line */
    request->count = 0;
    if (status == STATUS_BUSY && wait_for_room(visit))
        return false;
    put_refused(visit, status, status_text(status));
    return true;
}

/* A line has ended. False: it could not be sent yet. */
static bool end_line(struct api_visit *visit)
{
    struct request *request = visit->request;
    struct bytes line = bytes_trim(bytes_of(request->body, request->size));
    if (request->refused != STATUS_OK)
        put_refused(visit, request->refused, "the line is longer than limits.article-size, or there is no memory");
    else if (line.size && !send_line(visit))
        return false;
    if (visit->request)
        request_clear(visit->request, LIMIT_KEEP_BUFFER);
    else
        visit->request = loop_take_request(visit->api->loop);
    visit->ended = false;
    return visit->request != NULL;
}

/* Takes bytes of a line up to its end, or of all there is; how many. */
static size_t take_line(struct api_visit *visit, struct bytes input)
{
    struct request *request = visit->request;
    size_t end = bytes_find(input, BYTES("\n"), 0);
    struct bytes piece = bytes_upto(input, end);
    if (request->refused == STATUS_OK && request->size + piece.size > visit->api->server->requests.argument)
        request->refused = STATUS_TOOBIG;
    if (request->refused == STATUS_OK)
        request->refused = request_append(request, piece, piece.size);
    if (end == SIZE_MAX)
        return input.size;
    visit->line++;
    visit->ended = true;
    return end + 1;
}

/* For when there is room. A body of which something is missing does not go on. */
static void keep_rest(struct api_visit *visit, struct bytes input)
{
    writer_bytes(&visit->rest, input);
    if (visit->rest.failed)
        http_drop(visit->exchange);
}

/* Takes lines for as long as there is room; the rest is kept. */
static void take_lines(struct api_visit *visit, struct bytes input)
{
    while (visit->exchange && visit->request) {
        if (visit->ended && (is_full(visit) || !end_line(visit)))
            break;
        if (visit->ended || input.size == 0)
            break;
        input = bytes_from(input, take_line(visit, input));
    }
    if (input.size && visit->exchange)
        keep_rest(visit, input);
}

static void end_when_done(struct api_visit *visit)
{
    if (!visit->exchange || !visit->whole || visit->rest.size || visit->ended || visit->oldest || visit->answers.size)
        return;
    struct http_exchange *exchange = visit->exchange;
    visit->exchange = NULL;
    http_stream_end(exchange);
}

/* After anything happened: answers leave, lines come, reading stops and goes on. */
static void go_on(struct api_visit *visit)
{
    if (!visit->exchange || visit->rest.failed || (visit->whole && visit->holds && !begin_answer(visit)))
        return;
    if (!visit->holds)
        send_held(visit);
    put_answers(visit);
    if (!visit->request && !(visit->request = loop_take_request(visit->api->loop)))
        (void)wait_for_room(visit);
    if (!is_full(visit)) {
        struct writer rest = visit->rest;
        visit->rest = (struct writer){0};
        take_lines(visit, writer_view(&rest));
        writer_close(&rest);
        put_answers(visit);
    }
    if (visit->rest.failed)
        return;
    if (visit->whole && visit->rest.size == 0 && !visit->ended && visit->request && visit->request->size) {
        visit->line++; /* the last line has no end */
        visit->ended = true;
        take_lines(visit, (struct bytes){NULL, 0});
        put_answers(visit);
    }
    end_when_done(visit);
    if (visit->exchange)
        http_body_pause(visit->exchange, visit->rest.size > 0 || visit->ended || is_full(visit));
}

void api_bulk_body(struct api_visit *visit, struct bytes piece)
{
    if (visit->rest.failed)
        return;
    if (visit->rest.size || visit->ended)
        keep_rest(visit, piece);
    else
        take_lines(visit, piece);
    go_on(visit);
}

void api_bulk_complete(struct api_visit *visit)
{
    go_on(visit);
}

void api_bulk_back(struct api_visit *visit)
{
    go_on(visit);
}

void api_bulk_resume(struct api_visit *visit)
{
    go_on(visit);
}
