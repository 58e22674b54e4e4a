#include "daemon/ingest/crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

struct crew {
    void (*job)(void *context, uint32_t number);
    void *context;
    uint32_t count;
    atomic_uint next;
};

static void *take_jobs(void *context)
{
    struct crew *crew = context;
    for (uint32_t i = atomic_fetch_add(&crew->next, 1); i < crew->count; i = atomic_fetch_add(&crew->next, 1))
        crew->job(crew->context, i);
    return NULL;
}

void crew_work(void (*job)(void *context, uint32_t number), void *context, uint32_t count)
{
    struct crew crew = {.job = job, .context = context, .count = count};
    pthread_t threads[CREW_MAX];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long wanted = processors > CREW_MAX ? CREW_MAX : processors;
    long started = 0;
    wanted = (long)count < wanted ? (long)count : wanted;
    while (started + 1 < wanted && pthread_create(&threads[started], NULL, take_jobs, &crew) == 0)
        started++;
    (void)take_jobs(&crew);
    for (long i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
}
