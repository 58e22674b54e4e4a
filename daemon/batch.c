#include "daemon/batch.h"

#include "daemon/answer_store.h"
#include "daemon/clock.h"
#include "daemon/exit_code.h"
#include "daemon/log.h"
#include "daemon/page_work.h"
#include "daemon/server.h"

static void reply_status(struct job *job, enum status status)
{
    reply_rewind(&job->reply, 0);
    reply_error(&job->reply, status, NULL);
}

/*
 * Nothing uncommitted is kept: its answers become the error. After an error of the disk the process ends in good order,
 * because a sync that failed must not be tried again.
 */
static void fail(struct batch *batch, enum status status)
{
    for (struct job *job = batch->jobs.first; job; job = job->next) {
        if (job->uncommitted)
            reply_status(job, status);
        job->uncommitted = false;
    }
    batch->failed = status;
    batch->open = false;
    batch->changes = 0;
    count(&batch->server->stats.commit_failures, 1);
    if (status == STATUS_FULL)
        return;
    log_write(LOG_LEVEL_ERROR, "the store takes no more writes: %s", status_text(status));
    server_stop(batch->server, EXIT_CODE_IO);
}

static bool ends_batch(enum status status)
{
    return status == STATUS_FULL || status == STATUS_READONLY || status == STATUS_IO;
}

/* Judges what the keeper said about a change: true when the batch is at its end. */
static bool is_over(struct batch *batch, enum status status)
{
    if (!ends_batch(status))
        return false;
    enum status aborted = keeper_abort(batch->keeper);
    fail(batch, aborted == STATUS_OK ? status : aborted);
    return true;
}

/* Opens the keeper's batch, unless it is open. False, and the job is answered, when nothing can be kept. */
static bool begin(struct batch *batch, struct job *job, bool removal)
{
    job->uncommitted = true;
    bool full = batch->failed == STATUS_FULL && removal;
    if (!batch->open && (batch->failed == STATUS_OK || full)) {
        enum status status = full ? keeper_begin_removal(batch->keeper) : keeper_begin(batch->keeper);
        if (status == STATUS_FULL && removal)
            status = keeper_begin_removal(batch->keeper);
        if (status == STATUS_OK)
            batch->open = true;
        else if (ends_batch(status))
            fail(batch, status);
        else
            reply_status(job, status);
    } else if (!batch->open) {
        reply_status(job, batch->failed);
    }
    return batch->open;
}

/* An item that its agency withdrew, and that was kept before, goes. The answer is the refusal in any case. */
static void withdraw(struct batch *batch, struct job *job)
{
    uint64_t id = 0;
    if (!answer_find_kept(batch->keeper, &job->page->submission, batch->scratch, &id) || !begin(batch, job, true))
        return;
    enum status status = keeper_withdraw(batch->keeper, id, clock_wall_ms());
    batch->changes += status == STATUS_OK;
    (void)is_over(batch, status);
}

static void check(struct batch *batch, struct job *job)
{
    struct answer answer = {0};
    enum status status = keeper_check(batch->keeper, &job->page->prepared, batch->scratch, &answer);
    job->uncommitted = batch->open; /* it may name an article of this batch */
    struct answer_context context = {.keeper = batch->keeper, .arena = batch->scratch};
    if (status == STATUS_OK && job->page->explain)
        answer_trial(&context, &answer, job->page->prepared.sketch.simhash, &job->reply);
    else if (status == STATUS_OK)
        answer_submission(&answer, true, &job->reply);
    else
        reply_status(job, status);
}

static void explain_page(struct batch *batch, struct job *job)
{
    job->uncommitted = batch->open; /* the template may be of this batch */
    answer_page(batch->keeper, &job->page->prepared, batch->scratch, &job->reply);
    if (job->reply.out.size > batch->server->reply_size) {
        reply_rewind(&job->reply, 0);
        reply_error(&job->reply, STATUS_TOOBIG, "the answer has more than %zu bytes", batch->server->reply_size);
    }
}

/* A batch that was opened to make room takes nothing else: true, and the job is answered. */
static bool refuses(const struct batch *batch, struct job *job, bool removal)
{
    bool refused = batch->failed != STATUS_OK && batch->open && !removal;
    if (refused)
        reply_status(job, batch->failed);
    return refused;
}

static void submit(struct batch *batch, struct job *job)
{
    struct answer answer = {0};
    if (refuses(batch, job, false) || !begin(batch, job, false))
        return;
    enum status status = keeper_submit(batch->keeper, &job->page->prepared, clock_wall_ms(), batch->scratch, &answer);
    if (is_over(batch, status))
        return;
    if (status == STATUS_OK)
        answer_submission(&answer, false, &job->reply);
    else
        reply_status(job, status);
    batch->changes += status == STATUS_OK && !answer.repeat;
}

/* FORGET and EXPIRE, which only make room, and LINK and UNLINK, which take some. */
static void change(struct batch *batch, struct job *job)
{
    uint64_t changes = 0;
    struct answer_context context = {
        .keeper = batch->keeper, .arena = batch->scratch, .reply_size = batch->server->reply_size};
    bool removal = job->command->id == COMMAND_FORGET || job->command->id == COMMAND_EXPIRE;
    if (refuses(batch, job, removal) || !begin(batch, job, removal))
        return;
    enum status status = answer_change(&context, clock_wall_ms(), job, &changes);
    batch->changes += changes;
    batch->articles += changes ? (uint32_t)changes - 1 : 0;
    (void)is_over(batch, status);
}

void batch_decide(struct batch *batch, struct job *job)
{
    const struct page_work *page = job->page;
    batch->articles++;
    batch->size += job->queue_charge;
    if (job->command->place == PLACE_WRITER) {
        change(batch, job);
    } else if (!page || page->status != STATUS_OK) {
        answer_refused(job);
        if (job->command->id == COMMAND_SUBMIT && page && page->status == STATUS_CANCELLED)
            withdraw(batch, job);
    } else if (job->command->id == COMMAND_CHECK) {
        check(batch, job);
    } else if (job->command->id == COMMAND_EXPLAINPAGE) {
        explain_page(batch, job);
    } else {
        submit(batch, job);
    }
    arena_reset(batch->scratch);
}

bool batch_expire(struct batch *batch, int64_t before_ms, size_t most)
{
    uint64_t removed = 0, next = 0;
    const struct removal removal = {.kind = REMOVAL_CAME_BEFORE, .before_ms = before_ms};
    enum status status = keeper_begin(batch->keeper);
    if (status == STATUS_FULL)
        status = keeper_begin_removal(batch->keeper);
    batch->open = status == STATUS_OK;
    if (!batch->open) {
        if (ends_batch(status))
            fail(batch, status);
        return false;
    }
    status = keeper_remove(batch->keeper, &removal, 0, most, clock_wall_ms(), batch->scratch, &removed, &next);
    arena_reset(batch->scratch);
    batch->changes += removed;
    return !is_over(batch, status) && next != 0;
}

void batch_commit(struct batch *batch)
{
    struct stats *stats = &batch->server->stats;
    if (!batch->open)
        return;
    int64_t began_us = clock_us();
    enum status status = keeper_commit(batch->keeper);
    if (status != STATUS_OK) {
        fail(batch, status);
        return;
    }
    int64_t took_us = clock_us() - began_us;
    count(&stats->commits, 1);
    count(&stats->committed_articles, batch->changes);
    histogram_add(&stats->commit_time, STATS_FIRST_US, took_us);
    histogram_add(&stats->commit_articles, STATS_FIRST_ARTICLES, batch->articles);
    atomic_store(&stats->last_commit_us, (uint64_t)took_us);
    atomic_store(&stats->last_batch, batch->articles);
}
