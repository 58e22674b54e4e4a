/*
 * What a worker does with a task: its page or line becomes output. One worker serves one thread; nothing is shared.
 *
 *     struct worker worker;
 *     worker_open(&worker, &options, look);
 *     worker_do(&worker, task);
 *     worker_close(&worker);
 */
#ifndef CLIENT_EXTRACT_WORKER_H
#define CLIENT_EXTRACT_WORKER_H

#include "client/extract/format.h"
#include "client/extract/task.h"

enum { WORKER_MEMORY_MAX = 384 << 20 /* bytes that one page may take; more than the library ever needs */ };

struct worker {
    const struct extract_options *options;
    struct verdict_look look;
    struct arena arena; /* for one page at a time */
};

/* Options must outlive the worker; their url and title are UTF-8. */
void worker_open(struct worker *worker, const struct extract_options *options, struct verdict_look look);

void worker_close(struct worker *worker);

/*
 * Fills task->output, task->code and task->problem. A task with a problem of the reader gets, in JSONL, its error line.
 * A page that fails leaves the output without a part of it.
 */
void worker_do(struct worker *worker, struct task *task);

#endif
