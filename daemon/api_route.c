#include "daemon/api_route.h"

#include "daemon/http/http_target.h"
#include "daemon/http/resp_json.h"
#include "daemon/ingest/json_read.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- shapes ---- */

static json_t *as_it_is(json_t *answer)
{
    return answer;
}

/* {name: answer} */
static json_t *named(const char *name, json_t *answer)
{
    json_t *object = json_object();
    if (!object || json_object_set_new(object, name, answer) != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *as_text(json_t *answer)
{
    return named("text", answer);
}

static json_t *as_members(json_t *answer)
{
    return named("members", answer);
}

static json_t *as_similar(json_t *answer)
{
    return named("similar", answer);
}

static json_t *as_removed(json_t *answer)
{
    if (!json_is_array(answer))
        return named("removed", answer);
    json_t *object = json_pack("{s:O, s:O}", "removed", json_array_get(answer, 1), "cursor", json_array_get(answer, 0));
    json_decref(answer);
    return object;
}

/* [cursor, rows] -> {name: rows, "cursor": cursor or null} */
static json_t *page(const char *name, json_t *answer)
{
    json_t *cursor = json_array_get(answer, 0);
    json_t *next = json_integer_value(cursor) ? json_incref(cursor) : json_null();
    json_t *object = json_pack("{s:O, s:o}", name, json_array_get(answer, 1), "cursor", next);
    json_decref(answer);
    return object;
}

static json_t *as_clusters(json_t *answer)
{
    return page("clusters", answer);
}

/* [id, key, cluster] -> {"id": ...} */
static json_t *as_articles(json_t *answer)
{
    json_t *rows = json_array_get(answer, 1);
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        json_t *object = json_pack("{s:O, s:O, s:O}", "id", json_array_get(row, 0), "key", json_array_get(row, 1),
                                   "cluster", json_array_get(row, 2));
        if (!object || json_array_set_new(rows, i, object) != 0) {
            json_decref(answer);
            return NULL;
        }
    }
    return page("articles", answer);
}

static json_t *as_changes(json_t *answer)
{
    return named("changes", answer);
}

/* ---- the table ---- */

#define PARAMETERS(...)                                                                                                \
    .parameters = (const struct api_parameter[]){__VA_ARGS__},                                                         \
    .parameter_count = sizeof((const struct api_parameter[]){__VA_ARGS__}) / sizeof(struct api_parameter)

#define COUNT                                                                                                          \
    {                                                                                                                  \
        "count", "COUNT", API_OPTION                                                                                   \
    }
#define CURSOR                                                                                                         \
    {                                                                                                                  \
        "cursor", "CURSOR", API_OPTION                                                                                 \
    }

const struct api_route API_ROUTES[] = {
    {HTTP_POST, "/api/v1/articles", COMMAND_SUBMIT, .body = API_BODY_PAGE, .shape = as_it_is},
    {HTTP_GET, "/api/v1/articles", COMMAND_ARTICLES, PARAMETERS(CURSOR, COUNT), .shape = as_articles},
    {HTTP_POST, "/api/v1/check", COMMAND_CHECK, .body = API_BODY_PAGE, PARAMETERS({"explain", "EXPLAIN", API_SWITCH}),
     .shape = as_it_is},
    {HTTP_POST, "/api/v1/explain-page", COMMAND_EXPLAINPAGE, .body = API_BODY_PAGE, .shape = as_it_is},
    {HTTP_GET, "/api/v1/articles/{ref}", COMMAND_DOC, .shape = as_it_is},
    {HTTP_DELETE, "/api/v1/articles/{ref}", COMMAND_FORGET, .shape = as_removed},
    {HTTP_GET, "/api/v1/articles/{ref}/text", COMMAND_TEXT, .shape = as_text},
    {HTTP_GET, "/api/v1/articles/{ref}/members", COMMAND_MEMBERS, PARAMETERS({"after", "AFTER", API_OPTION}, COUNT),
     .shape = as_members},
    {HTTP_GET, "/api/v1/articles/{ref}/similar", COMMAND_SIMILAR, PARAMETERS(COUNT), .shape = as_similar},
    {HTTP_GET, "/api/v1/explain", COMMAND_EXPLAIN,
     PARAMETERS({"a", NULL, API_ARGUMENT}, {"b", NULL, API_ARGUMENT}, {"measures", "MEASURES", API_SWITCH},
                {"runs", "RUNS", API_SWITCH}),
     .shape = as_it_is},
    {HTTP_GET, "/api/v1/clusters", COMMAND_CLUSTERS,
     PARAMETERS({"since", "SINCE", API_OPTION}, {"until", "UNTIL", API_OPTION}, {"min_size", "MINSIZE", API_OPTION},
                {"source", "SOURCE", API_OPTION}, {"agency", "AGENCY", API_OPTION}, {"title", "TITLE", API_OPTION},
                {"sort", "SORT", API_OPTION}, CURSOR, COUNT),
     .shape = as_clusters},
    {HTTP_GET, "/api/v1/sources", COMMAND_SOURCES, PARAMETERS(COUNT), .shape = as_it_is},
    {HTTP_GET, "/api/v1/clusters/{ref}", COMMAND_MEMBERS, PARAMETERS({"after", "AFTER", API_OPTION}, COUNT),
     .shape = as_members},
    {HTTP_GET, "/api/v1/changes", COMMAND_CHANGES,
     PARAMETERS({"after", "AFTER", API_NEEDED}, COUNT, {"wait_ms", "BLOCK", API_OPTION}), .shape = as_changes},
    {HTTP_POST, "/api/v1/link", COMMAND_LINK, .body = API_BODY_OBJECT,
     PARAMETERS({"a", NULL, API_ARGUMENT}, {"b", NULL, API_ARGUMENT}), .shape = as_it_is},
    {HTTP_POST, "/api/v1/unlink", COMMAND_UNLINK, .body = API_BODY_OBJECT,
     PARAMETERS({"a", NULL, API_ARGUMENT}, {"b", NULL, API_OPTIONAL}), .shape = as_it_is},
    {HTTP_POST, "/api/v1/forget", COMMAND_FORGET, .body = API_BODY_OBJECT,
     PARAMETERS({"refs", "LIST", API_LINES}, {"source", "SOURCE", API_OPTION}, {"cluster", "CLUSTER", API_OPTION},
                CURSOR, COUNT),
     .shape = as_removed},
    {HTTP_POST, "/api/v1/expire", COMMAND_EXPIRE, .body = API_BODY_OBJECT,
     PARAMETERS({"before", "BEFORE", API_NEEDED}, {"by", "BY", API_OPTION}, CURSOR, COUNT), .shape = as_removed},
};
const size_t API_ROUTE_COUNT = sizeof API_ROUTES / sizeof *API_ROUTES;

/* ---- finding ---- */

enum { SEGMENTS_MAX = 8 };

static bool fits(const struct api_route *route, const struct bytes *segments, size_t count, struct api_call *call)
{
    struct bytes rest = bytes_of_string(route->path);
    call->reference_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (rest.size == 0)
            return false;
        size_t end = bytes_find(rest, BYTES("/"), 1);
        struct bytes wanted = bytes_from(bytes_upto(rest, end), 1);
        rest = bytes_from(rest, wanted.size + 1);
        if (bytes_starts_with(wanted, BYTES("{")) && segments[i].size)
            call->references[call->reference_count++] = segments[i];
        else if (!bytes_equal(wanted, segments[i]))
            return false;
    }
    return rest.size == 0;
}

enum status api_route_find(enum http_method method, struct bytes path, struct arena *arena, struct api_call *out)
{
    struct bytes segments[SEGMENTS_MAX];
    size_t count = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        struct bytes segment;
        status = http_target_segment(&path, arena, &segment);
        if (status == STATUS_OK && count == SEGMENTS_MAX)
            return STATUS_NOTFOUND;
        if (status == STATUS_OK)
            segments[count++] = segment;
    }
    if (status != STATUS_END)
        return status;
    *out = (struct api_call){0};
    for (size_t i = 0; i < API_ROUTE_COUNT; i++) {
        const struct api_route *route = &API_ROUTES[i];
        struct api_call call = {.route = route};
        if (!fits(route, segments, count, &call))
            continue;
        out->methods |= 1u << route->method;
        if (route->method == (method == HTTP_HEAD ? HTTP_GET : method)) {
            call.methods = out->methods;
            *out = call;
            return STATUS_OK;
        }
    }
    return out->methods ? STATUS_UNKNOWN : STATUS_NOTFOUND;
}

/* ---- arguments ---- */

static enum status say(struct arena *arena, struct bytes *problem, enum status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static enum status say(struct arena *arena, struct bytes *problem, enum status status, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    *problem = arena_copy(arena, bytes_of_string(text));
    return status;
}

static enum status put(struct request *request, struct bytes argument)
{
    size_t at = request->size;
    enum status status = request_append(request, argument, argument.size);
    return status == STATUS_OK ? request_close_argument(request, at, argument.size) : status;
}

static enum status put_string(struct request *request, const char *word)
{
    return put(request, bytes_of_string(word));
}

static bool is_yes(struct bytes value)
{
    return bytes_equal_nocase(value, BYTES("true")) || bytes_equal_nocase(value, BYTES("yes")) ||
           bytes_equal(value, BYTES("1"));
}

static bool is_needed(const struct api_parameter *parameter)
{
    return parameter->kind == API_ARGUMENT || parameter->kind == API_NEEDED;
}

static enum status put_value(const struct api_parameter *parameter, struct bytes value, struct request *request)
{
    enum status status = STATUS_OK;
    if (parameter->kind == API_SWITCH)
        return is_yes(value) ? put_string(request, parameter->word) : STATUS_OK;
    if (parameter->word)
        status = put_string(request, parameter->word);
    return status == STATUS_OK ? put(request, value) : status;
}

static const struct api_parameter *find_parameter(const struct api_route *route, struct bytes name)
{
    for (size_t i = 0; i < route->parameter_count; i++)
        if (bytes_equal(name, bytes_of_string(route->parameters[i].name)))
            return &route->parameters[i];
    return NULL;
}

/* The value of one parameter in a query; END when it is not there, BADARG when it is there twice. */
static enum status query_value(struct bytes query, const char *wanted, struct arena *arena, struct bytes *out)
{
    struct bytes name;
    struct bytes value;
    bool found = false;
    enum status status;
    while ((status = http_target_parameter(&query, arena, &name, &value)) == STATUS_OK) {
        if (!bytes_equal(name, bytes_of_string(wanted)))
            continue;
        if (found)
            return STATUS_BADARG;
        found = true;
        *out = value;
    }
    return status == STATUS_END && found ? STATUS_OK : status;
}

/* What the API does not know is said, since a filter that is spelt wrong would otherwise find everything. */
static enum status check_names(const struct api_route *route, struct bytes query, struct arena *arena,
                               struct bytes *problem)
{
    struct bytes name;
    struct bytes value;
    enum status status;
    while ((status = http_target_parameter(&query, arena, &name, &value)) == STATUS_OK)
        if (!find_parameter(route, name)) {
            name = bytes_upto(name, 64);
            return say(arena, problem, STATUS_BADARG, "there is no parameter '%" BYTES_FORMAT "'", BYTES_ARGS(name));
        }
    if (status == STATUS_BADARG)
        return say(arena, problem, status, "the query has a broken %% escape");
    return status == STATUS_END ? STATUS_OK : status;
}

static enum status take_query(const struct api_route *route, struct bytes query, struct request *request,
                              struct arena *arena, struct bytes *problem)
{
    enum status status = check_names(route, query, arena, problem);
    for (size_t i = 0; i < route->parameter_count && status == STATUS_OK; i++) {
        const struct api_parameter *parameter = &route->parameters[i];
        struct bytes value;
        enum status found = query_value(query, parameter->name, arena, &value);
        if (found == STATUS_OK)
            status = put_value(parameter, value, request);
        else if (found == STATUS_BADARG)
            status = say(arena, problem, found, "%s is given twice", parameter->name);
        else if (found != STATUS_END)
            status = found;
        else if (is_needed(parameter))
            status = say(arena, problem, STATUS_BADARG, "%s is missing", parameter->name);
    }
    return status;
}

/* Text, a whole number, or a truth, as the text that a command reads. */
static enum status member_text(const json_t *member, struct arena *arena, struct bytes *out)
{
    char digits[24];
    if (json_is_string(member)) {
        *out = bytes_of(json_string_value(member), json_string_length(member));
        return STATUS_OK;
    }
    if (json_is_boolean(member)) {
        *out = json_is_true(member) ? BYTES("true") : BYTES("false");
        return STATUS_OK;
    }
    if (!json_is_integer(member))
        return STATUS_BADARG;
    (void)snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(member));
    *out = arena_copy(arena, bytes_of_string(digits));
    return out->at ? STATUS_OK : STATUS_NOMEM;
}

/* References of a list as lines of one argument: a command's words among them would be taken for such otherwise. */
static enum status join_lines(const json_t *list, struct arena *arena, struct bytes *out)
{
    struct writer lines = {0};
    enum status status = json_is_array(list) && json_array_size(list) ? STATUS_OK : STATUS_BADARG;
    for (size_t i = 0; i < json_array_size(list) && status == STATUS_OK; i++) {
        struct bytes value;
        status = member_text(json_array_get(list, i), arena, &value);
        for (size_t k = 0; k < value.size && status == STATUS_OK; k++)
            if (value.at[k] < ' ')
                status = STATUS_BADARG;
        if (status == STATUS_OK) {
            writer_bytes(&lines, value);
            writer_u8(&lines, '\n');
        }
    }
    if (status == STATUS_OK)
        *out = lines.failed ? (struct bytes){NULL, 0} : arena_copy(arena, writer_view(&lines));
    writer_close(&lines);
    return status == STATUS_OK && !out->at ? STATUS_NOMEM : status;
}

static enum status take_member(const struct api_parameter *parameter, const json_t *member, struct request *request,
                               struct arena *arena, struct bytes *problem)
{
    struct bytes value = {NULL, 0};
    bool list = parameter->kind == API_LINES;
    enum status status = list ? join_lines(member, arena, &value) : member_text(member, arena, &value);
    if (status == STATUS_BADARG)
        return say(arena, problem, status, "%s must be %s", parameter->name,
                   list ? "a list of ids" : "a text or a whole number");
    return status == STATUS_OK ? put_value(parameter, value, request) : status;
}

static enum status take_members(const struct api_route *route, const json_t *object, struct request *request,
                                struct arena *arena, struct bytes *problem)
{
    enum status status = STATUS_OK;
    void *at = json_object_iter((json_t *)(uintptr_t)object);
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
        struct bytes name = bytes_of_string(json_object_iter_key(at));
        if (!find_parameter(route, name))
            return say(arena, problem, STATUS_BADARG, "there is no member '%.64s'", json_object_iter_key(at));
    }
    for (size_t i = 0; i < route->parameter_count && status == STATUS_OK; i++) {
        const struct api_parameter *parameter = &route->parameters[i];
        const json_t *member = json_object_get(object, parameter->name);
        if (member && !json_is_null(member))
            status = take_member(parameter, member, request, arena, problem);
        else if (is_needed(parameter))
            status = say(arena, problem, STATUS_BADARG, "%s is missing", parameter->name);
    }
    return status;
}

static enum status take_object(const struct api_route *route, struct bytes body, struct request *request,
                               struct arena *arena, struct bytes *problem)
{
    json_error_t error;
    const json_t *object;
    enum status status = json_read(body, JSON_REJECT_DUPLICATES, arena, &object, &error);
    if (status == STATUS_SYNTAX)
        return say(arena, problem, status, "the body is no JSON: %.150s", error.text);
    if (status != STATUS_OK)
        return status;
    return json_is_object(object) ? take_members(route, object, request, arena, problem)
                                  : say(arena, problem, STATUS_SYNTAX, "the body must be a JSON object");
}

bool api_type_is(struct bytes type, const char *name)
{
    size_t end = bytes_find(type, BYTES(";"), 0);
    return bytes_equal_nocase(bytes_trim(bytes_upto(type, end)), bytes_of_string(name));
}

/* Fields of the page that stand in the query; the API's own parameters come last. */
static enum status take_fields(const struct api_route *route, struct bytes query, struct request *request,
                               struct arena *arena, struct bytes *problem)
{
    struct bytes all = query;
    struct bytes name;
    struct bytes value;
    enum status status;
    while ((status = http_target_parameter(&query, arena, &name, &value)) == STATUS_OK) {
        if (find_parameter(route, name))
            continue;
        status = put(request, name);
        if (status == STATUS_OK)
            status = put(request, value);
        if (status != STATUS_OK)
            return status;
    }
    if (status == STATUS_BADARG)
        return say(arena, problem, status, "the query has a broken %% escape");
    if (status != STATUS_END)
        return status;
    status = STATUS_OK;
    for (size_t i = 0; i < route->parameter_count && status == STATUS_OK; i++) {
        enum status found = query_value(all, route->parameters[i].name, arena, &value);
        if (found == STATUS_OK)
            status = put_value(&route->parameters[i], value, request);
    }
    return status;
}

/* The page stands in the request already, so that it is copied once; only its place among the words is made here. */
static enum status take_page(const struct api_call *call, struct bytes query, struct bytes type,
                             struct request *request, struct arena *arena, struct bytes *problem)
{
    static const struct {
        const char *type, *word;
    } kinds[] = {{"application/json", "JSON"},
                 {"text/html", "html"},
                 {"application/xhtml+xml", "html"},
                 {"text/plain", "text"},
                 {"application/octet-stream", "body"}};
    size_t size = request->size;
    size_t kind = 0;
    while (kind < sizeof kinds / sizeof *kinds && !api_type_is(type, kinds[kind].type))
        kind++;
    if (kind == sizeof kinds / sizeof *kinds)
        return say(arena, problem, STATUS_UNKNOWN,
                   "send application/json, application/x-ndjson, text/html, text/plain "
                   "or application/octet-stream");
    enum status status = put_string(request, COMMAND_TABLE[call->route->command].name);
    if (status == STATUS_OK)
        status = put_string(request, kinds[kind].word);
    if (status == STATUS_OK)
        status = request_close_argument(request, 0, size);
    return status == STATUS_OK ? take_fields(call->route, query, request, arena, problem) : status;
}

enum status api_route_request(const struct api_call *call, struct bytes query, struct bytes type, struct bytes body,
                              struct request *request, struct arena *arena, struct bytes *problem)
{
    const struct api_route *route = call->route;
    *problem = (struct bytes){NULL, 0};
    if (route->body == API_BODY_PAGE)
        return take_page(call, query, type, request, arena, problem);
    if (route->body == API_BODY_OBJECT && !api_type_is(type, "application/json"))
        return say(arena, problem, STATUS_UNKNOWN, "send application/json");
    enum status status = put_string(request, COMMAND_TABLE[route->command].name);
    for (size_t i = 0; i < call->reference_count && status == STATUS_OK; i++)
        status = put(request, call->references[i]);
    if (status != STATUS_OK)
        return status;
    if (route->body == API_BODY_OBJECT)
        return take_object(route, body, request, arena, problem);
    return take_query(route, query, request, arena, problem);
}
