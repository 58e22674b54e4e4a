/*
 * Lines with line breaks inside become several, once they are judged.
 *
 * Preformatted text is judged as the one block that it is: a verse's line alone, or a listing's, looks like anything.
 * What was kept is told with its breaks.
 */
#ifndef SHINGLE_EXTRACT_LINE_SPLIT_H
#define SHINGLE_EXTRACT_LINE_SPLIT_H

#include "shingle/extract/line.h"

/*
 * Splits every line at its line feeds; an empty line between two parts a paragraph. All parts have the verdict of the
 * whole; its words and all that is counted stay with the first, so that sums stay the same, and the others have none.
 * Numbers of lines in list->spans are those from before. Does nothing where no line has one. Past LINE_COUNT_MAX lines
 * stay whole. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status line_list_split(struct line_list *list, struct arena *arena);

#endif
