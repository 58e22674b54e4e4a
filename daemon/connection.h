/*
 * One client's connection, from accept to close. It belongs to one event loop for life; only that thread touches it.
 *
 *     bytes in -> parser -> request -> dispatch -> job ... -> reply, in order -> output -> bytes out
 *
 * The pipeline: requests in flight hang in `oldest` .. `newest` in the order they came. Whatever order their answers
 * become ready in, they leave in that order. While the pipeline or the output is full nothing is read, so TCP tells the
 * client to wait.
 *
 *     OPEN     reads and answers
 *     CLOSING  reads no more; answers what is in flight and sends it (QUIT, a protocol error, the client's end, drain)
 *     LINGER   all is sent and our end is closed; reads and drops, so that the client gets our last bytes: closing a
 *              socket with unread input makes the system throw away what the client has not read yet
 *     DEAD     the socket is closed; freed when the last job has come back from other threads
 */
#ifndef DAEMON_CONNECTION_H
#define DAEMON_CONNECTION_H

#include "daemon/access/access.h"
#include "daemon/client_table.h"
#include "daemon/job.h"
#include "daemon/wire/resp.h"

#include <event2/event.h>
#include <event2/event_struct.h>

/* A connection that the main thread accepted, on its way to a loop. */
struct arrival {
    struct message message;
    int fd;
    bool tls;
    struct peer peer;
    char name[CLIENT_ADDRESS_SIZE];
};

enum connection_state { CONNECTION_OPEN, CONNECTION_CLOSING, CONNECTION_LINGER, CONNECTION_DEAD };

/* All fields belong to the loop's thread. Times are monotonic milliseconds. */
struct connection {
    struct loop *loop;
    struct connection *next, *previous; /* in the loop's list of connections */
    struct connection *next_touched;    /* in the loop's list of those with new answers */
    bool touched;
    enum connection_state state;
    int fd;
    struct event readable, writable;
    bool reading, writing; /* whether the events are added */
    bool counted;          /* among the server's clients; the main thread counted it when it accepted */
    bool client_ended;     /* the client has closed its side */
    struct client *client;

    struct tls *tls;           /* NULL: plain */
    struct peer peer;          /* where it comes from; does not change */
    struct access_grant grant; /* what it may do; every role where there are no users */
    bool stranger;             /* there are users, and it has not named its own */
    bool signing_in;           /* the verifier has its AUTH; nothing is read meanwhile */
    bool known_before;         /* it had named its user before RESET */
    uint8_t wrong_tokens;
    uint32_t stranger_in, stranger_out; /* bytes read from and sent to it as a stranger */
    int64_t stranger_since_ms;

    struct resp_parser parser;
    struct writer unparsed; /* bytes that were read and wait for room in the pipeline */
    size_t unparsed_at;     /* where they begin in it */

    struct job *oldest, *newest; /* requests in flight, in order */
    uint32_t in_flight;          /* how many */
    uint32_t elsewhere;          /* of them, those that other threads have */
    uint32_t submissions;        /* of those, the ones that change the store */

    struct reply output; /* what is to be sent, and the form of replies */
    size_t sent;         /* bytes of it that are */
    size_t held;         /* bytes of ready answers that wait for earlier ones */
    size_t charged;      /* bytes of this connection's buffers counted in the server's replies */

    int64_t request_since_ms; /* when the unfinished request began; 0 = none */
    int64_t last_request_ms;  /* when the last whole request came */
    int64_t output_since_ms;  /* when the output last made enough progress */
    size_t output_progress;   /* bytes sent since then */
    int64_t linger_until_ms;  /* LINGER: when it is cut */
};

/*
 * Takes over an accepted, non-blocking socket and begins to read, or to shake hands for TLS. The name is for the log
 * and CLIENT LIST. NULL when memory ran out; fd is closed then, and the caller still has what counts the client.
 */
struct connection *connection_new(struct loop *loop, const struct arrival *arrival);

/*
 * Moves ready answers to the output, sends, reads on where there is room: to be called after anything happened. The
 * connection may be gone afterwards.
 */
void connection_settle(struct connection *connection);

/* Reads no more; answers what is in flight, then closes. */
void connection_finish(struct connection *connection);

/* Closes the socket at once. The connection is freed when the last job has come back. */
void connection_kill(struct connection *connection);

/* As connection_kill; the connection may be gone afterwards. */
void connection_cut(struct connection *connection);

/* Ends what is past its deadline; to be called about once a second. May free the connection. */
void connection_check_deadlines(struct connection *connection, int64_t now_ms);

/* A job of this connection has come back. The caller settles the connection afterwards, if this returns true. */
bool connection_job_back(struct connection *connection, struct job *job);

/* Adds a job to the end of the pipeline. */
void connection_enqueue(struct connection *connection, struct job *job);

/*
 * Where an answer that is ready at once is to be written: the output, or behind the requests in flight. Pass it to
 * connection_replied when the answer is whole. NULL when memory ran out; the connection is dead then.
 */
struct reply *connection_reply(struct connection *connection);
void connection_replied(struct connection *connection, const struct reply *reply);

/* Bytes that wait to be sent. */
static inline size_t connection_unsent(const struct connection *connection)
{
    return connection->output.out.size - connection->sent;
}

#endif
