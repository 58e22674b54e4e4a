/*
 * Many requests in flight on one connection: answers come out in the order the requests went in, a request that is
 * answered with BUSY is sent again after a while, and neither side can wait for the other with full buffers, as both
 * directions are polled.
 *
 *     struct window *window = window_open(client, 64, retry_s);
 *     while (more to send or window_oldest...) {
 *         if (window_has_room(window) && more to send)
 *             status = window_send(window, &request, tag);
 *         else
 *             status = window_step(window, -1);                 // waits for the daemon
 *         while ((slot = window_done(window)) != NULL)
 *             use(slot), window_pop(window);
 *     }
 *     window_close(window);
 *
 *     slots, a ring:   [ done | done | sent | busy | sent | sent |       free        ]
 *                        oldest                              newest
 */
#ifndef CLIENT_WINDOW_H
#define CLIENT_WINDOW_H

#include "client/connection.h"
#include "shingle/base/status.h"

enum {
    WINDOW_SLOTS_MAX = 128,
    WINDOW_BYTES_MAX = 1 << 20,  /* of unanswered requests; one alone may be larger */
    WINDOW_BUSY_TIME_MS = 300000 /* BUSY for so long without any other answer: given up */
};

/* What a request is to its sender: where the line stands. */
struct window_tag {
    const char *file;
    uint64_t line;
    size_t size;  /* bytes of the line or page */
    size_t place; /* the sender's own number of the file */
    bool page;    /* a crawled page, of which many are no articles */
    int argument; /* of the request: by it an answer is told apart */
};

enum window_state { SLOT_SENT, SLOT_BUSY, SLOT_DONE };

struct window_slot {
    enum window_state state;
    struct window_tag tag;
    char *command; /* as it goes over the wire */
    size_t command_size;
    struct bytes told;   /* the tag's argument, in the command */
    redisReply *reply;   /* when done; NULL when it never went out */
    const char *problem; /* why it never went out, or NULL */
};

struct window;

/* For client's open connection, which must not be used otherwise until window_close. NULL when memory ran out. */
struct window *window_open(struct client *client, size_t slots, uint64_t retry_s);

/* Frees the window. The connection stays in the non-blocking state. */
void window_close(struct window *window);

/* Whether window_send may be called. */
bool window_has_room(const struct window *window);

/* Puts a request behind the others and sends it as far as the socket takes it. STATUS_NOMEM; STATUS_IO when broken. */
MUST_CHECK enum status window_send(struct window *window, const struct request *request, struct window_tag tag);

/* Puts something that needs no request in its place of the order, so that it is told in turn. */
MUST_CHECK enum status window_skip(struct window *window, const char *problem, struct bytes told,
                                   struct window_tag tag);

/*
 * Waits until the daemon sent or took something, a BUSY request is due, or other_file (-1: none) can be read.
 * STATUS_OK; STATUS_IO when the connection broke (and retrying did not help), STATUS_TIMEOUT after client's timeout
 * without a byte, STATUS_BUSY after WINDOW_BUSY_TIME_MS: window_why tells.
 */
MUST_CHECK enum status window_step(struct window *window, int other_file);

/* The oldest request when it is done, else NULL. */
const struct window_slot *window_done(const struct window *window);

/* Drops the oldest, which is done. */
void window_pop(struct window *window);

/* Requests that are not popped. */
size_t window_count(const struct window *window);

/* What ended it, for people. Until window_close. */
const char *window_why(const struct window *window);

#endif
