/*
 * Where to listen or to connect, as people write it:
 *
 *     127.0.0.1:7625    [::1]:7625    localhost:7625    *:7625 (every address)    unix:/run/shingled/shingled.sock
 *
 *     struct address address;
 *     if (address_parse(BYTES("[::1]:7625"), 0, &address) && address_is_local(&address))
 *         ...
 *
 * Only the text is looked at; names are resolved by whoever connects.
 */
#ifndef SHINGLE_BASE_ADDRESS_H
#define SHINGLE_BASE_ADDRESS_H

#include "shingle/base/bytes.h"

enum {
    ADDRESS_HOST_MAX = 255, /* bytes of a host name (RFC 1035) */
    ADDRESS_PATH_MAX = 107  /* bytes of a socket's path: sun_path less its NUL */
};

enum address_kind { ADDRESS_TCP, ADDRESS_UNIX };

/* One address, NUL-terminated parts. */
struct address {
    enum address_kind kind;
    char host[ADDRESS_HOST_MAX + 1]; /* TCP: name or literal without brackets; "" stands for every address */
    uint16_t port;                   /* TCP; 0 when listening: the system chooses */
    char path[ADDRESS_PATH_MAX + 1]; /* UNIX */
};

/*
 * Reads text. default_port serves where the text names none; 0: the port is required. False, leaving *out undefined,
 * when the text is none of the forms above, has control bytes or spaces, or a part is too long. A bare IPv6 literal
 * needs brackets.
 */
bool address_parse(struct bytes text, uint16_t default_port, struct address *out);

/*
 * True when only this machine can reach it: a Unix socket, "localhost", a literal in 127.0.0.0/8, or ::1. Other names
 * and IPv4-mapped literals count as reachable from outside.
 */
bool address_is_local(const struct address *address);

#endif
