/*
 * Crew: numbered jobs, done on as many threads as there are processors, the caller's among them. For the start, where
 * nothing else runs yet.
 *
 *     crew_work(read_block, &restore, blocks);                  // read_block(&restore, i) for each i < blocks
 *
 * Jobs are taken in order of their numbers and end in any; what two of them touch must not be the same. All that was
 * written before is seen by the jobs, and what they wrote by whoever comes after.
 */
#ifndef DAEMON_INGEST_CREW_H
#define DAEMON_INGEST_CREW_H

#include <stdint.h>

enum { CREW_MAX = 16 /* threads */ };

/* Returns when all jobs are done. Without a single thread more the caller does them all. */
void crew_work(void (*job)(void *context, uint32_t number), void *context, uint32_t count);

#endif
