/* The pages of the open extraction sets with what people said of them; for the training programs. Exits on errors. */
#ifndef BENCH_TRAIN_PAGES_H
#define BENCH_TRAIN_PAGES_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { TRAIN_SETS = 4 };

extern const char *const train_sets[TRAIN_SETS];

struct train_page {
    unsigned set;
    const char *id;
    json_t *truth;
    json_t *row; /* html, or text_near and text_full */
};

/* Calls use with each page of a set that has a truth, in the file's order. What the page points to is gone after it. */
void train_pages(const char *directory, unsigned set, bool html, void (*use)(void *context, const struct train_page *),
                 void *context);

/* Hash of the page's host, or of its id when it has no URL. */
uint64_t train_site(const struct train_page *page);

#endif
