#include "daemon/access/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define TOKEN_A "a-token-of-some-length"
#define HASH_A  "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$U4MfCoJfEvk5d8ZerCOP4Z0kgMoWyOW+k64Vu/qpXHU"
#define TOKEN_B "another-token-of-length"
#define HASH_B  "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHQ$ISU2dzWr5IzecRmCQsFPPrCQVahc/68eLfWhpcDRE50"

static char path[] = "/tmp/shingled-access-XXXXXX";
static struct peer here;
static const struct peer there = {{1}};

static void put(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static struct access *opened(const char *text)
{
    struct access *access = NULL;
    struct writer errors = {0};
    put(text);
    assert_int_equal(access_open(path, &access, &errors), STATUS_OK);
    writer_close(&errors);
    return access;
}

static enum status reload(struct access *access, const char *text)
{
    struct writer errors = {0};
    put(text);
    enum status status = access_reload(access, &errors);
    assert_int_equal(status == STATUS_OK, errors.size == 0);
    writer_close(&errors);
    return status;
}

static enum status check(struct access *access, const char *credentials, int64_t now_ms, struct access_grant *out)
{
    return access_check(access, bytes_of_string(credentials), here, now_ms, out);
}

static enum status recall(struct access *access, const char *credentials, int64_t now_ms, struct access_grant *out)
{
    return access_recall(access, bytes_of_string(credentials), here, now_ms, out);
}

static void test_right_tokens_are_remembered(void **state)
{
    (void)state;
    struct access *access = opened("desk submit,query " HASH_A "\ndefault metrics " HASH_B "\n");
    struct access_grant grant;
    assert_int_equal(access_count(access), 2);
    assert_int_equal(recall(access, "desk:" TOKEN_A, 1, &grant), STATUS_NOTFOUND);
    assert_int_equal(check(access, "desk:" TOKEN_A, 1, &grant), STATUS_OK);
    assert_int_equal(grant.roles, ROLE_SUBMIT | ROLE_QUERY);
    assert_string_equal(grant.name, "desk");
    assert_int_equal(recall(access, "desk:" TOKEN_A, 1, &grant), STATUS_OK);
    assert_int_equal(grant.roles, ROLE_SUBMIT | ROLE_QUERY);
    assert_int_equal(recall(access, "desk:" TOKEN_B, 1, &grant), STATUS_NOTFOUND);
    assert_int_equal(recall(access, "default:" TOKEN_A, 1, &grant), STATUS_NOTFOUND);
    assert_int_equal(check(access, TOKEN_B, 1, &grant), STATUS_OK);
    assert_string_equal(grant.name, "default");
    access_close(access);
}

static void test_wrong_ones_wait_but_known_ones_come_in(void **state)
{
    (void)state;
    struct access *access = opened("desk query " HASH_A "\nnight query " HASH_B "\n");
    struct access_grant grant;
    static const char *const wrong[] = {"desk:" TOKEN_B, "nobody:" TOKEN_A,   TOKEN_A,         "desk:short", "",
                                        ":" TOKEN_A,     "desk:" TOKEN_A "x", "de:sk:" TOKEN_A};
    int64_t now_ms = 1000;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(check(access, wrong[i], now_ms, &grant), STATUS_WRONGPASS);
        assert_int_equal(grant.roles, 0);
        assert_int_equal(grant.line, 0);
        assert_int_equal(check(access, "desk:" TOKEN_A, now_ms, &grant), STATUS_LIMIT);
        assert_int_equal(recall(access, "desk:" TOKEN_A, now_ms, &grant), STATUS_LIMIT);
        assert_true(access_wait(access, here, now_ms) > 0);
        now_ms += access_wait(access, here, now_ms);
    }
    assert_int_equal(check(access, "desk:" TOKEN_A, now_ms, &grant), STATUS_OK);
    assert_int_equal(check(access, "desk:" TOKEN_B, now_ms, &grant), STATUS_WRONGPASS);
    assert_int_equal(check(access, "desk:" TOKEN_A, now_ms, &grant), STATUS_OK);
    assert_int_equal(check(access, "night:" TOKEN_B, now_ms, &grant), STATUS_LIMIT);
    assert_int_equal(access_check(access, BYTES("night:" TOKEN_B), there, now_ms, &grant), STATUS_OK);
    access_close(access);
}

static void test_reloads_revoke_and_change(void **state)
{
    (void)state;
    struct access *access = opened("desk query " HASH_A "\nnight query " HASH_B "\n");
    struct access_grant desk, night, grant;
    assert_int_equal(check(access, "desk:" TOKEN_A, 1, &desk), STATUS_OK);
    assert_int_equal(check(access, "night:" TOKEN_B, 1, &night), STATUS_OK);
    assert_int_equal(reload(access, "nonsense\n"), STATUS_SYNTAX);
    assert_true(access_renew(access, &desk));
    assert_int_equal(reload(access, "late query " HASH_B "\ndesk admin " HASH_A "\n"), STATUS_OK);
    assert_true(access_renew(access, &desk));
    assert_int_equal(desk.roles, ROLE_ADMIN);
    assert_false(access_renew(access, &night));
    assert_int_equal(recall(access, "desk:" TOKEN_A, 1, &grant), STATUS_OK);
    assert_int_equal(recall(access, "night:" TOKEN_B, 1, &grant), STATUS_NOTFOUND);
    assert_int_equal(reload(access, "desk admin " HASH_B "\n"), STATUS_OK);
    assert_false(access_renew(access, &desk));
    assert_int_equal(check(access, "desk:" TOKEN_B, 1, &grant), STATUS_OK);
    struct access_grant nobody = {.roles = ROLE_ALL};
    assert_false(access_renew(access, &nobody));
    access_close(access);
}

static void test_two_tokens_of_one_name(void **state)
{
    (void)state;
    struct access *access = opened("desk query " HASH_A "\ndesk query " HASH_B "\n");
    struct access_grant old, new;
    assert_int_equal(check(access, "desk:" TOKEN_A, 1, &old), STATUS_OK);
    assert_int_equal(check(access, "desk:" TOKEN_B, 1, &new), STATUS_OK);
    assert_int_equal(reload(access, "desk query " HASH_B "\n"), STATUS_OK);
    assert_false(access_renew(access, &old));
    assert_true(access_renew(access, &new));
    access_close(access);
}

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_tokens_are_remembered),
        cmocka_unit_test(test_wrong_ones_wait_but_known_ones_come_in),
        cmocka_unit_test(test_reloads_revoke_and_change),
        cmocka_unit_test(test_two_tokens_of_one_name),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
