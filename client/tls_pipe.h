/*
 * TLS for a library that knows only plain sockets: a thread of its own carries bytes between one end of a socket pair,
 * which is for that library, and the TLS session with the daemon.
 *
 *     struct tls_pipe *pipe = tls_pipe_open(fd, "news.example", &trust, &plain_fd, why, sizeof why);
 *     redisContext *redis = redisConnectFd(plain_fd);
 *     ...
 *     redisFree(redis);            // closes plain_fd, which ends the thread
 *     tls_pipe_close(pipe);
 */
#ifndef CLIENT_TLS_PIPE_H
#define CLIENT_TLS_PIPE_H

#include <stdbool.h>
#include <stddef.h>

struct tls_pipe;

/* PEM files; NULL = the system's authorities, no certificate of our own. */
struct tls_trust {
    const char *ca;
    const char *certificate; /* and its key in the same file */
};

/*
 * Shakes hands over fd, a connected blocking socket, with a server whose certificate must be for host (a name or an
 * address), for at most timeout_ms. Returns the pipe, which owns fd, and the plain end in *plain_fd, which is the
 * caller's. NULL with the reason in why; fd is the caller's still.
 */
struct tls_pipe *tls_pipe_open(int fd, const char *host, const struct tls_trust *trust, int timeout_ms, int *plain_fd,
                               char *why, size_t why_size);

/* Ends it after the plain end was closed. NULL is fine. */
void tls_pipe_close(struct tls_pipe *pipe);

#endif
