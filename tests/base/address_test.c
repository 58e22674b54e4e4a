#include "shingle/base/address.h"

#include <setjmp.h>
#include <stdarg.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void texts_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *host; /* NULL: refused; a path when it begins with a slash */
        uint16_t default_port, port;
        bool local;
    } rows[] = {
        {"127.0.0.1:7625", "127.0.0.1", 0, 7625, true},
        {"127.0.0.1", "127.0.0.1", 7625, 7625, true},
        {"127.0.0.1", NULL, 0, 0, false},
        {"127.255.0.9:0", "127.255.0.9", 0, 0, true},
        {"128.0.0.1:1", "128.0.0.1", 0, 1, false},
        {"localhost:65535", "localhost", 0, 65535, true},
        {"LocalHost:1", "LocalHost", 0, 1, true},
        {"localhost.evil:1", "localhost.evil", 0, 1, false},
        {"localhost:65536", NULL, 0, 0, false},
        {"localhost:", NULL, 1, 0, false},
        {"localhost:-1", NULL, 1, 0, false},
        {"[::1]:9", "::1", 0, 9, true},
        {"[::1]", "::1", 9, 9, true},
        {"[::1]", NULL, 0, 0, false},
        {"[::]:9", "::", 0, 9, false},
        {"[::ffff:127.0.0.1]:9", "::ffff:127.0.0.1", 0, 9, false},
        {"[fe80::1]:9", "fe80::1", 0, 9, false},
        {"[127.0.0.1]:9", NULL, 0, 0, false},
        {"[::1]9", NULL, 0, 0, false},
        {"[::1", NULL, 9, 0, false},
        {"[]:9", NULL, 0, 0, false},
        {"::1:9", NULL, 0, 0, false},
        {"*:9", "", 0, 9, false},
        {"*", "", 9, 9, false},
        {":9", NULL, 0, 0, false},
        {"", NULL, 9, 0, false},
        {"a b:9", NULL, 0, 0, false},
        {"a\n:9", NULL, 0, 0, false},
        {"new_s-1.example:9", "new_s-1.example", 0, 9, false},
        {";a:9", NULL, 0, 0, false},
        {"a,b:9", NULL, 0, 0, false},
        {"a@b:9", NULL, 0, 0, false},
        {"\xc3\xa9:9", NULL, 0, 0, false},
        {"unix:/run/x.sock", "/run/x.sock", 0, 0, true},
        {"unix:", NULL, 9, 0, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address address;
        bool good = address_parse(bytes_of_string(rows[i].text), rows[i].default_port, &address);
        if (good != (rows[i].host != NULL))
            fail_msg("%s: %s", rows[i].text, good ? "taken" : "refused");
        if (!good)
            continue;
        assert_string_equal(address.kind == ADDRESS_UNIX ? address.path : address.host, rows[i].host);
        assert_int_equal(address.port, rows[i].port);
        assert_int_equal(address_is_local(&address), rows[i].local);
    }
}

static void parts_have_limits(void **state)
{
    (void)state;
    struct address address;
    char text[300];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_true(address_parse(bytes_of(text, ADDRESS_HOST_MAX), 1, &address));
    assert_int_equal(strlen(address.host), ADDRESS_HOST_MAX);
    assert_false(address_parse(bytes_of(text, ADDRESS_HOST_MAX + 1), 1, &address));
    memcpy(text, "unix:", 5);
    assert_true(address_parse(bytes_of(text, 5 + ADDRESS_PATH_MAX), 1, &address));
    assert_int_equal(strlen(address.path), ADDRESS_PATH_MAX);
    assert_false(address_parse(bytes_of(text, 5 + ADDRESS_PATH_MAX + 1), 1, &address));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read),
        cmocka_unit_test(parts_have_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
