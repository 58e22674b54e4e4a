/*
 * The dates of a page that has only lines: plain text, and HTML without fields for machines.
 *
 *     struct lines_date dates = lines_date_find(&list, headline, body, order, &arena);
 *     if (dates.published.size)
 *         use(dates.published);
 */
#ifndef SHINGLE_EXTRACT_LINES_DATE_H
#define SHINGLE_EXTRACT_LINES_DATE_H

#include "shingle/extract/line.h"
#include "shingle/extract/text_date.h"

struct lines_date {
    struct bytes published; /* as iso_date writes it, in the arena; empty when there is none */
    struct bytes modified;
};

/*
 * Dates told by short lines between the headline and the body, or close to them, and by lines anywhere that say what
 * their date is. headline: its line, or SIZE_MAX; body: the first kept line. Each line with digits is looked at once.
 */
struct lines_date lines_date_find(const struct line_list *list, size_t headline, size_t body, enum date_order order,
                                  struct arena *arena);

#endif
