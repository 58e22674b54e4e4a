#include "daemon/http/http_request.h"

static bool has_control_byte(struct bytes line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.at[i] < ' ' ? line.at[i] != '\t' : line.at[i] == 0x7f)
            return true;
    return false;
}

/* "GET /metrics?x HTTP/1.1" */
static enum http_reading read_request_line(struct bytes line, struct http_request *out)
{
    size_t method_end = bytes_find(line, BYTES(" "), 0);
    if (method_end == SIZE_MAX)
        return HTTP_READING_BAD;
    struct bytes method = bytes_upto(line, method_end);
    struct bytes rest = bytes_from(line, method_end + 1);
    size_t target_end = bytes_find(rest, BYTES(" "), 0);
    if (target_end == SIZE_MAX || !bytes_starts_with(rest, BYTES("/")))
        return HTTP_READING_BAD;
    struct bytes target = bytes_upto(rest, target_end);
    struct bytes version = bytes_from(rest, target_end + 1);
    if (!bytes_starts_with(version, BYTES("HTTP/")))
        return HTTP_READING_BAD;
    if (!bytes_equal(version, BYTES("HTTP/1.1")) && !bytes_equal(version, BYTES("HTTP/1.0")))
        return HTTP_READING_VERSION;
    out->head_only = bytes_equal(method, BYTES("HEAD"));
    if (!out->head_only && !bytes_equal(method, BYTES("GET")))
        return HTTP_READING_METHOD;
    size_t query = bytes_find(target, BYTES("?"), 0);
    out->path = bytes_upto(target, query == SIZE_MAX ? target.size : query);
    return HTTP_READING_DONE;
}

/* A header line; only those that would announce a body matter. */
static enum http_reading read_header(struct bytes line)
{
    size_t colon = bytes_find(line, BYTES(":"), 0);
    if (colon == SIZE_MAX || colon == 0 || line.at[0] == ' ' || line.at[0] == '\t' || line.at[colon - 1] == ' ')
        return HTTP_READING_BAD;
    struct bytes name = bytes_upto(line, colon);
    struct bytes value = bytes_trim(bytes_from(line, colon + 1));
    if (bytes_equal_nocase(name, BYTES("Transfer-Encoding")))
        return HTTP_READING_BODY;
    if (bytes_equal_nocase(name, BYTES("Content-Length")) && !bytes_equal(value, BYTES("0")))
        return HTTP_READING_BODY;
    return HTTP_READING_DONE;
}

enum http_reading http_request_read(struct bytes head, struct http_request *out)
{
    size_t end = bytes_find(head, BYTES("\r\n\r\n"), 0);
    if (end == SIZE_MAX)
        return head.size >= HTTP_HEAD_SIZE ? HTTP_READING_TOO_LONG : HTTP_READING_MORE;
    if (end + 4 > HTTP_HEAD_SIZE)
        return HTTP_READING_TOO_LONG;
    struct bytes rest = bytes_upto(head, end + 2);
    enum http_reading reading = HTTP_READING_DONE;
    for (bool first = true; rest.size && reading == HTTP_READING_DONE; first = false) {
        size_t line_end = bytes_find(rest, BYTES("\r\n"), 0);
        struct bytes line = bytes_upto(rest, line_end);
        rest = bytes_from(rest, line_end + 2);
        if (has_control_byte(line))
            reading = HTTP_READING_BAD;
        else
            reading = first ? read_request_line(line, out) : read_header(line);
    }
    return reading;
}
