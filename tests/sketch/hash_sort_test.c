/* hash_sort against qsort, on spread, repeated and crowded numbers of many counts. */
#include "shingle/sketch/hash_sort.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 70000 };

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static size_t plain_sort(uint64_t *hashes, size_t count)
{
    size_t kept = 0;
    qsort(hashes, count, sizeof *hashes, by_value);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || hashes[kept - 1] != hashes[i])
            hashes[kept++] = hashes[i];
    }
    return kept;
}

enum kind { SPREAD, FEW_VALUES, TWO_IN_TURN, ONE_BUCKET, RISING, FALLING, KIND_COUNT };

static uint64_t make(struct random *random, enum kind kind, size_t i)
{
    switch (kind) {
    case SPREAD: return random_next(random);
    case FEW_VALUES: return mix64(random_below(random, 20));
    case TWO_IN_TURN: return i % 2 ? 7 : UINT64_C(1) << 40; /* fall into one bucket */
    case ONE_BUCKET: return random_next(random) >> 30;
    case RISING: return (uint64_t)i << 44;
    case FALLING: return ~((uint64_t)i << 44);
    case KIND_COUNT: break;
    }
    return 0;
}

static void agrees_with_qsort(void **state)
{
    (void)state;
    static const size_t counts[] = {0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 64, 400, 2047, 2048, 2049, 20000, 65537, ROOM};
    static uint64_t hashes[ROOM];
    static uint64_t plain[ROOM];
    static uint64_t scratch[ROOM];
    struct random random = random_start(1);
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        for (int kind = 0; kind < KIND_COUNT; kind++) {
            for (size_t i = 0; i < counts[c]; i++)
                plain[i] = hashes[i] = make(&random, (enum kind)kind, i);
            size_t kept = hash_sort(hashes, scratch, counts[c]);
            assert_int_equal(kept, plain_sort(plain, counts[c]));
            assert_memory_equal(hashes, plain, kept * sizeof *hashes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(agrees_with_qsort)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
