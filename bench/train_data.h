/* Marked pages as lines with labels and weights; see train_lines.c. Programs exit on errors. */
#ifndef BENCH_TRAIN_DATA_H
#define BENCH_TRAIN_DATA_H

#include "shingle/extract/features.h"
#include "shingle/extract/page_read.h"

enum sample_form { SAMPLE_HTML, SAMPLE_NEAR, SAMPLE_FULL, SAMPLE_CLEAN };

struct sample {
    struct arena arena;
    struct page_reading reading;
    struct page_context context;
    char *id;
    unsigned set;
    enum sample_form form;
    unsigned fold;
    uint32_t site;  /* hash of the page's host, or of its id when it has none */
    uint8_t *label; /* by line: 1 = article */
    float *weight;  /* by line: 0 = not marked */
};

struct corpus {
    struct sample *at;
    size_t count, capacity;
    size_t lines;
    unsigned folds;
};

/* Loads all sets of a folder: the HTML pages, or the plain texts (near, full, and the marked bodies themselves). */
void corpus_load(struct corpus *corpus, const char *directory, bool html, unsigned folds);
void corpus_free(struct corpus *corpus);

/* Forgets sums of scores, so that page_context_take_scores starts anew. */
void sample_restart_scores(struct sample *sample);

/* Writes what is kept by score and rules as JSONL, a file for each set and form. */
void corpus_predict(struct corpus *corpus, const char *prefix, const char *kind);

#endif
