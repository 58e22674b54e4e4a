/*
 * Pair features: what two articles that share text have in common, and how they differ, as numbers that a forest can
 * weigh. What each means is said at its name; shares run from 0 to 1.
 */
#ifndef SHINGLE_MATCH_PAIR_FEATURES_H
#define SHINGLE_MATCH_PAIR_FEATURES_H

#include <stddef.h>

enum pair_feature {
    PAIR_SHORTER_SHARED,   /* share of the shorter one's shingles that the other has */
    PAIR_LONGER_SHARED,    /* share of the longer one's shingles that the other has */
    PAIR_INFORMATIVE,      /* the same for the shorter one, each shingle weighted by its strangers */
    PAIR_INFORMATIVE_LESS, /* for the longer one */
    PAIR_KIN,              /* 1: of one source */
    PAIR_WORDS,            /* log2 of 1 + the shorter one's shingles */
    PAIR_LENGTHS,          /* log2 of longer / shorter */
    PAIR_LONGEST,          /* longest common passage as share of the shorter one */
    PAIR_OPENING_LEAST,    /* share of the openings that the other has: the smaller share */
    PAIR_OPENING_MOST,     /* and the greater */
    PAIR_FIGURES,          /* log2 of 1 + figures of the one that has fewer */
    PAIR_FIGURES_MISSING,  /* log2 of 1 + those of them that the other lacks */
    PAIR_FIGURES_SHARED,   /* share that the other has; 1 when there is none */
    PAIR_FIGURE_SLOTS,     /* for each 100 common shingles: places with another figure */
    PAIR_NAME_SLOTS,       /* with another name */
    PAIR_EDIT_SLOTS,       /* with other wording */
    PAIR_INSERTS,          /* with words in one only */
    PAIR_SLOTS,            /* log2 of 1 + places with another figure or name */
    PAIR_TOPICS,           /* topic words swapped */
    PAIR_STRANGE,          /* share of the common shingles that one stranger has too */
    PAIR_STRANGE_2,        /* two or more */
    PAIR_STRANGE_4,        /* four or more */
    PAIR_KINSMEN,          /* strangers of either's source on trial that share a quarter of the subject */
    PAIR_NAMES_LEAST,      /* share of name-like words that the other has too: the smaller share */
    PAIR_NAMES_MOST,       /* and the greater */
    PAIR_WORDS_LEAST,      /* the same for all words */
    PAIR_WORDS_MOST,
    PAIR_FEATURES
};

struct trial;

/* Fills vector for number i of the trial, after all others have been added and its informative shares are known. */
void pair_features(const struct trial *trial, size_t i, float *vector);

const char *pair_feature_name(enum pair_feature feature);

#endif
