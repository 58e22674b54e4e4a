/*
 * Lines of a file that may be compressed: plain, gzip or zstd, told apart by content; "-" is standard input.
 *
 *     struct input *input;
 *     enum status status = input_open("day.jsonl.zst", &input);
 *     struct bytes line;
 *     while (status == STATUS_OK && (status = input_line(input, &line)) == STATUS_OK)
 *         ...
 *     if (status != STATUS_END) ... input_why(input) ...
 *     input_close(input);
 */
#ifndef CLIENT_INPUT_H
#define CLIENT_INPUT_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

struct input;

enum {
    INPUT_LINE_MAX = 64 << 20, /* bytes of a line; a longer one is skipped */
    INPUT_ZSTD_WINDOW_LOG = 27 /* zstd --long=27: 128 MiB of memory at most */
};

/* STATUS_OK; STATUS_NOTFOUND, STATUS_IO (errno tells), STATUS_NOMEM, with *out NULL. */
MUST_CHECK enum status input_open(const char *path, struct input **out);

void input_close(struct input *input);

/*
 * The next line without its end (LF or CR LF), valid until the next call; the last one needs no LF. STATUS_OK;
 * STATUS_END; STATUS_TOOBIG: the line was over INPUT_LINE_MAX and is skipped, the next call goes on behind it;
 * STATUS_DAMAGED: the compressed data is broken or cut short; STATUS_IO; STATUS_NOMEM. After the last three: the end.
 */
MUST_CHECK enum status input_line(struct input *input, struct bytes *line);

/* Whether input_line would answer without waiting for the file: a line is there, or the file can be read. */
bool input_ready(const struct input *input);

/* The file's descriptor, to poll for reading. */
int input_file(const struct input *input);

/* All that is left, of at most most bytes; STATUS_TOOBIG when there is more. Else as input_line, never STATUS_END. */
MUST_CHECK enum status input_rest(struct input *input, size_t most, struct bytes *all);

/*
 * All bytes at hand without taking them, valid until the next call; at least least of them, unless the file ends or
 * fails before. STATUS_OK; where there are fewer the reason why, as input_line has it, with the view of what there is.
 */
MUST_CHECK enum status input_peek(struct input *input, size_t least, struct bytes *view);

/* Steps over size bytes that were peeked at. */
void input_take(struct input *input, size_t size);

/* What went wrong, for people; static or the input's. */
const char *input_why(const struct input *input);

/* Bytes of the file (compressed, if it is) read so far, and its size; 0 when that is not known. */
void input_progress(const struct input *input, uint64_t *done, uint64_t *size);

#endif
