/*
 * Pages made to cost: patterns that hurt parsers, at any size. Deterministic.
 *
 *     for (size_t i = 0; i < hostile_page_count; i++) {
 *         uint8_t *page = malloc(size);
 *         size_t made = hostile_page_make(&hostile_pages[i], page, size);
 *     }
 */
#ifndef BENCH_HOSTILE_PAGES_H
#define BENCH_HOSTILE_PAGES_H

#include "shingle/extract/page.h"

/*
 * head, then open as often as fits, then close as often as open, then tail. HOSTILE_COUNTER in open stands for a number
 * that rises.
 */
struct hostile_page {
    const char *name;
    enum page_kind kind;
    const char *head;
    const char *open;
    const char *close;   /* or NULL */
    const char *tail;    /* or NULL */
    const char *charset; /* the transport's label, or NULL */
};

#define HOSTILE_COUNTER "\x01"

extern const struct hostile_page hostile_pages[];
extern const size_t hostile_page_count;

/* Fills room, of size bytes, with the page; returns its size, at most size and short of it by less than a repetition.
 * 0 when not even one repetition fits. */
size_t hostile_page_make(const struct hostile_page *pattern, uint8_t *room, size_t size);

#endif
