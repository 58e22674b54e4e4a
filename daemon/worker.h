/*
 * A worker: a thread that does what needs only a processor. It strips pages, takes fingerprints, and hands on to the
 * store thread. A connection's jobs all go to one worker, which keeps their order.
 */
#ifndef DAEMON_WORKER_H
#define DAEMON_WORKER_H

#include "daemon/job.h"

struct server;
struct worker;

/* Makes a worker and its thread. NULL when the system refuses. */
struct worker *worker_open(struct server *server);

/* Hands a job over. Any thread. */
void worker_post(struct worker *worker, struct job *job);

/* Ends the thread, when it has done all that was posted, and frees the worker. NULL is fine. */
void worker_close(struct worker *worker);

#endif
