/*
 * Pages through threads, in order: one reader, workers, one writer.
 *
 *     reader --work--> worker --done--> writer --idle--> reader
 *                      worker
 *
 * The arrows are channels of tasks; a task has one owner at a time and there is nothing else that threads share. There
 * are PIPELINE_TASKS tasks for each worker, and the reader waits while more than PIPELINE_BYTES_MAX bytes of input are
 * under way: memory stays the same however long the input is. The writer puts back what comes in another order.
 *
 *     struct pipeline *pipeline = pipeline_open(&options, look);
 *     while (... && pipeline_send(pipeline, &piece))
 *         ...
 *     enum extract_exit code = pipeline_close(pipeline);
 *
 * With one thread it all happens in pipeline_send, without any.
 */
#ifndef CLIENT_EXTRACT_PIPELINE_H
#define CLIENT_EXTRACT_PIPELINE_H

#include "client/extract/format.h"

enum {
    PIPELINE_TASKS = 8,           /* pages under way for each worker */
    PIPELINE_BYTES_MAX = 64 << 20 /* bytes of input under way; one page alone may be larger */
};

/* What the reader has read. */
struct piece {
    const char *file; /* outlives the pipeline */
    uint64_t line;    /* of JSONL, from 1; 0 for a whole page */
    struct bytes content;
    const char *problem; /* why there is no content, or NULL */
    uint64_t file_done;  /* bytes of the file read so far, and its size or 0 */
    uint64_t file_size;
};

struct pipeline;

/* Starts options->threads workers, at least one. NULL when memory or threads ran out. */
struct pipeline *pipeline_open(const struct extract_options *options, struct verdict_look look);

/*
 * Copies a piece and sends it on its way; waits while too much is under way. False when standard output takes no more,
 * or memory ran out, so that reading on is no use.
 */
bool pipeline_send(struct pipeline *pipeline, const struct piece *piece);

/* Waits until all is written and frees everything. The worst of all pages' codes. */
enum extract_exit pipeline_close(struct pipeline *pipeline);

#endif
