#include "client/tls_pipe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PIECE = 16 << 10 };

/* One direction: bytes that were taken and not given on yet. */
struct flow {
    char at[PIECE];
    size_t size, sent;
    bool ended; /* nothing more will be taken */
};

struct tls_pipe {
    SSL_CTX *context;
    SSL *ssl;
    int net_fd, plain_fd;
    pthread_t thread;
    bool started;
    struct flow out, in; /* the thread's: to the daemon, from it */
    bool write_wants_read, read_wants_write;
};

/* ---- the thread ---- */

/* From the plain end to the session. False when either is gone. */
static bool push(struct tls_pipe *pipe)
{
    struct flow *flow = &pipe->out;
    if (flow->sent == flow->size) {
        ssize_t got = read(pipe->plain_fd, flow->at, sizeof flow->at);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (got <= 0)
            return false;
        flow->size = (size_t)got;
        flow->sent = 0;
    }
    int sent = SSL_write(pipe->ssl, flow->at + flow->sent, (int)(flow->size - flow->sent));
    int error = SSL_get_error(pipe->ssl, sent);
    pipe->write_wants_read = error == SSL_ERROR_WANT_READ;
    if (sent > 0)
        flow->sent += (size_t)sent;
    return sent > 0 || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* The other way. False when nothing more will come and all is given on. */
static bool pull(struct tls_pipe *pipe)
{
    struct flow *flow = &pipe->in;
    if (flow->sent == flow->size && !flow->ended) {
        int got = SSL_read(pipe->ssl, flow->at, sizeof flow->at);
        int error = SSL_get_error(pipe->ssl, got);
        pipe->read_wants_write = error == SSL_ERROR_WANT_WRITE;
        if (got <= 0 && (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE))
            return true;
        flow->ended = got <= 0;
        flow->size = got > 0 ? (size_t)got : 0;
        flow->sent = 0;
    }
    if (flow->sent < flow->size) {
        ssize_t sent = send(pipe->plain_fd, flow->at + flow->sent, flow->size - flow->sent, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        flow->sent += sent > 0 ? (size_t)sent : 0;
    }
    return !flow->ended || flow->sent < flow->size;
}

/* Waits until one of the two can go on. */
static void wait_for_either(struct tls_pipe *pipe)
{
    bool full = pipe->in.sent < pipe->in.size; /* the plain end does not take what came */
    bool owing = pipe->out.sent < pipe->out.size;
    short net = 0, plain = 0;
    if (!full)
        net |= POLLIN;
    if ((owing && !pipe->write_wants_read) || pipe->read_wants_write)
        net |= POLLOUT;
    if (full)
        plain |= POLLOUT;
    if (!owing)
        plain |= POLLIN;
    struct pollfd fds[] = {{.fd = pipe->net_fd, .events = net}, {.fd = pipe->plain_fd, .events = plain}};
    (void)poll(fds, 2, !full && SSL_pending(pipe->ssl) > 0 ? 0 : -1);
}

static void *run(void *context)
{
    struct tls_pipe *pipe = context;
    while (push(pipe) && pull(pipe))
        wait_for_either(pipe);
    (void)SSL_shutdown(pipe->ssl);
    (void)shutdown(pipe->plain_fd, SHUT_RDWR);
    return NULL;
}

/* ---- opening ---- */

static void tell(const struct tls_pipe *pipe, const char *what, char *why, size_t size)
{
    long verdict = pipe->ssl ? SSL_get_verify_result(pipe->ssl) : X509_V_OK;
    unsigned long code = ERR_get_error();
    char reason[200] = "";
    if (verdict != X509_V_OK)
        (void)snprintf(reason, sizeof reason, "%s", X509_verify_cert_error_string(verdict));
    else if (code)
        ERR_error_string_n(code, reason, sizeof reason);
    else
        (void)snprintf(reason, sizeof reason, "the connection ended");
    ERR_clear_error();
    (void)snprintf(why, size, "%s: %s", what, reason);
}

static bool trusts(SSL_CTX *context, const struct tls_trust *trust)
{
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    (void)SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
           (trust->ca ? SSL_CTX_load_verify_locations(context, trust->ca, NULL)
                      : SSL_CTX_set_default_verify_paths(context)) == 1 &&
           (!trust->certificate || (SSL_CTX_use_certificate_chain_file(context, trust->certificate) == 1 &&
                                    SSL_CTX_use_PrivateKey_file(context, trust->certificate, SSL_FILETYPE_PEM) == 1));
}

static bool expects(SSL *ssl, const char *host)
{
    struct in6_addr any;
    bool number = inet_pton(AF_INET, host, &any) == 1 || inet_pton(AF_INET6, host, &any) == 1;
    if (number)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    char name[256];
    (void)snprintf(name, sizeof name, "%s", host);
    return SSL_set1_host(ssl, host) == 1 &&
           SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name) == 1;
}

static bool shake_hands(struct tls_pipe *pipe, const char *host, int timeout_ms)
{
    const struct timeval time = {timeout_ms / 1000, (suseconds_t)(timeout_ms % 1000) * 1000};
    (void)setsockopt(pipe->net_fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    (void)setsockopt(pipe->net_fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
    pipe->ssl = SSL_new(pipe->context);
    return pipe->ssl && expects(pipe->ssl, host) && SSL_set_fd(pipe->ssl, pipe->net_fd) == 1 &&
           SSL_connect(pipe->ssl) == 1;
}

static bool start(struct tls_pipe *pipe, int *plain_fd)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    pipe->plain_fd = pair[1];
    (void)fcntl(pair[1], F_SETFL, O_NONBLOCK);
    (void)fcntl(pipe->net_fd, F_SETFL, O_NONBLOCK);
    pipe->started = pthread_create(&pipe->thread, NULL, run, pipe) == 0;
    if (!pipe->started)
        (void)close(pair[0]);
    else
        *plain_fd = pair[0];
    return pipe->started;
}

struct tls_pipe *tls_pipe_open(int fd, const char *host, const struct tls_trust *trust, int timeout_ms, int *plain_fd,
                               char *why, size_t why_size)
{
    struct tls_pipe *pipe = calloc(1, sizeof *pipe);
    (void)snprintf(why, why_size, "out of memory");
    if (!pipe)
        return NULL;
    pipe->net_fd = fd;
    pipe->plain_fd = -1;
    pipe->context = SSL_CTX_new(TLS_client_method());
    if (!pipe->context || !trusts(pipe->context, trust))
        tell(pipe, "cannot use the certificates", why, why_size);
    else if (!shake_hands(pipe, host, timeout_ms))
        tell(pipe, "no TLS session", why, why_size);
    else if (start(pipe, plain_fd))
        return pipe;
    pipe->net_fd = -1;
    tls_pipe_close(pipe);
    return NULL;
}

void tls_pipe_close(struct tls_pipe *pipe)
{
    if (!pipe)
        return;
    if (pipe->started)
        (void)pthread_join(pipe->thread, NULL);
    SSL_free(pipe->ssl);
    SSL_CTX_free(pipe->context);
    if (pipe->plain_fd >= 0)
        (void)close(pipe->plain_fd);
    if (pipe->net_fd >= 0)
        (void)close(pipe->net_fd);
    free(pipe);
}
