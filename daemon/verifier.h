/*
 * The thread that checks tokens which no event loop can tell from memory: some 40 ms each, so that AUTH holds nobody
 * else up. Jobs of AUTH and HELLO go there and come home with job->signed_in and job->grant.
 */
#ifndef DAEMON_VERIFIER_H
#define DAEMON_VERIFIER_H

#include "daemon/job.h"

struct server;
struct verifier;

/* Starts it for server->access. NULL when the system refuses. */
struct verifier *verifier_open(struct server *server);

/*
 * Takes a job; it comes back to its loop. False, and the job stays the caller's, when LIMIT_SIGN_INS wait already. Any
 * thread.
 */
MUST_CHECK bool verifier_post(struct verifier *verifier, struct job *job);

/* Ends the thread; all jobs have been answered. NULL is fine. */
void verifier_close(struct verifier *verifier);

#endif
