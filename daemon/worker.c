#include "daemon/worker.h"

#include "daemon/clock.h"
#include "daemon/ingest/prepare.h"
#include "daemon/page_work.h"
#include "daemon/server.h"
#include "daemon/store_thread.h"

#include <poll.h>
#include <stdlib.h>

struct worker {
    struct server *server;
    struct mailbox mailbox;
    pthread_t thread;
    struct arena scratch; /* this thread's: for what is not kept of a page */
    atomic_bool stop;     /* the main thread sets it when nothing more will be posted */
};

enum { MEMORY_WAIT_MS = 2 };

/*
 * Prepared pages wait in memory for the store thread. While they are too many this thread waits too: the store thread
 * never waits for a worker, so there will be room.
 */
static void wait_for_memory(struct server *server)
{
    while (budget_is_full(&server->prepared))
        (void)poll(NULL, 0, MEMORY_WAIT_MS);
}

/* What the limits of markup took off a page: a site that trips them wants to be looked at. */
static void count_shed(struct stats *stats, const struct page_shed *shed)
{
    bool any = false;
    for (size_t kind = 0; kind < PAGE_SHED_KINDS; kind++) {
        uint32_t shed_now = page_shed_count(shed, kind).count;
        if (shed_now)
            count(&stats->shed[kind], shed_now);
        any |= shed_now > 0;
    }
    if (any)
        count(&stats->pages_shed, 1);
}

static void work(struct worker *worker, struct job *job)
{
    struct server *server = worker->server;
    if (job->command->place == PLACE_WORKER) {
        wait_for_memory(server);
        int64_t began_us = clock_us();
        job->stage_us[JOB_TAKEN] = began_us;
        struct prepare_params params = *store_thread_prepare_params(server->store);
        params.agencies = atomic_load(&server->agencies);
        page_work_do(&params, clock_wall_ms(), &worker->scratch, job);
        arena_reset(&worker->scratch);
        if (job->page)
            count_shed(&server->stats, &job->page->prepared.article.shed);
        job->prepared_charge = job->arena.held;
        budget_add(&server->prepared, job->prepared_charge);
        job->stage_us[JOB_PREPARED] = clock_us();
        histogram_add(&server->stats.prepare_time, STATS_FIRST_US, job->stage_us[JOB_PREPARED] - began_us);
    }
    store_thread_post(server->store, job);
}

static void *run(void *context)
{
    struct worker *worker = context;
    for (;;) {
        struct mailbox_item *item = mailbox_take(&worker->mailbox);
        if (!item && atomic_load(&worker->stop))
            return NULL;
        if (!item)
            (void)mailbox_wait(&worker->mailbox, -1);
        for (struct mailbox_item *next; item; item = next) {
            next = item->next;
            work(worker, MAILBOX_OWNER(item, struct job, message.item));
        }
    }
}

struct worker *worker_open(struct server *server)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (!worker)
        return NULL;
    worker->server = server;
    arena_init(&worker->scratch, LIMIT_SCRATCH_ARENA, LIMIT_SCRATCH_SIZE);
    if (mailbox_open(&worker->mailbox) != STATUS_OK || pthread_create(&worker->thread, NULL, run, worker) != 0) {
        mailbox_close(&worker->mailbox);
        free(worker);
        return NULL;
    }
    return worker;
}

void worker_post(struct worker *worker, struct job *job)
{
    mailbox_post(&worker->mailbox, &job->message.item);
}

void worker_close(struct worker *worker)
{
    if (!worker)
        return;
    atomic_store(&worker->stop, true);
    mailbox_wake(&worker->mailbox);
    (void)pthread_join(worker->thread, NULL);
    mailbox_close(&worker->mailbox);
    arena_close(&worker->scratch);
    free(worker);
}
