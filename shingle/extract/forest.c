#include "shingle/extract/forest.h"

#include <math.h>

#include "shingle/extract/forest_html.inc"
#include "shingle/extract/forest_text.inc"

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
    return 1.0f / (1.0f + expf(-(forest->base + (float)sum / FOREST_UNIT)));
}
