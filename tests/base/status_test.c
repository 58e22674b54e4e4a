/* The laws of shingle/base/status.h and checked.h: every code has a word of its own and a text; edges of arithmetic. */
#include "shingle/base/checked.h"
#include "shingle/base/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void every_code_has_a_word_and_a_text(void **state)
{
    (void)state;
    for (int code = 0; code < STATUS_COUNT; code++) {
        const char *word = status_word((enum status)code);
        const char *text = status_text((enum status)code);
        assert_non_null(word);
        assert_non_null(text);
        assert_int_equal(strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), strlen(word));
        assert_true(word[0] && text[0] && text[strlen(text) - 1] != '.');
        for (int other = 0; other < code; other++)
            assert_string_not_equal(word, status_word((enum status)other));
    }
    assert_string_equal(status_word(STATUS_TOOBIG), "TOOBIG");
    assert_string_equal(status_word((enum status)STATUS_COUNT), "ERR");
    assert_string_equal(status_word((enum status) - 1), "ERR");
}

static void arithmetic_at_its_edges(void **state)
{
    (void)state;
    uint64_t number;
    size_t size;
    assert_true(checked_add_u64(UINT64_MAX - 1, 1, &number) && number == UINT64_MAX);
    assert_false(checked_add_u64(UINT64_MAX, 1, &number));
    assert_true(checked_mul_u64(UINT32_MAX, UINT64_C(0x100000001), &number) && number == UINT64_MAX);
    assert_false(checked_mul_u64(UINT64_C(1) << 32, UINT64_C(1) << 32, &number));
    assert_true(checked_mul_u64(UINT64_MAX, 0, &number) && number == 0);
    assert_true(checked_add_size(SIZE_MAX - 1, 1, &size) && size == SIZE_MAX);
    assert_false(checked_add_size(SIZE_MAX, SIZE_MAX, &size));
    assert_true(checked_mul_size(SIZE_MAX, 1, &size) && size == SIZE_MAX);
    assert_false(checked_mul_size(SIZE_MAX / 2 + 1, 2, &size));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_word_and_a_text),
        cmocka_unit_test(arithmetic_at_its_edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
