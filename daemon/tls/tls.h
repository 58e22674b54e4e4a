/*
 * TLS over a non-blocking socket, in the manner of read(2) and write(2): 1.2 and 1.3 with forward secrecy and AEAD
 * ciphers only, no compression, renegotiation or session tickets.
 *
 *     struct tls_context *context;                        // of the daemon: certificate and key
 *     if (tls_context_open(&files, &context, &errors) != STATUS_OK)
 *         ...
 *     struct tls *tls = tls_accept(context, fd);          // of a connection, whose handshake the first reads do
 *     ssize_t size = tls_read(tls, buffer, sizeof buffer);
 *     if (size < 0 && errno == EAGAIN)
 *         wait until fd is readable, or writable where tls_wants_write(tls)
 *
 * libevent's own bufferevents for OpenSSL are not used: they hold a second buffer for each direction without the bounds
 * that a connection keeps, and hide from it how much a client has taken.
 *
 * A context may be used by any thread, a session by one at a time.
 */
#ifndef DAEMON_TLS_TLS_H
#define DAEMON_TLS_TLS_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <stdbool.h>
#include <sys/types.h>

struct tls_context;
struct tls;

/* Paths of PEM files. They outlive the context. */
struct tls_files {
    const char *certificate; /* with those between it and its root */
    const char *key;
    const char *client_ca; /* clients must show a certificate that one of these signed; "" = none is asked for */
};

/* STATUS_OK; STATUS_IO or STATUS_BADARG with a line in errors; STATUS_NOMEM. */
MUST_CHECK enum status tls_context_open(const struct tls_files *files, struct tls_context **out, struct writer *errors);

/* Reads the files again, for connections to come; those that are open stay as they are. As tls_context_open. */
MUST_CHECK enum status tls_context_reload(struct tls_context *context, struct writer *errors);

/* Frees it; sessions may outlive it. NULL is fine. */
void tls_context_close(struct tls_context *context);

/* The server's end of a session over fd, which stays the caller's. NULL when memory ran out. */
struct tls *tls_accept(struct tls_context *context, int fd);

/* Frees it, without a word to the other end. NULL is fine. */
void tls_free(struct tls *tls);

/* As read(2): bytes, 0 at the end, -1 with errno EAGAIN or EPROTO. size is at least 1. */
ssize_t tls_read(struct tls *tls, void *out, size_t size);

/* As write(2): it may take a part; -1 with errno EAGAIN or EPROTO. size is at least 1. */
ssize_t tls_write(struct tls *tls, const void *at, size_t size);

/* Says that nothing more will be written, as far as the socket takes it at once. */
void tls_end(struct tls *tls);

/* The last read waits for the socket to be writable. */
bool tls_wants_write(const struct tls *tls);

/* Bytes have been read from the socket that tls_read would return at once. */
bool tls_has_pending(const struct tls *tls);

/* The handshake is done. */
bool tls_is_established(const struct tls *tls);

/* "TLSv1.3"; static. */
const char *tls_version(const struct tls *tls);

#endif
