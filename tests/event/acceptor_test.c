#include "daemon/event/acceptor.h"
#include "daemon/event/event_switch.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

struct fixture {
    struct event_base *base;
    struct acceptor acceptor;
    int listening, client;
    unsigned calls;
    bool pauses, accepts;
};

static void on_connection(int fd, short what, void *context)
{
    struct fixture *at = context;
    assert_int_equal(what, EV_READ);
    at->calls++;
    if (at->accepts)
        (void)close(accept(fd, NULL, NULL));
    if (at->pauses)
        acceptor_pause(&at->acceptor);
}

static void begin(struct fixture *at)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof name;
    *at = (struct fixture){.base = event_base_new()};
    assert_non_null(at->base);
    at->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at->client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(listen(at->listening, 1), 0);
    assert_int_equal(getsockname(at->listening, (struct sockaddr *)&name, &size), 0);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(at->client, (struct sockaddr *)&name, size), 0);
    acceptor_open(&at->acceptor, at->base);
    assert_int_equal(acceptor_add(&at->acceptor, at->listening, on_connection, at), STATUS_OK);
    assert_int_equal(acceptor_start(&at->acceptor), STATUS_OK);
}

static void end(struct fixture *at)
{
    acceptor_close(&at->acceptor);
    acceptor_close(&at->acceptor);
    event_base_free(at->base);
    (void)close(at->listening);
    (void)close(at->client);
}

static int64_t now_ms(struct event_base *base)
{
    struct timeval now;
    (void)event_base_update_cache_time(base);
    assert_int_equal(event_base_gettimeofday_cached(base, &now), 0);
    return now.tv_sec * INT64_C(1000) + now.tv_usec / 1000;
}

static void who_waits_is_told_of(void **state)
{
    (void)state;
    struct fixture at;
    begin(&at);
    at.accepts = true;
    (void)event_base_loop(at.base, EVLOOP_ONCE);
    assert_int_equal(at.calls, 1);
    (void)event_base_loop(at.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
    assert_int_equal(at.calls, 1);
    end(&at);
}

static void a_pause_ends_by_itself(void **state)
{
    (void)state;
    struct fixture at;
    begin(&at);
    at.pauses = true;
    (void)event_base_loop(at.base, EVLOOP_ONCE);
    assert_int_equal(at.calls, 1);
    int64_t since_ms = now_ms(at.base);
    (void)event_base_loop(at.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
    assert_int_equal(at.calls, 1); /* though it waits still */
    while (at.calls == 1)
        (void)event_base_loop(at.base, EVLOOP_ONCE);
    assert_true(now_ms(at.base) - since_ms >= ACCEPTOR_PAUSE_MS - 2);
    end(&at);
}

static void sockets_have_a_limit(void **state)
{
    (void)state;
    struct fixture at;
    begin(&at);
    for (size_t i = 1; i < ACCEPTOR_SOCKETS_MAX; i++)
        assert_int_equal(acceptor_add(&at.acceptor, at.listening, on_connection, &at), STATUS_OK);
    assert_int_equal(acceptor_add(&at.acceptor, at.listening, on_connection, &at), STATUS_LIMIT);
    assert_int_equal(at.acceptor.count, ACCEPTOR_SOCKETS_MAX);
    end(&at);
}

static void count_call(int fd, short what, void *context)
{
    (void)fd;
    (void)what;
    ++*(unsigned *)context;
}

static void a_switch_is_asked_as_often_as_one_likes(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    struct event readable;
    unsigned calls = 0;
    bool on = false;
    int ends[2];
    assert_non_null(base);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a", 1), 1);
    (void)event_assign(&readable, base, ends[0], EV_READ | EV_PERSIST, count_call, &calls);
    const bool wanted[] = {false, true, true, false, false, true, false};
    unsigned expected = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        event_switch(&readable, &on, wanted[i]);
        assert_int_equal(on, wanted[i]);
        (void)event_base_loop(base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
        expected += wanted[i];
        assert_int_equal(calls, expected);
    }
    event_base_free(base);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_waits_is_told_of),
        cmocka_unit_test(a_pause_ends_by_itself),
        cmocka_unit_test(sockets_have_a_limit),
        cmocka_unit_test(a_switch_is_asked_as_often_as_one_likes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
