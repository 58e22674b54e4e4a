/* The forests: what a tree made by hand gives, and that a lot of vectors scores as each does alone. */
#include "shingle/extract/features.h"
#include "shingle/extract/line_forests.h"
#include "tests/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct forest_tree by_hand[] = {{.feature = {0, 1, 2, 3, 4, 5},
                                              .above = {0, 1, 2, 3, 4, 5},
                                              .leaf = {[0] = -FOREST_UNIT, [1] = FOREST_UNIT, [34] = 2 * FOREST_UNIT}}};
static const struct forest hand = {by_hand, 1, 0.5f};

static float logistic(float odds)
{
    return 1.0f / (1.0f + expf(-odds));
}

static void a_tree_gives_its_leaf(void **state)
{
    (void)state;
    static const float vectors[][FOREST_DEPTH] = {
        {0, 1, 2, 3, 4, 5}, /* equal is not greater: leaf 0 */
        {0.1f, 1, 2, 3, 4, 5},
        {0, 1.5f, 2, 3, 4, 6}, /* the second question and the sixth: leaf 2 + 32 */
        {9, 9, 9, 9, 9, 9},
    };
    static const float odds[] = {-0.5f, 1.5f, 2.5f, 0.5f};
    for (size_t i = 0; i < sizeof odds / sizeof *odds; i++)
        assert_true(forest_score(&hand, vectors[i]) == logistic(odds[i]));
}

/* A vector whose entries are often a question's very bound. */
static void draw(struct random *random, const struct forest *forest, float *vector)
{
    for (size_t i = 0; i < FEATURE_COUNT; i++)
        vector[i] = (float)random_below(random, 1000) / 100 - 2;
    for (size_t i = 0; i < forest->count; i++) {
        const struct forest_tree *tree = &forest->trees[i];
        size_t level = random_below(random, FOREST_DEPTH);
        vector[tree->feature[level]] = tree->above[level];
    }
}

static void a_lot_scores_as_each_alone(void **state)
{
    (void)state;
    static const struct forest *const forests[] = {&forest_html_first, &forest_html_second, &forest_text_first,
                                                   &forest_text_second, &hand};
    struct random random = random_start(11);
    float vectors[FOREST_LOT][FEATURE_COUNT], scores[FOREST_LOT];
    for (size_t round = 0; round < 1000; round++) {
        const struct forest *forest = forests[round % (sizeof forests / sizeof *forests)];
        for (size_t i = 0; i < FOREST_LOT; i++)
            draw(&random, forest, vectors[i]);
        vectors[round % FOREST_LOT][round % FEATURE_COUNT] = NAN; /* no bound is below it */
        forest_score_lot(forest, vectors[0], FEATURE_COUNT, scores);
        for (size_t i = 0; i < FOREST_LOT; i++)
            assert_true(scores[i] == forest_score(forest, vectors[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_tree_gives_its_leaf),
                                       cmocka_unit_test(a_lot_scores_as_each_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
