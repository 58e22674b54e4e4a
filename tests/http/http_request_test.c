#include "daemon/http/http_request.h"
#include "shingle/base/writer.h"

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
    {BYTES("GET /a?b=c/d HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_READING_DONE, "/a"},
    {BYTES("HEAD /healthz HTTP/1.1\r\nhost:x\r\n\r\n"), HTTP_READING_DONE, "/healthz"},
    {BYTES("GET http://y/b HTTP/1.1\r\nHost: x\r\n\r\n"), HTTP_READING_DONE, "/b"},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\nGET /b HTTP/1.1\r\n\r\n"), HTTP_READING_DONE, "/"},
    {BYTES("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"), HTTP_READING_DONE, "/"},
    {BYTES("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551615\r\n\r\n"), HTTP_READING_DONE, "/"},
    {BYTES(""), HTTP_READING_MORE, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\n"), HTTP_READING_MORE, NULL},
    {BYTES("GET / HTTP/1.1\nHost: x\n\n"), HTTP_READING_MORE, NULL},
    {BYTES("\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET /\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET  / HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET x HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET /a#b HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET http:///a HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET http://x HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / FTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("G(T / HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\n\r\n"), HTTP_READING_BAD, NULL}, /* no Host */
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nnocolon\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\n: x\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost : x\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nA: \x7f\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("BREW / HTTP/1.1\r\n\r\n"), HTTP_READING_METHOD, NULL},
    {BYTES("get / HTTP/1.1\r\n\r\n"), HTTP_READING_METHOD, NULL},
    {BYTES("GET / HTTP/2.0\r\n\r\n"), HTTP_READING_VERSION, NULL},
    {BYTES("GET / HTTP/1.1 \r\n\r\n"), HTTP_READING_VERSION, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\ncontent-length: +0\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 18446744073709551616\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nContent-Length: 9\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n"), HTTP_READING_BAD,
     NULL},
    {BYTES("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), HTTP_READING_BAD, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n"), HTTP_READING_CODING, NULL},
    {BYTES("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), HTTP_READING_CODING, NULL},
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
}

static void test_what_a_head_says(void **state)
{
    (void)state;
    struct http_request request = {0};
    struct bytes head =
        BYTES("POST /a?b=%20&c HTTP/1.1\r\nhOST: x:80\r\nContent-Length: 12\r\nX: 1\r\nX:  2 \r\n"
              "Expect: 100-Continue\r\nAccept-Encoding: br;q=1, gzip ;q=0.5, deflate;q=0.0\r\n\r\nbody");
    assert_int_equal(http_request_read(head, &request), HTTP_READING_DONE);
    assert_int_equal(request.method, HTTP_POST);
    assert_true(bytes_equal(request.query, BYTES("b=%20&c")));
    assert_true(bytes_equal(request.host, BYTES("x:80")));
    assert_int_equal(request.content_length, 12);
    assert_true(request.keep_alive && request.expects_continue && !request.chunked && !request.is_old);
    assert_int_equal(request.size, head.size - 4);
    assert_true(bytes_equal(http_request_field(&request, BYTES("x")), BYTES("1")));
    assert_int_equal(http_request_field(&request, BYTES("Y")).size, 0);
    struct bytes codings = http_request_field(&request, BYTES("accept-encoding"));
    assert_true(http_list_has(codings, BYTES("GZIP")) && http_list_has(codings, BYTES("br")));
    assert_false(http_list_has(codings, BYTES("deflate")) || http_list_has(codings, BYTES("zip")));
    head = BYTES("GET https://y:1/ HTTP/1.1\r\nHost: x\r\nConnection: upgrade, Close\r\n\r\n");
    assert_int_equal(http_request_read(head, &request), HTTP_READING_DONE);
    assert_true(bytes_equal(request.host, BYTES("y:1")) && !request.keep_alive);
}

static void test_fields_at_their_edge(void **state)
{
    (void)state;
    struct http_request request;
    for (size_t fields = HTTP_FIELDS_MAX; fields <= HTTP_FIELDS_MAX + 1; fields++) {
        struct writer head = {0};
        writer_format(&head, "GET / HTTP/1.1\r\nHost: x\r\n");
        for (size_t i = 1; i < fields; i++)
            writer_format(&head, "a: b\r\n");
        writer_format(&head, "\r\n");
        assert_int_equal(http_request_read(writer_view(&head), &request),
                         fields > HTTP_FIELDS_MAX ? HTTP_READING_TOO_LONG : HTTP_READING_DONE);
        writer_close(&head);
    }
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
    put(head, BYTES("GET / HTTP/1.0\r\nA: "));
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
        cmocka_unit_test(test_what_a_head_says),
        cmocka_unit_test(test_fields_at_their_edge),
        cmocka_unit_test(test_size_at_its_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
