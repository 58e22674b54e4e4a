/*
 * Plain text into lines: white space squeezed, empty lines noted, paragraphs of hard-wrapped text joined again.
 *
 *     struct line_list list = {0};
 *     enum status status = text_lines_read(text, &arena, &list);
 */
#ifndef SHINGLE_EXTRACT_TEXT_LINES_H
#define SHINGLE_EXTRACT_TEXT_LINES_H

#include "shingle/extract/line.h"

/*
 * Adds the lines of text, which must be valid UTF-8, to an empty list. Lines end at \n, \r, \v, \f, U+2028, U+2029.
 * Line texts are views into text where nothing had to be squeezed, else copies in the arena. STATUS_NOMEM when the
 * arena is exhausted.
 */
MUST_CHECK enum status text_lines_read(struct bytes text, struct arena *arena, struct line_list *list);

/* A copy in the arena with runs of white space squeezed to one space and none at the ends; .at NULL without memory. */
struct bytes text_squeeze(struct bytes text, struct arena *arena);

#endif
