/* Gradient boosting of oblivious trees on binned features; see train_lines.c. Programs exit when memory runs out. */
#ifndef BENCH_TRAIN_FOREST_H
#define BENCH_TRAIN_FOREST_H

#include "shingle/base/forest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { BINS_MAX = 48 };

/* Rows by features: raw values until they are binned, then bins. */
struct matrix {
    size_t rows, features;
    float *raw;     /* feature-major: raw[feature * rows + row]; freed by matrix_bin */
    uint8_t *bin;   /* feature-major */
    float *edges;   /* BINS_MAX a feature: bin b holds values <= edges[b] */
    uint8_t *bins;  /* bins of each feature */
    float *weight;  /* by row; 0 = not to learn from */
    uint8_t *label; /* by row */
    /*
     * By row, or NULL: rows of one group stand together, and one of them is to be chosen; then the forest learns by the
     * cross entropy of the group's softmax (ListNet's; Cao et al. 2007), and its base is 0. Freed by matrix_free.
     */
    uint32_t *group;
};

struct forest_params {
    size_t trees;
    double rate;
    uint64_t seed;
    double lambda;    /* weight of a leaf's wish to say nothing, in the unit of row weights */
    unsigned columns; /* percent of the features that each level of a tree may ask */
    double strong;    /* share of the rows, those with the strongest pull, that every tree learns from; 1 = all */
    unsigned depth;   /* questions of a tree; 0 = FOREST_DEPTH. With fewer, leaves past 1 << depth are not used */
};

struct forest_model {
    struct forest_tree *trees;
    size_t count;
    uint8_t (*cut)[FOREST_DEPTH]; /* the bin a question compares with */
    double base;
    double *gains; /* by feature */
};

struct matrix *matrix_new(size_t rows, size_t features);
void matrix_free(struct matrix *matrix);

/* Sets a row's raw values of features from .. to - 1; vector is indexed by feature. */
void matrix_set(struct matrix *matrix, size_t row, const float *vector, size_t from, size_t to);

/* Bins features from .. to - 1 by their quantiles. */
void matrix_bin(struct matrix *matrix, size_t from, size_t to);

/* A forest over the first `features` features, learnt from rows with weight. */
struct forest_model *forest_train(const struct matrix *matrix, size_t features, const struct forest_params *params);
void forest_free(struct forest_model *model);

/* Probability for a row of the matrix. */
float forest_predict(const struct forest_model *model, const struct matrix *matrix, size_t row);

/* Writes the forest as C tables named forest_KIND_STAGE. */
void forest_write(const struct forest_model *model, FILE *out, const char *kind, const char *stage);

/* Prints the features that helped most; name tells a feature's. */
void forest_print_gains(const struct forest_model *model, size_t features, const char *what,
                        const char *(*name)(size_t feature));

#endif
