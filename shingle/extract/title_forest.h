/*
 * Small trees that choose among candidates: three questions each, asked of all nodes of a level alike (see forest.h).
 * bench/train_titles.c makes the tables.
 *
 *     int32_t score = title_forest_score(&title_forest_html, vector);   // the highest of a page's candidates wins
 */
#ifndef SHINGLE_EXTRACT_TITLE_FOREST_H
#define SHINGLE_EXTRACT_TITLE_FOREST_H

#include <stddef.h>
#include <stdint.h>

enum { TITLE_DEPTH = 3, TITLE_LEAVES = 1 << TITLE_DEPTH };

struct title_tree {
    uint8_t feature[TITLE_DEPTH]; /* index into the vector */
    float above[TITLE_DEPTH];     /* a question is answered yes when the feature is greater than this */
    int16_t leaf[TITLE_LEAVES];   /* the first question gives the lowest bit */
};

struct title_forest {
    const struct title_tree *trees;
    size_t count;
};

extern const struct title_forest title_forest_html; /* of title_features.h */
extern const struct title_forest title_forest_text; /* of line_titles.h */

/* What the forest gives a vector of features; only good to compare with another candidate's. */
int32_t title_forest_score(const struct title_forest *forest, const float *vector);

#endif
