#include "daemon/api_steps.h"
#include "daemon/log.h"
#include "daemon/server.h"

#include <errno.h>

static void log_full(struct api *api, const char *setting, struct peer peer)
{
    char address[PEER_TEXT_SIZE];
    peer_print(peer, address);
    log_write_limited(&api->full, LOG_LEVEL_WARNING, "%s is reached; client %s was turned away", setting, address);
}

void api_watch(void *context, enum http_notice notice, struct peer peer)
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
        log_full(api, notice == HTTP_OVER_CLIENTS ? "limits.http-clients" : "limits.http-clients-per-address", peer);
        break;
    case HTTP_NOT_ACCEPTED:
        log_write_limited(&api->failed, LOG_LEVEL_WARNING, "cannot accept a connection of HTTP: %s; raise LimitNOFILE",
                          strerror(errno));
        break;
    }
}
