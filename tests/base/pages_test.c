/* The laws of shingle/base/pages.h: zeros, wherever one looks; alignment; what is dropped is zero again. */
#include "shingle/base/pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PAGE = 4096 };

static void assert_zero(const uint8_t *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(at[i], 0);
}

static void test_sizes(void **state)
{
    (void)state;
    const size_t sizes[] = {1, PAGE - 1, PAGE, PAGES_HUGE - 1, PAGES_HUGE, PAGES_HUGE + 1, 3 * PAGES_HUGE + 5};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint8_t *at = pages_map(sizes[i]);
        assert_non_null(at);
        assert_int_equal((uintptr_t)at % (sizes[i] >= PAGES_HUGE ? PAGES_HUGE : PAGE), 0);
        pages_ready(at, sizes[i]);
        assert_zero(at, sizes[i]);
        memset(at, 1, sizes[i]);
        pages_unmap(at, sizes[i]);
    }
    assert_null(pages_map(0));
    assert_null(pages_map(SIZE_MAX));
    pages_unmap(NULL, 1);
}

static void test_only_whole_pages_are_dropped(void **state)
{
    (void)state;
    uint8_t *at = pages_map((size_t)4 * PAGE);
    assert_non_null(at);
    pages_ready(at + 5, 0);
    pages_ready(at + PAGE + 5, 2 * PAGE);
    memset(at, 7, (size_t)4 * PAGE);
    pages_drop(at + 1, (size_t)2 * PAGE); /* the second page is whole in it, the others are not */
    assert_int_equal(at[PAGE - 1], 7);
    assert_zero(at + PAGE, PAGE - 1);
    assert_int_equal(at[2 * PAGE], 7);
    pages_drop(at + 1, PAGE - 1);
    pages_drop(at + 1, 2 * PAGE - 2);
    assert_int_equal(at[0], 7);
    assert_int_equal(at[2 * PAGE + 1], 7);
    pages_drop(at, 1);
    assert_int_equal(at[0], 7);
    pages_unmap(at, (size_t)4 * PAGE);
}

/* What stands in a page goes along, and is gone where it was; both maps stay whole. */
static void test_handed_over(void **state)
{
    (void)state;
    uint8_t *from = pages_map((size_t)3 * PAGES_HUGE), *to = pages_map((size_t)2 * PAGES_HUGE);
    assert_non_null(from);
    assert_non_null(to);
    memset(from, 3, (size_t)3 * PAGES_HUGE);
    bool moved = pages_hand_over(from + PAGES_HUGE, to + PAGES_HUGE, PAGES_HUGE);
    for (size_t i = 0; i < PAGES_HUGE; i++) /* a system that cannot says so, and has done nothing */
        if (from[PAGES_HUGE + i] != (moved ? 0 : 3) || to[PAGES_HUGE + i] != (moved ? 3 : 0))
            fail_msg("byte %zu, moved %d", i, moved);
    assert_int_equal(from[PAGES_HUGE - 1], 3);
    assert_int_equal(from[2 * PAGES_HUGE], 3);
    assert_int_equal(to[0], 0);
    memset(from, 4, (size_t)3 * PAGES_HUGE);
    memset(to, 5, (size_t)2 * PAGES_HUGE);
    assert_int_equal(from[2 * PAGES_HUGE - 1], 4);
    assert_false(pages_hand_over(from, to + 1, PAGES_HUGE));
    pages_unmap(from, (size_t)3 * PAGES_HUGE);
    pages_unmap(to, (size_t)2 * PAGES_HUGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_only_whole_pages_are_dropped),
        cmocka_unit_test(test_handed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
