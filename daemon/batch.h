/*
 * A batch: submissions whose answers wait for one commit.
 *
 *     struct batch batch = {.server = server, .keeper = keeper, .scratch = &scratch};
 *     for each job that waits:
 *         job_queue_add(&batch.jobs, job), batch_decide(&batch, job);
 *     batch_commit(&batch);
 *     // the replies of batch.jobs are whole and may leave
 *
 * When the commit fails, or the store is full or broken in the middle, every answer that speaks of something
 * uncommitted is replaced by the error. What needs no commit (a page without an article, a CHECK) is answered all the
 * same, and FORGET works in a full store: it is how room is made.
 */
#ifndef DAEMON_BATCH_H
#define DAEMON_BATCH_H

#include "daemon/job_queue.h"

struct keeper;
struct server;

struct batch {
    struct server *server;
    struct keeper *keeper;
    struct arena *scratch; /* for one decision; reset after each */
    struct job_queue jobs; /* in order: those decided, and others that the owner puts in between */
    uint32_t articles;     /* submissions decided about */
    size_t size;           /* their bytes */
    bool open;             /* the keeper has a batch open */
    enum status failed;    /* STATUS_OK, or why no more can be kept in this batch */
    uint64_t changes;      /* articles kept or forgotten */
};

/* Decides about what comes from a worker or writes (SUBMIT, CHECK, FORGET, LINK ...), and writes its answer. */
void batch_decide(struct batch *batch, struct job *job);

/*
 * Removes up to `most` articles that came before before_ms. True when there may be more of them.
 */
bool batch_expire(struct batch *batch, int64_t before_ms, size_t most);

/* Makes all of it durable, or replaces the answers. */
void batch_commit(struct batch *batch);

#endif
