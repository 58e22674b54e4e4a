#include "daemon/http/http_socket.h"

#include "daemon/event/event_switch.h"
#include "daemon/http/http_server.h"
#include "daemon/tls/tls.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 16 << 10 /* bytes that one read takes: the most that a TLS record holds */ };

/* ---- what is waited for ---- */

static bool wants_input(const struct http_socket *at)
{
    return !at->ended && evbuffer_get_length(at->input) < HTTP_READ_AHEAD;
}

static void arm(struct http_socket *at)
{
    bool reads = wants_input(at);
    bool handshake = at->tls && reads && tls_wants_write(at->tls);
    event_switch(&at->readable, &at->reading, reads);
    event_switch(&at->writable, &at->writing, !at->broken && (handshake || evbuffer_get_length(at->output) > 0));
    if (at->tls && reads && tls_has_pending(at->tls))
        event_active(&at->readable, EV_READ, 0); /* the socket itself may have nothing more */
}

static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
    (void)input;
    if (info->n_deleted)
        arm(context);
}

static void on_output(struct evbuffer *output, const struct evbuffer_cb_info *info, void *context)
{
    struct http_socket *at = context;
    (void)output;
    if (info->n_added)
        arm(at);
    if (info->n_deleted)
        at->handler->moved(at->owner, info->n_deleted);
}

static void end(struct http_socket *at, bool failed)
{
    at->ended = true;
    at->broken = failed;
    arm(at);
    at->handler->ended(at->owner, failed);
}

/* ---- bytes ---- */

/* Bytes, 0 at the end, -1 with errno. */
static ssize_t take(struct http_socket *at)
{
    struct evbuffer_iovec piece;
    size_t room = HTTP_READ_AHEAD - evbuffer_get_length(at->input);
    if (evbuffer_reserve_space(at->input, READ_SIZE, &piece, 1) != 1) {
        errno = ENOMEM;
        return -1;
    }
    piece.iov_len = piece.iov_len < READ_SIZE ? piece.iov_len : READ_SIZE;
    piece.iov_len = piece.iov_len < room ? piece.iov_len : room;
    ssize_t size =
        at->tls ? tls_read(at->tls, piece.iov_base, piece.iov_len) : read(at->fd, piece.iov_base, piece.iov_len);
    int error = errno;
    piece.iov_len = size > 0 ? (size_t)size : 0;
    if (size > 0 && evbuffer_commit_space(at->input, &piece, 1) != 0) {
        errno = ENOMEM;
        return -1;
    }
    errno = error;
    return size;
}

static bool is_to_wait(ssize_t size)
{
    return size < 0 && (errno == EAGAIN || errno == EINTR);
}

static void on_readable(int fd, short what, void *context)
{
    struct http_socket *at = context;
    (void)fd;
    (void)what;
    if (!wants_input(at))
        return;
    ssize_t size = take(at);
    bool waits = is_to_wait(size);
    bool opens = at->tls && !at->is_open && tls_is_established(at->tls);
    at->is_open |= opens;
    if (size <= 0 && !waits) {
        end(at, size < 0);
        return;
    }
    arm(at);
    if (opens)
        at->handler->opened(at->owner);
    if (size > 0)
        at->handler->came(at->owner, (size_t)size);
}

/* As take(); only what the first piece of the buffer holds, which TLS may be given again with more behind it. */
static ssize_t give(struct http_socket *at)
{
    struct evbuffer_iovec piece;
    if (!at->tls)
        return evbuffer_write(at->output, at->fd);
    if (evbuffer_peek(at->output, -1, NULL, &piece, 1) < 1 || piece.iov_len == 0)
        return 0;
    ssize_t size = tls_write(at->tls, piece.iov_base, piece.iov_len);
    if (size > 0)
        (void)evbuffer_drain(at->output, (size_t)size);
    return size;
}

static void on_writable(int fd, short what, void *context)
{
    struct http_socket *at = context;
    if (at->tls && tls_wants_write(at->tls) && wants_input(at)) {
        on_readable(fd, what, context);
        return;
    }
    if (evbuffer_get_length(at->output) == 0) {
        arm(at);
        return;
    }
    ssize_t size = give(at);
    if (size < 0 && !is_to_wait(size)) {
        end(at, true);
        return;
    }
    arm(at);
    if (evbuffer_get_length(at->output) == 0)
        at->handler->sent(at->owner);
}

/* ---- life ---- */

enum status http_socket_open(struct http_socket *made, struct event_base *base, int fd, struct tls *tls,
                             const struct http_socket_handler *handler, void *owner)
{
    *made = (struct http_socket){.fd = fd,
                                 .tls = tls,
                                 .input = evbuffer_new(),
                                 .output = evbuffer_new(),
                                 .handler = handler,
                                 .owner = owner,
                                 .is_open = tls == NULL};
    (void)event_assign(&made->readable, base, fd, EV_READ | EV_PERSIST, on_readable, made);
    (void)event_assign(&made->writable, base, fd, EV_WRITE | EV_PERSIST, on_writable, made);
    bool good = made->input && made->output && evbuffer_add_cb(made->input, on_input, made) &&
                evbuffer_add_cb(made->output, on_output, made);
    if (good)
        arm(made);
    if (good && made->reading)
        return STATUS_OK;
    http_socket_close(made);
    return STATUS_NOMEM;
}

bool http_socket_finish(struct http_socket *at)
{
    if (at->tls)
        tls_end(at->tls);
    tls_free(at->tls);
    at->tls = NULL;
    return shutdown(at->fd, SHUT_WR) == 0;
}

void http_socket_close(struct http_socket *at)
{
    (void)event_del(&at->readable);
    (void)event_del(&at->writable);
    tls_free(at->tls);
    if (at->input)
        evbuffer_free(at->input);
    if (at->output)
        evbuffer_free(at->output);
    (void)close(at->fd);
    at->tls = NULL;
    at->input = at->output = NULL;
    at->fd = -1;
}
