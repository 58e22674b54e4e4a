/*
 * The names of months as lists, and the sorted table that a small program of ours makes of them when the tree is built
 * (month_generate.c).
 */
#ifndef SHINGLE_EXTRACT_MONTH_ROWS_H
#define SHINGLE_EXTRACT_MONTH_ROWS_H

#include "shingle/base/bytes.h"

enum { MONTH_NAME_LISTS = 15 };

/* Names of what month_of_word calls 1, 2 and so on, parted by spaces. */
extern const char *const month_names[MONTH_NAME_LISTS];

/* A name, by its hash; rows are sorted by that. */
struct month_row {
    uint32_t hash; /* lexicon_hash */
    uint8_t month; /* 1 to MONTH_NAME_LISTS */
};
extern const struct month_row month_rows[];
extern const size_t month_row_count;

#endif
