#include "daemon/store_thread.h"

#include "daemon/answer_store.h"
#include "daemon/backup.h"
#include "daemon/batch.h"
#include "daemon/clock.h"
#include "daemon/exit_code.h"
#include "daemon/keeper_start.h"
#include "daemon/log.h"
#include "daemon/loop_post.h"
#include "daemon/server.h"

#include <stdlib.h>

struct store_thread {
    struct server *server;
    struct mailbox mailbox;
    pthread_t thread;
    atomic_bool stop;                            /* main thread: nothing more will be posted */
    atomic_bool reload;                          /* main thread: settings have changed */
    atomic_bool sweep;                           /* any: look at the waiting CHANGES */
    atomic_ulong progress;                       /* counts pieces of work, for the watchdog */
    atomic_bool resting;                         /* there is nothing to do, for the watchdog */
    const struct prepare_params *prepare_params; /* start: constant, any thread reads */
    pthread_mutex_t stats_lock;
    struct keeper_stats stats; /* under stats_lock */

    /* The main thread's, for the watchdog. */
    unsigned long seen_progress;
    int silent_calls;

    /* All below: this thread's only. */
    struct keeper *keeper;
    struct arena scratch;     /* of one decision or answer */
    struct backup backup;     /* the one that is being made, if any */
    struct job_queue free;    /* queries that wait for nothing */
    struct job_queue ordered; /* submissions, and what has to stay behind them */
    struct job_queue parked;  /* CHANGES that wait for something to happen */
    uint32_t parked_count;
    uint64_t parked_seq;           /* the newest event that the parked ones know of */
    struct mailbox_chain *replies; /* for each loop */
    uint32_t loop_count;
    uint32_t batch_articles; /* most of one commit */
    size_t batch_size;
    int64_t rate_since_us;
    uint64_t rate_articles;
    int64_t snapshot_wait_ms; /* until the snapshot wants a step; KEEPER_SNAPSHOT_IDLE */
    int64_t scrub_at_ms;      /* monotonic: when the scrub wants a step; INT64_MAX = never */
    int64_t keep_ms;          /* articles that came longer ago go; 0 = none */
    int64_t expire_at_ms;     /* monotonic: when to look for them again */
};

enum {
    SILENT_CALLS_MAX = 60, /* ticks of the main thread */
    NO_DEADLINE = -1,
    EXPIRE_AT_ONCE = 128, /* articles of one commit */
    EXPIRE_EVERY_MS = 1000
};

/* ---- replies ---- */

/* The job is done with; it goes home with the next send_replies(). */
static void finish(struct store_thread *store, struct job *job)
{
    struct server *server = store->server;
    job->stage_us[JOB_FINISHED] = clock_us();
    budget_give(&server->prepared, job->prepared_charge);
    job->prepared_charge = 0;
    job->reply_charge = job->reply.out.size;
    budget_add(&server->replies, job->reply_charge);
    atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
    mailbox_chain_add(&store->replies[job->home_number], &job->message.item);
}

static void send_replies(struct store_thread *store)
{
    for (uint32_t i = 0; i < store->loop_count; i++)
        if (store->replies[i].newest)
            loop_post_chain(store->server->loops[i], &store->replies[i]);
}

/* ---- a snapshot that turns out wrong ---- */

/* keeper_params.progress: reading all records takes a while, and the watchdog is to know. */
static void on_progress(void *context, uint64_t done, uint64_t all)
{
    struct store_thread *store = context;
    (void)done;
    (void)all;
    atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
}

/* True: what was decided or answered since the last call is void, and the tables are made anew. */
static bool mend(struct store_thread *store)
{
    if (!keeper_is_doubtful(store->keeper))
        return false;
    enum status status = keeper_mend(store->keeper);
    if (status != STATUS_OK) {
        log_write(LOG_LEVEL_ERROR, "the store cannot be read again: %s", status_text(status));
        server_stop(store->server, EXIT_CODE_IO);
    }
    return true;
}

/* ---- queries ---- */

static bool is_submission(const struct job *job)
{
    return (job->command->flags & COMMAND_WRITES) || job->command->place == PLACE_WORKER;
}

static void park(struct store_thread *store, struct job *job)
{
    if (store->parked_count == 0)
        store->parked_seq = keeper_seq(store->keeper);
    job_queue_add(&store->parked, job);
    store->parked_count++;
}

/* Answers a query, or lets it wait when it is a CHANGES with nothing to tell yet. */
static void answer(struct store_thread *store, struct job *job)
{
    struct server *server = store->server;
    struct answer_context context = {.keeper = store->keeper,
                                     .arena = &store->scratch,
                                     .reply_size = server->reply_size,
                                     .may_wait = store->parked_count < LIMIT_PARKED && !atomic_load(&server->draining)};
    job->stage_us[JOB_BEGUN] = clock_us();
    if (atomic_load(&job->abandoned)) {
        finish(store, job);
        return;
    }
    if (job->command->id == COMMAND_BACKUP) {
        if (backup_take(&store->backup, job))
            return;
    } else if (budget_is_full(&server->replies)) {
        count(&server->stats.busy, 1);
        reply_error(&job->reply, STATUS_BUSY, "%d too many replies wait to be read", LIMIT_BUSY_MAX_MS);
    } else {
        bool answered = answer_query(&context, job);
        if (mend(store)) {
            reply_rewind(&job->reply, 0);
            answered = answer_query(&context, job);
        }
        arena_reset(&store->scratch);
        if (!answered) {
            park(store, job);
            return;
        }
    }
    finish(store, job);
}

static void answer_free(struct store_thread *store)
{
    struct job *job;
    while ((job = job_queue_take(&store->free)))
        answer(store, job);
    send_replies(store);
}

/* Milliseconds until the first parked job gives up waiting, NO_DEADLINE when there is none. */
static int next_deadline(const struct store_thread *store)
{
    int64_t first_ms = INT64_MAX;
    for (const struct job *job = store->parked.first; job; job = job->next)
        if (job->block_until_ms < first_ms)
            first_ms = job->block_until_ms;
    if (first_ms == INT64_MAX)
        return NO_DEADLINE;
    int64_t left_ms = first_ms - clock_us() / 1000;
    return left_ms < 0 ? 0 : (int)left_ms + 1;
}

/* Answers the parked jobs that something happened for, that waited long enough, or that nobody waits for. */
static void answer_parked(struct store_thread *store)
{
    if (store->parked_count == 0)
        return;
    bool happened = keeper_seq(store->keeper) != store->parked_seq;
    bool swept = atomic_exchange(&store->sweep, false);
    bool all = atomic_load(&store->server->draining);
    int64_t now_ms = clock_us() / 1000;
    struct job_queue waiting = store->parked;
    store->parked = (struct job_queue){NULL, NULL};
    store->parked_count = 0;
    store->parked_seq = keeper_seq(store->keeper);
    struct job *job;
    while ((job = job_queue_take(&waiting))) {
        bool due = all || now_ms >= job->block_until_ms || (swept && atomic_load(&job->hurry));
        if (!happened && !due) {
            job_queue_add(&store->parked, job);
            store->parked_count++;
            continue;
        }
        if (due)
            job->block_until_ms = ANSWER_NOW;
        answer(store, job);
    }
    send_replies(store);
}

/* ---- backups ---- */

static void settle_backup(struct store_thread *store)
{
    if (atomic_load(&store->server->draining))
        backup_stop(&store->backup);
    struct job *job = backup_settle(&store->backup);
    if (!job)
        return;
    finish(store, job);
    send_replies(store);
}

/* ---- submissions ---- */

static void take_mail(struct store_thread *store)
{
    for (struct mailbox_item *item = mailbox_take(&store->mailbox), *next; item; item = next) {
        next = item->next;
        struct job *job = MAILBOX_OWNER(item, struct job, message.item);
        bool waits = job->behind || is_submission(job) || (job->command->flags & COMMAND_SETTLES);
        job_queue_add(waits ? &store->ordered : &store->free, job);
    }
}

/* Whether there is one more job for a batch: what came while it was being decided belongs to it as well. */
static bool has_ordered(struct store_thread *store)
{
    if (!store->ordered.first && mailbox_has(&store->mailbox))
        take_mail(store);
    return store->ordered.first != NULL;
}

/* Queries that came meanwhile wait for the commit, so it must not be long in coming. */
static bool queries_wait(const struct store_thread *store, int64_t began_us)
{
    return atomic_load_explicit(&store->server->queued_queries, memory_order_relaxed) > store->parked_count &&
           clock_us() - began_us > LIMIT_BATCH_US;
}

/*
 * Takes jobs off the queue until the batch is as large as it may be, or has kept queries waiting for long enough,
 * deciding about the submissions.
 */
static void fill_batch(struct store_thread *store, struct batch *batch)
{
    int64_t began_us = clock_us();
    while (batch->articles < store->batch_articles && batch->size < store->batch_size &&
           !queries_wait(store, began_us) && has_ordered(store)) {
        struct job *job = job_queue_take(&store->ordered);
        job_queue_add(&batch->jobs, job);
        if (!is_submission(job))
            continue;
        job->stage_us[JOB_BEGUN] = clock_us();
        batch_decide(batch, job);
        atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
    }
}

static void publish_stats(struct store_thread *store)
{
    struct keeper_stats stats = keeper_stats(store->keeper);
    (void)pthread_mutex_lock(&store->stats_lock);
    store->stats = stats;
    (void)pthread_mutex_unlock(&store->stats_lock);
}

/* How many articles a second come through, for the advice of -BUSY. */
static void note_rate(struct store_thread *store, uint32_t articles)
{
    int64_t now_us = clock_us();
    int64_t window_us = now_us - store->rate_since_us;
    store->rate_articles += articles;
    if (window_us < 1000000)
        return;
    atomic_store(&store->server->stats.articles_per_second, store->rate_articles * 1000000 / (uint64_t)window_us);
    store->rate_articles = 0;
    store->rate_since_us = now_us;
}

/* Decides about a batch's jobs once more, from the first. */
static void decide_again(struct store_thread *store, struct batch *batch)
{
    *batch = (struct batch){
        .server = batch->server, .keeper = batch->keeper, .scratch = batch->scratch, .jobs = batch->jobs};
    for (struct job *job = batch->jobs.first; job; job = job->next) {
        if (!is_submission(job))
            continue;
        reply_rewind(&job->reply, 0);
        job->uncommitted = false;
        batch_decide(batch, job);
        atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
    }
}

/* Only now do answers leave; then come the queries that stood behind a submission. */
static void answer_batch(struct store_thread *store, struct batch *batch)
{
    struct job_queue queries = {NULL, NULL};
    struct job *job;
    while ((job = job_queue_take(&batch->jobs))) {
        if (is_submission(job))
            finish(store, job);
        else
            job_queue_add(&queries, job);
    }
    send_replies(store);
    while ((job = job_queue_take(&queries)))
        answer(store, job);
    send_replies(store);
}

static void run_batch(struct store_thread *store)
{
    if (!store->ordered.first)
        return;
    struct batch batch = {.server = store->server, .keeper = store->keeper, .scratch = &store->scratch};
    fill_batch(store, &batch);
    if (mend(store))
        decide_again(store, &batch);
    batch_commit(&batch);
    publish_stats(store);
    note_rate(store, batch.articles);
    answer_batch(store, &batch);
}

/* ---- snapshots ---- */

/* A few milliseconds of copying at most, between two batches. */
static void step_snapshot(struct store_thread *store)
{
    uint64_t written = store->stats.snapshot.written + store->stats.snapshot.failures;
    store->snapshot_wait_ms = keeper_snapshot_step(store->keeper, clock_wall_ms());
    struct keeper_snapshot_stats now = keeper_snapshot_now(store->keeper);
    if (now.written + now.failures != written)
        publish_stats(store);
}

/* ---- what there is time for when nothing waits ---- */

/* A few milliseconds of scrubbing, when it is due. */
static void step_scrub(struct store_thread *store)
{
    int64_t now_ms = clock_us() / 1000;
    if (now_ms < store->scrub_at_ms)
        return;
    int64_t wait_ms = keeper_scrub_step(store->keeper, now_ms, &store->scratch);
    store->scrub_at_ms = wait_ms == KEEPER_SCRUB_OFF ? INT64_MAX : now_ms + wait_ms;
    publish_stats(store);
    atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
}

/* ---- retention ---- */

/* Removes some of the articles that are past store.keep, and rests as long as that took, so that others have their
 * turn. */
static void expire(struct store_thread *store)
{
    int64_t began_ms = clock_us() / 1000;
    if (store->keep_ms == 0 || began_ms < store->expire_at_ms)
        return;
    int64_t before_ms = clock_wall_ms() - store->keep_ms;
    store->expire_at_ms = began_ms + EXPIRE_EVERY_MS;
    if (!keeper_has_older(store->keeper, before_ms))
        return;
    struct batch batch = {.server = store->server, .keeper = store->keeper, .scratch = &store->scratch};
    bool more = batch_expire(&batch, before_ms, EXPIRE_AT_ONCE);
    if (mend(store))
        return; /* and expires the next time */
    batch_commit(&batch);
    publish_stats(store);
    atomic_fetch_add_explicit(&store->progress, 1, memory_order_relaxed);
    int64_t ended_ms = clock_us() / 1000;
    if (more && batch.failed == STATUS_OK)
        store->expire_at_ms = ended_ms + (ended_ms - began_ms);
}

/* Milliseconds until there is something to do without being asked, NO_DEADLINE when there is nothing. */
static int next_turn(const struct store_thread *store)
{
    int parked = next_deadline(store);
    if (store->keep_ms == 0)
        return parked;
    int64_t left_ms = store->expire_at_ms - clock_us() / 1000;
    int due = left_ms < 0 ? 0 : left_ms < EXPIRE_EVERY_MS ? (int)left_ms : EXPIRE_EVERY_MS;
    return parked == NO_DEADLINE || due < parked ? due : parked;
}

/* ---- the thread ---- */

static void take_settings(struct store_thread *store)
{
    struct server *server = store->server;
    (void)pthread_rwlock_rdlock(&server->config_lock);
    store->batch_articles = server->config->store.batch_articles;
    store->batch_size = server->config->store.batch_size;
    store->keep_ms = server->config->store.keep_ms;
    (void)pthread_rwlock_unlock(&server->config_lock);
}

static void follow_settings(struct store_thread *store)
{
    take_settings(store);
    (void)pthread_rwlock_rdlock(&store->server->config_lock);
    keeper_follow(store->server->config, store->keeper);
    store->scrub_at_ms = 0;
    (void)pthread_rwlock_unlock(&store->server->config_lock);
}

static int sooner(int deadline_ms, int64_t wait_ms)
{
    int64_t bounded_ms = wait_ms < 0 ? 0 : wait_ms < INT32_MAX ? wait_ms : INT32_MAX;
    return deadline_ms == NO_DEADLINE || bounded_ms < deadline_ms ? (int)bounded_ms : deadline_ms;
}

static void rest(struct store_thread *store)
{
    int deadline_ms = next_turn(store);
    if (store->snapshot_wait_ms != KEEPER_SNAPSHOT_IDLE)
        deadline_ms = sooner(deadline_ms, store->snapshot_wait_ms);
    if (store->scrub_at_ms != INT64_MAX)
        deadline_ms = sooner(deadline_ms, store->scrub_at_ms - clock_us() / 1000);
    atomic_store(&store->resting, true);
    (void)mailbox_wait(&store->mailbox, deadline_ms);
    atomic_store(&store->resting, false);
}

static void *run(void *context)
{
    struct store_thread *store = context;
    for (;;) {
        take_mail(store);
        if (atomic_exchange(&store->reload, false))
            follow_settings(store);
        answer_free(store);
        run_batch(store);
        expire(store);
        answer_parked(store);
        settle_backup(store);
        step_snapshot(store);
        take_mail(store);
        bool waiting = store->free.first || store->ordered.first;
        bool more = !waiting && (keeper_prove_step(store->keeper) ||
                                 keeper_survey_step(store->keeper, clock_us() / 1000, &store->scratch));
        (void)mend(store);
        bool idle = !more && !waiting;
        if (idle)
            step_scrub(store);
        if (!waiting && !store->backup.copy && atomic_load(&store->stop))
            break;
        if (idle)
            rest(store);
    }
    keeper_snapshot_at_stop(store->keeper);
    keeper_close(store->keeper);
    store->keeper = NULL;
    return NULL;
}

struct store_thread *store_thread_open(struct server *server, struct keeper *keeper)
{
    struct store_thread *store = calloc(1, sizeof *store);
    struct mailbox_chain *replies = calloc(server->config->threads.io + 1, sizeof *replies);
    if (!store || !replies || mailbox_open(&store->mailbox) != STATUS_OK)
        goto failed;
    store->server = server;
    store->keeper = keeper;
    store->backup = (struct backup){.server = server, .keeper = keeper, .mailbox = &store->mailbox};
    store->replies = replies;
    store->loop_count = server->config->threads.io + 1; /* and the one of HTTP */
    store->prepare_params = keeper_prepare_params(keeper);
    keeper_watch(keeper, on_progress, store);
    arena_init(&store->scratch, LIMIT_SCRATCH_ARENA, LIMIT_SCRATCH_SIZE);
    store->rate_since_us = clock_us();
    (void)pthread_mutex_init(&store->stats_lock, NULL);
    publish_stats(store);
    take_settings(store);
    if (pthread_create(&store->thread, NULL, run, store) == 0)
        return store;
    mailbox_close(&store->mailbox);
failed:
    free(store);
    free(replies);
    return NULL;
}

const struct prepare_params *store_thread_prepare_params(const struct store_thread *store)
{
    return store->prepare_params;
}

void store_thread_stats(struct store_thread *store, struct keeper_stats *out)
{
    (void)pthread_mutex_lock(&store->stats_lock);
    *out = store->stats;
    (void)pthread_mutex_unlock(&store->stats_lock);
}

uint64_t store_thread_seq(struct store_thread *store)
{
    struct keeper_stats stats;
    store_thread_stats(store, &stats);
    return stats.seq;
}

void store_thread_post(struct store_thread *store, struct job *job)
{
    mailbox_post(&store->mailbox, &job->message.item);
}

void store_thread_wake(struct store_thread *store)
{
    atomic_store(&store->sweep, true);
    mailbox_wake(&store->mailbox);
}

void store_thread_reload(struct store_thread *store)
{
    atomic_store(&store->reload, true);
    mailbox_wake(&store->mailbox);
}

bool store_thread_is_alive(struct store_thread *store)
{
    unsigned long progress = atomic_load(&store->progress);
    bool alive = atomic_load(&store->resting) || progress != store->seen_progress;
    store->seen_progress = progress;
    store->silent_calls = alive ? 0 : store->silent_calls + 1;
    return store->silent_calls < SILENT_CALLS_MAX;
}

void store_thread_close(struct store_thread *store)
{
    if (!store)
        return;
    atomic_store(&store->stop, true);
    mailbox_wake(&store->mailbox);
    (void)pthread_join(store->thread, NULL);
    mailbox_close(&store->mailbox);
    (void)pthread_mutex_destroy(&store->stats_lock);
    arena_close(&store->scratch);
    free(store->replies);
    free(store);
}
