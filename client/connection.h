/*
 * The connection to the daemon, and single requests over it.
 *
 *     struct request request = {0};
 *     request_add_string(&request, "DOC");
 *     request_add_string(&request, "17");
 *     redisReply *reply = connection_ask(client, &request);
 *     if (!reply)
 *         return CLIENT_UNREACHABLE;    // told already
 *     if (connection_refused(reply))
 *         exit = CLIENT_FAILED;         // told already
 *     freeReplyObject(reply);
 */
#ifndef CLIENT_CONNECTION_H
#define CLIENT_CONNECTION_H

#include "client/client.h"
#include "shingle/base/status.h"

enum { REQUEST_ARGUMENTS_MAX = 64 };

/* Arguments of one request: views of memory that outlives it. */
struct request {
    const char *at[REQUEST_ARGUMENTS_MAX];
    size_t sizes[REQUEST_ARGUMENTS_MAX];
    int count;
};

/* Adds an argument; no effect past REQUEST_ARGUMENTS_MAX. */
void request_add(struct request *request, struct bytes argument);
void request_add_string(struct request *request, const char *argument);

/* Adds a name and a value, when there is a value. */
void request_add_pair(struct request *request, const char *name, const char *value);

/*
 * Connects, for at most 5 s. False, with the reason and what to do about it on standard error unless quiet. The socket
 * blocks.
 */
bool connection_open(struct client *client, bool quiet);

void connection_close(struct client *client);

/* Sends one request and waits for its reply, which the caller frees. NULL when the connection broke; told. */
redisReply *connection_ask(struct client *client, const struct request *request);

/*
 * Both halves of it, for several requests in flight: small ones, whose replies are then taken, as many as there were
 * requests and in their order. connection_send is false when memory ran out, connection_receive NULL when the
 * connection broke; told.
 */
MUST_CHECK bool connection_send(struct client *client, const struct request *request);
redisReply *connection_receive(struct client *client);

/* As connection_ask over a connection that is opened first if need be; NULL, told, with the exit status in *exit. */
redisReply *connection_ask_for(struct client *client, const struct request *request, int *exit);

/* Whether the reply is an error; then it was told on standard error. */
bool connection_refused(const redisReply *reply);

/* Says on standard error why the connection broke. */
void connection_tell_broken(const struct client *client);

#endif
