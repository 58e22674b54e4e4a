#include "config/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void distances_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        size_t distance;
    } rows[] = {
        {"", "", 0},        {"", "abc", 3},      {"abc", "abc", 0},        {"abc", "abd", 1}, {"abc", "ab", 1},
        {"abc", "xabc", 1}, {"abcd", "abdc", 1}, {"kitten", "sitting", 3}, {"ca", "abc", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(suggestion_distance(rows[i].a, rows[i].b), rows[i].distance);
        assert_int_equal(suggestion_distance(rows[i].b, rows[i].a), rows[i].distance);
    }
}

static void long_words_are_far(void **state)
{
    (void)state;
    char word[50] = {0};
    for (size_t i = 0; i < 48; i++)
        word[i] = 'a';
    assert_int_equal(suggestion_distance(word, word), 0);
    word[48] = 'a';
    assert_true(suggestion_distance(word, word) == SIZE_MAX);
}

static void only_close_words_are_offered(void **state)
{
    (void)state;
    struct suggestion best = suggestion_for("adress");
    suggestion_offer(&best, "level");
    assert_null(best.word);
    suggestion_offer(&best, "addresses");
    assert_null(best.word);
    suggestion_offer(&best, "dress");
    suggestion_offer(&best, "address");
    assert_string_equal(best.word, "dress");
    best = suggestion_for("io");
    suggestion_offer(&best, "ab");
    assert_null(best.word);
    suggestion_offer(&best, "i");
    assert_string_equal(best.word, "i");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_known),
        cmocka_unit_test(long_words_are_far),
        cmocka_unit_test(only_close_words_are_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
