#include "daemon/ingest/url.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void test_normal_forms(void **state)
{
    (void)state;
    static const struct {
        const char *url, *normal, *host;
    } rows[] = {
        {"https://example.com/a/b", "example.com/a/b", "example.com"},
        {"http://www.Example.COM/a/B/", "example.com/a/B", "Example.COM"},
        {"//example.com/a", "example.com/a", "example.com"},
        {"https://example.com", "example.com", "example.com"},
        {"https://example.com/", "example.com", "example.com"},
        {"https://example.com:443/a", "example.com/a", "example.com"},
        {"https://user:word@example.com/a", "example.com/a", "example.com"},
        {"https://example.com/a#part", "example.com/a", "example.com"},
        {"https://example.com/a?utm_source=x&id=5&fbclid=y", "example.com/a?id=5", "example.com"},
        {"https://example.com/a?id=5&page=2", "example.com/a?id=5&page=2", "example.com"},
        {"https://example.com/a/?gclid=1", "example.com/a", "example.com"},
        {"https://example.com?x=1", "example.com?x=1", "example.com"},
        {"https://example.com/a?next=http://other.example/", "example.com/a?next=http://other.example/", "example.com"},
        {"https://[::1]:80/a", "[::1]/a", "[::1]"},
        {"  https://example.com/a \n", "example.com/a", "example.com"},
        {"urn:newsml:example.com:123", "urn:newsml:example.com:123", ""},
        {"tag of mine", "tag of mine", ""},
        {"", "", ""},
    };
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes normal = url_normalise(bytes_of_string(rows[i].url), &arena);
        struct bytes host = url_host(bytes_of_string(rows[i].url));
        if (!bytes_equal(normal, bytes_of_string(rows[i].normal)))
            fail_msg("%s becomes %" BYTES_FORMAT, rows[i].url, BYTES_ARGS(normal));
        if (!bytes_equal(host, bytes_of_string(rows[i].host)))
            fail_msg("%s has host %" BYTES_FORMAT, rows[i].url, BYTES_ARGS(host));
    }
    arena_close(&arena);
}

/* What only tells how a reader came changes nothing; what names another page does. */
static void test_dressed_up_addresses(void **state)
{
    (void)state;
    static const char *const schemes[] = {"http://", "https://", "//", "HTTPS://"};
    static const char *const hosts[] = {"", "www.", "WWW.", "me@", "me:pw@www."};
    static const char *const ports[] = {"", ":80", ":8443"};
    static const char *const ends[] = {"", "/", "//"};
    static const char *const queries[] = {"", "?", "?utm_medium=a", "?fbclid=1&utm_x=2", "?&&"};
    static const char *const parts[] = {"", "#", "#top", "#/a?b"};
    struct random random = random_start(22);
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (int i = 0; i < 5000; i++) {
        char url[256];
        char other[300];
        char clean[64];
        (void)snprintf(clean, sizeof clean, "example.org/news/%llu", (unsigned long long)random_below(&random, 1000));
        (void)snprintf(url, sizeof url, "%s%sexample.org%s%s%s%s%s", schemes[random_below(&random, 4)],
                       hosts[random_below(&random, 5)], ports[random_below(&random, 3)], clean + 11,
                       ends[random_below(&random, 3)], queries[random_below(&random, 5)],
                       parts[random_below(&random, 4)]);
        struct bytes normal = url_normalise(bytes_of_string(url), &arena);
        if (!bytes_equal(normal, bytes_of_string(clean)))
            fail_msg("%s becomes %" BYTES_FORMAT, url, BYTES_ARGS(normal));
        (void)snprintf(other, sizeof other, "http://%s%s", clean, random_below(&random, 2) ? "/x" : "?p=1");
        assert_false(bytes_equal(url_normalise(bytes_of_string(other), &arena), normal));
        arena_reset(&arena);
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_normal_forms),
        cmocka_unit_test(test_dressed_up_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
