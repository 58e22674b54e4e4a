/*
 * The table of encodings, for the charset files alone.
 */
#ifndef SHINGLE_EXTRACT_CHARSET_TABLE_H
#define SHINGLE_EXTRACT_CHARSET_TABLE_H

#include "shingle/extract/charset.h"

struct charset_row {
    const char *name;   /* the standard's */
    const char *iconv;  /* libc's, NULL when iconv does not read it */
    const char *labels; /* lower-case, parted by blanks */
};

extern const struct charset_row charset_rows[CHARSET_COUNT];

/* UTF-16 without its mark, in which every other byte of a page or so is 0; CHARSET_NONE when it is not. */
enum charset charset_guess_wide(struct bytes page);

/* The value of a lang attribute in the page's first bytes, e.g. "ru"; empty when there is none. */
struct bytes charset_page_lang(struct bytes page);

#endif
