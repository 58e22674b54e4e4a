#include "daemon/listeners.h"

#include "daemon/event/acceptor.h"
#include "daemon/listen_socket.h"
#include "daemon/log.h"
#include "daemon/loop.h"
#include "daemon/server.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { LISTENERS_MAX = ACCEPTOR_SOCKETS_MAX };

struct listener {
    struct listeners *all;
    int fd;
    bool is_unix;
    bool inherited;
    bool tls;
};

/* Main thread. */
struct listeners {
    struct server *server; /* NULL until started */
    struct listener each[LISTENERS_MAX];
    size_t count;
    struct http_fds http;
    int reserve_fd; /* a file to give up when there are no more */
    uint32_t turn;  /* which loop gets the next connection */
    struct acceptor acceptor;
    struct log_limit full, failed;
};

/* ---- accepting ---- */

static void set_options(int fd, bool is_unix)
{
    if (is_unix)
        return;
    int on = 1;
    int idle_s = 60;
    int interval_s = 10;
    int probes = 3;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, sizeof interval_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

/* Says why in one line that fits any socket's buffer, and closes. What the client sent already is read first. */
static void turn_away(const struct listener *listener, int fd, struct bytes line)
{
    char drop[4096];
    if (!listener->tls) /* there it would be no words, but a broken handshake */
        (void)send(fd, line.at, line.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)shutdown(fd, SHUT_WR);
    (void)!recv(fd, drop, sizeof drop, MSG_DONTWAIT);
    (void)close(fd);
}

/* Out of files: one client is told so with the reserve, then nobody is accepted for a moment. */
static void out_of_files(struct listener *listener)
{
    struct listeners *all = listener->all;
    log_write_limited(&all->failed, LOG_LEVEL_WARNING, "cannot accept a connection: %s; raise LimitNOFILE",
                      strerror(errno));
    if (all->reserve_fd >= 0) {
        (void)close(all->reserve_fd);
        int fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            turn_away(listener, fd, BYTES("-LIMIT the system has no more files; come again later\r\n"));
        all->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    acceptor_pause(&all->acceptor);
}

/* Counts the client, or says which limit it is over. */
static const char *admit(struct server *server, struct peer peer)
{
    if (atomic_fetch_add(&server->clients.count, 1) >= server->tunables.clients) {
        atomic_fetch_sub(&server->clients.count, 1);
        return "limits.clients";
    }
    if (!peer_count_take(&server->peers, peer, server->tunables.clients_per_address)) {
        atomic_fetch_sub(&server->clients.count, 1);
        return "limits.clients-per-address";
    }
    return NULL;
}

static void welcome(struct listener *listener, int fd, const struct sockaddr_storage *peer, socklen_t peer_size)
{
    struct listeners *all = listener->all;
    struct server *server = all->server;
    struct arrival arrival = {.fd = fd, .tls = listener->tls, .peer = peer_of(peer)};
    listen_socket_peer(peer, peer_size, arrival.name, sizeof arrival.name);
    const char *over = admit(server, arrival.peer);
    if (over) {
        count(&server->stats.refused_clients, 1);
        log_write_limited(&all->full, LOG_LEVEL_WARNING, "%s is reached; client %s was turned away", over,
                          arrival.name);
        turn_away(listener, fd, BYTES("-LIMIT too many clients; come again later\r\n"));
        return;
    }
    set_options(fd, listener->is_unix);
    count(&server->stats.connections, 1);
    if (!loop_adopt(server->loops[all->turn++ % server->resp_loop_count], &arrival)) {
        peer_count_give(&server->peers, arrival.peer);
        atomic_fetch_sub(&server->clients.count, 1);
        (void)close(fd);
    }
}

static void on_connection(int fd, short what, void *context)
{
    (void)what;
    struct listener *listener = context;
    for (int i = 0; i < LIMIT_ACCEPT_BURST; i++) {
        struct sockaddr_storage peer = {0};
        socklen_t peer_size = sizeof peer;
        int client = accept4(fd, (struct sockaddr *)&peer, &peer_size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client >= 0)
            welcome(listener, client, &peer, peer_size);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            return out_of_files(listener);
        else if (errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

/* ---- life ---- */

static bool is_unix_socket(int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    (void)getsockname(fd, (struct sockaddr *)&address, &size);
    return address.ss_family == AF_UNIX;
}

static bool add(struct listeners *all, int fd, bool inherited, bool tls)
{
    if (all->count == LISTENERS_MAX) {
        (void)close(fd);
        return false;
    }
    all->each[all->count++] =
        (struct listener){.all = all, .fd = fd, .is_unix = is_unix_socket(fd), .inherited = inherited, .tls = tls};
    return true;
}

/* What systemd hands over (sd_listen_fds(3)). Returns how many. */
static int inherit(struct listeners *all)
{
    char **names = NULL;
    int count = sd_listen_fds_with_names(1, &names);
    for (int i = 0; i < count; i++) {
        int fd = SD_LISTEN_FDS_START + i;
        int flags = fcntl(fd, F_GETFL);
        (void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
        if (names && names[i] && strcmp(names[i], "http") == 0)
            all->http.http = fd;
        else if (names && names[i] && strcmp(names[i], "https") == 0)
            all->http.https = fd;
        else
            (void)add(all, fd, true, names && names[i] && strcmp(names[i], "tls") == 0);
    }
    for (int i = 0; names && i < count; i++)
        free(names[i]);
    free(names);
    return count;
}

/* The usual settings name ::1 beside 127.0.0.1, and a machine without IPv6 has none. */
static bool is_dispensable(const struct address *address, int error)
{
    return address->kind == ADDRESS_TCP && strcmp(address->host, "::1") == 0 &&
           (error == EAFNOSUPPORT || error == EADDRNOTAVAIL);
}

static bool open_one(struct listeners *all, const char *text, bool tls, struct writer *errors)
{
    struct address address;
    int fds[LISTEN_SOCKETS_MAX];
    if (!address_parse(bytes_of_string(text), 0, &address)) {
        writer_format(errors, "cannot listen at %s: not an address\n", text);
        return false;
    }
    size_t before = errors->size;
    size_t count = listen_socket_open(&address, text, fds, errors);
    if (count == 0 && !is_dispensable(&address, errno))
        return false;
    if (count == 0) {
        log_write(LOG_LEVEL_INFO, "%s is left out: this machine has no IPv6", text);
        errors->size = before;
    }
    for (size_t k = 0; k < count; k++)
        if (!add(all, fds[k], false, tls))
            writer_format(errors, "more than %d addresses\n", LISTENERS_MAX);
    return true;
}

static bool open_configured(struct listeners *all, const struct config *config, struct writer *errors)
{
    for (size_t i = 0; i < config->listen.address.count; i++)
        if (!open_one(all, config->listen.address.at[i], false, errors))
            return false;
    for (size_t i = 0; i < config->listen.tls.count; i++)
        if (!open_one(all, config->listen.tls.at[i], true, errors))
            return false;
    if (all->count == 0 && errors->size == 0)
        writer_format(errors, "there is no address to listen at\n");
    return errors->size == 0;
}

/* What the settings refuse is refused of a socket that was handed over, too. */
static void verify_handed(int fd, bool tls, const struct config *config, struct writer *errors)
{
    struct writer text = {0};
    struct address address;
    listen_socket_describe(fd, &text);
    bool local = is_unix_socket(fd) || (address_parse(writer_view(&text), 0, &address) && address_is_local(&address));
    bool guarded = tls && *config->access.users;
    if (tls && (!*config->tls.certificate || !*config->tls.key))
        writer_format(errors, "a socket for TLS was handed over; it needs tls.certificate and tls.key\n");
    else if (!local && !guarded && !config->listen.i_know_this_is_open)
        writer_format(errors,
                      "%" BYTES_FORMAT " was handed over and can be reached from other machines, without TLS and "
                      "users; see listen.i-know-this-is-open\n",
                      BYTES_ARGS(writer_view(&text)));
    writer_close(&text);
}

static bool verify_inherited(const struct listeners *all, const struct config *config, struct writer *errors)
{
    for (size_t i = 0; i < all->count; i++)
        verify_handed(all->each[i].fd, all->each[i].tls, config, errors);
    if (all->http.http >= 0)
        verify_handed(all->http.http, false, config, errors);
    if (all->http.https >= 0)
        verify_handed(all->http.https, true, config, errors);
    return errors->size == 0;
}

enum status listeners_open(const struct config *config, struct listeners **out, struct writer *errors)
{
    struct listeners *all = calloc(1, sizeof *all);
    if (!all)
        return STATUS_NOMEM;
    all->http = (struct http_fds){-1, -1};
    all->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    (void)inherit(all);
    bool good = verify_inherited(all, config, errors) && (all->count || open_configured(all, config, errors));
    if (!good) {
        listeners_close(all);
        return STATUS_IO;
    }
    *out = all;
    return STATUS_OK;
}

bool listeners_have_tls(const struct listeners *listeners)
{
    bool found = false;
    for (size_t i = 0; i < listeners->count; i++)
        found |= listeners->each[i].tls;
    return found;
}

struct http_fds listeners_http_fds(const struct listeners *listeners)
{
    return listeners->http;
}

enum status listeners_start(struct listeners *listeners, struct server *server, struct event_base *base)
{
    struct listeners *all = listeners;
    all->server = server;
    acceptor_open(&all->acceptor, base);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < all->count && status == STATUS_OK; i++)
        status = acceptor_add(&all->acceptor, all->each[i].fd, on_connection, &all->each[i]);
    return status == STATUS_OK ? acceptor_start(&all->acceptor) : status;
}

void listeners_describe(const struct listeners *listeners, struct writer *out)
{
    for (size_t i = 0; i < listeners->count; i++) {
        writer_format(out, i ? ", " : "");
        listen_socket_describe(listeners->each[i].fd, out);
        writer_format(out, listeners->each[i].tls ? " (TLS)" : "");
    }
}

static void remove_file(int fd)
{
    struct sockaddr_un name = {0};
    socklen_t size = sizeof name;
    if (getsockname(fd, (struct sockaddr *)&name, &size) == 0 && name.sun_path[0])
        (void)unlink(name.sun_path);
}

void listeners_close(struct listeners *listeners)
{
    struct listeners *all = listeners;
    if (!all)
        return;
    acceptor_close(&all->acceptor);
    for (size_t i = 0; i < all->count; i++) {
        struct listener *listener = &all->each[i];
        if (listener->is_unix && !listener->inherited)
            remove_file(listener->fd);
        (void)close(listener->fd);
    }
    if (all->reserve_fd >= 0)
        (void)close(all->reserve_fd);
    free(all);
}
