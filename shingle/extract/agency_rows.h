/*
 * The agencies, one row each, and the names of all of them in the order of their first byte: a table that a small
 * program of ours makes of the rows when the tree is built (agency_generate.c), so that a place in a text is compared
 * with few names.
 */
#ifndef SHINGLE_EXTRACT_AGENCY_ROWS_H
#define SHINGLE_EXTRACT_AGENCY_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * names: parted by '|'. A sign in front asks for this very case and says more:
 *   =AFP        nothing more
 *   ~AA         an abbreviation that mostly means something else: it needs a context that only an agency stands in
 *   @Bloomberg  a family name too: behind a capitalised word it is one
 */
struct agency_row {
    const char *name;  /* that is reported */
    const char *names; /* all names */
    const char *hosts; /* its own sites, parted by '|' */
    const char *langs; /* pages in these languages are read as its home: there its '~' names need no more context */
};
extern const struct agency_row agency_rows[];
extern const size_t agency_row_count;

enum agency_name_kind { AGENCY_NAME_ANY_CASE, AGENCY_NAME_EXACT, AGENCY_NAME_WEAK, AGENCY_NAME_FAMILY };

struct agency_name {
    const char *text;
    uint8_t size;
    uint8_t row;
    uint8_t kind; /* enum agency_name_kind */
};

/* Names whose first byte | 32 is b are names[first[b]] up to names[first[b + 1] - 1]. */
struct agency_index {
    const struct agency_name *names;
    const uint16_t *first; /* 257 of them */
};
extern const struct agency_index agency_index;

#endif
