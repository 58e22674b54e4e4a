#include "bench/latency.h"
#include "shingle/base/hash_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

static void small_values_are_exact(void **state)
{
    (void)state;
    struct latency latency = {0};
    assert_int_equal(latency_percentile(&latency, 50), 0);
    for (uint64_t value = 1; value <= 100; value++)
        latency_add(&latency, value);
    assert_int_equal(latency_percentile(&latency, 50), 50);
    assert_int_equal(latency_percentile(&latency, 90), 90);
    assert_int_equal(latency_percentile(&latency, 99), 99);
    assert_int_equal(latency_percentile(&latency, 99.9), 100);
    assert_int_equal(latency_percentile(&latency, 100), 100);
    assert_int_equal(latency.largest, 100);
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Law: a percentile is at least the exact one and at most 1/64 above. */
static void percentiles_are_close_from_above(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    uint64_t values[COUNT], seed = 99;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (size_t round = 0; round < 200; round++) {
        struct latency latency = {0};
        for (size_t i = 0; i < COUNT; i++) {
            seed = mix64(seed);
            values[i] = seed >> (24 + seed % 40);
            latency_add(&latency, values[i]);
        }
        qsort(values, COUNT, sizeof *values, compare);
        for (size_t i = 1; i <= COUNT; i++) {
            uint64_t exact = values[i - 1], got = latency_percentile(&latency, (double)i / COUNT * 100 - 1e-9);
            assert_true(got >= exact && got <= exact + exact / 64 + 1);
        }
    }
}

static void absurd_values_fit(void **state)
{
    (void)state;
    struct latency latency = {0};
    latency_add(&latency, UINT64_MAX);
    assert_true(latency.largest == UINT64_MAX);
    assert_true(latency_percentile(&latency, 100) > UINT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_values_are_exact),
        cmocka_unit_test(percentiles_are_close_from_above),
        cmocka_unit_test(absurd_values_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
