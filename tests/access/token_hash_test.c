#include "daemon/access/token_hash.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* RFC 7914, section 12; the first half of its 64 bytes. */
#define RFC_HASH "$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"

static void test_known_answer(void **state)
{
    (void)state;
    struct token_hash hash;
    assert_int_equal(token_hash_parse(BYTES(RFC_HASH), &hash), STATUS_OK);
    assert_int_equal(hash.n, 16384);
    assert_int_equal(hash.r, 8);
    assert_int_equal(hash.p, 1);
    assert_memory_equal(hash.salt, "SodiumChloride", 14);
    assert_true(token_hash_matches(&hash, BYTES("pleaseletmein")));
    assert_false(token_hash_matches(&hash, BYTES("pleaseletmeim")));
    assert_false(token_hash_matches(&hash, BYTES("")));
}

static void test_round_trip_with_fresh_salts(void **state)
{
    (void)state;
    char text[TOKEN_HASH_TEXT], other[TOKEN_HASH_TEXT];
    struct bytes token = BYTES("0123456789abcdef");
    assert_int_equal(token_hash_make(token, text), STATUS_OK);
    assert_int_equal(token_hash_make(token, other), STATUS_OK);
    assert_string_not_equal(text, other);
    assert_null(strstr(text, "0123456789abcdef"));
    struct token_hash hash;
    assert_int_equal(token_hash_parse(bytes_of_string(text), &hash), STATUS_OK);
    assert_true(token_hash_matches(&hash, token));
    assert_false(token_hash_matches(&hash, BYTES("0123456789abcdeg")));
}

static void test_tokens_at_the_edges(void **state)
{
    (void)state;
    char text[TOKEN_MOST + 1];
    memset(text, 'x', sizeof text);
    assert_null(token_problem(bytes_of(text, TOKEN_LEAST)));
    assert_non_null(token_problem(bytes_of(text, TOKEN_LEAST - 1)));
    assert_null(token_problem(bytes_of(text, TOKEN_MOST)));
    assert_non_null(token_problem(bytes_of(text, TOKEN_MOST + 1)));
    static const char bad[] = {' ', '\n', '\0', ':', 0x7f, (char)0x80};
    for (size_t i = 0; i < sizeof bad; i++) {
        text[7] = bad[i];
        assert_non_null(token_problem(bytes_of(text, 20)));
    }
    char out[TOKEN_HASH_TEXT];
    assert_int_equal(token_hash_make(BYTES("short"), out), STATUS_BADARG);
}

static void test_wrong_texts_are_refused(void **state)
{
    (void)state;
#define SALT_HASH "$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI"
    static const struct {
        const char *text;
        enum status wanted;
    } rows[] = {
        {"", STATUS_SYNTAX},
        {"$scrypt$", STATUS_SYNTAX},
        {"$argon2id$ln=14,r=8,p=1" SALT_HASH, STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8" SALT_HASH, STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=x" SALT_HASH, STATUS_SYNTAX},
        {"$scrypt$ln=0,r=8,p=1" SALT_HASH, STATUS_SYNTAX},
        {"$scrypt$ln=14,r=0,p=1" SALT_HASH, STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=1$U29kaXU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI", STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdof", STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofI=", STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofJ", STATUS_SYNTAX},
        {"$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU", STATUS_SYNTAX},
        {"$scrypt$ln=16,r=8,p=1" SALT_HASH, STATUS_OK},
        {"$scrypt$ln=17,r=8,p=1" SALT_HASH, STATUS_TOOBIG},
        {"$scrypt$ln=16,r=8,p=8" SALT_HASH, STATUS_OK},
        {"$scrypt$ln=16,r=8,p=9" SALT_HASH, STATUS_TOOBIG},
        {"$scrypt$ln=64,r=1,p=1" SALT_HASH, STATUS_TOOBIG},
        {"$scrypt$ln=1,r=18446744073709551615,p=1" SALT_HASH, STATUS_TOOBIG},
        {"$scrypt$ln=1,r=1,p=18446744073709551615" SALT_HASH, STATUS_TOOBIG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct token_hash hash;
        if (token_hash_parse(bytes_of_string(rows[i].text), &hash) != rows[i].wanted)
            fail_msg("%s", rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answer),
        cmocka_unit_test(test_round_trip_with_fresh_salts),
        cmocka_unit_test(test_tokens_at_the_edges),
        cmocka_unit_test(test_wrong_texts_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
