/*
 * The store thread: the one thread that owns the store and everything in memory that belongs to it. What is decided is
 * decided here, one article after another, so two copies that arrive together cannot both be new.
 *
 * It takes all that is queued, answers the queries that wait for nothing, decides the submissions in order, commits
 * them together, and only then lets their answers go. Then come the queries that stood behind a submission of their own
 * connection. Whatever arrives during a commit makes the next batch: there is no timer.
 */
#ifndef DAEMON_STORE_THREAD_H
#define DAEMON_STORE_THREAD_H

#include "daemon/job.h"

struct keeper;
struct keeper_stats;
struct prepare_params;
struct server;
struct store_thread;

/* Makes the thread; it owns keeper from here on, and closes it at its end. NULL when the system refuses. */
struct store_thread *store_thread_open(struct server *server, struct keeper *keeper);

/* What workers need to know of the store; constant. Any thread. */
const struct prepare_params *store_thread_prepare_params(const struct store_thread *store);

/* The store's figures after the last commit. Any thread. */
void store_thread_stats(struct store_thread *store, struct keeper_stats *out);

/* The number of the newest event, as of the last commit. Any thread. */
uint64_t store_thread_seq(struct store_thread *store);

/* Hands a job over. Any thread. */
void store_thread_post(struct store_thread *store, struct job *job);

/* Makes it look at its waiting CHANGES: somebody left, or the daemon stops. Any thread. */
void store_thread_wake(struct store_thread *store);

/* Makes it take over the settings that may change. Main thread. */
void store_thread_reload(struct store_thread *store);

/*
 * For the watchdog: false when the thread has been at one piece of work since the last call and the one before. Main
 * thread only.
 */
bool store_thread_is_alive(struct store_thread *store);

/* Ends the thread when it has done all that was posted, with the last commit, and frees it. NULL is fine. */
void store_thread_close(struct store_thread *store);

#endif
