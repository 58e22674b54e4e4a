/*
 * Text for terminals: foreign text must not control them, and columns must line up in any script.
 *
 *     terminal_clean(title, &line);                  // no escape sequences, no line breaks
 *     size_t columns = terminal_width_of(view);
 */
#ifndef CLIENT_TERMINAL_H
#define CLIENT_TERMINAL_H

#include "shingle/base/writer.h"

#include <stdio.h>

/* Whether file is a terminal. */
bool terminal_is(FILE *file);

/* Whether colours are wanted on file: a terminal, not a dumb one, and $NO_COLOR is not set (no-color.org). */
bool terminal_has_colour(FILE *file);

/* Columns of the terminal at file, else $COLUMNS, else 80. */
size_t terminal_columns(FILE *file);

/*
 * Appends text as one line that is safe to print: white space runs become one space, control characters (C0, DEL, C1),
 * directional overrides and bytes that are not UTF-8 become U+FFFD.
 */
void terminal_clean(struct bytes text, struct writer *out);

/* The same, but line feeds and tabs stay. */
void terminal_clean_lines(struct bytes text, struct writer *out);

/* Columns that clean text takes (utf8proc's table: 2 for wide, 0 for combining). */
size_t terminal_width_of(struct bytes text);

/* The longest beginning of clean text that takes at most columns columns. */
struct bytes terminal_cut(struct bytes text, size_t columns);

#endif
