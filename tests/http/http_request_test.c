#include "daemon/http/http_request.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct {
    struct bytes head;
    enum http_reading reading;
    const char *path;
} known[] = {
    {BYTES("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_READING_DONE, "/metrics"},
    {BYTES("GET / HTTP/1.0\r\n\r\n"), HTTP_READING_DONE, "/"},
    {BYTES("GET /a?b=c/d HTTP/1.1\r\n\r\n"), HTTP_READING_DONE, "/a"},
    {BYTES("HEAD /healthz HTTP/1.1\r\n\r\n"), HTTP_READING_DONE, "/healthz"},
    {BYTES("GET / HTTP/1.1\r\nContent-Length: 0\r\n\r\nGET /b HTTP/1.1\r\n\r\n"), HTTP_READING_DONE, "/"},
    {BYTES(""), HTTP_READING_MORE, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\n"), HTTP_READING_MORE, NULL},
    {BYTES("GET / HTTP/1.1\nHost: x\n\n"), HTTP_READING_MORE, NULL},
    {BYTES("\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET /\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET  / HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET x HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET http://x/ HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / FTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nnocolon\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\n: x\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost : x\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: \x7f\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("POST / HTTP/1.1\r\n\r\n"), HTTP_READING_METHOD, NULL},
    {BYTES("get / HTTP/1.1\r\n\r\n"), HTTP_READING_METHOD, NULL},
    {BYTES("GET / HTTP/2.0\r\n\r\n"), HTTP_READING_VERSION, NULL},
    {BYTES("GET / HTTP/1.1 \r\n\r\n"), HTTP_READING_VERSION, NULL},
    {BYTES("GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n"), HTTP_READING_BODY, NULL},
    {BYTES("GET / HTTP/1.1\r\ncontent-length: +0\r\n\r\n"), HTTP_READING_BODY, NULL},
    {BYTES("GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n"), HTTP_READING_BODY, NULL},
    {BYTES("GET / HTTP/1.1\r\nTransfer-Encoding: identity\r\n\r\n"), HTTP_READING_BODY, NULL},
};

static void test_known_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct http_request request = {0};
        enum http_reading reading = http_request_read(known[i].head, &request);
        if (reading != known[i].reading)
            fail_msg("row %zu: %d, not %d", i, reading, known[i].reading);
        if (known[i].path)
            assert_true(bytes_equal(request.path, bytes_of_string(known[i].path)));
    }
    struct http_request request = {0};
    assert_int_equal(http_request_read(BYTES("HEAD / HTTP/1.1\r\n\r\n"), &request), HTTP_READING_DONE);
    assert_true(request.head_only);
}

static void put(char *at, struct bytes text)
{
    memcpy(at, text.at, text.size);
}

/* A head of exactly the limit is read, one byte more is not, whether it is complete or not. */
static void test_size_at_its_edge(void **state)
{
    (void)state;
    static char head[HTTP_HEAD_SIZE + 1];
    memset(head, 'x', sizeof head);
    put(head, BYTES("GET / HTTP/1.1\r\nA: "));
    struct http_request request;
    assert_int_equal(http_request_read(bytes_of(head, HTTP_HEAD_SIZE - 1), &request), HTTP_READING_MORE);
    assert_int_equal(http_request_read(bytes_of(head, HTTP_HEAD_SIZE), &request), HTTP_READING_TOO_LONG);
    put(head + HTTP_HEAD_SIZE - 3, BYTES("\r\n\r\n"));
    assert_int_equal(http_request_read(bytes_of(head, HTTP_HEAD_SIZE + 1), &request), HTTP_READING_TOO_LONG);
    put(head + HTTP_HEAD_SIZE - 4, BYTES("\r\n\r\n"));
    assert_int_equal(http_request_read(bytes_of(head, HTTP_HEAD_SIZE), &request), HTTP_READING_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_size_at_its_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
