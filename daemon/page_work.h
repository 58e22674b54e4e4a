/*
 * What a worker makes of a page: the step between the request and the store thread's decision.
 */
#ifndef DAEMON_PAGE_WORK_H
#define DAEMON_PAGE_WORK_H

#include "daemon/ingest/prepare.h"
#include "daemon/job.h"

/* Lives in its job's arena; the views point there and into the request. */
struct page_work {
    enum status status;   /* STATUS_OK, or why there is nothing to decide */
    struct bytes problem; /* then: in words; may be empty */
    bool explain;         /* CHECK ... EXPLAIN */
    struct submission submission;
    struct prepared prepared;
};

/*
 * Reads the job's request (SUBMIT, CHECK, EXPLAINPAGE), extracts in scratch, takes the fingerprint. Always leaves a
 * page_work in job->page but when memory is out: then job->page is NULL. Pure but for the clock's now_ms; any thread.
 */
void page_work_do(const struct prepare_params *params, int64_t now_ms, struct arena *scratch, struct job *job);

#endif
