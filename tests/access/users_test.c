#include "daemon/access/users.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define HASH "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$U4MfCoJfEvk5d8ZerCOP4Z0kgMoWyOW+k64Vu/qpXHU"

static enum status parse(const char *text, struct users *out, struct writer *errors)
{
    writer_clear(errors);
    return users_parse(bytes_of_string(text), "users", out, errors);
}

static void test_good_lines(void **state)
{
    (void)state;
    struct users users;
    struct writer errors = {0};
    assert_int_equal(parse("# who\n\n  crawler-7\tsubmit  " HASH "\ndesk submit,QUERY " HASH "\r\ndesk metrics " HASH,
                           &users, &errors),
                     STATUS_OK);
    assert_int_equal(users.count, 3);
    assert_string_equal(users.at[0].name, "crawler-7");
    assert_int_equal(users.at[0].roles, ROLE_SUBMIT);
    assert_int_equal(users.at[1].roles, ROLE_SUBMIT | ROLE_QUERY);
    assert_string_equal(users.at[2].name, "desk");
    assert_int_equal(users.at[2].roles, ROLE_METRICS);
    assert_true(token_hash_matches(&users.at[2].token, BYTES("a-token-of-some-length")));
    users_close(&users);
    assert_int_equal(parse("", &users, &errors), STATUS_OK);
    assert_int_equal(users.count, 0);
    users_close(&users);
    writer_close(&errors);
}

static void test_every_problem_names_its_line(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "desk",
        "desk submit",
        "desk submit " HASH " more",
        "d:sk submit " HASH,
        "d\xc3\xa4sk submit " HASH,
        "0123456789012345678901234567890123456789012345678901234567890123x submit " HASH,
        "desk owner " HASH,
        "desk submit, " HASH,
        "desk submit,,query " HASH,
        "desk submit $scrypt$ln=4",
        "desk submit $scrypt$ln=20,r=64,p=64$c2FsdHNhbHQ$U4MfCoJfEvk5d8ZerCOP4Z0kgMoWyOW+k64Vu/qpXHU",
    };
    struct writer errors = {0};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct users users;
        struct writer text = {0};
        writer_format(&text, "good query %s\n%s\n", HASH, lines[i]);
        writer_clear(&errors);
        assert_int_equal(users_parse(writer_view(&text), "users", &users, &errors), STATUS_SYNTAX);
        if (!bytes_starts_with(writer_view(&errors), BYTES("users:2: ")))
            fail_msg("%s: %" BYTES_FORMAT, lines[i], BYTES_ARGS(writer_view(&errors)));
        assert_null(users.at);
        writer_close(&text);
    }
    writer_close(&errors);
}

static enum status repeated(size_t lines, bool same_name, struct writer *errors)
{
    struct users users;
    struct writer text = {0};
    for (size_t i = 0; i < lines; i++)
        writer_format(&text, "user-%zu query %s\n", same_name ? 0 : i, HASH);
    writer_clear(errors);
    enum status status = users_parse(writer_view(&text), "users", &users, errors);
    users_close(&users);
    writer_close(&text);
    return status;
}

static void test_limits_at_their_edges(void **state)
{
    (void)state;
    struct writer errors = {0};
    assert_int_equal(repeated(USERS_TOKENS_MOST, true, &errors), STATUS_OK);
    assert_int_equal(repeated(USERS_TOKENS_MOST + 1, true, &errors), STATUS_SYNTAX);
    assert_int_equal(repeated(USERS_MOST, false, &errors), STATUS_OK);
    assert_int_equal(repeated(USERS_MOST + 1, false, &errors), STATUS_SYNTAX);
    writer_close(&errors);
}

static void test_files(void **state)
{
    (void)state;
    char path[] = "/tmp/shingled-users-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char line[] = "desk query " HASH "\n";
    assert_int_equal(write(fd, line, sizeof line - 1), sizeof line - 1);
    struct users users;
    struct writer errors = {0};
    assert_int_equal(users_read(path, &users, &errors), STATUS_OK);
    assert_int_equal(users.count, 1);
    users_close(&users);
    assert_int_equal(fchmod(fd, 0620), 0);
    assert_int_equal(users_read(path, &users, &errors), STATUS_NOPERM);
    assert_int_equal(fchmod(fd, 0644), 0);
    assert_int_equal(users_read(path, &users, &errors), STATUS_OK);
    users_close(&users);
    assert_int_equal(ftruncate(fd, USERS_FILE_MOST + 1), 0);
    assert_int_equal(users_read(path, &users, &errors), STATUS_TOOBIG);
    (void)close(fd);
    (void)unlink(path);
    assert_int_equal(users_read(path, &users, &errors), STATUS_NOTFOUND);
    assert_int_equal(users_read("/", &users, &errors), STATUS_IO);
    writer_close(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_lines),
        cmocka_unit_test(test_every_problem_names_its_line),
        cmocka_unit_test(test_limits_at_their_edges),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
