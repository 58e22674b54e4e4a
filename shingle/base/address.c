#include "shingle/base/address.h"

#include <arpa/inet.h>

/* Copies view with a NUL behind it; false when it is longer than most bytes or has a space or control byte. */
static bool copy_part(char *to, struct bytes view, size_t most)
{
    if (view.size > most)
        return false;
    for (size_t i = 0; i < view.size; i++) {
        if (view.at[i] <= ' ' || view.at[i] == 0x7f)
            return false;
        to[i] = (char)view.at[i];
    }
    to[view.size] = '\0';
    return true;
}

static bool parse_port(struct bytes text, uint16_t *out)
{
    uint64_t port;
    if (!bytes_to_u64(text, &port) || port > UINT16_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

/* Letters, digits, hyphens, dots (RFC 1123), and the underscore that some networks' names have. */
static bool is_host(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.at[i], letter = byte | 0x20;
        if (!(letter >= 'a' && letter <= 'z') && !(byte >= '0' && byte <= '9') && byte != '-' && byte != '.' &&
            byte != '_')
            return false;
    }
    return true;
}

/* "[V6]:PORT" or "[V6]". */
static bool parse_bracketed(struct bytes text, struct address *out)
{
    size_t end = bytes_find(text, BYTES("]"), 1);
    struct in6_addr unused;
    if (end == SIZE_MAX || !copy_part(out->host, bytes_upto(bytes_from(text, 1), end - 1), ADDRESS_HOST_MAX) ||
        inet_pton(AF_INET6, out->host, &unused) != 1)
        return false;
    struct bytes rest = bytes_from(text, end + 1);
    if (rest.size == 0)
        return out->port != 0;
    return rest.at[0] == ':' && parse_port(bytes_from(rest, 1), &out->port);
}

bool address_parse(struct bytes text, uint16_t default_port, struct address *out)
{
    *out = (struct address){.kind = ADDRESS_TCP, .port = default_port};
    if (bytes_starts_with(text, BYTES("unix:"))) {
        out->kind = ADDRESS_UNIX;
        return text.size > 5 && copy_part(out->path, bytes_from(text, 5), ADDRESS_PATH_MAX);
    }
    if (bytes_starts_with(text, BYTES("[")))
        return parse_bracketed(text, out);
    size_t colon = bytes_find(text, BYTES(":"), 0);
    struct bytes host = bytes_upto(text, colon);
    if (bytes_equal(host, BYTES("*")))
        host.size = 0;
    else if (host.size == 0)
        return false;
    if (!is_host(host) || !copy_part(out->host, host, ADDRESS_HOST_MAX))
        return false;
    return colon == SIZE_MAX ? default_port != 0 : parse_port(bytes_from(text, colon + 1), &out->port);
}

bool address_is_local(const struct address *address)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (address->kind == ADDRESS_UNIX)
        return true;
    if (inet_pton(AF_INET, address->host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, address->host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6);
    return bytes_equal_nocase(bytes_of_string(address->host), BYTES("localhost"));
}
