/* simhash_of against sixty-four plain counters, and what it is for: alike sets are near, others are not. */
#include "shingle/sketch/resemblance.h"
#include "shingle/sketch/simhash.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { ROOM = 3000 };

static uint64_t plain_simhash(const uint64_t *hashes, size_t count)
{
    uint64_t result = 0;
    for (unsigned bit = 0; bit < 64; bit++) {
        size_t set = 0;
        for (size_t i = 0; i < count; i++)
            set += hashes[i] >> bit & 1;
        result |= (uint64_t)(2 * set > count) << bit;
    }
    return result;
}

static void known_answers(void **state)
{
    (void)state;
    const uint64_t three[] = {0xff, 0xf0, 0x3c};
    assert_true(simhash_of(NULL, 0) == 0);
    assert_true(simhash_of(three, 1) == 0xff);
    assert_true(simhash_of(three, 2) == 0xf0); /* a tie is not more than half */
    assert_true(simhash_of(three, 3) == 0xfc);
}

static void agrees_with_plain_counters(void **state)
{
    (void)state;
    static uint64_t hashes[ROOM];
    struct random random = random_start(1);
    for (size_t count = 0; count < ROOM; count += count < 100 ? 1 : 97) {
        uint64_t mask = random_next(&random);
        mask |= random_next(&random); /* three bits of four */
        for (size_t i = 0; i < count; i++)
            hashes[i] = random_next(&random) & mask;
        assert_true(simhash_of(hashes, count) == plain_simhash(hashes, count));
    }
    for (size_t i = 0; i < ROOM; i++)
        hashes[i] = UINT64_MAX; /* every counter as high as it gets */
    assert_true(simhash_of(hashes, ROOM) == UINT64_MAX);
}

static void alike_sets_are_near(void **state)
{
    (void)state;
    uint64_t a[400];
    uint64_t b[400];
    uint64_t c[400];
    struct random random = random_start(2);
    for (size_t i = 0; i < 400; i++) {
        a[i] = random_next(&random);
        b[i] = i < 380 ? a[i] : random_next(&random);
        c[i] = random_next(&random);
    }
    assert_int_equal(simhash_distance(simhash_of(a, 400), simhash_of(a, 400)), 0);
    assert_in_range(simhash_distance(simhash_of(a, 400), simhash_of(b, 400)), 0, 12);
    assert_in_range(simhash_distance(simhash_of(a, 400), simhash_of(c, 400)), 18, 46);
    assert_int_equal(simhash_distance(0, UINT64_MAX), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(agrees_with_plain_counters),
        cmocka_unit_test(alike_sets_are_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
