/*
 * What becomes of a complete request: an error at once, an answer at once, or a job for other threads.
 */
#ifndef DAEMON_DISPATCH_H
#define DAEMON_DISPATCH_H

#include "daemon/connection.h"

struct server;

/* Takes the request. Its answer is in the connection's output or pipeline afterwards, or will come. Loop's thread. */
void dispatch_request(struct connection *connection, struct request *request);

/* Logs who gave a command of the operator's, from where, and what it was. Any thread. */
void dispatch_audit(const struct access_grant *grant, const char *address, const struct command *command,
                    const struct request *request);

/* Counts a job in the queues, and size bytes of it; false when they are full. Loop's thread. */
bool dispatch_admit(struct server *server, struct job *job, size_t size);

/* What the server counts for a job is given back: its place in the queues. Loop's thread, when the job is back. */
void dispatch_job_back(struct loop *loop, struct job *job);

#endif
