/*
 * The byline of a page that has only lines: plain text, and HTML whose elements do not say it.
 *
 *     struct site_names sites = {.count = 0};
 *     site_names_add_url(&sites, page->url, &arena);
 *     byline = lines_byline_find(&list, headline, body, &sites, &arena);   // "Jane Roe, Olu Brandt"
 */
#ifndef SHINGLE_EXTRACT_LINES_BYLINE_H
#define SHINGLE_EXTRACT_LINES_BYLINE_H

#include "shingle/extract/byline.h"
#include "shingle/extract/line.h"

/*
 * Names that a short line between the headline and the body, or close to them, gives: behind "By" and its like, behind
 * a line that says "Author", beside a date, or alone next to a line that tells one. Parted by ", "; empty when there
 * are none. headline: its line, or SIZE_MAX; body: the first kept line. Looks at some forty lines.
 */
struct bytes lines_byline_find(const struct line_list *list, size_t headline, size_t body,
                               const struct site_names *sites, struct arena *arena);

#endif
