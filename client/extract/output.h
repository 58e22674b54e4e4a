/*
 * The writer's end: standard output, messages, and on long work a line of progress, on a terminal alone.
 *
 *     struct output output;
 *     output_open(&output, &options);
 *     output_task(&output, task);              // in order
 *     enum extract_exit code = output_close(&output);
 */
#ifndef CLIENT_EXTRACT_OUTPUT_H
#define CLIENT_EXTRACT_OUTPUT_H

#include "client/extract/task.h"

struct output {
    const struct extract_options *options;
    enum extract_exit code; /* the worst so far */
    bool failed;            /* standard output takes no more; told */
    bool written;           /* something is out */
    bool progress;          /* is wanted: standard error is a terminal, standard output none */
    bool progress_shown;
    bool progress_told; /* was shown once: the work is long enough for a summary */
    int64_t started_ms, shown_ms;
    uint64_t pages, found, failures, bytes;
};

void output_open(struct output *output, const struct extract_options *options);

/* Writes what a task has to say, and sets task->output_failed when standard output takes no more. */
void output_task(struct output *output, struct task *task);

/* Hands over what is buffered, so that readers downstream see it. */
void output_flush(struct output *output);

/* Says that memory ran out; nothing more will be written. */
void output_fail(struct output *output);

/* Flushes. The worst code of all tasks; EXTRACT_FAILED when standard output failed. */
enum extract_exit output_close(struct output *output);

#endif
