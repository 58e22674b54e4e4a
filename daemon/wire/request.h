/*
 * One request as it came over the wire: a command's name and its arguments, binary safe. The bytes are moved here once
 * from the socket's buffer and stay until the reply is out, whatever thread works on them.
 *
 *     struct bytes name = request_argument(request, 0);
 *
 * A request that broke a limit is complete too, so that it can be answered: `refused` says why, and `arguments` holds
 * what had arrived intact before (at least the name, as a rule).
 *
 * One thread at a time owns a request.
 */
#ifndef DAEMON_WIRE_REQUEST_H
#define DAEMON_WIRE_REQUEST_H

#include "daemon/wire/budget.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    REQUEST_ARGUMENTS_MAX = 1024, /* most arguments that a limit may allow; the array grows to it as they arrive */
    REQUEST_SMALL = 64 << 10,    /* bytes; a larger request must leave the last quarter of the budget to smaller ones */
    REQUEST_FIRST_ARGUMENTS = 16 /* room for so many without another allocation */
};

/* Where an argument stands in the body. */
struct request_span {
    uint32_t at;
    uint32_t size;
};

struct request {
    struct request *next;  /* in a pool's list of spares */
    struct budget *budget; /* where `charged` is counted; NULL = nowhere */
    size_t charged;        /* bytes of the budget that this request holds */
    uint8_t *body;         /* the arguments' bytes, one after another */
    size_t size;           /* bytes in body */
    size_t capacity;       /* bytes of memory at body */
    struct request_span *spans;
    uint32_t count;           /* arguments in spans */
    uint32_t span_capacity;   /* spans that fit */
    enum status refused;      /* STATUS_OK, TOOBIG (a limit), BUSY (the budget is used up) or NOMEM */
    const char *refused_what; /* "argument", "request", "number of arguments"; static */
    uint64_t refused_size;    /* what was announced, in bytes or arguments */
    uint64_t refused_limit;   /* what is taken at most */
    uint64_t wire_size;       /* bytes that it took on the wire */
};

/* An empty request that charges what it holds to budget (which may be NULL). NULL when memory ran out. */
struct request *request_new(struct budget *budget);

/* Frees it and gives its charge back. NULL is fine. */
void request_free(struct request *request);

/*
 * Empties it for the next use and gives its charge back. Keeps at most keep_size bytes of body, so that one large
 * article does not stay in memory for ever.
 */
void request_clear(struct request *request, size_t keep_size);

/*
 * Appends bytes to the body; expected is how many more are announced (these included), which spares the last doubling.
 * STATUS_OK; STATUS_BUSY when the budget is used up, STATUS_NOMEM: nothing was appended then.
 */
MUST_CHECK enum status request_append(struct request *request, struct bytes piece, size_t expected);

/* Makes the body's bytes from at to its end an argument. STATUS_OK or STATUS_NOMEM. */
MUST_CHECK enum status request_close_argument(struct request *request, size_t at, size_t size);

/* Argument number i from 0, valid as long as the request; empty when there is none. */
static inline struct bytes request_argument(const struct request *request, uint32_t i)
{
    if (i >= request->count)
        return (struct bytes){NULL, 0};
    return (struct bytes){request->body + request->spans[i].at, request->spans[i].size};
}

#endif
