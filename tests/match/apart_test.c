#include "shingle/match/apart.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { IDS = 60 };

struct fixture {
    struct apart *apart;
    struct clusters *clusters;
};

static struct fixture opened(void)
{
    struct fixture fixture;
    assert_int_equal(apart_open(&fixture.apart), STATUS_OK);
    assert_int_equal(clusters_open(&fixture.clusters), STATUS_OK);
    for (uint32_t id = 1; id <= IDS; id++)
        assert_int_equal(clusters_add(fixture.clusters, id, 0), STATUS_OK);
    return fixture;
}

static void closed(struct fixture *fixture)
{
    apart_close(fixture->apart);
    clusters_close(fixture->clusters);
}

static void test_pairs(void **state)
{
    (void)state;
    struct fixture f = opened();
    assert_false(apart_parts(f.apart, f.clusters, 1, 2));
    assert_int_equal(apart_lift(f.apart, f.clusters, 1, 2), 0);
    apart_forget(f.apart, 1, 2);
    assert_int_equal(apart_add(f.apart, 1, 1), STATUS_BADARG);
    assert_int_equal(apart_add(f.apart, 0, 1), STATUS_BADARG);
    assert_int_equal(apart_add(f.apart, 1, 2), STATUS_OK);
    assert_int_equal(apart_add(f.apart, 2, 1), STATUS_OK);
    assert_int_equal(apart_count(f.apart), 1);
    assert_true(apart_parts(f.apart, f.clusters, 1, 2) && apart_parts(f.apart, f.clusters, 2, 1));
    assert_false(apart_parts(f.apart, f.clusters, 1, 3));
    /* Clusters, not articles: whoever merges takes the pair along. */
    uint32_t name;
    assert_int_equal(clusters_merge(f.clusters, 2, 5, &name), STATUS_OK);
    assert_int_equal(clusters_merge(f.clusters, 1, 4, &name), STATUS_OK);
    assert_true(apart_parts(f.apart, f.clusters, 1, 2));
    assert_int_equal(apart_add(f.apart, 5, 4), STATUS_OK);
    assert_int_equal(apart_lift(f.apart, f.clusters, 2, 1), 2);
    assert_false(apart_parts(f.apart, f.clusters, 1, 2));
    assert_int_equal(apart_count(f.apart), 0);
    closed(&f);
    apart_close(NULL);
}

/* An article that is forgotten leaves its pairs to another member; the last of a cluster takes them along. */
static void test_heirs(void **state)
{
    (void)state;
    struct fixture f = opened();
    uint32_t name, canonical;
    assert_int_equal(clusters_merge(f.clusters, 2, 5, &name), STATUS_OK);
    assert_int_equal(apart_add(f.apart, 1, 2), STATUS_OK);
    assert_int_equal(apart_add(f.apart, 1, 5), STATUS_OK);
    assert_int_equal(clusters_forget(f.clusters, 2, &canonical), STATUS_OK);
    apart_forget(f.apart, 2, canonical);
    assert_int_equal(apart_count(f.apart), 1);
    assert_true(apart_parts(f.apart, f.clusters, 1, 2));
    assert_int_equal(clusters_forget(f.clusters, 5, &canonical), STATUS_OK);
    assert_int_equal(canonical, 0);
    apart_forget(f.apart, 5, canonical);
    assert_int_equal(apart_count(f.apart), 0);
    closed(&f);
}

/* What is told to change, taken back in another set, makes the same set. */
static void test_stored_and_restored(void **state)
{
    (void)state;
    struct fixture f = opened();
    struct random random = random_start(77);
    struct apart_pair kept[APART_PAIRS_MAX + 1] = {{0, 0}}, pair;
    uint32_t slot;
    for (int step = 0; step < 4000; step++) {
        uint32_t a = 1 + (uint32_t)random_below(&random, IDS), b = 1 + (uint32_t)random_below(&random, IDS);
        if (random_below(&random, 3) == 0)
            (void)apart_lift(f.apart, f.clusters, a, b);
        else if (random_below(&random, 9) == 0)
            apart_forget(f.apart, a, b == a ? 0 : b);
        else if (a != b)
            assert_int_equal(apart_add(f.apart, a, b), STATUS_OK);
        if (random_below(&random, 5) == 0)
            while (apart_changed(f.apart, &slot, &pair))
                kept[slot] = pair;
    }
    while (apart_changed(f.apart, &slot, &pair))
        kept[slot] = pair;
    struct apart *again;
    assert_int_equal(apart_open(&again), STATUS_OK);
    for (slot = 1; slot <= APART_PAIRS_MAX; slot++)
        if (kept[slot].a)
            assert_int_equal(apart_restore(again, slot, kept[slot]), STATUS_OK);
    assert_int_equal(apart_count(again), apart_count(f.apart));
    assert_true(apart_count(again) > 20);
    for (uint32_t a = 1; a <= IDS; a++)
        for (uint32_t b = 1; b <= IDS; b++)
            assert_int_equal(apart_parts(again, f.clusters, a, b), apart_parts(f.apart, f.clusters, a, b));
    assert_false(apart_changed(again, &slot, &pair));
    assert_int_equal(apart_restore(again, 0, (struct apart_pair){1, 2}), STATUS_BADARG);
    assert_int_equal(apart_restore(again, APART_PAIRS_MAX + 1, (struct apart_pair){1, 2}), STATUS_BADARG);
    assert_int_equal(apart_restore(again, 1, (struct apart_pair){2, 2}), STATUS_BADARG);
    apart_close(again);
    closed(&f);
}

static void test_bounded(void **state)
{
    (void)state;
    struct apart *apart;
    assert_int_equal(apart_open(&apart), STATUS_OK);
    for (uint32_t i = 0; i < APART_PAIRS_MAX; i++)
        assert_int_equal(apart_add(apart, 2 * i + 1, 2 * i + 2), STATUS_OK);
    assert_int_equal(apart_add(apart, 1, 3), STATUS_TOOBIG);
    assert_int_equal(apart_add(apart, 1, 2), STATUS_OK);
    apart_forget(apart, 7, 0);
    assert_int_equal(apart_add(apart, 1, 3), STATUS_OK);
    assert_int_equal(apart_count(apart), APART_PAIRS_MAX);
    apart_close(apart);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_heirs),
        cmocka_unit_test(test_stored_and_restored),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
