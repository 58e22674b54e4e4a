#include "client/extract/feed.h"

#include "client/input.h"

#include <errno.h>
#include <string.h>

/* Sends a piece of input, which may be NULL; false to stop. */
static bool send(struct pipeline *pipeline, const struct input *input, struct piece *piece)
{
    if (input)
        input_progress(input, &piece->file_done, &piece->file_size);
    return pipeline_send(pipeline, piece);
}

static bool feed_page(struct pipeline *pipeline, struct input *input, struct piece *piece)
{
    enum status status = input_rest(input, PAGE_CONTENT_MAX, &piece->content);
    if (status == STATUS_TOOBIG)
        piece->problem = "the page is over 16 MiB";
    else if (status != STATUS_OK)
        piece->problem = input_why(input);
    if (piece->problem)
        piece->content = BYTES("");
    return send(pipeline, input, piece);
}

static bool feed_lines(struct pipeline *pipeline, struct input *input, struct piece *piece)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK || status == STATUS_TOOBIG) {
        status = input_line(input, &piece->content);
        piece->line++;
        if (status == STATUS_END)
            return true;
        if (piece->line == 1 && status == STATUS_OK && bytes_starts_with(piece->content, BYTES("\xef\xbb\xbf")))
            piece->content = bytes_from(piece->content, 3);
        if (status == STATUS_OK && bytes_trim(piece->content).size == 0)
            continue;
        piece->problem = status == STATUS_OK       ? NULL
                         : status == STATUS_TOOBIG ? "the line is over 64 MiB"
                                                   : input_why(input);
        if (piece->problem)
            piece->content = BYTES("");
        if (!send(pipeline, input, piece))
            return false;
    }
    return true;
}

static bool feed_file(const char *path, const struct extract_options *options, struct pipeline *pipeline)
{
    struct piece piece = {.file = strcmp(path, "-") == 0 ? "standard input" : path};
    struct input *input;
    enum status status = input_open(path, &input);
    if (status != STATUS_OK) {
        piece.problem = status == STATUS_NOMEM ? status_text(status) : strerror(errno);
        return send(pipeline, NULL, &piece);
    }
    bool more = options->jsonl ? feed_lines(pipeline, input, &piece) : feed_page(pipeline, input, &piece);
    input_close(input);
    return more;
}

void feed_files(const struct extract_options *options, struct pipeline *pipeline)
{
    for (int i = 0; i < options->file_count; i++)
        if (!feed_file(options->files[i], options, pipeline))
            return;
}
