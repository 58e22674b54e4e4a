/*
 * What the near-duplicate sets say of two of their articles; see ../shared/data/neardup/README.md for the files.
 *
 *     struct pair_labels *labels = pair_labels_load("../shared/data/neardup/us11_open", &jsonl);
 *     if (pair_labels_of(labels, a, b) == PAIR_COPY) ...
 *     pair_labels_free(labels);
 */
#ifndef BENCH_PAIR_LABELS_H
#define BENCH_PAIR_LABELS_H

#include "bench/jsonl.h"

enum pair_label {
    PAIR_UNDECIDED, /* ambiguous, a round-up, or of one labelled cluster without being a copy */
    PAIR_COPY,
    PAIR_OTHER /* different news, traps among them */
};

struct pair_labels;

/* Reads SET.labels.tsv and, where they are, SET.pos.tsv, .ambiguous.tsv, .traps.tsv. NULL after a message. */
struct pair_labels *pair_labels_load(const char *set, const struct jsonl *jsonl);
void pair_labels_free(struct pair_labels *labels);

enum pair_label pair_labels_of(const struct pair_labels *labels, struct bytes a, struct bytes b);

/* The labelled cluster of an article; 0 when it has no label. */
uint64_t pair_labels_story(const struct pair_labels *labels, struct bytes id);

/* A number of the pair's group, to part folds by: equal for all pairs whose first article by id has the same source
   (where the set names sources, more than one) or labelled cluster. */
unsigned pair_labels_fold(const struct pair_labels *labels, struct bytes a, struct bytes b);

#endif
