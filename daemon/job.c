#include "daemon/job.h"

#include "daemon/limits.h"

#include <stdlib.h>

struct job *job_new(struct loop *home, uint32_t home_number)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    job->message.kind = MESSAGE_JOB;
    job->home = home;
    job->home_number = home_number;
    arena_init(&job->arena, LIMIT_JOB_ARENA, 0);
    return job;
}

void job_clear(struct job *job)
{
    struct job kept = {.message = {.kind = MESSAGE_JOB},
                       .home = job->home,
                       .home_number = job->home_number,
                       .arena = job->arena,
                       .reply = {.out = job->reply.out}};
    arena_reset(&kept.arena);
    if (kept.reply.out.capacity > LIMIT_KEEP_BUFFER / 16)
        writer_close(&kept.reply.out);
    else
        writer_clear(&kept.reply.out);
    *job = kept;
}

void job_free(struct job *job)
{
    if (!job)
        return;
    writer_close(&job->reply.out);
    arena_close(&job->arena);
    free(job);
}
