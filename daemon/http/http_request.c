#include "daemon/http/http_request.h"

static const char *const methods[HTTP_METHODS] = {
    [HTTP_GET] = "GET",     [HTTP_HEAD] = "HEAD",     [HTTP_POST] = "POST",      [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS"};

const char *http_method_name(enum http_method method)
{
    return methods[method];
}

static bool has_control_byte(struct bytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.at[i] < ' ' ? line.at[i] != '\t' : line.at[i] == 0x7f)
            return true;
    return false;
}

/* Letters of a method or a field's name (RFC 9110 5.6.2). */
static bool is_token(struct bytes word)
{
    for (size_t i = 0; i < word.size; i++) {
        uint8_t c = word.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!plain && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return word.size > 0;
}

static bool read_method(struct bytes word, enum http_method *out)
{
    for (size_t i = 0; i < HTTP_METHODS; i++) {
        if (bytes_equal(word, bytes_of_string(methods[i]))) {
            *out = (enum http_method)i;
            return true;
        }
    }
    return false;
}

/* "/a?b", or the same behind "http://host", which a server has to take too. */
static bool read_target(struct bytes target, struct http_request *out)
{
    static const struct bytes schemes[] = {{(const uint8_t *)"http://", 7}, {(const uint8_t *)"https://", 8}};
    for (size_t i = 0; i < 2; i++) {
        if (!bytes_starts_with_nocase(target, schemes[i]))
            continue;
        target = bytes_from(target, schemes[i].size);
        size_t path = bytes_find(target, BYTES("/"), 0);
        if (path == SIZE_MAX || path == 0)
            return false;
        out->host = bytes_upto(target, path);
        target = bytes_from(target, path);
    }
    if (!bytes_starts_with(target, BYTES("/")) || bytes_find(target, BYTES("#"), 0) != SIZE_MAX)
        return false;
    size_t query = bytes_find(target, BYTES("?"), 0);
    out->path = bytes_upto(target, query);
    out->query = query == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(target, query + 1);
    return true;
}

/* "GET /metrics?x HTTP/1.1" */
static enum http_reading read_request_line(struct bytes line, struct http_request *out)
{
    size_t method_end = bytes_find(line, BYTES(" "), 0);
    if (method_end == SIZE_MAX || !is_token(bytes_upto(line, method_end)))
        return HTTP_READING_BAD;
    struct bytes rest = bytes_from(line, method_end + 1);
    size_t target_end = bytes_find(rest, BYTES(" "), 0);
    if (target_end == SIZE_MAX || !read_target(bytes_upto(rest, target_end), out))
        return HTTP_READING_BAD;
    struct bytes version = bytes_from(rest, target_end + 1);
    if (!bytes_starts_with(version, BYTES("HTTP/")))
        return HTTP_READING_BAD;
    out->is_old = bytes_equal(version, BYTES("HTTP/1.0"));
    if (!out->is_old && !bytes_equal(version, BYTES("HTTP/1.1")))
        return HTTP_READING_VERSION;
    return read_method(bytes_upto(line, method_end), &out->method) ? HTTP_READING_DONE : HTTP_READING_METHOD;
}

static enum http_reading read_field(struct bytes line, struct http_request *out)
{
    size_t colon = bytes_find(line, BYTES(":"), 0);
    if (colon == SIZE_MAX || !is_token(bytes_upto(line, colon)))
        return HTTP_READING_BAD;
    if (out->field_count == HTTP_FIELDS_MAX)
        return HTTP_READING_TOO_LONG;
    out->fields[out->field_count++] =
        (struct http_field){bytes_upto(line, colon), bytes_trim(bytes_from(line, colon + 1))};
    return HTTP_READING_DONE;
}

struct bytes http_request_field(const struct http_request *request, struct bytes name)
{
    for (size_t i = 0; i < request->field_count; i++)
        if (bytes_equal_nocase(request->fields[i].name, name))
            return request->fields[i].value;
    return (struct bytes){NULL, 0};
}

static size_t count_field(const struct http_request *request, struct bytes name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->field_count; i++)
        count += bytes_equal_nocase(request->fields[i].name, name);
    return count;
}

/* "q=0", "q=0.000": the word is not wanted. */
static bool is_refused(struct bytes parameters)
{
    size_t at = bytes_find_nocase(parameters, BYTES("q=0"), 0);
    if (at == SIZE_MAX)
        return false;
    for (size_t i = at + 3; i < parameters.size && parameters.at[i] != ';' && parameters.at[i] != ' '; i++)
        if (parameters.at[i] != '.' && parameters.at[i] != '0')
            return false;
    return true;
}

bool http_list_has(struct bytes value, struct bytes word)
{
    while (value.size) {
        size_t comma = bytes_find(value, BYTES(","), 0);
        struct bytes item = bytes_trim(bytes_upto(value, comma));
        size_t semicolon = bytes_find(item, BYTES(";"), 0);
        if (bytes_equal_nocase(bytes_trim(bytes_upto(item, semicolon)), word))
            return semicolon == SIZE_MAX || !is_refused(bytes_from(item, semicolon));
        value = comma == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(value, comma + 1);
    }
    return false;
}

/* Where the body ends. Two answers to that are the way in for a second, hidden request. */
static enum http_reading judge_body(struct http_request *request)
{
    size_t lengths = count_field(request, BYTES("Content-Length"));
    size_t codings = count_field(request, BYTES("Transfer-Encoding"));
    if (lengths > 1 || codings > 1 || (lengths && codings) || (codings && request->is_old))
        return HTTP_READING_BAD;
    if (codings && !bytes_equal_nocase(http_request_field(request, BYTES("Transfer-Encoding")), BYTES("chunked")))
        return HTTP_READING_CODING;
    if (lengths && !bytes_to_u64(http_request_field(request, BYTES("Content-Length")), &request->content_length))
        return HTTP_READING_BAD;
    request->chunked = codings > 0;
    return HTTP_READING_DONE;
}

static enum http_reading judge(struct http_request *request)
{
    size_t hosts = count_field(request, BYTES("Host"));
    if (hosts > 1 || (hosts == 0 && !request->is_old))
        return HTTP_READING_BAD;
    if (request->host.size == 0)
        request->host = http_request_field(request, BYTES("Host"));
    struct bytes connection = http_request_field(request, BYTES("Connection"));
    request->keep_alive = !request->is_old && !http_list_has(connection, BYTES("close"));
    request->expects_continue =
        !request->is_old && bytes_equal_nocase(http_request_field(request, BYTES("Expect")), BYTES("100-continue"));
    return judge_body(request);
}

enum http_reading http_request_read(struct bytes head, struct http_request *out)
{
    size_t end = bytes_find(head, BYTES("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return head.size >= HTTP_HEAD_SIZE ? HTTP_READING_TOO_LONG : HTTP_READING_MORE;
    if (end + 4 > HTTP_HEAD_SIZE)
        return HTTP_READING_TOO_LONG;
    *out = (struct http_request){.size = end + 4};
    struct bytes rest = bytes_upto(head, end + 2);
    enum http_reading reading = HTTP_READING_DONE;
    for (bool first = true; rest.size && reading == HTTP_READING_DONE; first = false) {
        size_t line_end = bytes_find(rest, BYTES("\r\n"), 0);
        struct bytes line = bytes_upto(rest, line_end);
        rest = bytes_from(rest, line_end + 2);
        if (has_control_byte(line))
            reading = HTTP_READING_BAD;
        else
            reading = first ? read_request_line(line, out) : read_field(line, out);
    }
    return reading == HTTP_READING_DONE ? judge(out) : reading;
}
