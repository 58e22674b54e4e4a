#include "client/extract/pipeline.h"

#include "client/extract/channel.h"
#include "client/extract/output.h"
#include "client/extract/worker.h"

#include <pthread.h>
#include <stdlib.h>

struct pipeline {
    /* The reader's. */
    struct task *tasks;
    size_t task_count;
    struct task **spare; /* idle tasks at hand */
    size_t spare_count;
    size_t bytes; /* of input under way */
    uint64_t next_number;
    bool stopped;  /* reading on is no use */
    bool threaded; /* else one worker and the output are the reader's */

    struct channel *work, *done, *idle;
    struct worker *workers; /* each is its thread's */
    struct pipeline_thread *threads;
    size_t thread_count;  /* workers that run */
    struct output output; /* the writer's */
    pthread_t writer;
    bool writer_runs;
};

/* What a worker's thread is given. */
struct pipeline_thread {
    pthread_t thread;
    struct worker *worker;
    struct channel *work, *done;
};

static void *run_worker(void *argument)
{
    struct pipeline_thread *self = argument;
    struct task *task;
    while ((task = channel_receive(self->work)) != NULL) {
        worker_do(self->worker, task);
        channel_send(self->done, task);
    }
    return NULL;
}

/* Writes tasks in the order of their numbers; early ones wait in places by number, of which there are enough. */
static void *run_writer(void *argument)
{
    struct pipeline *pipeline = argument;
    struct output *output = &pipeline->output;
    struct task **early = calloc(pipeline->task_count, sizeof *early);
    uint64_t next = 0;
    for (;;) {
        struct task *task = channel_try(pipeline->done);
        if (!task) {
            output_flush(output);
            task = channel_receive(pipeline->done);
        }
        if (!task)
            break;
        if (!early) { /* out of memory at the very start: nothing is written, and that is told */
            output_fail(output);
            task->output_failed = true;
            channel_send(pipeline->idle, task);
            continue;
        }
        early[task->number % pipeline->task_count] = task;
        while ((task = early[next % pipeline->task_count]) != NULL) {
            early[next++ % pipeline->task_count] = NULL;
            output_task(output, task);
            channel_send(pipeline->idle, task);
        }
    }
    free(early);
    return NULL;
}

static bool start_threads(struct pipeline *pipeline, size_t count)
{
    pipeline->work = channel_open(pipeline->task_count);
    pipeline->done = channel_open(pipeline->task_count);
    pipeline->idle = channel_open(pipeline->task_count);
    pipeline->threads = calloc(count, sizeof *pipeline->threads);
    if (!pipeline->work || !pipeline->done || !pipeline->idle || !pipeline->threads)
        return false;
    pipeline->writer_runs = pthread_create(&pipeline->writer, NULL, run_writer, pipeline) == 0;
    for (size_t i = 0; i < count && pipeline->writer_runs; i++) {
        struct pipeline_thread *thread = &pipeline->threads[i];
        thread->worker = &pipeline->workers[i];
        thread->work = pipeline->work;
        thread->done = pipeline->done;
        if (pthread_create(&thread->thread, NULL, run_worker, thread) != 0)
            break; /* fewer will do */
        pipeline->thread_count++;
    }
    return pipeline->thread_count > 0;
}

static void join_threads(struct pipeline *pipeline)
{
    if (pipeline->work)
        channel_end(pipeline->work);
    for (size_t i = 0; i < pipeline->thread_count; i++)
        (void)pthread_join(pipeline->threads[i].thread, NULL);
    if (pipeline->done)
        channel_end(pipeline->done);
    if (pipeline->writer_runs)
        (void)pthread_join(pipeline->writer, NULL);
}

struct pipeline *pipeline_open(const struct extract_options *options, struct verdict_look look)
{
    struct pipeline *pipeline = calloc(1, sizeof *pipeline);
    size_t count = options->threads ? options->threads : 1;
    if (!pipeline)
        return NULL;
    pipeline->threaded = count > 1;
    pipeline->task_count = pipeline->threaded ? count * PIPELINE_TASKS : 1;
    pipeline->tasks = calloc(pipeline->task_count, sizeof *pipeline->tasks);
    pipeline->spare = calloc(pipeline->task_count, sizeof *pipeline->spare);
    pipeline->workers = calloc(count, sizeof *pipeline->workers);
    output_open(&pipeline->output, options);
    bool good = pipeline->tasks && pipeline->spare && pipeline->workers;
    for (size_t i = 0; good && i < count; i++)
        worker_open(&pipeline->workers[i], options, look);
    for (size_t i = 0; good && i < pipeline->task_count; i++)
        pipeline->spare[pipeline->spare_count++] = &pipeline->tasks[i];
    good = good && (!pipeline->threaded || start_threads(pipeline, count));
    if (good)
        return pipeline;
    (void)pipeline_close(pipeline);
    return NULL;
}

static void take_back(struct pipeline *pipeline, struct task *task)
{
    pipeline->bytes -= task->input.size;
    pipeline->stopped |= task->output_failed;
    task_clear(task);
    pipeline->spare[pipeline->spare_count++] = task;
}

/* Takes back what is idle; waits until there is a task and room for size more bytes. */
static struct task *next_task(struct pipeline *pipeline, size_t size)
{
    struct task *task;
    while (pipeline->threaded && (task = channel_try(pipeline->idle)) != NULL)
        take_back(pipeline, task);
    while (pipeline->spare_count == 0 || (pipeline->bytes && pipeline->bytes + size > PIPELINE_BYTES_MAX))
        take_back(pipeline, channel_receive(pipeline->idle));
    return pipeline->spare[--pipeline->spare_count];
}

bool pipeline_send(struct pipeline *pipeline, const struct piece *piece)
{
    struct task *task = next_task(pipeline, piece->content.size);
    task->number = pipeline->next_number++;
    task->file = piece->file;
    task->line = piece->line;
    task->file_done = piece->file_done;
    task->file_size = piece->file_size;
    writer_bytes(&task->input, piece->content);
    if (task->input.failed || piece->problem)
        task_fail(task, EXTRACT_FAILED, piece->problem ? piece->problem : status_text(STATUS_NOMEM));
    pipeline->bytes += task->input.size;
    if (pipeline->threaded) {
        channel_send(pipeline->work, task);
    } else {
        worker_do(&pipeline->workers[0], task);
        output_task(&pipeline->output, task);
        output_flush(&pipeline->output);
        take_back(pipeline, task);
    }
    return !pipeline->stopped;
}

enum extract_exit pipeline_close(struct pipeline *pipeline)
{
    if (pipeline->threaded)
        join_threads(pipeline);
    enum extract_exit code = output_close(&pipeline->output);
    size_t workers = pipeline->threaded ? pipeline->task_count / PIPELINE_TASKS : 1;
    for (size_t i = 0; pipeline->workers && i < workers; i++)
        worker_close(&pipeline->workers[i]);
    for (size_t i = 0; pipeline->tasks && i < pipeline->task_count; i++)
        task_close(&pipeline->tasks[i]);
    channel_close(pipeline->work);
    channel_close(pipeline->done);
    channel_close(pipeline->idle);
    free(pipeline->threads);
    free(pipeline->workers);
    free(pipeline->spare);
    free(pipeline->tasks);
    free(pipeline);
    return code;
}
