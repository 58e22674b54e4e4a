/*
 * What the files api_*.c share.
 */
#ifndef DAEMON_API_STEPS_H
#define DAEMON_API_STEPS_H

#include "daemon/api.h"
#include "daemon/api_route.h"
#include "daemon/http/http_server.h"
#include "daemon/job.h"
#include "daemon/log.h"

#include <event2/event_struct.h>

enum {
    API_BULK_FLIGHT = 64,        /* lines of one bulk request that are worked on at once */
    API_BULK_HELD = 16 << 20,    /* bytes of answers to one that are held until its last line has come */
    API_EVENTS_COUNT = 256,      /* changes that are asked for at once */
    API_EVENTS_BLOCK_MS = 15000, /* after so long without a change a comment says that the line is good */
    API_OBJECT_SIZE = 256 << 10, /* bytes of a JSON object that is no page */
    API_RETRY_US = 10000,        /* before a line that was told BUSY is tried again */
    API_SOCKETS_MAX = 32         /* two addresses, each of which may be a name for several */
};

struct api {
    struct server *server;
    struct loop *loop;
    struct http_server *http;
    struct api_visit *visits; /* all */
    struct {
        int fd;
        bool tls;
    } sockets[API_SOCKETS_MAX]; /* listening, until http has them */
    size_t socket_count;
    struct writer where;
    struct log_limit full, failed; /* lines that clients can cause */
    uint32_t turn;                 /* which worker gets the next visit's jobs */
    uint32_t events;               /* streams of changes now */
    uint32_t users_seen;
    bool draining;
};

/* One request over HTTP, from its head to its answer. It outlives its exchange while jobs are away. */
struct api_visit {
    struct api *api;
    struct api_visit *next, *previous;
    struct http_exchange *exchange; /* NULL: the client is gone, or was answered */
    struct peer peer;               /* the client */
    struct api_call call;
    struct bytes type;       /* of the body; a view into the exchange's head */
    struct request *request; /* being filled with the body */
    struct writer object;    /* the body of API_BODY_OBJECT */
    struct arena arena;
    uint32_t worker;
    uint32_t away;               /* jobs that other threads have */
    uint32_t held;               /* functions that still use it */
    struct job *oldest, *newest; /* jobs in order, by next_reply */

    struct event retry;        /* bulk: a line waits for room in the queue; events: a moment of rest */
    struct access_grant grant; /* of its user, where users exist */
    bool bulk, events, metrics;
    bool asking;           /* its token is being checked */
    bool waiting;          /* retry is set */
    bool whole;            /* the last byte of the body has come */
    bool ended;            /* the line in request is whole and waits to be sent */
    uint64_t line;         /* how many lines were read */
    struct writer rest;    /* bytes that could not be taken yet */
    bool holds;            /* bulk: the answer has not begun, since it would end the body */
    struct writer answers; /* bulk: those that are held, or were when the answer began and are not all sent */
    size_t answers_sent;   /* bytes of them */
    uint64_t after;        /* events: the last change that was sent */
};

/* --- api.c --- */

/* Ends the visit when neither a client nor a job needs it. Nothing may use it afterwards. */
void api_visit_settle(struct api_visit *visit);

/* Answers with what a job brought, or with a problem. */
void api_answer_json(struct api_visit *visit, json_t *shown);
void api_answer_problem(struct api_visit *visit, enum status status, struct bytes detail);

/* Makes a job of a request, which it takes over. BUSY, NOMEM: the request is still the caller's. */
MUST_CHECK enum status api_send(struct api_visit *visit, struct request *request);

/* What a job brought as JSON: STATUS_OK, or the status of its error with *detail in words (views into the reply). */
MUST_CHECK enum status api_job_json(const struct api_visit *visit, const struct job *job, json_t **shown,
                                    struct bytes *detail);

/* --- api_access.c --- */

/*
 * Finds the visit's user and whether they may do this. STATUS_OK; or OK with visit->asking set: api_access_back() will
 * tell; NOAUTH, WRONGPASS, NOPERM, LIMIT, BUSY, NOMEM with *detail in words.
 */
MUST_CHECK enum status api_access_ask(struct api_visit *visit, struct bytes *detail);

/* The verifier's job is back. Statuses as above. */
MUST_CHECK enum status api_access_back(struct api_visit *visit, struct job *job, struct bytes *detail);

/* The same for a user who is known already. */
MUST_CHECK enum status api_access_permit(struct api_visit *visit, struct bytes *detail);

/* False when the users were read again and the visit's is not among them any more. */
bool api_access_holds(struct api_visit *visit);

/* --- api_problem.c --- */

/* The status code for a status. */
int api_code(enum status status);

/* {"type", "title", "status", "code", "detail"}, RFC 9457. NULL when memory ran out. */
json_t *api_problem(enum status status, struct bytes detail);

/* The status whose word opens an error of RESP, and its text behind the word. */
enum status api_error_read(struct bytes error, struct bytes *detail);

/* --- api_bulk.c --- */

bool api_bulk_begin(struct api_visit *visit);
void api_bulk_body(struct api_visit *visit, struct bytes piece);
void api_bulk_complete(struct api_visit *visit);
void api_bulk_back(struct api_visit *visit);
void api_bulk_resume(struct api_visit *visit);

/* Gives back what answers that are held took. */
void api_bulk_close(struct api_visit *visit);

/* --- api_events.c --- */

void api_events_begin(struct api_visit *visit);
void api_events_back(struct api_visit *visit, struct job *job);
void api_events_resume(struct api_visit *visit);

/* --- api_watch.c --- */

/* What happens to connections is counted, and logged where an operator should know; context is the api. */
void api_watch(void *context, enum http_notice notice, struct peer peer);

/* --- api_plain.c --- */

/* Answers with the metrics. */
void api_metrics(struct api *api, struct http_exchange *exchange);

/* Health and the files of the web page, which are for everybody. False when the path is none of them. */
bool api_plain(struct api *api, struct http_exchange *exchange);

/* Whether the request names this daemon: against pages of other sites that resolve to this machine's address. */
bool api_host_fits(struct api *api, const struct http_request *request);

/* Whether a request that changes something was made by a page of another site. */
bool api_is_foreign(const struct http_request *request);

#endif
