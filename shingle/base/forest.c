#include "shingle/base/forest.h"

#include <math.h>
#include <string.h>

/* Half a lot: as many floats as any processor of the last twenty years compares at once. */
typedef float half_floats __attribute__((vector_size(16)));
typedef int32_t half_masks __attribute__((vector_size(16)));
enum { HALF = FOREST_LOT / 2, LOW_LEAF = (1 << 16) - 1 };

static float probability(const struct forest *forest, int32_t sum)
{
    return 1.0f / (1.0f + expf(-(forest->base + (float)sum / FOREST_UNIT)));
}

float forest_score(const struct forest *forest, const float *vector)
{
    int32_t sum = 0;
    for (size_t i = 0; i < forest->count; i++) {
        const struct forest_tree *tree = &forest->trees[i];
        unsigned leaf = 0;
        for (unsigned level = 0; level < FOREST_DEPTH; level++)
            leaf |= (unsigned)(vector[tree->feature[level]] > tree->above[level]) << level;
        sum += tree->leaf[leaf];
    }
    return probability(forest, sum);
}

/* Adds the tree's leaf of each vector of a lot. A mask that holds is -1, so that taking it off puts a bit in. */
static inline void add_leaves(const struct forest_tree *tree, const float (*columns)[FOREST_LOT], int32_t *sums)
{
    half_masks low = {0}, high = {0};
    for (unsigned level = FOREST_DEPTH; level-- > 0;) {
        float bound = tree->above[level];
        half_floats above = {bound, bound, bound, bound}, first, second;
        memcpy(&first, columns[tree->feature[level]], sizeof first);
        memcpy(&second, columns[tree->feature[level]] + HALF, sizeof second);
        low = low + low - (first > above);
        high = high + high - (second > above);
    }
    uint32_t leaves[HALF];
    low |= high << 16;
    memcpy(leaves, &low, sizeof leaves);
    for (unsigned i = 0; i < HALF; i++) {
        sums[i] += tree->leaf[leaves[i] & LOW_LEAF];
        sums[HALF + i] += tree->leaf[leaves[i] >> 16];
    }
}

void forest_score_lot(const struct forest *forest, const float *vectors, size_t features, float scores[FOREST_LOT])
{
    float columns[FOREST_FEATURES_MAX][FOREST_LOT];
    for (size_t feature = 0; feature < features; feature++) {
        for (size_t i = 0; i < FOREST_LOT; i++)
            columns[feature][i] = vectors[i * features + feature];
    }
    int32_t sums[FOREST_LOT] = {0};
    for (size_t i = 0; i < forest->count; i++)
        add_leaves(&forest->trees[i], (const float(*)[FOREST_LOT])columns, sums);
    for (size_t i = 0; i < FOREST_LOT; i++)
        scores[i] = probability(forest, sums[i]);
}
