#include "daemon/wire/reply.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void build(struct reply *reply)
{
    reply_simple(reply, "OK");
    reply_text(reply, BYTES("a\r\nb"));
    reply_string(reply, NULL);
    reply_text_or_null(reply, BYTES(""));
    reply_integer(reply, 0);
    reply_integer(reply, INT64_MIN);
    reply_integer(reply, INT64_MAX);
    reply_id(reply, 0);
    reply_id(reply, 17);
    reply_double(reply, 0.93);
    reply_double(reply, 1);
    reply_double(reply, NAN);
    reply_boolean(reply, true);
    reply_boolean(reply, false);
    reply_array(reply, 2);
    reply_set(reply, 3);
    reply_map(reply, 4);
    reply_prose(reply, BYTES("x:1\r\n"));
    reply_error(reply, STATUS_TOOBIG, NULL);
    reply_error(reply, STATUS_BADARG, "a\r\n+OK %d", 7);
    reply_error_word(reply, "ERR", "unknown command '%s'", "x");
}

static void check(enum reply_form form, const char *wanted)
{
    struct reply reply = {.form = form};
    build(&reply);
    writer_u8(&reply.out, 0);
    assert_string_equal((char *)reply.out.at, wanted);
    writer_close(&reply.out);
}

static void test_resp2(void **state)
{
    (void)state;
    check(REPLY_RESP2, "+OK\r\n$4\r\na\r\nb\r\n$-1\r\n$-1\r\n:0\r\n:-9223372036854775808\r\n:9223372036854775807\r\n"
                       "$-1\r\n:17\r\n$4\r\n0.93\r\n$1\r\n1\r\n$-1\r\n:1\r\n:0\r\n*2\r\n*3\r\n*8\r\n$5\r\nx:1\r\n\r\n"
                       "-TOOBIG over a limit\r\n-BADARG a  +OK 7\r\n-ERR unknown command 'x'\r\n");
}

static void test_resp3(void **state)
{
    (void)state;
    check(REPLY_RESP3, "+OK\r\n$4\r\na\r\nb\r\n_\r\n_\r\n:0\r\n:-9223372036854775808\r\n:9223372036854775807\r\n"
                       "_\r\n:17\r\n,0.93\r\n,1\r\n_\r\n#t\r\n#f\r\n*2\r\n~3\r\n%4\r\n=9\r\ntxt:x:1\r\n\r\n"
                       "-TOOBIG over a limit\r\n-BADARG a  +OK 7\r\n-ERR unknown command 'x'\r\n");
}

static void test_error_is_cut(void **state)
{
    (void)state;
    struct reply reply = {.form = REPLY_RESP2};
    char text[2 * REPLY_ERROR_SIZE];
    memset(text, 'x', sizeof text);
    reply_error(&reply, STATUS_IO, "%.*s", (int)sizeof text, text);
    assert_int_equal(reply.out.size, strlen("-IO ") + REPLY_ERROR_SIZE - 1 + 2);
    reply_rewind(&reply, 0);
    assert_int_equal(reply.out.size, 0);
    writer_close(&reply.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resp2),
        cmocka_unit_test(test_resp3),
        cmocka_unit_test(test_error_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
