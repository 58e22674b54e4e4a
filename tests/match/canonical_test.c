#include "shingle/match/canonical.h"

#include "shingle/base/hash_key.h"
#include "shingle/match/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void test_first_difference_decides(void **state)
{
    (void)state;
    const struct canonical_claim best_first[] = {
        {.id = 9, .source_priority = 0, .words = 3},
        {.id = 8, .source_priority = 1, .words = 3, .published_ms = 5},
        {.id = 7, .source_priority = CANONICAL_UNLISTED, .agency_original = true, .published_ms = 900},
        {.id = 6, .source_priority = CANONICAL_UNLISTED, .published_ms = 100, .words = 3},
        {.id = 5, .source_priority = CANONICAL_UNLISTED, .published_ms = 200, .words = 300},
        {.id = 2, .source_priority = CANONICAL_UNLISTED, .published_ms = 200, .words = 30},
        {.id = 4, .source_priority = CANONICAL_UNLISTED, .published_ms = 200, .words = 30},
        {.id = 1, .source_priority = CANONICAL_UNLISTED, .published_ms = 0, .words = 30},
        {.id = 3, .source_priority = CANONICAL_UNLISTED, .published_ms = 0, .words = 3000},
    };
    size_t count = sizeof best_first / sizeof *best_first;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            assert_int_equal(canonical_better(&best_first[i], &best_first[j]), i < j);
}

static struct canonical_claim random_claim(uint64_t seed)
{
    uint64_t dice = mix64(seed);
    return (struct canonical_claim){
        .id = (uint32_t)seed,
        .source_priority = dice & 1 ? CANONICAL_UNLISTED : (uint32_t)(dice >> 1 & 1),
        .agency_original = dice >> 2 & 1,
        .published_ms = (int64_t)(dice >> 3 & 3) - 1,
        .words = dice >> 5 & 3,
    };
}

/* A strict total order: never both ways, always one, and transitive. */
static void test_total_order(void **state)
{
    (void)state;
    printf("seed 1000\n");
    for (uint64_t i = 0; i < 60000; i++) {
        struct canonical_claim a = random_claim(1000 + 3 * i), b = random_claim(1001 + 3 * i),
                               c = random_claim(1002 + 3 * i);
        assert_false(canonical_better(&a, &a));
        assert_int_equal(canonical_better(&a, &b), !canonical_better(&b, &a));
        if (canonical_better(&a, &b) && canonical_better(&b, &c))
            assert_true(canonical_better(&a, &c));
    }
}

static void test_verdict_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < VERDICT_COUNT; i++) {
        enum verdict verdict = VERDICT_NEW;
        assert_true(verdict_from_name(bytes_of_string(verdict_name((enum verdict)i)), &verdict));
        assert_int_equal(verdict, i);
    }
    enum verdict verdict = VERDICT_COPY;
    assert_false(verdict_from_name(BYTES("Copy"), &verdict));
    assert_false(verdict_from_name(BYTES(""), &verdict));
    assert_int_equal(verdict, VERDICT_COPY);
    assert_string_equal(verdict_name((enum verdict)VERDICT_COUNT), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_difference_decides),
        cmocka_unit_test(test_total_order),
        cmocka_unit_test(test_verdict_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
