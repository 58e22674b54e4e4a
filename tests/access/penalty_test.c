#include "daemon/access/penalty.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include <cmocka.h>

static struct peer v4(const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(99)};
    assert_int_equal(inet_pton(AF_INET, text, &in.sin_addr), 1);
    return peer_of(&in);
}

static struct peer v6(const char *text)
{
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return peer_of(&in6);
}

static void test_peers(void **state)
{
    (void)state;
    const struct sockaddr_un local = {.sun_family = AF_UNIX};
    assert_true(peer_equal(v4("192.0.2.1"), v4("192.0.2.1")));
    assert_false(peer_equal(v4("192.0.2.1"), v4("192.0.2.2")));
    assert_true(peer_equal(v6("::ffff:192.0.2.1"), v4("192.0.2.1")));
    assert_true(peer_equal(v6("2001:db8:1:2::3"), v6("2001:db8:1:2:ffff::4")));
    assert_false(peer_equal(v6("2001:db8:1:2::3"), v6("2001:db8:1:3::3")));
    assert_false(peer_equal(v6("::1"), peer_of(&local)));
    assert_false(peer_equal(v4("127.0.0.1"), peer_of(&local)));
}

static void test_peers_as_text(void **state)
{
    (void)state;
    const struct sockaddr_un local = {.sun_family = AF_UNIX};
    const struct {
        struct peer peer;
        const char *text;
    } rows[] = {
        {v4("192.0.2.1"), "192.0.2.1"},
        {v4("0.0.0.0"), "0.0.0.0"},
        {v4("255.255.255.255"), "255.255.255.255"},
        {v6("::ffff:192.0.2.1"), "192.0.2.1"},
        {v6("::1"), "::1"},
        {v6("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64"},
        {v6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "ffff:ffff:ffff:ffff::/64"},
        {peer_of(&local), "unix"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[PEER_TEXT_SIZE];
        peer_print(rows[i].peer, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void test_waits_double_and_are_forgotten(void **state)
{
    (void)state;
    static struct penalties penalties;
    struct peer peer = v4("192.0.2.1");
    int64_t now_ms = 5000;
    assert_int_equal(penalty_wait(&penalties, peer, now_ms), 0);
    for (int64_t wanted_ms = PENALTY_FIRST_MS; wanted_ms <= PENALTY_MOST_MS; wanted_ms *= 2) {
        (void)penalty_note(&penalties, peer, now_ms);
        assert_int_equal(penalty_wait(&penalties, peer, now_ms), wanted_ms);
        assert_int_equal(penalty_wait(&penalties, peer, now_ms + wanted_ms - 1), 1);
        now_ms += wanted_ms;
        assert_int_equal(penalty_wait(&penalties, peer, now_ms), 0);
        assert_int_equal(penalty_wait(&penalties, v4("192.0.2.2"), now_ms), 0);
    }
    (void)penalty_note(&penalties, peer, now_ms);
    assert_int_equal(penalty_wait(&penalties, peer, now_ms), PENALTY_MOST_MS);
    now_ms += PENALTY_MOST_MS + PENALTY_FORGET_MS;
    assert_int_equal(penalty_note(&penalties, peer, now_ms), 7);
    now_ms += PENALTY_MOST_MS + PENALTY_FORGET_MS + 1;
    assert_int_equal(penalty_note(&penalties, peer, now_ms), 1);
}

/* One past its size the table lets go of the one that failed longest ago, and of no other. */
static void test_the_table_is_bounded(void **state)
{
    (void)state;
    static struct penalties penalties;
    struct peer peers[PENALTIES + 1];
    for (size_t i = 0; i <= PENALTIES; i++) {
        char text[INET_ADDRSTRLEN];
        (void)snprintf(text, sizeof text, "10.0.%zu.%zu", i / 256, i % 256);
        peers[i] = v4(text);
        (void)penalty_note(&penalties, peers[i], 1000 + (int64_t)i);
    }
    assert_int_equal(penalty_wait(&penalties, peers[0], 1500), 0);
    for (size_t i = 1; i <= PENALTIES; i++)
        assert_int_not_equal(penalty_wait(&penalties, peers[i], 1500), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peers),
        cmocka_unit_test(test_peers_as_text),
        cmocka_unit_test(test_waits_double_and_are_forgotten),
        cmocka_unit_test(test_the_table_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
