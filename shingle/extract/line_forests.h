/* The forests that tell body lines from boilerplate, in two stages each; bench/train_lines.c makes them. */
#ifndef SHINGLE_EXTRACT_LINE_FORESTS_H
#define SHINGLE_EXTRACT_LINE_FORESTS_H

#include "shingle/base/forest.h"

extern const struct forest forest_html_first, forest_html_second, forest_text_first, forest_text_second;

#endif
