#include "daemon/api_steps.h"
#include "daemon/listen_socket.h"
#include "daemon/log.h"
#include "daemon/server.h"

#include <errno.h>
#include <sys/socket.h>

static void log_full(struct api *api, const char *setting, int fd)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof address;
    char name[CLIENT_ADDRESS_SIZE] = "?";
    if (getpeername(fd, (struct sockaddr *)&address, &size) == 0)
        listen_socket_peer(&address, size, name, sizeof name);
    log_write_limited(&api->full, LOG_LEVEL_WARNING, "%s is reached; client %s was turned away", setting, name);
}

void api_watch(void *context, enum http_notice notice, int fd)
{
    struct api *api = context;
    struct stats *stats = &api->server->stats;
    switch (notice) {
    case HTTP_CAME: count(&stats->http_connections, 1); break;
    case HTTP_LEFT: count(&stats->http_left, 1); break;
    case HTTP_TOO_LATE: count(&stats->http_dropped_clients, 1); break;
    case HTTP_OVER_CLIENTS:
    case HTTP_OVER_ADDRESS:
        count(&stats->http_refused_clients, 1);
        log_full(api, notice == HTTP_OVER_CLIENTS ? "limits.http-clients" : "limits.http-clients-per-address", fd);
        break;
    case HTTP_NOT_ACCEPTED:
        log_write_limited(&api->failed, LOG_LEVEL_WARNING, "cannot accept a connection of HTTP: %s; raise LimitNOFILE",
                          strerror(errno));
        break;
    }
}
