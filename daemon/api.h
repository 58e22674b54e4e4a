/*
 * The HTTP face of the daemon: the JSON API, metrics and health, the web page. It has an event loop of its own, and its
 * requests become jobs as those of RESP do.
 *
 *     api_open(&server, handed_over, &api, &errors);     // takes the addresses
 *     loop_open(&server, number, api);                   // the loop that serves them
 *     ...
 *     api_close(api);
 *
 *     head -> Host, Origin, user -> route -> body -> request -> job ... -> reply -> JSON -> answer
 */
#ifndef DAEMON_API_H
#define DAEMON_API_H

#include "daemon/listeners.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <event2/event.h>

struct api;
struct job;
struct loop;
struct server;

/*
 * Takes the addresses of listen.http and listen.https, or what systemd handed over instead of either. STATUS_OK, with
 * *out NULL when both are off; STATUS_IO with a line in errors when an address cannot be had; STATUS_NOMEM.
 */
MUST_CHECK enum status api_open(struct server *server, struct http_fds handed, struct api **out, struct writer *errors);

/* Whether one of them takes HTTP over TLS; NULL is fine. */
bool api_has_tls(const struct api *api);

/* Begins to serve on a loop, before its thread runs. STATUS_OK, NOMEM. */
MUST_CHECK enum status api_start(struct api *api, struct loop *loop, struct event_base *base);

/* A job has come back. Loop's thread. */
void api_job_back(struct api *api, struct job *job);

/* Once a second: what waits for time. Loop's thread. */
void api_tick(struct api *api);

/* The daemon stops: streams end, no connection is kept. Loop's thread. */
void api_drain(struct api *api);

/* Whether nothing is left to answer; past its time what is left is cut. Loop's thread. */
bool api_is_drained(struct api *api, bool late);

/* "http://127.0.0.1:7626, https://[::1]:7628": where people can look. */
void api_describe(const struct api *api, struct writer *out);

/* Ends service. Before the loop's base is freed, in its thread or when that has ended. NULL is fine. */
void api_stop(struct api *api);

/* Frees it. NULL is fine. */
void api_close(struct api *api);

#endif
