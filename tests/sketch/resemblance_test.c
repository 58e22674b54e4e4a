/* The measures of shingle/sketch/resemblance.h: a table, and random sets against counting by pairs. */
#include "shingle/sketch/resemblance.h"
#include "tests/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint64_t one_to_eight[] = {1, 2, 3, 4, 5, 6, 7, 8};
static const uint64_t evens[] = {2, 4, 6, 8, 10, 12};

static struct shingle_set upto(const uint64_t *at, size_t count)
{
    return (struct shingle_set){at, count};
}

static void known_answers(void **state)
{
    (void)state;
    struct shingle_set none = {NULL, 0};
    struct shingle_set a = upto(one_to_eight, 8);
    struct shingle_set b = upto(evens, 6);
    struct overlap overlap = shingle_overlap(a, b);
    assert_true(overlap.a == 8 && overlap.b == 6 && overlap.both == 4);
    assert_true(fabs(overlap_resemblance(overlap) - 0.4) < 1e-12);
    assert_true(fabs(overlap_containment(overlap) - 0.5) < 1e-12);
    assert_true(fabs(overlap_contained(overlap) - 4.0 / 6.0) < 1e-12);
    assert_true(shingle_resemblance(a, a) == 1.0);
    assert_true(shingle_containment(upto(one_to_eight, 3), a) == 1.0);
    assert_true(shingle_containment(a, upto(one_to_eight, 3)) == 3.0 / 8.0);
    assert_true(shingle_resemblance(none, none) == 0.0);
    assert_true(shingle_containment(none, a) == 0.0);
    assert_true(shingle_containment(a, none) == 0.0);
}

static size_t random_set(struct random *random, uint64_t *out, size_t most, uint64_t step)
{
    size_t count = random_below(random, most + 1);
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++)
        out[i] = value += 1 + random_below(random, step);
    return count;
}

static void agrees_with_counting(void **state)
{
    (void)state;
    struct random random = random_start(1);
    for (int round = 0; round < 3000; round++) {
        uint64_t x[900];
        uint64_t y[900];
        bool lopsided = round % 3 == 0; /* another way is taken for sets of very different sizes */
        struct shingle_set a = upto(x, random_set(&random, x, lopsided ? 8 : 200, lopsided ? 100 : 4));
        struct shingle_set b = upto(y, random_set(&random, y, lopsided ? 900 : 200, 4));
        size_t both = 0;
        for (size_t i = 0; i < a.count; i++) {
            for (size_t j = 0; j < b.count; j++)
                both += x[i] == y[j];
        }
        assert_int_equal(shingle_overlap(a, b).both, both);
        assert_int_equal(shingle_overlap(b, a).both, both);
        assert_true(shingle_containment(a, b) == overlap_contained(shingle_overlap(b, a)));
        assert_true(shingle_resemblance(a, b) == shingle_resemblance(b, a));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(agrees_with_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
