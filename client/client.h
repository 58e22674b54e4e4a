/*
 * What every command of shinglectl gets: whom it talks to and how it shows things.
 *
 *     static int run_ping(struct client *client, const struct options *options)
 *     {
 *         redisReply *reply = connection_ask(client, &request);
 *         ...
 *         return CLIENT_OK;
 *     }
 */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "client/options.h"
#include "shingle/base/address.h"

#include <hiredis/hiredis.h>

/* Exit statuses. Scripts depend on them. */
enum client_exit {
    CLIENT_OK = 0,
    CLIENT_FAILED = 1,     /* the daemon said no, or some of the input failed */
    CLIENT_USAGE = 2,      /* the command line is wrong */
    CLIENT_UNREACHABLE = 3 /* no connection, or it broke */
};

struct credentials;
struct tls_pipe;
struct tls_trust;

struct client {
    struct address server;
    const char *server_text; /* as the user wrote it, for messages */
    const struct credentials *credentials;
    const struct tls_trust *trust; /* NULL: plain */
    struct tls_pipe *tls;          /* NULL until connection_open, and where it is plain */
    int timeout_ms;                /* without a byte from the daemon */
    redisContext *redis;           /* NULL until connection_open */
    bool terminal;                 /* standard output is one */
    bool colour;                   /* and shows colours */
    size_t width;                  /* its columns */
};

#endif
