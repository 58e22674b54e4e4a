/*
 * The first half of extraction: from a page's bytes to measured lines and metadata, before anything is judged. Shared
 * by article_extract and by the training program, so that both see the same lines.
 */
#ifndef SHINGLE_EXTRACT_PAGE_READ_H
#define SHINGLE_EXTRACT_PAGE_READ_H

#include "shingle/extract/line.h"
#include "shingle/extract/page.h"

struct page_reading {
    bool html;
    struct bytes text; /* the page as UTF-8 */
    struct line_list list;
    struct bytes title;     /* what the page or the submitter says; plain text: a guess before judgement, or empty */
    const char *wall;       /* what wall stands where the article would be, or NULL; see wall.h */
    struct bytes credit;    /* names that the page's metadata gives as author, source or holder of the rights */
    struct article article; /* metadata as far as it is known; outcome, text and credit are not filled yet */
};

/* Reads page; memory from arena. STATUS_TOOBIG, STATUS_NOMEM. */
MUST_CHECK enum status page_read(const struct page *page, struct arena *arena, struct page_reading *out);

#endif
