#include "client/import.h"

#include "client/import_report.h"

#include <errno.h>
#include <stdio.h>

struct import {
    const struct options *options;
    struct window *window;
    struct import_report report;
    bool input_failed; /* a file could not be read to its end */
};

/* Tells what is done, oldest first. */
static void report_done(struct import *import, const struct input *input)
{
    const struct window_slot *slot;
    while ((slot = window_done(import->window)) != NULL) {
        import_report_slot(&import->report, slot);
        window_pop(import->window);
    }
    if (input)
        import_report_progress(&import->report, input);
}

/* What can be seen without parsing: the daemon parses, and says what is wrong. NULL when the line may go. */
static const char *problem_of(struct bytes line)
{
    if (line.at[0] != '{')
        return "SYNTAX the line is not a JSON object";
    if (line.at[line.size - 1] != '}')
        return "SYNTAX the JSON object does not end in this line";
    return NULL;
}

static enum status send_line(struct import *import, struct bytes line, struct window_tag tag)
{
    line = bytes_trim(line);
    if (line.size == 0)
        return STATUS_OK;
    const char *problem = problem_of(line);
    if (problem)
        return window_skip(import->window, problem, line, tag);
    struct request request = {0};
    request_add_string(&request, import->options->check ? "CHECK" : "SUBMIT");
    request_add_string(&request, "JSON");
    request_add(&request, line);
    request_add_pair(&request, "site_template", import->options->no_template ? "no" : NULL);
    return window_send(import->window, &request, tag);
}

/* Sends a file's lines until its end, a fatal answer, or a broken connection (not STATUS_OK). */
static enum status import_lines(struct import *import, struct input *input, const char *path)
{
    struct window_tag tag = {path, 0};
    while (!import->report.fatal) {
        enum status status = STATUS_OK;
        bool waits = !input_ready(input);
        if (waits)
            (void)fflush(stdout); /* somebody types or tails: show what is known */
        if (!window_has_room(import->window)) {
            status = window_step(import->window, -1);
        } else if (waits && window_count(import->window)) {
            status = window_step(import->window, input_file(input));
        } else {
            struct bytes line;
            enum status got = input_line(input, &line);
            tag.line++;
            if (got == STATUS_END)
                return STATUS_OK;
            if (got == STATUS_OK)
                status = send_line(import, line, tag);
            else if (got == STATUS_TOOBIG)
                status = window_skip(import->window, "TOOBIG the line is over 64 MiB", BYTES(""), tag);
            else {
                import->input_failed = true;
                import_report_problem(&import->report, tag, input_why(input));
                return STATUS_OK;
            }
        }
        if (status != STATUS_OK)
            return status;
        report_done(import, input);
    }
    return STATUS_OK;
}

static enum status import_file(struct import *import, const char *path)
{
    struct input *input;
    enum status status = input_open(path, &input);
    if (status != STATUS_OK) {
        import->input_failed = true;
        import_report_problem(&import->report, (struct window_tag){path, 0},
                              status == STATUS_NOMEM ? "out of memory" : strerror(errno));
        return STATUS_OK;
    }
    status = import_lines(import, input, strcmp(path, "-") == 0 ? "stdin" : path);
    input_close(input);
    return status;
}

/* Waits for everything that is under way. */
static enum status drain(struct import *import)
{
    enum status status = STATUS_OK;
    report_done(import, NULL);
    while (status == STATUS_OK && window_count(import->window)) {
        status = window_step(import->window, -1);
        report_done(import, NULL);
    }
    return status;
}

/* The connection is gone: says what is known to be in the store. */
static void tell_broken(struct import *import)
{
    struct import_report *report = &import->report;
    char text[400];
    report_done(import, NULL);
    if (report->last.file)
        (void)snprintf(text, sizeof text,
                       "%s; acknowledged: %llu lines, all up to %s:%llu; of the next %zu it is not known",
                       window_why(import->window), (unsigned long long)(report->answered - report->failed),
                       report->last.file, (unsigned long long)report->last.line, window_count(import->window));
    else
        (void)snprintf(text, sizeof text, "%s; no line was acknowledged", window_why(import->window));
    import_report_problem(report, (struct window_tag){0}, text);
    import_report_problem(report, (struct window_tag){0},
                          "run it again, or with --retry SECONDS: what is kept already is not kept twice");
}

int import_run(struct client *client, const struct options *options)
{
    struct import import = {.options = options};
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    import.window = window_open(client, options->window, options->retry_s);
    if (!import.window) {
        (void)fputs("shinglectl: out of memory\n", stderr);
        return CLIENT_FAILED;
    }
    import_report_open(&import.report, options);
    enum status status = STATUS_OK;
    for (int i = 0; i < options->argument_count && status == STATUS_OK && !import.report.fatal; i++)
        status = import_file(&import, options->arguments[i]);
    if (status == STATUS_OK)
        status = drain(&import);
    if (status == STATUS_NOMEM)
        import_report_problem(&import.report, (struct window_tag){0}, "out of memory");
    else if (status != STATUS_OK)
        tell_broken(&import);
    else if (import.report.fatal)
        import_report_problem(&import.report, import.report.last, "stopped here: the lines after this were not sent");
    bool failed = import.input_failed || import.report.failed;
    failed |= !import_report_close(&import.report);
    window_close(import.window);
    connection_close(client);
    if (status != STATUS_OK && status != STATUS_NOMEM)
        return CLIENT_UNREACHABLE;
    return failed || status != STATUS_OK ? CLIENT_FAILED : CLIENT_OK;
}
