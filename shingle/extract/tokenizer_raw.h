/*
 * Where text ends whose tags are not tags: RCDATA, RAWTEXT, script data with its escapes, comments. For tokenizer.c.
 */
#ifndef SHINGLE_EXTRACT_TOKENIZER_RAW_H
#define SHINGLE_EXTRACT_TOKENIZER_RAW_H

#include "shingle/base/bytes.h"

/*
 * Offset at or after from of the "</name" that ends RCDATA or RAWTEXT: followed by white space, "/" or ">". The page's
 * size when there is none, or when name is empty.
 */
size_t raw_text_end(struct bytes page, size_t from, struct bytes name);

/*
 * The same for script data: inside "<!--" ... "-->" a "<script" hides the next "</script" (the standard's escaped and
 * double escaped states).
 */
size_t script_text_end(struct bytes page, size_t from, struct bytes name);

/*
 * The comment whose text starts at from (behind "<!--"): its text in *text; returns the offset behind it, the page's
 * size when it is not closed.
 */
size_t comment_end(struct bytes page, size_t from, struct bytes *text);

#endif
