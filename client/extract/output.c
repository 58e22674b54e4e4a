#include "client/extract/output.h"

#include "client/terminal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { PROGRESS_AFTER_MS = 1000, PROGRESS_EVERY_MS = 250 };

static int64_t now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void output_open(struct output *output, const struct extract_options *options)
{
    *output = (struct output){.options = options,
                              .code = EXTRACT_OK,
                              .progress = terminal_is(stderr) && !terminal_is(stdout),
                              .started_ms = now_ms()};
}

static void hide_progress(struct output *output)
{
    if (output->progress_shown)
        (void)fputs("\r\x1b[K", stderr);
    output->progress_shown = false;
}

static double seconds_of(const struct output *output)
{
    double seconds = (double)(now_ms() - output->started_ms) / 1000;
    return seconds > 0.001 ? seconds : 0.001;
}

static void show_progress(struct output *output, const struct task *task)
{
    int64_t now = now_ms();
    if (!output->progress || now - output->started_ms < PROGRESS_AFTER_MS || now - output->shown_ms < PROGRESS_EVERY_MS)
        return;
    double seconds = seconds_of(output);
    char share[16] = "";
    if (task->file_size)
        (void)snprintf(share, sizeof share, "  %3.0f %%", (double)task->file_done * 100 / (double)task->file_size);
    (void)fprintf(stderr, "\r%" PRIu64 " pages%s  %.0f/s  %.1f MB/s  %" PRIu64 " failed\x1b[K", output->pages, share,
                  (double)output->pages / seconds, (double)output->bytes / 1e6 / seconds, output->failures);
    (void)fflush(stderr);
    output->shown_ms = now;
    output->progress_shown = output->progress_told = true;
}

static void tell(struct output *output, const struct task *task)
{
    struct writer text = {0};
    hide_progress(output);
    output_flush(output); /* what was written before stands before on a terminal */
    terminal_clean(bytes_of_string(task->file), &text);
    if (task->line)
        writer_format(&text, ":%" PRIu64, task->line);
    writer_bytes(&text, BYTES(": "));
    terminal_clean(bytes_of_string(task->problem), &text);
    if (!text.failed)
        (void)fprintf(stderr, "shingle-extract: %" BYTES_FORMAT "\n", BYTES_ARGS(writer_view(&text)));
    writer_close(&text);
}

static void worsen(struct output *output, enum extract_exit code)
{
    if (code != EXTRACT_OK && (output->code == EXTRACT_OK || code < output->code))
        output->code = code;
}

static void check(struct output *output, bool good)
{
    if (good || output->failed)
        return;
    int error = errno;
    hide_progress(output);
    output->failed = true;
    (void)fprintf(stderr, "shingle-extract: standard output: %s\n", strerror(error));
    worsen(output, EXTRACT_FAILED);
}

/* What parts the articles of several files. */
static struct bytes between_of(const struct output *output)
{
    bool parted = output->written && output->options->format == EXTRACT_MARKDOWN && !output->options->jsonl;
    return parted ? BYTES("\n---\n\n") : BYTES("");
}

static void put(struct output *output, struct bytes text)
{
    if (!output->failed && text.size)
        check(output, fwrite(text.at, 1, text.size, stdout) == text.size);
}

void output_task(struct output *output, struct task *task)
{
    output->pages++;
    output->found += task->found;
    output->failures += task->code == EXTRACT_FAILED;
    output->bytes += task->input.size;
    if (task->output.size) {
        put(output, between_of(output));
        put(output, writer_view(&task->output));
        output->written = true;
    }
    if (task->problem[0] && !output->failed)
        tell(output, task);
    worsen(output, task->code);
    show_progress(output, task);
    task->output_failed = output->failed;
}

void output_flush(struct output *output)
{
    if (!output->failed)
        check(output, fflush(stdout) == 0);
}

void output_fail(struct output *output)
{
    errno = ENOMEM;
    check(output, false);
}

enum extract_exit output_close(struct output *output)
{
    output_flush(output);
    hide_progress(output);
    if (output->progress_told)
        (void)fprintf(stderr,
                      "%" PRIu64 " pages, %" PRIu64 " with an article, %" PRIu64 " failed; %.1f s, %.0f/s, %.1f MB/s\n",
                      output->pages, output->found, output->failures, seconds_of(output),
                      (double)output->pages / seconds_of(output), (double)output->bytes / 1e6 / seconds_of(output));
    return output->code;
}
