/* The forest that tells copies from other news that shares text; bench/train_pairs.c makes it. */
#ifndef SHINGLE_MATCH_PAIR_FOREST_H
#define SHINGLE_MATCH_PAIR_FOREST_H

#include "shingle/base/forest.h"

extern const struct forest forest_of_pairs; /* over the features of pair_features.h */

#endif
