/*
 * From judged lines to the article: its text, its byline and date where only the lines have them, its wire credit, and
 * the verdict that there is none.
 *
 *     enum status status = assemble_article(&page, &reading, &arena, &article);
 */
#ifndef SHINGLE_EXTRACT_ASSEMBLE_H
#define SHINGLE_EXTRACT_ASSEMBLE_H

#include "shingle/extract/page_read.h"

/* Fills *out from reading, whose lines are classified. STATUS_NOMEM when the arena is exhausted. */
MUST_CHECK enum status assemble_article(const struct page *page, const struct page_reading *reading,
                                        struct arena *arena, struct article *out);

#endif
