/* The laws of shingle/base/bytes.h: tables at the edges, random views against plain loops. */
#include "shingle/base/bytes.h"
#include "tests/random.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct bytes none = {NULL, 0};

static void compares(void **state)
{
    (void)state;
    assert_true(bytes_equal(none, BYTES("")));
    assert_true(bytes_equal(BYTES("ab"), BYTES("ab")));
    assert_false(bytes_equal(BYTES("ab"), BYTES("aB")));
    assert_false(bytes_equal(BYTES("ab"), BYTES("abc")));
    assert_true(bytes_equal_nocase(BYTES("aB1[\xc4"), BYTES("Ab1[\xc4")));
    assert_false(bytes_equal_nocase(BYTES("["), BYTES("{"))); /* differ in the case bit, but are no letters */
    assert_false(bytes_equal_nocase(BYTES("@"), BYTES("`")));
    assert_int_equal(bytes_compare(none, none), 0);
    assert_true(bytes_compare(BYTES("a"), BYTES("ab")) < 0);
    assert_true(bytes_compare(BYTES("b"), BYTES("ab")) > 0);
    assert_true(bytes_compare(BYTES("\xff"), BYTES("a")) > 0);
    assert_true(bytes_compare(BYTES("a"), none) > 0);
}

static void takes_parts(void **state)
{
    (void)state;
    struct bytes text = BYTES("storm");
    assert_true(bytes_equal(bytes_from(text, 2), BYTES("orm")));
    assert_true(bytes_equal(bytes_from(text, 5), none));
    assert_true(bytes_equal(bytes_from(text, SIZE_MAX), none));
    assert_true(bytes_from(none, 3).at == NULL);
    assert_true(bytes_equal(bytes_upto(text, 2), BYTES("st")));
    assert_true(bytes_equal(bytes_upto(text, 6), text));
    assert_true(bytes_starts_with(text, none) && bytes_starts_with(text, BYTES("sto")));
    assert_false(bytes_starts_with(text, BYTES("storms")));
    assert_true(bytes_ends_with(text, none) && bytes_ends_with(text, BYTES("orm")));
    assert_false(bytes_ends_with(text, BYTES("a storm")));
    assert_true(bytes_starts_with_nocase(text, BYTES("STO")));
    assert_false(bytes_starts_with_nocase(BYTES("st"), BYTES("STO")));
    assert_true(bytes_equal(bytes_of_string("ab"), BYTES("ab")));
    assert_true(bytes_equal(bytes_of_string(NULL), none));
}

static void trims(void **state)
{
    (void)state;
    assert_true(bytes_equal(bytes_trim(BYTES(" \t\n\v\f\ra b\r\n ")), BYTES("a b")));
    assert_true(bytes_equal(bytes_trim(BYTES(" \n ")), none));
    assert_true(bytes_equal(bytes_trim(none), none));
    assert_true(bytes_equal(bytes_trim(BYTES("\xc2\xa0")), BYTES("\xc2\xa0")));
    assert_true(bytes_equal(bytes_trim(bytes_of("\0a\0", 3)), bytes_of("\0a\0", 3)));
}

static size_t plain_find(struct bytes view, struct bytes needle, size_t from, bool nocase)
{
    for (size_t i = from; i <= view.size && needle.size <= view.size - i; i++) {
        size_t same = 0;
        while (same < needle.size &&
               (nocase ? tolower(view.at[i + same]) == tolower(needle.at[same]) : view.at[i + same] == needle.at[same]))
            same++;
        if (same == needle.size)
            return i;
    }
    return SIZE_MAX;
}

static void finds(void **state)
{
    (void)state;
    struct random random = random_start(1);
    assert_int_equal(bytes_find(none, none, 0), 0);
    assert_int_equal(bytes_find(none, BYTES("a"), 0), SIZE_MAX);
    assert_int_equal(bytes_find(BYTES("ab"), none, 2), 2);
    assert_int_equal(bytes_find(BYTES("ab"), none, 3), SIZE_MAX);
    for (int round = 0; round < 20000; round++) {
        uint8_t raw[24];
        for (size_t i = 0; i < sizeof raw; i++)
            raw[i] = (uint8_t) "aAb"[random_below(&random, 3)];
        struct bytes view = bytes_of(raw, random_below(&random, 20));
        struct bytes needle = bytes_of(raw + 20, random_below(&random, 4));
        size_t from = random_below(&random, 22);
        assert_int_equal(bytes_find(view, needle, from), plain_find(view, needle, from, false));
        assert_int_equal(bytes_find_nocase(view, needle, from), plain_find(view, needle, from, true));
    }
}

/* Without case, long texts are looked through in strides: a needle is found at every place, and its like is not. */
static void finds_in_long_texts(void **state)
{
    (void)state;
    static const char *const needles[] = {"by",
                                          "Reporting By",
                                          ("\xc3\xa9"
                                           "dit\xc3\xa9"),
                                          "[x",
                                          "7",
                                          "a-Z"};
    static const char *const likes[] = {"bx",
                                        "reporting bz",
                                        ("\xc3\x89"
                                         "dit\xc3\xa9"),
                                        "{x",
                                        "W",
                                        "a\rz"};
    for (size_t n = 0; n < sizeof needles / sizeof *needles; n++) {
        struct bytes needle = bytes_of_string(needles[n]), like = bytes_of_string(likes[n]);
        for (size_t at = 0; at + needle.size <= 70; at++) {
            uint8_t raw[70];
            memset(raw, needle.at[0], sizeof raw); /* first letters all over */
            if (needle.size == 1)
                memset(raw, '.', sizeof raw);
            memcpy(raw + at, like.at, like.size);
            struct bytes view = bytes_of(raw, sizeof raw);
            assert_int_equal(bytes_find_nocase(view, needle, 0), SIZE_MAX);
            memcpy(raw + at, needle.at, needle.size);
            raw[at] = (uint8_t)tolower(raw[at]);
            for (size_t from = 0; from <= at; from++)
                assert_int_equal(bytes_find_nocase(view, needle, from), at);
            assert_int_equal(bytes_find_nocase(view, needle, at + 1), SIZE_MAX);
            assert_int_equal(bytes_find_nocase(bytes_upto(view, at + needle.size), needle, 0), at);
            assert_int_equal(bytes_find_nocase(bytes_upto(view, at + needle.size - 1), needle, 0), SIZE_MAX);
        }
    }
}

static void reads_numbers(void **state)
{
    (void)state;
    const struct {
        struct bytes text;
        bool good;
        uint64_t value;
    } rows[] = {
        {BYTES("0"), true, 0},
        {BYTES("007"), true, 7},
        {BYTES("18446744073709551615"), true, UINT64_MAX},
        {BYTES("18446744073709551616"), false, 0},
        {BYTES("99999999999999999999"), false, 0},
        {BYTES("100000000000000000000"), false, 0},
        {BYTES(""), false, 0},
        {BYTES("-1"), false, 0},
        {BYTES("+1"), false, 0},
        {BYTES(" 1"), false, 0},
        {BYTES("1 "), false, 0},
        {BYTES("1e3"), false, 0},
        {BYTES("/"), false, 0},
        {BYTES(":"), false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t value = 4711;
        assert_int_equal(bytes_to_u64(rows[i].text, &value), rows[i].good);
        assert_true(value == (rows[i].good ? rows[i].value : 4711));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares), cmocka_unit_test(takes_parts),         cmocka_unit_test(trims),
        cmocka_unit_test(finds),    cmocka_unit_test(finds_in_long_texts), cmocka_unit_test(reads_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
