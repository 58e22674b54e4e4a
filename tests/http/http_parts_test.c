/* Targets taken apart, chunks put together, replies made JSON. */
#include "daemon/http/http_chunks.h"
#include "daemon/http/http_target.h"
#include "daemon/http/resp_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect_segments(struct arena *arena, struct bytes path, const char *joined, enum status end)
{
    struct writer all = {0};
    struct bytes segment;
    enum status status;
    while ((status = http_target_segment(&path, arena, &segment)) == STATUS_OK)
        writer_format(&all, "<%" BYTES_FORMAT ">", BYTES_ARGS(segment));
    assert_int_equal(status, end);
    assert_true(bytes_equal(writer_view(&all), bytes_of_string(joined)));
    writer_close(&all);
}

static void expect_parameters(struct arena *arena, struct bytes query, const char *joined, enum status end)
{
    struct writer all = {0};
    struct bytes name;
    struct bytes value;
    enum status status;
    while ((status = http_target_parameter(&query, arena, &name, &value)) == STATUS_OK)
        writer_format(&all, "<%" BYTES_FORMAT "=%" BYTES_FORMAT ">", BYTES_ARGS(name), BYTES_ARGS(value));
    assert_int_equal(status, end);
    assert_true(bytes_equal(writer_view(&all), bytes_of_string(joined)));
    writer_close(&all);
}

static void test_targets(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 0);
    expect_segments(&arena, BYTES("/a/b%2fc/%e9/"), "<a><b/c><\xe9><>", STATUS_END);
    expect_segments(&arena, BYTES("/"), "<>", STATUS_END);
    expect_segments(&arena, BYTES(""), "", STATUS_END);
    expect_segments(&arena, BYTES("a"), "", STATUS_BADARG);
    expect_segments(&arena, BYTES("/a/%"), "<a>", STATUS_BADARG);
    expect_segments(&arena, BYTES("/a/%4"), "<a>", STATUS_BADARG);
    expect_segments(&arena, BYTES("/%41"), "<A>", STATUS_END);
    expect_segments(&arena, BYTES("/%g1/a"), "", STATUS_BADARG);
    expect_segments(&arena, BYTES("/a+b"), "<a+b>", STATUS_END);
    expect_parameters(&arena, BYTES("a=1&b=x%20y+z&&c&=d&e==f"), "<a=1><b=x y z><c=><=d><e==f>", STATUS_END);
    expect_parameters(&arena, BYTES("a=1&b=%zz&c=1"), "<a=1>", STATUS_BADARG);
    expect_parameters(&arena, BYTES("&&&"), "", STATUS_END);
    arena_close(&arena);
}

/* The body that chunks hold, fed in pieces of step bytes; false when they are refused or not complete. */
static bool unchunk(struct bytes input, size_t step, struct writer *body, size_t *used)
{
    struct http_chunks chunks = {0};
    *used = 0;
    while (!chunks.done && *used < input.size) {
        struct bytes data;
        size_t taken = http_chunks_feed(&chunks, bytes_upto(bytes_from(input, *used), step), &data);
        if (taken == SIZE_MAX)
            return false;
        writer_bytes(body, data);
        *used += taken;
    }
    return chunks.done;
}

static const struct {
    struct bytes input;
    const char *body; /* NULL: refused, or more is wanted */
    size_t rest;      /* bytes behind it */
} chunked[] = {
    {BYTES("5\r\nhello\r\n0\r\n\r\n"), "hello", 0},
    {BYTES("5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n00\r\nT: v\r\n\r\nGET"), "hello0123456789", 3},
    {BYTES("0\r\n\r\n"), "", 0},
    {BYTES("5\r\nhello"), NULL, 0},
    {BYTES("5\nhello\r\n0\r\n\r\n"), NULL, 0},
    {BYTES("5\r\nhelloX\r\n0\r\n\r\n"), NULL, 0},
    {BYTES("\r\n"), NULL, 0},
    {BYTES("-1\r\n"), NULL, 0},
    {BYTES("0x5\r\nhello\r\n"), NULL, 0},
    {BYTES("1000000000000000\r\n"), NULL, 0}, /* 16 digits */
    {BYTES("0\r\n\n"), NULL, 0},
    {BYTES("0\r\na\rb\r\n\r\n"), NULL, 0},
    {BYTES("0\r\na\0b\r\n\r\n"), NULL, 0},
};

static void test_chunks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof chunked / sizeof *chunked; i++) {
        for (size_t step = 1; step <= chunked[i].input.size; step++) {
            struct writer body = {0};
            size_t used;
            bool whole = unchunk(chunked[i].input, step, &body, &used);
            assert_int_equal(whole, chunked[i].body != NULL);
            if (whole) {
                assert_true(bytes_equal(writer_view(&body), bytes_of_string(chunked[i].body)));
                assert_int_equal(chunked[i].input.size - used, chunked[i].rest);
            }
            writer_close(&body);
        }
    }
}

static void test_chunks_at_their_edges(void **state)
{
    (void)state;
    for (size_t more = 0; more <= 1; more++) {
        struct writer line = {0};
        struct writer trailer = {0};
        struct writer body = {0};
        size_t used;
        writer_format(&line, "0;%0*d\r\n\r\n", HTTP_CHUNKS_LINE - 1 + (int)more, 7);
        writer_format(&trailer, "0\r\n%0*d\r\n\r\n", HTTP_CHUNKS_TRAILER - 4 + (int)more, 7);
        assert_int_equal(unchunk(writer_view(&line), SIZE_MAX, &body, &used), !more);
        assert_int_equal(unchunk(writer_view(&trailer), SIZE_MAX, &body, &used), !more);
        writer_close(&line);
        writer_close(&trailer);
        writer_close(&body);
    }
}

static const struct {
    struct bytes reply;
    const char *json; /* NULL: no reply */
} replies[] = {
    {BYTES("%2\r\n$2\r\nid\r\n:17\r\n$1\r\ns\r\n,0.93\r\n"), "{\"id\":17,\"s\":0.93}"},
    {BYTES("*3\r\n_\r\n#t\r\n#f\r\n"), "[null,true,false]"},
    {BYTES("~1\r\n+OK\r\n"), "[\"OK\"]"},
    {BYTES("$-1\r\n"), "null"},
    {BYTES("=7\r\ntxt:abc\r\n"), "\"abc\""},
    {BYTES("$3\r\na\"\n\r\n"), "\"a\\\"\\n\""},
    {BYTES("$2\r\na\xff\r\n"), "\"a\xef\xbf\xbd\""},
    {BYTES(":-9223372036854775808\r\n"), "-9223372036854775808"},
    {BYTES("*0\r\n"), "[]"},
    {BYTES(""), NULL},
    {BYTES("$3\r\nab\r\n"), NULL},
    {BYTES("*2\r\n:1\r\n"), NULL},
    {BYTES(":1\r\n:2\r\n"), NULL},
    {BYTES("%1\r\n:1\r\n:2\r\n"), NULL},
    {BYTES("*99999999999999999999\r\n"), NULL},
    {BYTES("*18446744073709551615\r\n"), NULL},
    {BYTES("$18446744073709551615\r\na\r\n"), NULL},
    {BYTES("=2\r\nab\r\n"), NULL},
    {BYTES(":x\r\n"), NULL},
    {BYTES("?\r\n"), NULL},
};

static void test_replies_as_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        json_t *value;
        struct writer out = {0};
        enum status status = resp_json(replies[i].reply, &value);
        assert_int_equal(status, replies[i].json ? STATUS_OK : STATUS_DAMAGED);
        if (replies[i].json) {
            json_write(value, &out);
            assert_true(bytes_equal(writer_view(&out), bytes_of_string(replies[i].json)));
        }
        json_decref(value);
        writer_close(&out);
    }
}

static void test_depth_at_its_edge(void **state)
{
    (void)state;
    for (int depth = RESP_JSON_DEPTH; depth <= RESP_JSON_DEPTH + 1; depth++) {
        struct writer reply = {0};
        json_t *value;
        for (int i = 0; i < depth; i++)
            writer_format(&reply, "*1\r\n");
        writer_format(&reply, ":1\r\n");
        assert_int_equal(resp_json(writer_view(&reply), &value), depth > RESP_JSON_DEPTH ? STATUS_DAMAGED : STATUS_OK);
        json_decref(value);
        writer_close(&reply);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_targets),
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_chunks_at_their_edges),
        cmocka_unit_test(test_replies_as_json),
        cmocka_unit_test(test_depth_at_its_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
