/*
 * A task: one page on its way from the reader through a worker to the writer, with all that is said of it. Whoever
 * holds the pointer owns it; the channels hand it on (pipeline.h).
 */
#ifndef CLIENT_EXTRACT_TASK_H
#define CLIENT_EXTRACT_TASK_H

#include "client/extract/options.h"
#include "shingle/base/writer.h"

enum {
    TASK_PROBLEM_MAX = 240,    /* bytes of a problem's text; the rest is cut */
    TASK_BUFFER_KEPT = 1 << 20 /* bytes of a buffer that an idle task keeps */
};

struct task {
    uint64_t number; /* 0, 1, ...: the order of the output */
    const char *file;
    uint64_t line;                  /* of JSONL, from 1; 0 when the input is a whole page */
    struct writer input;            /* the page, or the line; empty with a problem */
    char problem[TASK_PROBLEM_MAX]; /* why there is no input, or what a worker says; "" for none */
    struct writer output;           /* for standard output */
    enum extract_exit code;
    bool found;         /* the page has an article */
    uint64_t file_done; /* bytes of the file read so far, and its size or 0: for the progress */
    uint64_t file_size;
    bool output_failed; /* on the way back: standard output takes no more */
};

/* Empties it for the next page; large buffers are given back. */
void task_clear(struct task *task);

/* Frees its buffers. */
void task_close(struct task *task);

/* Sets the problem, which goes to standard error with the file and line, and the exit code. */
void task_fail(struct task *task, enum extract_exit code, const char *problem);

#endif
