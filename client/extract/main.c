/* shingle-extract: the boilerplate stripper alone, as a filter. */
#include "client/extract/feed.h"
#include "client/extract/options.h"
#include "client/extract/pipeline.h"
#include "client/terminal.h"
#include "shingle/text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BLOCK = 4096 };

/* Processors that this process may run on. */
static size_t processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : count > EXTRACT_THREADS_MAX ? EXTRACT_THREADS_MAX : (size_t)count;
}

/* An argument as UTF-8, in arena. */
static const char *repaired(const char *argument, struct arena *arena)
{
    struct bytes text;
    size_t bad;
    if (!argument || utf8_repair(bytes_of_string(argument), arena, &text, &bad) != STATUS_OK)
        return NULL;
    return (const char *)arena_copy(arena, text).at;
}

/* Keeps a file that is opened from becoming standard input, output or error where the caller closed these. */
static bool open_standard_files(void)
{
    bool output = fcntl(STDOUT_FILENO, F_GETFD) != -1;
    int file;
    do
        file = open("/dev/null", O_RDWR);
    while (file >= 0 && file <= STDERR_FILENO);
    if (file >= 0)
        (void)close(file);
    return output;
}

/* Makes the table of the agencies that the command line adds, in arena. */
static enum extract_exit add_agencies(struct extract_options *options, struct arena *arena)
{
    for (size_t i = 0; i < options->agency_count; i++) {
        const char *item = repaired(options->agency_items[i], arena);
        if (!item || agency_table_make(&item, 1, arena, &options->agencies) != STATUS_OK) {
            (void)fprintf(
                stderr, "shingle-extract: %s: --agency takes up to %d names of %d to %d bytes, | between; try --help\n",
                options->agency_items[i], AGENCY_PARTS_MAX, AGENCY_NAME_LEAST, AGENCY_NAME_BYTES);
            return EXTRACT_USAGE;
        }
        options->agency_items[i] = item;
    }
    if (!options->agency_count)
        return EXTRACT_OK;
    enum status status = agency_table_make(options->agency_items, options->agency_count, arena, &options->agencies);
    if (status == STATUS_OK)
        return EXTRACT_OK;
    (void)fprintf(stderr, "shingle-extract: --agency: %s\n", status_text(status));
    return EXTRACT_FAILED;
}

static struct verdict_look look_of_terminal(void)
{
    return (struct verdict_look){.columns = terminal_is(stdout) ? terminal_columns(stdout) : SIZE_MAX,
                                 .colour = terminal_has_colour(stdout)};
}

static enum extract_exit run(struct extract_options *options)
{
    static char dash[] = "-";
    char *standard[] = {dash};
    if (options->file_count == 0) {
        options->files = standard;
        options->file_count = 1;
    }
    if (!options->threads)
        options->threads = processors();
    if (!options->jsonl && options->threads > (size_t)options->file_count)
        options->threads = (size_t)options->file_count;
    struct pipeline *pipeline = pipeline_open(options, look_of_terminal());
    if (!pipeline) {
        (void)fputs("shingle-extract: memory or threads ran out\n", stderr);
        return EXTRACT_FAILED;
    }
    feed_files(options, pipeline);
    return pipeline_close(pipeline);
}

int main(int argc, char **argv)
{
    struct extract_options options;
    enum extract_exit code;
    if (!open_standard_files()) {
        (void)fputs("shingle-extract: standard output is closed\n", stderr);
        return EXTRACT_FAILED;
    }
    if (!extract_options_read(argc, argv, &options, &code))
        return (int)code;
    struct arena arena;
    arena_init(&arena, ARENA_BLOCK, 0);
    options.url = repaired(options.url, &arena);
    options.title = repaired(options.title, &arena);
    code = add_agencies(&options, &arena);
    if (code == EXTRACT_OK)
        code = run(&options);
    arena_close(&arena);
    return (int)code;
}
