#include "shingle/extract/title_forest.h"

#include "shingle/extract/title_forest_html.inc"
#include "shingle/extract/title_forest_text.inc"

int32_t title_forest_score(const struct title_forest *forest, const float *vector)
{
    int32_t sum = 0;
    for (size_t i = 0; i < forest->count; i++) {
        const struct title_tree *tree = &forest->trees[i];
        unsigned leaf = 0;
        for (unsigned level = 0; level < TITLE_DEPTH; level++)
            leaf |= (unsigned)(vector[tree->feature[level]] > tree->above[level]) << level;
        sum += tree->leaf[leaf];
    }
    return sum;
}
