#include "daemon/listen_socket.h"

#include "daemon/limits.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { KIND = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, UNIX_UMASK = 0117 };

static bool bind_tcp(const struct addrinfo *at, int fd)
{
    int on = 1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6) /* IPv4 has a socket of its own */
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    return bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, LIMIT_BACKLOG) == 0;
}

static size_t open_tcp(const struct address *address, const char *text, int *fds, struct writer *errors)
{
    char port[8];
    (void)snprintf(port, sizeof port, "%u", address->port);
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int failure = getaddrinfo(address->host[0] ? address->host : NULL, port, &hints, &found);
    if (failure != 0) {
        writer_format(errors, "cannot listen at %s: %s\n", text, gai_strerror(failure));
        return 0;
    }
    size_t count = 0;
    int error = 0;
    for (const struct addrinfo *at = found; at && count < LISTEN_SOCKETS_MAX; at = at->ai_next) {
        int fd = socket(at->ai_family, KIND, 0);
        if (fd >= 0 && bind_tcp(at, fd)) {
            fds[count++] = fd;
            continue;
        }
        bool lacking = errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
        if (!lacking || !error)
            error = errno;
        if (fd >= 0)
            (void)close(fd);
        if (lacking)
            continue;
        while (count > 0) /* half of a name's addresses would look like all of them */
            (void)close(fds[--count]);
        break;
    }
    freeaddrinfo(found);
    if (count == 0)
        writer_format(errors, "cannot listen at %s: %s\n", text, strerror(error));
    errno = error;
    return count;
}

/* True when path is a socket's file that nobody listens behind: what a killed daemon leaves. */
static bool is_stale(const struct sockaddr_un *name)
{
    struct stat info;
    if (lstat(name->sun_path, &info) != 0 || !S_ISSOCK(info.st_mode))
        return false;
    int fd = socket(AF_UNIX, KIND, 0);
    if (fd < 0)
        return false;
    bool refused = connect(fd, (const struct sockaddr *)name, sizeof *name) != 0 && errno == ECONNREFUSED;
    (void)close(fd);
    return refused;
}

static bool bind_unix(int fd, const struct sockaddr_un *name)
{
    mode_t before = umask(UNIX_UMASK);
    bool bound = bind(fd, (const struct sockaddr *)name, sizeof *name) == 0;
    if (!bound && errno == EADDRINUSE && is_stale(name) && unlink(name->sun_path) == 0)
        bound = bind(fd, (const struct sockaddr *)name, sizeof *name) == 0;
    int error = errno;
    (void)umask(before);
    errno = error;
    return bound && listen(fd, LIMIT_BACKLOG) == 0;
}

static size_t open_unix(const struct address *address, const char *text, int *fds, struct writer *errors)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    memcpy(name.sun_path, address->path, strlen(address->path));
    int fd = socket(AF_UNIX, KIND, 0);
    if (fd >= 0 && bind_unix(fd, &name)) {
        fds[0] = fd;
        return 1;
    }
    writer_format(errors, "cannot listen at %s: %s\n", text,
                  errno == EADDRINUSE ? "somebody listens there, or the file is not a socket" : strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return 0;
}

size_t listen_socket_open(const struct address *address, const char *text, int fds[LISTEN_SOCKETS_MAX],
                          struct writer *errors)
{
    return address->kind == ADDRESS_UNIX ? open_unix(address, text, fds, errors) : open_tcp(address, text, fds, errors);
}

void listen_socket_peer(const void *address, size_t address_size, char *out, size_t size)
{
    const struct sockaddr *any = address;
    char host[INET6_ADDRSTRLEN] = "";
    if (any->sa_family == AF_INET) {
        const struct sockaddr_in *in = address;
        (void)inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        (void)snprintf(out, size, "%s:%u", host, ntohs(in->sin_port));
    } else if (any->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = address;
        (void)inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        (void)snprintf(out, size, "[%s]:%u", host, ntohs(in6->sin6_port));
    } else {
        const struct sockaddr_un *local = address;
        bool named = address_size > offsetof(struct sockaddr_un, sun_path) && local->sun_path[0];
        (void)snprintf(out, size, "unix%s%.*s", named ? ":" : "", named ? (int)sizeof local->sun_path : 0,
                       local->sun_path);
    }
}

void listen_socket_describe(int fd, struct writer *out)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    char text[ADDRESS_PATH_MAX + 8] = "?";
    if (getsockname(fd, (struct sockaddr *)&address, &size) == 0)
        listen_socket_peer(&address, size, text, sizeof text);
    writer_format(out, "%s", text);
}
