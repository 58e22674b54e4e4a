#include "daemon/wire/command.h"
#include "daemon/wire/resp.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct resp_limits small = {.argument = 8, .request = 20, .inline_line = 16, .arguments = 3};

/*
 * What a run of input does, as text: each request as [a|b] or [a|b!WORD what size/limit] when refused, and ~why when
 * the connection breaks.
 */
static void describe_request(const struct request *request, struct writer *out)
{
    writer_format(out, "[");
    for (uint32_t i = 0; i < request->count; i++) {
        writer_format(out, i ? "|" : "");
        writer_bytes(out, request_argument(request, i));
    }
    if (request->refused != STATUS_OK)
        writer_format(out, "!%s %s", status_word(request->refused), request->refused_what);
    writer_format(out, "]");
}

/* Feeds input in pieces of at most `piece` bytes. */
static char *describe(const struct resp_limits *limits, struct bytes input, size_t piece, struct budget *budget)
{
    struct writer out = {0};
    struct resp_parser parser;
    resp_init(&parser, limits);
    parser.request = request_new(budget);
    while (input.size && parser.event != RESP_BROKEN) {
        size_t used = resp_feed(&parser, bytes_upto(input, piece));
        assert_true(used > 0 || parser.event == RESP_BROKEN);
        input = bytes_from(input, used);
        if (parser.event == RESP_REQUEST) {
            struct request *request = resp_take(&parser);
            describe_request(request, &out);
            request_clear(request, 64);
            parser.request = request;
        }
    }
    if (parser.event == RESP_BROKEN)
        writer_format(&out, "~%s", parser.why);
    else if (!resp_idle(&parser))
        writer_format(&out, "...");
    writer_u8(&out, 0);
    request_free(parser.request);
    assert_false(out.failed);
    return (char *)out.at;
}

static const struct {
    struct bytes input;
    const char *result;
} known[] = {
    {BYTES("*1\r\n$4\r\nPING\r\n"), "[PING]"},
    {BYTES("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n"), "[ECHO|]"},
    {BYTES("*2\r\n$4\r\nECHO\r\n$2\r\n\r\n\r\n*1\r\n$1\r\nA\r\n"), "[ECHO|\r\n][A]"},
    {BYTES("*0\r\nPING\r\n"), "[PING]"},
    {BYTES("\r\n\n  \r\nPING\r\n"), "[PING]"},
    {BYTES("ECHO a\tb\n"), "[ECHO|a|b]"},
    {BYTES("A \"b c\" 'd e'\r\n"), "[A|b c|d e]"},
    {BYTES("A \"\\x41\\n\\\"\"\n"), "[A|A\n\"]"},
    {BYTES("A 'it\\'s' \"\"\n"), "[A|it's|]"},
    {BYTES("A \"\\xg1\\\\\"\n"), "[A|xg1\\]"},
    {BYTES("A \"b\n"), "[A!SYNTAX unbalanced quotes]"},
    {BYTES("A \"b\"c\n"), "[A!SYNTAX unbalanced quotes]"},
    {BYTES("A b c\n"), "[A|b|c]"},
    {BYTES("A b c d\nB\n"), "[A|b|c!TOOBIG number of arguments][B]"},
    {BYTES("0123456789abcdef\n"), "[0123456789abcdef]"},
    {BYTES("0123456789abcdefg\n"), "~an inline command is too long"},
    {BYTES("*3\r\n$1\r\nA\r\n$1\r\nB\r\n$1\r\nC\r\n"), "[A|B|C]"},
    {BYTES("*4\r\n$1\r\nA\r\n$1\r\nB\r\n$1\r\nC\r\n$1\r\nD\r\nP\n"), "[!TOOBIG number of arguments][P]"},
    {BYTES("*2\r\n$1\r\nA\r\n$8\r\n01234567\r\n"), "[A|01234567]"},
    {BYTES("*3\r\n$1\r\nA\r\n$9\r\n012345678\r\n$1\r\nB\r\nP\n"), "[A!TOOBIG argument][P]"},
    {BYTES("*3\r\n$4\r\nABCD\r\n$8\r\n01234567\r\n$8\r\n01234567\r\n"), "[ABCD|01234567|01234567]"},
    {BYTES("*3\r\n$5\r\nABCDE\r\n$8\r\n01234567\r\n$8\r\n01234567\r\nP\n"), "[ABCDE|01234567!TOOBIG request][P]"},
    {BYTES("*1\r\n$4\r\nPI"), "..."},
    {BYTES("*"), "..."},
    {BYTES("PI"), "..."},
    {BYTES("*-1\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*01\r\n"), "~a length has no leading zeros"},
    {BYTES("*+1\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*1\n$4\r\nPING\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*1\rx"), "~CR without LF"},
    {BYTES("*2147483647\r\n"), "~an array has too many elements"},
    {BYTES("*65537\r\n"), "~an array has too many elements"},
    {BYTES("*65536\r\n"), "..."},
    {BYTES("*99999999999\r\n"), "~a length is too large"},
    {BYTES("*1\r\n$-2\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*1\r\n$-1\r\n"), "~a length is digits, ended by CR LF"},
    {BYTES("*1\r\n$9223372036854775807\r\n"), "~a length is too large"},
    {BYTES("*1\r\n$67108864\r\n"), "..."},
    {BYTES("*1\r\n$67108865\r\n"), "~a bulk string is too long"},
    {BYTES("*1\r\n:1\r\n"), "~an argument begins with '$'"},
    {BYTES("*1\r\n$1\r\nAB\r\n"), "~a bulk string ends in CR LF"},
    {BYTES("*1\r\n$1\r\nA\rB"), "~a bulk string ends in CR LF"},
    {BYTES("*1\r\n$1\rA"), "~CR without LF"},
    {BYTES("POST / H\r\n"), "~this is not an HTTP port"},
    {BYTES("host: x\r\n"), "~this is not an HTTP port"},
    {BYTES("A / HTTP/1.1\r\n"), "~this is not an HTTP port"},
    {BYTES("\x16\x03\x01\n"), "~an inline command holds no control bytes"},
    {BYTES("A\0B\n"), "~an inline command holds no control bytes"},
    {BYTES("A\0"), "~an inline command holds no control bytes"},
    {BYTES("A\rB\n"), "~an inline command holds no control bytes"},
    {BYTES("A\x7f\n"), "~an inline command holds no control bytes"},
};

static void test_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *result = describe(&small, known[i].input, SIZE_MAX, NULL);
        assert_string_equal(result, known[i].result);
        free(result);
    }
}

static void test_pieces_make_no_difference(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (size_t piece = 1; piece < 40; piece++) {
            char *result = describe(&small, known[i].input, piece, NULL);
            assert_string_equal(result, known[i].result);
            free(result);
        }
}

/* Random requests, written as RESP and cut at every byte into two, come out as they went in. */
static void test_round_trip_over_every_cut(void **state)
{
    (void)state;
    uint64_t seed = 20240229;
    print_message("seed %llu\n", (unsigned long long)seed);
    static const struct resp_limits wide = {.argument = 300, .request = 4000, .inline_line = 64, .arguments = 12};
    for (int round = 0; round < 60; round++) {
        struct writer input = {0};
        struct writer wanted = {0};
        for (int r = 0; r < 3; r++) {
            uint64_t count = 1 + (seed = mix64(seed)) % 12;
            writer_format(&input, "*%llu\r\n", (unsigned long long)count);
            writer_format(&wanted, "[");
            for (uint64_t a = 0; a < count; a++) {
                uint8_t text[300];
                seed = mix64(seed);
                size_t size = (seed >> 8) % (seed % 7 == 0 ? sizeof text : 9);
                for (size_t b = 0; b < size; b++)
                    text[b] = (uint8_t)((seed = mix64(seed)) % 255 + 1);
                writer_format(&input, "$%zu\r\n", size);
                writer_bytes(&input, bytes_of(text, size));
                writer_format(&input, "\r\n");
                writer_format(&wanted, a ? "|" : "");
                writer_bytes(&wanted, bytes_of(text, size));
            }
            writer_format(&wanted, "]");
        }
        writer_u8(&wanted, 0);
        for (size_t piece = 1; piece <= input.size; piece += 1 + piece / 8) {
            char *result = describe(&wide, writer_view(&input), piece, NULL);
            assert_string_equal(result, (char *)wanted.at);
            free(result);
        }
        writer_close(&input);
        writer_close(&wanted);
    }
}

static void test_memory_follows_what_arrived(void **state)
{
    (void)state;
    struct budget budget = {.cap = SIZE_MAX};
    struct resp_parser parser;
    resp_init(&parser, &RESP_LIMITS_DEFAULT);
    parser.request = request_new(&budget);
    (void)resp_feed(&parser, BYTES("*64\r\n$4194304\r\n0123456789"));
    assert_true(budget_used(&budget) <= 1024);
    assert_true(parser.request->capacity <= 1024);
    request_free(parser.request);
    assert_int_equal(budget_used(&budget), 0);
}

static void test_used_up_budget_refuses_and_recovers(void **state)
{
    (void)state;
    static const struct resp_limits wide = {.argument = 1000, .request = 4000, .inline_line = 64, .arguments = 12};
    char big[900];
    memset(big, 'x', sizeof big);
    struct writer input = {0};
    writer_format(&input, "*2\r\n$1\r\nA\r\n$900\r\n%.900s\r\n*1\r\n$1\r\nB\r\n", big);
    struct budget budget = {.cap = 600};
    char *result = describe(&wide, writer_view(&input), 50, &budget);
    assert_string_equal(result, "[A!BUSY input buffers][B]");
    free(result);
    assert_int_equal(budget_used(&budget), 0);
    budget.cap = 1000;
    result = describe(&wide, writer_view(&input), 50, &budget);
    assert_int_equal(strlen(result), strlen("[A|]") + 900 + strlen("[B]"));
    free(result);
    writer_close(&input);
}

static void test_refused_large_bulk_is_not_kept(void **state)
{
    (void)state;
    struct budget budget = {.cap = SIZE_MAX};
    struct resp_parser parser;
    resp_init(&parser, &RESP_LIMITS_DEFAULT);
    parser.request = request_new(&budget);
    (void)resp_feed(&parser, BYTES("*2\r\n$6\r\nSUBMIT\r\n$8388608\r\n"));
    static uint8_t chunk[65536];
    for (size_t sent = 0; sent < 8388608; sent += sizeof chunk) {
        assert_int_equal(resp_feed(&parser, bytes_of(chunk, sizeof chunk)), sizeof chunk);
        assert_int_equal(parser.event, RESP_MORE);
    }
    assert_true(budget_used(&budget) <= 1024);
    (void)resp_feed(&parser, BYTES("\r\n"));
    assert_int_equal(parser.event, RESP_REQUEST);
    struct request *request = resp_take(&parser);
    assert_int_equal(request->refused, STATUS_TOOBIG);
    assert_int_equal(request->refused_size, 8388608);
    assert_int_equal(request->refused_limit, 4 << 20);
    assert_true(bytes_equal(request_argument(request, 0), BYTES("SUBMIT")));
    assert_int_equal(request->wire_size, 8388608 + 28);
    request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_pieces_make_no_difference),
        cmocka_unit_test(test_round_trip_over_every_cut),
        cmocka_unit_test(test_memory_follows_what_arrived),
        cmocka_unit_test(test_used_up_budget_refuses_and_recovers),
        cmocka_unit_test(test_refused_large_bulk_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
