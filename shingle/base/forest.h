/*
 * A forest of oblivious trees: every level of a tree asks one question for all its nodes, so a tree is six comparisons
 * and one lookup, without a branch that depends on the data. Trees of this shape are those of Kohavi and Li 1995 and of
 * CatBoost (Prokhorenkova et al. 2018). bench/train_forest.c makes such tables.
 *
 *     float score = forest_score(&forest, vector);                 // 0 to 1
 *     forest_score_lot(&forest, vectors, FEATURE_COUNT, scores);   // of eight vectors
 */
#ifndef SHINGLE_BASE_FOREST_H
#define SHINGLE_BASE_FOREST_H

#include <stddef.h>
#include <stdint.h>

enum { FOREST_DEPTH = 6, FOREST_LEAVES = 1 << FOREST_DEPTH };

struct forest_tree {
    uint8_t feature[FOREST_DEPTH]; /* index into the vector */
    float above[FOREST_DEPTH];     /* a question is answered yes when the feature is greater than this */
    int16_t leaf[FOREST_LEAVES];   /* log-odds in 1/FOREST_UNIT; the first question gives the lowest bit */
};

struct forest {
    const struct forest_tree *trees;
    size_t count;
    float base; /* log-odds of an empty forest */
};

enum { FOREST_UNIT = 4096 };

enum { FOREST_LOT = 8, FOREST_FEATURES_MAX = UINT8_MAX + 1 };

/* Probability, 0 to 1, that the forest gives a vector of features. */
float forest_score(const struct forest *forest, const float *vector);

/*
 * The same of FOREST_LOT vectors, features entries each (at most FOREST_FEATURES_MAX) one behind the other: each tree
 * asks its questions for all of them at once, which takes less than half of the time.
 */
void forest_score_lot(const struct forest *forest, const float *vectors, size_t features, float scores[FOREST_LOT]);

#endif
