/* Jobs in the order they came, linked by job->next. One thread owns a queue. */
#ifndef DAEMON_JOB_QUEUE_H
#define DAEMON_JOB_QUEUE_H

#include "daemon/job.h"

struct job_queue {
    struct job *first, *last;
};

static inline void job_queue_add(struct job_queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->last)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
}

/* The oldest job, or NULL. */
static inline struct job *job_queue_take(struct job_queue *queue)
{
    struct job *job = queue->first;
    if (job) {
        queue->first = job->next;
        if (!queue->first)
            queue->last = NULL;
        job->next = NULL;
    }
    return job;
}

#endif
