/*
 * Answers from the store: what the store thread writes into replies. Everything here is for that thread only.
 */
#ifndef DAEMON_ANSWER_STORE_H
#define DAEMON_ANSWER_STORE_H

#include "daemon/ingest/keeper.h"
#include "daemon/job.h"

struct answer_context {
    struct keeper *keeper;
    struct arena *arena; /* for what the answer needs until it is written */
    size_t reply_size;   /* most bytes of one reply; a longer one becomes TOOBIG */
    bool may_wait;       /* CHANGES ... BLOCK may wait now */
};

enum { ANSWER_NOW = -1 }; /* job->block_until_ms: answer with what there is */

/*
 * Answers a query of PLACE_WRITER. False when it is a CHANGES that is to wait: nothing was written then, and
 * job->block_until_ms says until when.
 */
bool answer_query(const struct answer_context *context, struct job *job);

/* The answer to SUBMIT, or to CHECK (dry). */
void answer_submission(const struct answer *answer, bool dry, struct reply *reply);

/* The answer to CHECK ... EXPLAIN: the same, and how each candidate fared. */
void answer_trial(const struct answer_context *context, const struct answer *answer, uint64_t simhash,
                  struct reply *reply);

/* The answer to EXPLAINPAGE: every line of a page with its verdict. */
void answer_page(struct keeper *keeper, const struct prepared *prepared, struct arena *arena, struct reply *reply);

/* The answer to a SUBMIT or CHECK that the worker found nothing to decide about. */
void answer_refused(struct job *job);

/* The article that is kept under the submission's id, else under its URL. False when there is none. */
bool answer_find_kept(struct keeper *keeper, const struct submission *submission, struct arena *arena, uint64_t *id);

/*
 * FORGET, EXPIRE, LINK and UNLINK, in the keeper's open batch. Writes the answer; *changes is how many articles are
 * gone, or were moved. Returns the status that ends the batch (FULL, READONLY, IO), else STATUS_OK.
 */
enum status answer_change(const struct answer_context *context, int64_t now_ms, struct job *job, uint64_t *changes);

#endif
