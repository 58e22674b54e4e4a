/*
 * Learns which words and pairs of words stand in articles and which around them; see train_lines.c. Programs exit when
 * memory runs out.
 *
 * A site has one vote on a gram, split by the share of its lines with the gram that are article, so that no template
 * outvotes the world. Samples are measured with tables from which their own site's vote is taken out, so that what the
 * forests learn to trust is what the table is worth on sites that it has not seen.
 */
#ifndef BENCH_TRAIN_WORDING_H
#define BENCH_TRAIN_WORDING_H

#include "bench/train_data.h"

#include <stdio.h>

struct wording_votes;

/* Counts the votes of a corpus and chooses the grams. */
struct wording_votes *wording_learn(const struct corpus *corpus);
void wording_free(struct wording_votes *votes);

/* Measures every line of a corpus, each sample without its site's votes. */
void wording_apply(const struct wording_votes *votes, struct corpus *corpus);

/* Writes the table, all votes counted, as C. */
void wording_write(const struct wording_votes *votes, FILE *out);

#endif
