#include "client/input.h"

#include "shingle/base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

enum packing { PLAIN, GZIP, ZSTD, PACKINGS };

/* Writes content to a new file, packed; the caller removes it. */
static char *file_with(struct bytes content, enum packing packing, size_t cut)
{
    static char path[64];
    (void)snprintf(path, sizeof path, "/tmp/shingled-input-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    size_t room = content.size + content.size / 10 + 1024;
    uint8_t *packed = malloc(room);
    assert_non_null(packed);
    size_t size = content.size;
    if (packing == PLAIN && content.size) {
        memcpy(packed, content.at, content.size);
    } else if (packing == ZSTD) {
        size = ZSTD_compress(packed, room, content.at, content.size, 1);
    } else if (packing == GZIP) {
        /* Two members, as when files are concatenated. */
        size = 0;
        for (size_t half = 0; half < 2; half++) {
            z_stream stream = {0};
            struct bytes part = half ? bytes_from(content, content.size / 2) : bytes_upto(content, content.size / 2);
            assert_int_equal(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
            uint8_t *copy = malloc(part.size + 1);
            assert_non_null(copy);
            memcpy(copy, part.at, part.size);
            stream.next_in = copy;
            stream.avail_in = (unsigned)part.size;
            stream.next_out = packed + size;
            stream.avail_out = (unsigned)(room - size);
            assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
            size = room - stream.avail_out;
            free(copy);
            assert_int_equal(deflateEnd(&stream), Z_OK);
        }
    }
    assert_int_equal(write(file, packed, size - cut), (ssize_t)(size - cut));
    free(packed);
    assert_int_equal(close(file), 0);
    return path;
}

/* All lines of a file, each with a bar behind it. */
static enum status read_lines(const char *path, struct writer *out)
{
    struct input *input;
    struct bytes line;
    enum status status = input_open(path, &input);
    if (status != STATUS_OK)
        return status;
    while ((status = input_line(input, &line)) == STATUS_OK) {
        writer_bytes(out, line);
        writer_u8(out, '|');
    }
    uint64_t done, size;
    input_progress(input, &done, &size);
    if (status == STATUS_END)
        assert_int_equal(done, size);
    input_close(input);
    return status;
}

static void lines_are_read_however_packed(void **state)
{
    (void)state;
    static const struct {
        const char *content, *lines;
    } rows[] = {
        {"", ""},
        {"\n", "|"},
        {"a", "a|"},
        {"a\nb\n", "a|b|"},
        {"a\r\nb", "a|b|"},
        {"\n\na\n\n", "||a||"},
        {"{\"id\":\"1\"}\n{\"id\":\"2\"}\n", "{\"id\":\"1\"}|{\"id\":\"2\"}|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (enum packing packing = PLAIN; packing < PACKINGS; packing++) {
            struct writer lines = {0};
            char *path = file_with(bytes_of_string(rows[i].content), packing, 0);
            assert_int_equal(read_lines(path, &lines), STATUS_END);
            if (!bytes_equal(writer_view(&lines), bytes_of_string(rows[i].lines)))
                fail_msg("row %zu packing %d: %" BYTES_FORMAT, i, packing, BYTES_ARGS(writer_view(&lines)));
            writer_close(&lines);
            assert_int_equal(unlink(path), 0);
        }
}

static void long_lines_cross_every_buffer(void **state)
{
    (void)state;
    struct writer content = {0};
    for (size_t i = 0; i < 40; i++) {
        for (size_t j = 0; j < i * 9973; j++)
            writer_u8(&content, (uint8_t)('a' + (i * 31 + j * 7) % 26));
        writer_u8(&content, '\n');
    }
    struct writer expected = {0};
    for (size_t i = 0; i < content.size; i++)
        writer_u8(&expected, content.at[i] == '\n' ? '|' : content.at[i]);
    for (enum packing packing = PLAIN; packing < PACKINGS; packing++) {
        struct writer lines = {0};
        char *path = file_with(writer_view(&content), packing, 0);
        assert_int_equal(read_lines(path, &lines), STATUS_END);
        assert_true(bytes_equal(writer_view(&lines), writer_view(&expected)));
        writer_close(&lines);
        assert_int_equal(unlink(path), 0);
    }
    writer_close(&content);
    writer_close(&expected);
}

static void cut_files_are_told(void **state)
{
    (void)state;
    struct writer content = {0};
    for (size_t i = 0; i < 5000; i++)
        writer_format(&content, "line %zu\n", i * i);
    for (enum packing packing = GZIP; packing < PACKINGS; packing++) {
        struct writer lines = {0};
        char *path = file_with(writer_view(&content), packing, 100);
        assert_int_equal(read_lines(path, &lines), STATUS_DAMAGED);
        writer_close(&lines);
        assert_int_equal(unlink(path), 0);
    }
    writer_close(&content);
    struct writer lines = {0};
    char *path = file_with(BYTES("\x1f\x8b\x08 nothing of the kind"), PLAIN, 0);
    assert_int_equal(read_lines(path, &lines), STATUS_DAMAGED);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(read_lines("no/such/file", &lines), STATUS_NOTFOUND);
    assert_int_equal(read_lines("tests", &lines), STATUS_IO);
    writer_close(&lines);
}

static void a_line_past_the_limit_is_skipped(void **state)
{
    (void)state;
    struct writer content = {0};
    struct input *input;
    struct bytes line;
    memset(writer_reserve(&content, INPUT_LINE_MAX + 3), 'x', INPUT_LINE_MAX + 3);
    content.size = INPUT_LINE_MAX;
    writer_bytes(&content, BYTES("\n"));
    char *path = file_with(writer_view(&content), PLAIN, 0);
    assert_int_equal(input_open(path, &input), STATUS_OK);
    assert_int_equal(input_line(input, &line), STATUS_OK);
    assert_int_equal(line.size, INPUT_LINE_MAX);
    input_close(input);
    assert_int_equal(unlink(path), 0);

    content.at[INPUT_LINE_MAX] = 'x';
    writer_bytes(&content, BYTES("\nnext"));
    path = file_with(writer_view(&content), ZSTD, 0);
    assert_int_equal(input_open(path, &input), STATUS_OK);
    assert_int_equal(input_line(input, &line), STATUS_TOOBIG);
    assert_int_equal(input_line(input, &line), STATUS_OK);
    assert_true(bytes_equal(line, BYTES("next")));
    assert_int_equal(input_line(input, &line), STATUS_END);
    input_close(input);
    assert_int_equal(unlink(path), 0);
    writer_close(&content);
}

static void all_of_a_file_is_read(void **state)
{
    (void)state;
    struct input *input;
    struct bytes all;
    char *path = file_with(BYTES("ab\r\ncd"), GZIP, 0);
    assert_int_equal(input_open(path, &input), STATUS_OK);
    assert_int_equal(input_rest(input, 6, &all), STATUS_OK);
    assert_true(bytes_equal(all, BYTES("ab\r\ncd")));
    input_close(input);
    assert_int_equal(input_open(path, &input), STATUS_OK);
    assert_int_equal(input_rest(input, 5, &all), STATUS_TOOBIG);
    input_close(input);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_however_packed),
        cmocka_unit_test(long_lines_cross_every_buffer),
        cmocka_unit_test(cut_files_are_told),
        cmocka_unit_test(a_line_past_the_limit_is_skipped),
        cmocka_unit_test(all_of_a_file_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
