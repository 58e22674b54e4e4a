#include "daemon/ingest/url.h"

/* Parameters that do not change what is shown. A name that ends in '_' stands for all that begin so. */
static const struct bytes tracking[] = {
    BYTES("utm_"),   BYTES("fbclid"),  BYTES("gclid"), BYTES("dclid"), BYTES("msclkid"), BYTES("yclid"), BYTES("mc_"),
    BYTES("igshid"), BYTES("ref_src"), BYTES("cmpid"), BYTES("ncid"),  BYTES("smid"),    BYTES("ocid"),
};

/* What stands behind "scheme://"; all of url when there is no scheme. */
static struct bytes without_scheme(struct bytes url)
{
    size_t at = bytes_find(url, BYTES("://"), 0);
    size_t slash = bytes_find(url, BYTES("/"), 0);
    if (at != SIZE_MAX && slash == at + 1)
        return bytes_from(url, at + 3);
    return bytes_starts_with(url, BYTES("//")) ? bytes_from(url, 2) : url;
}

/* Bytes up to the first of at most three given ones; a shorter string's NUL never stops, as URLs have none to spare. */
static size_t span_until(struct bytes view, const char *stops)
{
    uint8_t first = (uint8_t)stops[0];
    uint8_t second = stops[1] ? (uint8_t)stops[1] : first;
    uint8_t third = stops[1] && stops[2] ? (uint8_t)stops[2] : first;
    size_t at = 0;
    while (at < view.size && view.at[at] != first && view.at[at] != second && view.at[at] != third)
        at++;
    return at;
}

static struct bytes authority_host(struct bytes authority)
{
    struct bytes host = authority;
    for (size_t at = bytes_find(host, BYTES("@"), 0); at != SIZE_MAX; at = bytes_find(host, BYTES("@"), 0))
        host = bytes_from(host, at + 1);
    bool bracketed = host.size && host.at[0] == '['; /* an IPv6 address (RFC 3986, 3.2.2) */
    host = bytes_upto(host, bracketed ? span_until(host, "]") + 1 : span_until(host, ":"));
    return bytes_starts_with_nocase(host, BYTES("www.")) ? bytes_from(host, 4) : host;
}

struct bytes url_host(struct bytes url)
{
    struct bytes rest = without_scheme(bytes_trim(url));
    if (rest.at == bytes_trim(url).at)
        return (struct bytes){NULL, 0};
    return authority_host(bytes_upto(rest, span_until(rest, "/?#")));
}

static bool is_tracking(struct bytes parameter)
{
    struct bytes name = bytes_upto(parameter, span_until(parameter, "="));
    for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
        bool family = tracking[i].at[tracking[i].size - 1] == '_';
        if (family ? bytes_starts_with_nocase(name, tracking[i]) : bytes_equal_nocase(name, tracking[i]))
            return true;
    }
    return name.size == 0;
}

static void append(uint8_t *to, size_t *size, struct bytes view)
{
    if (view.size)
        memcpy(to + *size, view.at, view.size);
    *size += view.size;
}

static void append_query(uint8_t *to, size_t *size, struct bytes query)
{
    bool first = true;
    while (query.size) {
        struct bytes parameter = bytes_upto(query, span_until(query, "&"));
        query = bytes_from(query, parameter.size + 1);
        if (is_tracking(parameter))
            continue;
        append(to, size, first ? BYTES("?") : BYTES("&"));
        append(to, size, parameter);
        first = false;
    }
}

struct bytes url_normalise(struct bytes url, struct arena *arena)
{
    url = bytes_trim(url);
    struct bytes rest = without_scheme(url);
    uint8_t *to = arena_alloc(arena, url.size + 2);
    size_t size = 0;
    if (!to)
        return (struct bytes){NULL, 0};
    if (rest.at == url.at) {
        append(to, &size, url);
        return bytes_of(to, size);
    }
    rest = bytes_upto(rest, span_until(rest, "#"));
    size_t authority = span_until(rest, "/?");
    append(to, &size, authority_host(bytes_upto(rest, authority)));
    for (size_t i = 0; i < size; i++)
        to[i] = to[i] >= 'A' && to[i] <= 'Z' ? (uint8_t)(to[i] | 0x20) : to[i];
    rest = bytes_from(rest, authority);
    struct bytes path = bytes_upto(rest, span_until(rest, "?"));
    while (path.size && path.at[path.size - 1] == '/')
        path.size--;
    append(to, &size, path);
    append_query(to, &size, bytes_from(rest, span_until(rest, "?") + 1));
    return bytes_of(to, size);
}
