/* What is no API: metrics, health, the web page; and who may ask for anything at all. */
#include "daemon/api_steps.h"
#include "daemon/metrics.h"
#include "daemon/server.h"
#include "shingle/base/address.h"
#include "web/web_files.h"

#include <arpa/inet.h>

static void say(struct http_exchange *exchange, bool good, const char *when_good, const char *when_bad)
{
    struct http_reply reply = {.code = good ? 200 : 503, .type = "text/plain; charset=utf-8"};
    writer_format(&reply.body, "%s\n", good ? when_good : when_bad);
    http_answer(exchange, &reply);
}

void api_metrics(struct api *api, struct http_exchange *exchange)
{
    struct http_reply reply = {.code = 200, .type = "text/plain; version=0.0.4; charset=utf-8"};
    metrics_write(api->server, &reply.body);
    http_answer(exchange, &reply);
}

/*
 * The page runs its own scripts and styles and asks its own daemon; nothing else is loaded, framed or sent anywhere, so
 * that markup out of an article could do nothing even if it got into the page.
 */
static const char page_fields[] =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\nCache-Control: no-cache\r\n";

static bool put_file(struct http_exchange *exchange)
{
    struct web_file file;
    if (!web_file_find(exchange->request.path, &file))
        return false;
    struct http_reply reply = {.code = 200, .type = file.type, .cached = true};
    writer_bytes(&reply.body, file.content);
    writer_format(&reply.fields, "%s", page_fields);
    http_answer(exchange, &reply);
    return true;
}

bool api_plain(struct api *api, struct http_exchange *exchange)
{
    struct server *server = api->server;
    struct bytes path = exchange->request.path;
    if (bytes_equal(path, BYTES("/healthz")))
        say(exchange, atomic_load(&server->alive), "ok", "a thread is stuck");
    else if (bytes_equal(path, BYTES("/readyz")))
        say(exchange, !atomic_load(&server->draining) && !atomic_load(&server->stop_wanted), "ready", "stopping");
    else
        return put_file(exchange);
    return true;
}

/* "name", "name:80", "[::1]:80" -> without the port, and without brackets. */
static struct bytes host_name(struct bytes host)
{
    if (bytes_starts_with(host, BYTES("["))) {
        size_t end = bytes_find(host, BYTES("]"), 0);
        return bytes_from(bytes_upto(host, end), 1);
    }
    return bytes_upto(host, bytes_find(host, BYTES(":"), 0));
}

static bool is_number(struct bytes name)
{
    char text[INET6_ADDRSTRLEN + 1];
    struct in6_addr any;
    if (name.size >= sizeof text)
        return false;
    memcpy(text, name.at, name.size);
    text[name.size] = 0;
    return inet_pton(AF_INET, text, &any) == 1 || inet_pton(AF_INET6, text, &any) == 1;
}

/*
 * A page on evil.example can have its own name resolve to 127.0.0.1 and then read all that a browser here can reach
 * ("DNS rebinding"); the name it asks for gives it away. Numbers cannot be rebound. What monitors read is open.
 */
bool api_host_fits(struct api *api, const struct http_request *request)
{
    struct server *server = api->server;
    struct bytes name = host_name(request->host);
    bool monitor = bytes_equal(request->path, BYTES("/metrics")) || bytes_equal(request->path, BYTES("/healthz")) ||
                   bytes_equal(request->path, BYTES("/readyz"));
    if (monitor || request->host.size == 0 || is_number(name) || bytes_equal_nocase(name, BYTES("localhost")))
        return true;
    (void)pthread_rwlock_rdlock(&server->config_lock);
    const struct config_list *hosts = &server->config->listen.http_hosts;
    bool known = false;
    for (size_t i = 0; i < hosts->count && !known; i++)
        known = bytes_equal_nocase(name, bytes_of_string(hosts->at[i]));
    (void)pthread_rwlock_unlock(&server->config_lock);
    return known;
}

bool api_is_foreign(const struct http_request *request)
{
    struct bytes origin = http_request_field(request, BYTES("Origin"));
    struct bytes site = http_request_field(request, BYTES("Sec-Fetch-Site"));
    if (request->method == HTTP_GET || request->method == HTTP_HEAD)
        return false;
    if (bytes_equal_nocase(site, BYTES("cross-site")) || bytes_equal_nocase(site, BYTES("same-site")))
        return true;
    size_t scheme = bytes_find(origin, BYTES("://"), 0);
    return origin.size && (scheme == SIZE_MAX || !bytes_equal_nocase(bytes_from(origin, scheme + 3), request->host));
}
