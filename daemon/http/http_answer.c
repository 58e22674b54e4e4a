/*
 * How answers are written. Compression is for the bytes on the wire, and the tag is of the bytes before it, so it is a
 * weak one (RFC 9110 8.8.1): the same content has the same tag in gzip and plain.
 */
#include "daemon/http/http_private.h"

#include <inttypes.h>
#include <time.h>
#include <xxhash.h>
#include <zlib.h>

enum { GZIP_FROM = 1024, GZIP_LEVEL = 5, GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, TAG_SIZE = 24 };

const char *http_reason(int code)
{
    switch (code) {
    case 200: return "OK";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Error";
    }
}

/* Packs body in place; false, and body is as it was, when it would not get smaller. */
static bool pack(struct writer *body)
{
    z_stream stream = {0};
    if (body->size > UINT32_MAX ||
        deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    struct writer packed = {0};
    size_t room = body->size - body->size / 8;
    uint8_t *to = writer_reserve(&packed, room);
    stream.next_in = body->at;
    stream.avail_in = (uInt)body->size;
    stream.next_out = to;
    stream.avail_out = (uInt)room;
    bool smaller = to && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.size = smaller ? stream.total_out : 0;
    (void)deflateEnd(&stream);
    if (smaller) {
        writer_close(body);
        *body = packed;
    } else {
        writer_close(&packed);
    }
    return smaller;
}

/* Text of some kind; pictures are packed already. */
static bool is_text(const char *type)
{
    struct bytes name = bytes_of_string(type);
    return bytes_starts_with(name, BYTES("text/")) || bytes_find(name, BYTES("json"), 0) != SIZE_MAX ||
           bytes_find(name, BYTES("svg"), 0) != SIZE_MAX || bytes_find(name, BYTES("yaml"), 0) != SIZE_MAX;
}

static void put_head(struct http_connection *connection, int code, const char *type, struct writer *out)
{
    char date[40];
    time_t now = time(NULL);
    struct tm utc;
    (void)gmtime_r(&now, &utc);
    if (strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc) == 0)
        date[0] = 0;
    writer_format(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", code, http_reason(code), date);
    if (type)
        writer_format(out, "Content-Type: %s\r\n", type);
    if (!connection->keep_alive)
        writer_format(out, "Connection: close\r\n");
    writer_format(out, "X-Content-Type-Options: nosniff\r\nVary: Accept, Accept-Encoding, Authorization\r\n");
}

static void send_all(struct http_connection *connection, const struct writer *head, const struct writer *body)
{
    bool failed = head->failed || (body && body->failed);
    failed |= evbuffer_add(connection->socket.output, head->at, head->size) != 0;
    if (body && body->size)
        failed |= evbuffer_add(connection->socket.output, body->at, body->size) != 0;
    if (failed) {
        connection->doomed = true;
        http_connection_expect(connection, 0);
    }
}

/* Of a 200 to GET or HEAD: the tag, and true when the client has just this. */
static bool put_tag(const struct http_exchange *exchange, struct bytes body, struct writer *fields)
{
    char tag[TAG_SIZE];
    (void)snprintf(tag, sizeof tag, "\"%016" PRIx64 "\"", (uint64_t)XXH3_64bits(body.at, body.size));
    writer_format(fields, "ETag: W/%s\r\n", tag);
    struct bytes known = http_request_field(&exchange->request, BYTES("If-None-Match"));
    return bytes_equal(known, BYTES("*")) || bytes_find(known, bytes_of_string(tag), 0) != SIZE_MAX;
}

void http_answer(struct http_exchange *exchange, struct http_reply *reply)
{
    struct http_connection *connection = http_connection_of(exchange);
    const struct http_request *request = &exchange->request;
    bool head_only = request->method == HTTP_HEAD;
    bool tagged = reply->code == 200 && (head_only || request->method == HTTP_GET);
    if (tagged && put_tag(exchange, writer_view(&reply->body), &reply->fields)) {
        reply->code = 304;
        writer_clear(&reply->body);
    }
    bool takes = http_list_has(http_request_field(request, BYTES("Accept-Encoding")), BYTES("gzip"));
    if (takes && reply->body.size >= GZIP_FROM && is_text(reply->type) && pack(&reply->body))
        writer_format(&reply->fields, "Content-Encoding: gzip\r\n");
    if (connection->state == HTTP_AT_BODY && (request->chunked ? !connection->chunks.done : connection->body_left > 0))
        connection->keep_alive = false;
    struct writer head = {0};
    put_head(connection, reply->code, reply->code == 304 ? NULL : reply->type, &head);
    if (!reply->cached)
        writer_format(&head, "Cache-Control: %s\r\n", tagged ? "private, no-cache" : "no-store");
    if (reply->code != 304)
        writer_format(&head, "Content-Length: %zu\r\n", reply->body.size);
    writer_bytes(&head, writer_view(&reply->fields));
    head.failed |= reply->fields.failed;
    writer_bytes(&head, BYTES("\r\n"));
    send_all(connection, &head, head_only ? NULL : &reply->body);
    writer_close(&head);
    writer_close(&reply->body);
    writer_close(&reply->fields);
    http_connection_answered(connection);
}

bool http_stream_begin(struct http_exchange *exchange, const char *type)
{
    struct http_connection *connection = http_connection_of(exchange);
    if (exchange->request.is_old)
        connection->keep_alive = false;
    struct writer head = {0};
    put_head(connection, 200, type, &head);
    writer_format(&head, "Cache-Control: no-store\r\n%s\r\n",
                  exchange->request.is_old ? "" : "Transfer-Encoding: chunked\r\n");
    connection->streaming = true;
    http_connection_continue(connection);
    send_all(connection, &head, NULL);
    writer_close(&head);
    if (exchange->request.method != HTTP_HEAD)
        return true;
    http_connection_answered(connection);
    return false;
}

bool http_stream_write(struct http_exchange *exchange, struct bytes piece)
{
    struct http_connection *connection = http_connection_of(exchange);
    struct evbuffer *output = connection->socket.output;
    if (piece.size == 0 || connection->doomed)
        return !connection->doomed;
    size_t unsent = evbuffer_get_length(output);
    bool old = exchange->request.is_old;
    bool good = unsent + piece.size <= HTTP_STREAM_MOST;
    if (good && !old)
        good = evbuffer_add_printf(output, "%zx\r\n", piece.size) > 0;
    good = good && evbuffer_add(output, piece.at, piece.size) == 0 && (old || evbuffer_add(output, "\r\n", 2) == 0);
    if (!good)
        http_drop(exchange);
    else if (unsent == 0 && connection->state == HTTP_AT_OWNER)
        http_connection_expect(connection, connection->server->limits.time_ms);
    return good;
}

size_t http_stream_unsent(const struct http_exchange *exchange)
{
    return evbuffer_get_length(http_connection_of(exchange)->socket.output);
}

void http_drop(struct http_exchange *exchange)
{
    struct http_connection *connection = http_connection_of(exchange);
    connection->doomed = true;
    http_connection_expect(connection, 0);
}

void http_stream_end(struct http_exchange *exchange)
{
    struct http_connection *connection = http_connection_of(exchange);
    if (!exchange->request.is_old && evbuffer_add(connection->socket.output, "0\r\n\r\n", 5) != 0)
        http_drop(exchange);
    http_connection_answered(connection);
}
