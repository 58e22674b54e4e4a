/*
 *    file --read--> raw --inflate or ZSTD--> text: [ handed out | lines to come | room ]
 *
 * Plain files are read straight into text. A line is a view of text; memory grows to the longest line.
 */
#include "client/input.h"

#include "shingle/base/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW_SIZE = 128 << 10, MAGIC_SIZE = 4, GZIP_WINDOW = 15 + 16 };

enum kind { KIND_PLAIN, KIND_GZIP, KIND_ZSTD };

struct input {
    int file;
    bool regular;
    uint64_t file_size, file_done;
    enum kind kind;
    uint8_t *raw; /* RAW_SIZE bytes; raw_at .. raw_size are not decoded yet */
    size_t raw_at, raw_size;
    bool file_ended;
    bool frame_open; /* the compressed data is inside a member or frame */
    z_stream gzip;
    ZSTD_DCtx *zstd;
    struct writer text; /* handed_out .. size is to come */
    size_t handed_out;
    size_t searched; /* bytes behind handed_out that have no line feed */
    bool skipping;   /* dropping the rest of a line that is too long */
    const char *why;
};

static enum status fail(struct input *input, enum status status, const char *why)
{
    input->why = why;
    return status;
}

/* Reads what the file has next into raw, behind what is there. */
static enum status read_raw(struct input *input)
{
    if (input->raw_at == input->raw_size)
        input->raw_at = input->raw_size = 0;
    ssize_t got;
    do
        got = read(input->file, input->raw + input->raw_size, RAW_SIZE - input->raw_size);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return fail(input, STATUS_IO, strerror(errno));
    input->file_ended = got == 0;
    input->raw_size += (size_t)got;
    input->file_done += (uint64_t)got;
    return STATUS_OK;
}

/* Looks at the first bytes (RFC 1952, RFC 8878) and makes a decoder. */
static enum status detect(struct input *input)
{
    static const uint8_t gzip[] = {0x1f, 0x8b}, zstd[] = {0x28, 0xb5, 0x2f, 0xfd};
    enum status status = STATUS_OK;
    while (status == STATUS_OK && !input->file_ended && input->raw_size < MAGIC_SIZE)
        status = read_raw(input);
    if (status != STATUS_OK)
        return status;
    if (input->raw_size >= sizeof gzip && memcmp(input->raw, gzip, sizeof gzip) == 0) {
        input->kind = KIND_GZIP;
        return inflateInit2(&input->gzip, GZIP_WINDOW) == Z_OK ? STATUS_OK : STATUS_NOMEM;
    }
    if (input->raw_size >= sizeof zstd && memcmp(input->raw, zstd, sizeof zstd) == 0) {
        input->kind = KIND_ZSTD;
        input->zstd = ZSTD_createDCtx();
        if (!input->zstd ||
            ZSTD_isError(ZSTD_DCtx_setParameter(input->zstd, ZSTD_d_windowLogMax, INPUT_ZSTD_WINDOW_LOG)))
            return STATUS_NOMEM;
    }
    return STATUS_OK;
}

enum status input_open(const char *path, struct input **out)
{
    *out = NULL;
    struct input *input = calloc(1, sizeof *input);
    if (!input)
        return STATUS_NOMEM;
    input->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    struct stat info;
    enum status status = STATUS_OK;
    if (input->file < 0 || fstat(input->file, &info) != 0) {
        status = errno == ENOENT ? STATUS_NOTFOUND : STATUS_IO;
    } else if (S_ISDIR(info.st_mode)) {
        errno = EISDIR;
        status = STATUS_IO;
    } else {
        input->regular = S_ISREG(info.st_mode);
        input->file_size = input->regular ? (uint64_t)info.st_size : 0;
        input->raw = malloc(RAW_SIZE);
        status = input->raw ? detect(input) : STATUS_NOMEM;
    }
    if (status == STATUS_OK) {
        *out = input;
    } else {
        int error = errno;
        input_close(input);
        errno = error;
    }
    return status;
}

void input_close(struct input *input)
{
    if (!input)
        return;
    if (input->file > STDIN_FILENO)
        (void)close(input->file);
    if (input->kind == KIND_GZIP)
        (void)inflateEnd(&input->gzip);
    (void)ZSTD_freeDCtx(input->zstd);
    free(input->raw);
    writer_close(&input->text);
    free(input);
}

/* One inflate step from raw to room; members may follow each other (RFC 1952, 2.2). */
static enum status step_gzip(struct input *input, uint8_t *room, size_t *size)
{
    if (!input->frame_open && inflateReset(&input->gzip) != Z_OK)
        return fail(input, STATUS_NOMEM, "out of memory");
    input->frame_open = true;
    input->gzip.next_in = input->raw + input->raw_at;
    input->gzip.avail_in = (unsigned)(input->raw_size - input->raw_at);
    input->gzip.next_out = room;
    input->gzip.avail_out = (unsigned)*size;
    int result = inflate(&input->gzip, Z_NO_FLUSH);
    input->raw_at = input->raw_size - input->gzip.avail_in;
    *size -= input->gzip.avail_out;
    if (result == Z_STREAM_END)
        input->frame_open = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return fail(input, STATUS_DAMAGED, "the gzip data is damaged");
    return STATUS_OK;
}

static enum status step_zstd(struct input *input, uint8_t *room, size_t *size)
{
    ZSTD_inBuffer from = {input->raw, input->raw_size, input->raw_at};
    ZSTD_outBuffer to = {room, *size, 0};
    size_t result = ZSTD_decompressStream(input->zstd, &to, &from);
    input->raw_at = from.pos;
    *size = to.pos;
    if (ZSTD_isError(result))
        return fail(input, STATUS_DAMAGED, ZSTD_getErrorName(result));
    input->frame_open = result != 0;
    return STATUS_OK;
}

static enum status step_plain(struct input *input, uint8_t *room, size_t *size)
{
    size_t left = input->raw_size - input->raw_at;
    *size = left < *size ? left : *size;
    memcpy(room, input->raw + input->raw_at, *size);
    input->raw_at += *size;
    return STATUS_OK;
}

/* Appends what comes next to text. STATUS_END when there is nothing more. */
static enum status more_text(struct input *input)
{
    if (input->handed_out) {
        memmove(input->text.at, input->text.at + input->handed_out, input->text.size - input->handed_out);
        input->text.size -= input->handed_out;
        input->handed_out = 0;
    }
    for (;;) {
        if (input->raw_at == input->raw_size && !input->file_ended) {
            enum status status = read_raw(input);
            if (status != STATUS_OK)
                return status;
        }
        bool drained = input->raw_at == input->raw_size;
        size_t size = RAW_SIZE;
        if (drained && !input->frame_open)
            return STATUS_END;
        uint8_t *room = writer_reserve(&input->text, size);
        if (!room)
            return fail(input, STATUS_NOMEM, "out of memory");
        enum status status = input->kind == KIND_GZIP   ? step_gzip(input, room, &size)
                             : input->kind == KIND_ZSTD ? step_zstd(input, room, &size)
                                                        : step_plain(input, room, &size);
        input->text.size += status == STATUS_OK ? size : 0;
        if (status != STATUS_OK || size)
            return status;
        if (drained && input->frame_open)
            return fail(input, STATUS_DAMAGED, "the compressed data ends too early");
    }
}

/* Hands out size bytes of a line and steps over them and `end` bytes more. */
static struct bytes hand_out(struct input *input, size_t size, size_t end)
{
    struct bytes line = bytes_of(input->text.at + input->handed_out, size);
    input->handed_out += size + end;
    input->searched = 0;
    if (line.at && line.size && line.at[line.size - 1] == '\r')
        line.size--;
    return line;
}

enum status input_line(struct input *input, struct bytes *line)
{
    for (;;) {
        struct bytes waiting = bytes_from(writer_view(&input->text), input->handed_out);
        size_t end = bytes_find(waiting, BYTES("\n"), input->searched);
        if (end != SIZE_MAX) {
            *line = hand_out(input, end, 1);
            bool was_skipping = input->skipping;
            input->skipping = false;
            return was_skipping || end > INPUT_LINE_MAX ? STATUS_TOOBIG : STATUS_OK;
        }
        input->searched = waiting.size;
        if (waiting.size > INPUT_LINE_MAX) {
            input->skipping = true;
            (void)hand_out(input, waiting.size, 0);
        }
        enum status status = more_text(input);
        if (status == STATUS_END && (input->skipping || input->text.size > input->handed_out)) {
            bool was_skipping = input->skipping;
            input->skipping = false;
            *line = hand_out(input, input->text.size - input->handed_out, 0);
            return was_skipping ? STATUS_TOOBIG : STATUS_OK;
        }
        if (status != STATUS_OK)
            return status;
    }
}

bool input_ready(const struct input *input)
{
    struct bytes waiting = bytes_from(writer_view(&input->text), input->handed_out);
    struct pollfd file = {.fd = input->file, .events = POLLIN};
    return input->regular || input->file_ended || bytes_find(waiting, BYTES("\n"), input->searched) != SIZE_MAX ||
           poll(&file, 1, 0) != 0;
}

int input_file(const struct input *input)
{
    return input->file;
}

enum status input_rest(struct input *input, size_t most, struct bytes *all)
{
    enum status status;
    while ((status = more_text(input)) == STATUS_OK)
        if (input->text.size > most)
            return fail(input, STATUS_TOOBIG, "the file is too large");
    *all = writer_view(&input->text);
    return status == STATUS_END ? STATUS_OK : status;
}

enum status input_peek(struct input *input, size_t least, struct bytes *view)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && input->text.size - input->handed_out < least)
        status = more_text(input);
    *view = bytes_from(writer_view(&input->text), input->handed_out);
    return view->size >= least ? STATUS_OK : status;
}

void input_take(struct input *input, size_t size)
{
    input->handed_out += size;
    input->searched = input->searched > size ? input->searched - size : 0;
}

const char *input_why(const struct input *input)
{
    return input->why ? input->why : "cannot be read";
}

void input_progress(const struct input *input, uint64_t *done, uint64_t *size)
{
    *done = input->file_done;
    *size = input->file_size;
}
