/*
 * Lines and sentences of a text, one after the other. No memory is taken: every piece is a view into the text.
 *
 *     struct bytes rest = text;
 *     struct bytes line;
 *     while (line_next(&rest, &line))
 *         use(bytes_trim(line));
 *
 * UTF-8 in, but any bytes are safe.
 */
#ifndef SHINGLE_TEXT_LINES_H
#define SHINGLE_TEXT_LINES_H

#include "shingle/base/bytes.h"

/*
 * The next line of *rest without its end, and *rest moved behind it; false when nothing is left. Lines end with \n,
 * \r\n, \r, \v, \f, U+0085, U+2028 or U+2029. Empty lines are given; behind a final line end there is no further line.
 */
bool line_next(struct bytes *rest, struct bytes *line);

/*
 * The next sentence of *rest without white space around it, and *rest moved behind it; false when nothing but white
 * space is left. A sentence is never empty and never crosses a line end. It ends behind . ! ? … (with closing quotes
 * and brackets) where white space follows and the next word does not start in lower case, but not behind an initial, a
 * usual abbreviation (Mr., Nov., No. ...) or within a number; and behind the stops of other scripts (。！？ । ۔ ؟ ። ။ ។
 * and the like). Good for showing what changed between two texts, not for linguistics.
 */
bool sentence_next(struct bytes *rest, struct bytes *sentence);

#endif
