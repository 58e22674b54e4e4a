/*
 * The structure of the kept lines, for those who write the article as Markdown or HTML: which are headings, items of
 * one list, cells of one row.
 *
 *     status = structure_read(&list, &arena, &article);     // when line.kept is settled
 *
 * HTML tells by the elements around a line; the nearest one that means something decides. A table whose rows hold one
 * kept cell each only lays out the page: its cells are paragraphs. Plain text tells by signs at a line's start and by
 * lines that end no sentence.
 */
#ifndef SHINGLE_EXTRACT_STRUCTURE_H
#define SHINGLE_EXTRACT_STRUCTURE_H

#include "shingle/extract/line.h"
#include "shingle/extract/page.h"

/* Fills out->blocks, one for each kept line; memory from arena. STATUS_NOMEM when it is exhausted. */
MUST_CHECK enum status structure_read(const struct line_list *list, struct arena *arena, struct article *out);

#endif
