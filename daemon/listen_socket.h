/*
 * Makes listening sockets: TCP by address and port, Unix by path.
 */
#ifndef DAEMON_LISTEN_SOCKET_H
#define DAEMON_LISTEN_SOCKET_H

#include "shingle/base/address.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum { LISTEN_SOCKETS_MAX = 16 }; /* of one address: a name may stand for several */

/*
 * Binds and listens: one socket for each address that a TCP name stands for (an empty host: all of the machine, IPv6
 * and IPv4), one for a Unix path, which gets the mode 0660. Writes them to fds, non-blocking, and returns how many.
 * Returns 0 with a line about `text` in errors when none can be had; an address family that this machine lacks is
 * left out when there is another. errno then tells the system's reason.
 */
size_t listen_socket_open(const struct address *address, const char *text, int fds[LISTEN_SOCKETS_MAX],
                          struct writer *errors);

/* "127.0.0.1:7625", "[::1]:7625" or "unix:PATH": where a listening socket listens. */
void listen_socket_describe(int fd, struct writer *out);

/*
 * The other end of a connection in the same form, cut to size bytes with NUL; "unix" for a Unix socket's nameless
 * client.
 */
void listen_socket_peer(const void *address, size_t address_size, char *out, size_t size);

#endif
