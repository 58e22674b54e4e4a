/*
 * The agencies, one row each, and the names of all of them in the order of their first two bytes: a table that a small
 * program of ours makes of the rows when the tree is built (agency_generate.c), so that most places in a text are
 * compared with no name at all.
 */
#ifndef SHINGLE_EXTRACT_AGENCY_ROWS_H
#define SHINGLE_EXTRACT_AGENCY_ROWS_H

#include "shingle/base/bytes.h"

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
    uint8_t kind;  /* enum agency_name_kind */
    uint8_t third; /* its third byte | 32, or 0 when it has none: tells most names apart that open alike */
};

enum { AGENCY_KEYS = 1 << 10 };

/* Names whose agency_key is k are names[first[k]] up to names[first[k + 1] - 1]. */
struct agency_index {
    const struct agency_name *names;
    const uint16_t *first; /* AGENCY_KEYS + 1 of them */
};

/* The key, below AGENCY_KEYS, of the two bytes that open a name: five bits of each, so that a letter's case is none. */
static inline unsigned agency_key(uint8_t one, uint8_t two)
{
    return (one & 31u) << 5 | (two & 31u);
}

/* What struct agency_name has as third. */
static inline uint8_t agency_third(struct bytes name)
{
    return name.size > 2 ? name.at[2] | 32 : 0;
}
extern const struct agency_index agency_index;

#endif
