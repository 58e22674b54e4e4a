/*
 * A request on its way through the threads, with its reply. The connection's event loop makes it, others may work on
 * it, and it always comes back to that loop, which sends the reply in the order of the requests and keeps the memory
 * for the next one.
 *
 *     loop --> worker --> store thread --> loop        SUBMIT, CHECK
 *     loop -------------> store thread --> loop        queries
 *     loop --> worker --> store thread --> loop        queries behind a submission of their own connection
 *
 * One thread at a time owns a job: the one that took it from its mailbox. The fields under "loop" are the loop's even
 * while others have the job.
 */
#ifndef DAEMON_JOB_H
#define DAEMON_JOB_H

#include "daemon/access/access.h"
#include "daemon/mailbox.h"
#include "daemon/wire/command.h"
#include "shingle/base/arena.h"

#include <stdint.h>

struct api_visit;
struct connection;
struct loop;
struct page_work;

/* What a loop's mailbox carries; first in each of them. */
enum message_kind { MESSAGE_JOB, MESSAGE_ARRIVAL };

struct message {
    struct mailbox_item item;
    enum message_kind kind;
};

/* When a job has passed each of its stages; those that it does not pass stay 0. */
enum job_stage { JOB_TAKEN, JOB_PREPARED, JOB_BEGUN, JOB_FINISHED };
enum { JOB_STAGES = JOB_FINISHED + 1 };

struct job {
    struct message message;
    const struct command *command;
    struct request *request;
    struct reply reply;
    struct arena arena;           /* for everything that this request needs */
    struct page_work *page;       /* SUBMIT, CHECK: what the worker made for the store thread; in the arena */
    int64_t arrived_us;           /* monotonic, when the request was complete */
    int64_t stage_us[JOB_STAGES]; /* monotonic, by enum job_stage; its owner of that time writes */
    int64_t block_until_ms;       /* store thread, CHANGES BLOCK: monotonic, when it stops waiting */
    struct job *next;             /* in the present owner's list */
    size_t queue_charge;          /* bytes counted in the server's queue */
    size_t prepared_charge;       /* bytes counted in the server's prepared pages */
    size_t reply_charge;          /* bytes counted in the server's replies */
    struct peer peer;             /* AUTH, HELLO: the connection's; of HTTP: the client */
    enum status signed_in;        /* the verifier's answer */
    struct access_grant grant;    /* with STATUS_OK */
    bool uncommitted;             /* store thread: the answer speaks of what the open batch has not committed yet */
    bool behind;                  /* its connection has submissions in flight before it: answer after their commit */
    atomic_bool hurry;            /* set by the loop: BLOCK is over, the client has closed its side */
    atomic_bool abandoned;        /* set by the loop: nobody waits for the answer any more */

    struct loop *home;             /* loop; does not change */
    uint32_t home_number;          /* its number; does not change, any thread reads it */
    struct connection *connection; /* loop; NULL for one of HTTP, which has a visit */
    struct api_visit *visit;       /* loop */
    uint64_t line;                 /* loop: of a bulk request, from 1 */
    struct job *next_reply;        /* loop: the connection's next request */
    bool done;                     /* loop: the reply is complete */
    bool counts_as_submission;     /* loop: SUBMIT, CHECK, FORGET: what comes behind it has to see its effect */
};

/* An empty job for a loop; NULL when memory ran out. */
struct job *job_new(struct loop *home, uint32_t home_number);

/* Makes it ready for another request; its request must have been taken out. Keeps little memory. */
void job_clear(struct job *job);

/* Frees it, without its request. NULL is fine. */
void job_free(struct job *job);

#endif
