/*
 * argument -> files below it -> items -> window of requests -> report
 *                                                          \-> how far it came (--resume)
 *
 * A request in flight must know its file by the time it is answered, which may be behind: files that sent something
 * stand in a ring that is longer than the window.
 */
#include "client/import.h"

#include "client/file_walk.h"
#include "client/import_report.h"
#include "client/import_state.h"
#include "client/interrupt.h"
#include "client/items.h"
#include "client/time_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    FILES = WINDOW_SLOTS_MAX * 2, /* one is reused long after its last answer */
    SAVE_EVERY_MS = 1000,
    JSON_ARGUMENT = 2 /* SUBMIT JSON object */
};

/* A file that something was sent of. */
struct import_file {
    char *path, *inner;
    const char *argument;
    struct import_mark mark;
    uint64_t sent; /* its last item that was */
    bool ended;
};

struct import {
    const struct options *options;
    struct window *window;
    struct import_report report;
    bool input_failed; /* a file could not be read to its end */
    struct import_file files[FILES];
    size_t file; /* the one at hand */
    struct import_state state;
    bool unsaved;
    int64_t saved_ms;
    struct interrupt interrupt; /* open with --resume */
};

/* Writes down how far it came; a state that cannot be kept fails the import at its end. */
static void save(struct import *import)
{
    if (!import->unsaved)
        return;
    import->unsaved = false;
    import->saved_ms = time_now_ms();
    if (import_state_save(&import->state))
        return;
    import->input_failed = true;
    import_report_problem(&import->report, (struct window_tag){.file = import->state.path}, strerror(errno));
}

/* Notes that a file is answered up to an item. */
static void note(struct import *import, const struct import_file *file, uint64_t item)
{
    if (!import->options->resume)
        return;
    bool whole = file->ended && item == file->sent;
    struct import_place place = {.argument = (char *)(uintptr_t)file->argument,
                                 .inner = file->inner,
                                 .item = item,
                                 .whole = whole,
                                 .mark = file->mark};
    import->unsaved = true;
    if (!import_state_set(&import->state, &place))
        import->input_failed = true;
}

/* Tells what is done, oldest first. */
static void report_done(struct import *import, const struct input *input)
{
    const struct window_slot *slot;
    while ((slot = window_done(import->window)) != NULL) {
        bool was_fatal = import->report.fatal;
        import_report_slot(&import->report, slot);
        if (!import->report.fatal && !was_fatal)
            note(import, &import->files[slot->tag.place], slot->tag.line);
        window_pop(import->window);
    }
    if (input)
        import_report_progress(&import->report, input);
    if (import->unsaved && time_now_ms() - import->saved_ms > SAVE_EVERY_MS)
        save(import);
}

/* The tag of an item of the file at hand, which from now on has sent something. */
static struct window_tag tag_of(struct import *import, const struct item *item)
{
    struct import_file *file = &import->files[import->file];
    file->sent = item->number;
    return (struct window_tag){.file = file->path,
                               .line = item->number,
                               .size = item->json.size + item->page.size,
                               .place = import->file,
                               .page = item->json.size == 0};
}

static void add_view(struct request *request, const char *name, struct bytes value)
{
    if (value.size == 0)
        return;
    request_add_string(request, name);
    request_add(request, value);
}

static enum status send_item(struct import *import, const struct item *item)
{
    if (item->passed) {
        import_report_passed(&import->report, item->passed);
        return STATUS_OK;
    }
    struct window_tag tag = tag_of(import, item);
    if (item->problem)
        return window_skip(import->window, item->problem, item->page.size || item->id.size ? item->id : item->json,
                           tag);
    struct request request = {0};
    request_add_string(&request, import->options->check ? "CHECK" : "SUBMIT");
    add_view(&request, "JSON", item->json);
    add_view(&request, item->html ? "html" : "text", item->page);
    add_view(&request, "url", item->url);
    add_view(&request, "fetched", item->fetched);
    request_add_pair(&request, "site_template", import->options->no_template ? "no" : NULL);
    add_view(&request, "id", item->id);
    tag.argument = item->json.size ? JSON_ARGUMENT : request.count - 1;
    return window_send(import->window, &request, tag);
}

/* Reads the next item and sends it. STATUS_END: the file, or what can be read of it, is over. */
static enum status next_item(struct import *import, struct items *items, uint64_t behind)
{
    struct item item;
    enum status got = items_next(items, &item);
    if (got == STATUS_OK)
        return item.number > behind ? send_item(import, &item) : STATUS_OK;
    struct import_file *file = &import->files[import->file];
    if (got == STATUS_END) {
        file->ended = true;
        return STATUS_END;
    }
    import->input_failed = true;
    import_report_problem(&import->report, (struct window_tag){.file = file->path, .line = item.number},
                          items_why(items));
    return STATUS_END;
}

/* Sends a file's items until its end, a fatal answer, or a broken connection (not STATUS_OK). */
static enum status import_items(struct import *import, struct items *items, uint64_t behind)
{
    const struct input *input = items_input(items);
    while (!import->report.fatal && !interrupt_seen(&import->interrupt)) {
        enum status status = STATUS_OK;
        bool waits = !items_ready(items);
        if (waits)
            (void)fflush(stdout); /* somebody types or tails: show what is known */
        if (!window_has_room(import->window))
            status = window_step(import->window, import->interrupt.file);
        else if (waits && window_count(import->window))
            status = window_step(import->window, input_file(input));
        else
            status = next_item(import, items, behind);
        if (status == STATUS_END)
            return STATUS_OK;
        if (status != STATUS_OK)
            return status;
        report_done(import, input);
    }
    return STATUS_OK;
}

/* Takes the ring's next file. STATUS_NOMEM. */
static enum status begin_file(struct import *import, const char *argument, const struct walked_file *walked)
{
    if (import->files[import->file].sent)
        import->file = (import->file + 1) % FILES;
    struct import_file *file = &import->files[import->file];
    free(file->path);
    free(file->inner);
    *file = (struct import_file){.path = strdup(strcmp(walked->path, "-") == 0 ? "stdin" : walked->path),
                                 .inner = strdup(walked->inner),
                                 .argument = argument};
    if (import->options->resume && !import_mark_of(walked->path, &file->mark))
        file->mark = (struct import_mark){0};
    return file->path && file->inner ? STATUS_OK : STATUS_NOMEM;
}

/* After which item of a file to go on; UINT64_MAX: all of it was done, or it comes before where the import stood. */
static uint64_t done_before(struct import *import, const char *argument, const struct walked_file *walked)
{
    const struct import_place *place = import->options->resume ? import_state_find(&import->state, argument) : NULL;
    int order = place ? file_walk_compare(walked->inner, place->inner) : 1;
    if (order != 0)
        return order < 0 ? UINT64_MAX : 0;
    struct import_mark now;
    if (!import_mark_holds(&place->mark, walked->path)) {
        import_report_problem(&import->report, (struct window_tag){.file = walked->path},
                              "not the file that it was: imported from its beginning");
        return 0;
    }
    bool same = import_mark_of(walked->path, &now) && now.size == place->mark.size;
    return place->whole && same ? UINT64_MAX : place->item;
}

/* One file, from where an earlier import stopped. */
static enum status import_file(struct import *import, const char *argument, const struct walked_file *walked)
{
    uint64_t behind = done_before(import, argument, walked);
    if (behind == UINT64_MAX) {
        import_report_passed(&import->report, "files done before");
        return STATUS_OK;
    }
    enum status status = begin_file(import, argument, walked);
    if (status != STATUS_OK)
        return status;
    struct items *items = NULL;
    struct items_place place = {.path = walked->path,
                                .name = *walked->inner ? walked->inner : NULL,
                                .base = import->options->base_url,
                                .found = walked->found};
    errno = walked->error;
    status = walked->error ? STATUS_IO : items_open(&place, &items);
    if (status != STATUS_OK) {
        import->input_failed = true;
        import_report_problem(&import->report, (struct window_tag){.file = walked->path},
                              status == STATUS_NOMEM ? "out of memory" : strerror(errno));
        return STATUS_OK;
    }
    import->report.noun = items_noun(items);
    status = import_items(import, items, behind);
    struct import_file *file = &import->files[import->file];
    if (file->ended && file->sent && window_count(import->window) == 0 && !import->report.fatal)
        note(import, file, file->sent);
    items_close(items);
    return status;
}

/* All files that an argument stands for. */
static enum status import_argument(struct import *import, const char *argument)
{
    struct file_walk *walk;
    struct walked_file file;
    enum status status = file_walk_open(argument, &walk);
    if (status != STATUS_OK)
        return status;
    enum status walked = STATUS_OK;
    while (status == STATUS_OK && !import->report.fatal && !import->interrupt.seen &&
           (walked = file_walk_next(walk, &file)) == STATUS_OK)
        status = import_file(import, argument, &file);
    if (walked == STATUS_IO) {
        import->input_failed = true;
        import_report_problem(&import->report, (struct window_tag){.file = argument}, strerror(errno));
    }
    file_walk_close(walk);
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
                       "%s; acknowledged: %llu lines, all up to %.150s:%llu; of the next %zu it is not known",
                       window_why(import->window), (unsigned long long)(report->answered - report->failed),
                       report->last.file, (unsigned long long)report->last.line, window_count(import->window));
    else
        (void)snprintf(text, sizeof text, "%s; no line was acknowledged", window_why(import->window));
    import_report_problem(report, (struct window_tag){0}, text);
    import_report_problem(report, (struct window_tag){0},
                          "run it again, or with --retry SECONDS: what is kept already is not kept twice");
}

/* Says why it did not come to its end, if it did not. */
static void tell_end(struct import *import, enum status status)
{
    if (status == STATUS_NOMEM)
        import_report_problem(&import->report, (struct window_tag){0}, "out of memory");
    else if (status != STATUS_OK)
        tell_broken(import);
    else if (import->report.fatal)
        import_report_problem(&import->report, import->report.last, "stopped here: the lines after this were not sent");
    else if (import->interrupt.seen)
        import_report_problem(&import->report, (struct window_tag){0},
                              "interrupted; the same command goes on where this stopped");
}

/* What --resume needs; false with the exit status in *exit. */
static bool prepare_resume(struct import *import, int *exit)
{
    char problem[160];
    *exit = CLIENT_USAGE;
    if (!import->options->resume)
        return true;
    for (int i = 0; i < import->options->argument_count; i++)
        if (strcmp(import->options->arguments[i], "-") == 0) {
            (void)fprintf(stderr, "shinglectl: --resume cannot go on with standard input\n");
            return false;
        }
    if (!import_state_open(&import->state, import->options->resume, problem)) {
        (void)fprintf(stderr, "shinglectl: %s\n", problem);
        return false;
    }
    interrupt_open(&import->interrupt);
    return true;
}

static int run(struct import *import, struct client *client)
{
    const struct options *options = import->options;
    enum status status = STATUS_OK;
    import_report_open(&import->report, options);
    for (int i = 0;
         i < options->argument_count && status == STATUS_OK && !import->report.fatal && !import->interrupt.seen; i++)
        status = import_argument(import, options->arguments[i]);
    if (status == STATUS_OK)
        status = drain(import);
    tell_end(import, status);
    save(import);
    bool failed = import->input_failed || import->report.failed || import->report.fatal || import->interrupt.seen;
    failed |= !import_report_close(&import->report);
    connection_close(client);
    if (status != STATUS_OK && status != STATUS_NOMEM)
        return CLIENT_UNREACHABLE;
    return failed || status != STATUS_OK ? CLIENT_FAILED : CLIENT_OK;
}

int import_run(struct client *client, const struct options *options)
{
    struct import *import = calloc(1, sizeof *import);
    int exit = CLIENT_FAILED;
    if (!import) {
        (void)fputs("shinglectl: out of memory\n", stderr);
        return exit;
    }
    import->options = options;
    import->interrupt = (struct interrupt)INTERRUPT_NONE;
    if (prepare_resume(import, &exit)) {
        exit = CLIENT_UNREACHABLE;
        if (connection_open(client, false)) {
            import->window = window_open(client, options->window, options->retry_s);
            exit = import->window ? run(import, client) : CLIENT_FAILED;
            if (!import->window)
                (void)fputs("shinglectl: out of memory\n", stderr);
        }
    }
    if (import->window)
        window_close(import->window);
    import_state_close(&import->state);
    interrupt_close(&import->interrupt);
    for (size_t i = 0; i < FILES; i++) {
        free(import->files[i].path);
        free(import->files[i].inner);
    }
    free(import);
    return exit;
}
