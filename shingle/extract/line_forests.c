#include "shingle/extract/line_forests.h"

#include "shingle/extract/forest_html.inc"
#include "shingle/extract/forest_text.inc"
