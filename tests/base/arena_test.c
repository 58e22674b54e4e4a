/* The laws of shingle/base/arena.h: nothing overlaps, everything is aligned, limits hold, growing keeps what was there.
 */
#include "shingle/base/arena.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PIECES = 200 };

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct random random = random_start(1);
    for (int round = 0; round < 200; round++) {
        struct arena arena;
        uint8_t *pieces[PIECES];
        size_t sizes[PIECES];
        arena_init(&arena, 1 << random_below(&random, 14), 0);
        for (size_t i = 0; i < PIECES; i++) {
            sizes[i] = random_below(&random, random_below(&random, 20) ? 100 : 5000);
            pieces[i] = arena_alloc(&arena, sizes[i]);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
            memset(pieces[i], (int)i, sizes[i]);
        }
        for (size_t i = 0; i < PIECES; i++) {
            for (size_t j = 0; j < sizes[i]; j++)
                assert_int_equal(pieces[i][j], (uint8_t)i);
        }
        arena_close(&arena);
        assert_int_equal(arena.held, 0);
    }
}

static void the_limit_holds(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 10000);
    size_t got = 0;
    while (arena_alloc(&arena, 100))
        got += 112; /* rounded up to 16 */
    assert_true(arena.held <= 10000);
    assert_true(got > 9000 && got <= 10000);
    arena_close(&arena);
    arena_init(&arena, 1024, 4096);
    assert_non_null(arena_alloc(&arena, 4096));
    assert_null(arena_alloc(&arena, 1));
    arena_reset(&arena);
    assert_null(arena_alloc(&arena, 4097));
    volatile size_t huge = SIZE_MAX; /* volatile: the compiler would warn of what is tried here */
    assert_null(arena_alloc(&arena, huge));
    assert_null(arena_array(&arena, huge / 2, 4));
    assert_null(arena_zeroed(&arena, huge / 2, 4));
    assert_non_null(arena_array(&arena, 0, 4));
    arena_close(&arena);
}

static void zeroed_is_zero(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 0);
    memset(arena_alloc(&arena, 900), 0xff, 900);
    arena_reset(&arena);
    const uint8_t *zeros = arena_zeroed(&arena, 100, 8);
    for (size_t i = 0; i < 800; i++)
        assert_int_equal(zeros[i], 0);
    arena_close(&arena);
}

static void growing_keeps_the_bytes(void **state)
{
    (void)state;
    struct random random = random_start(2);
    struct arena arena;
    arena_init(&arena, 1024, 0);
    for (int round = 0; round < 500; round++) {
        size_t size = 0;
        uint8_t *at = NULL;
        while (size < 3000) {
            size_t more = size + 1 + random_below(&random, 400);
            at = arena_grow(&arena, at, size, more);
            assert_non_null(at);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(at[i], (uint8_t)(i * 7));
            for (size_t i = size; i < more; i++)
                at[i] = (uint8_t)(i * 7);
            size = more;
            if (random_below(&random, 4) == 0)
                memset(arena_alloc(&arena, 8), 0xee, 8); /* now it is not the newest */
        }
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void the_newest_grows_and_shrinks_in_place(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    uint8_t *first = arena_alloc(&arena, 16);
    uint8_t *second = arena_alloc(&arena, 100);
    assert_ptr_equal(arena_grow(&arena, second, 100, 1000), second);
    assert_ptr_equal(arena_grow(&arena, second, 1000, 10), second);
    arena_shrink(&arena, second, 1000, 32);
    uint8_t *third = arena_alloc(&arena, 1);
    assert_ptr_equal(third, second + 32);
    arena_shrink(&arena, first, 16, 1); /* not the newest: no effect */
    assert_ptr_equal(arena_alloc(&arena, 1), third + 16);
    assert_true(arena_grow(&arena, first, 16, 64) != first);
    arena_close(&arena);
}

static void reset_keeps_a_block_of_moderate_size(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 0);
    assert_non_null(arena_alloc(&arena, 1000));
    arena_reset(&arena);
    assert_int_equal(arena.held, 1024);
    assert_non_null(arena_alloc(&arena, 100000));
    arena_reset(&arena);
    assert_int_equal(arena.held, 0);
    arena_reset(&arena);
    assert_non_null(arena_alloc(&arena, 1));
    arena_close(&arena);
}

/* Little is taken that is not used, and what requests of a kind take is found by reset. */
static void blocks_follow_the_need(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 0);
    for (size_t used = 0; used < 1 << 20; used += 160) {
        assert_non_null(arena_alloc(&arena, 160));
        assert_true(arena.held <= 2048 + (used + 160) * 4 / 3);
    }
    arena_reset(&arena);
    assert_int_equal(arena.held, 0);
    assert_non_null(arena_alloc(&arena, 1));
    assert_int_equal(arena.held, 16 * 1024);
    for (size_t used = 0; used < 15 * 1024; used += 160)
        assert_non_null(arena_alloc(&arena, 160));
    assert_int_equal(arena.held, 16 * 1024);
    arena_close(&arena);
    assert_non_null(arena_alloc(&arena, 1));
    assert_int_equal(arena.held, 1024);
    arena_close(&arena);
}

static void copies_end_in_nul(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 1024);
    struct bytes copy = arena_copy(&arena, BYTES("port"));
    assert_string_equal(copy.at, "port");
    assert_int_equal(copy.size, 4);
    copy = arena_copy(&arena, (struct bytes){NULL, 0});
    assert_string_equal(copy.at, "");
    assert_null(arena_copy(&arena, bytes_of("", 2000)).at);
    assert_null(arena_copy(&arena, bytes_of("", SIZE_MAX)).at);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(the_limit_holds),
        cmocka_unit_test(zeroed_is_zero),
        cmocka_unit_test(growing_keeps_the_bytes),
        cmocka_unit_test(the_newest_grows_and_shrinks_in_place),
        cmocka_unit_test(reset_keeps_a_block_of_moderate_size),
        cmocka_unit_test(blocks_follow_the_need),
        cmocka_unit_test(copies_end_in_nul),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
