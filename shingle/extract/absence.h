/*
 * Pages without an article: those that show it before a line is judged, and the reason for people when no line was
 * kept.
 *
 *     if (absence_is_plain(&page, &reading))
 *         absence_drop(&reading.list);           // instead of judging
 *     ...
 *     article.reason = absence_reason(&page, &reading);
 */
#ifndef SHINGLE_EXTRACT_ABSENCE_H
#define SHINGLE_EXTRACT_ABSENCE_H

#include "shingle/extract/page_read.h"

enum {
    ABSENCE_ERROR_WORDS = 60, /* words of a page that is titled like an error and may be one; with more, it is not */
    ABSENCE_FEW_WORDS = 30    /* words below which a page has too few to tell */
};

/* Whether the content is no text, such as a picture or a PDF, or the page is a server's error message. */
bool absence_is_plain(const struct page *page, const struct page_reading *reading);

/* Drops all lines. */
void absence_drop(struct line_list *list);

/* Why a page has no article, when none of its lines is kept; from the lines' own reasons. Static, never empty. */
const char *absence_reason(const struct page *page, const struct page_reading *reading);

#endif
