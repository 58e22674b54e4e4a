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

struct agency_row {
    const char *name;  /* that is reported */
    const char *names; /* all names, parted by '|'; a leading '=' asks for this very case */
    const char *hosts; /* its own sites, parted by '|' */
};
extern const struct agency_row agency_rows[];
extern const size_t agency_row_count;

struct agency_name {
    const char *text;
    uint8_t size;
    uint8_t row;
    bool exact; /* in this very case */
};

/* Names whose first byte | 32 is b are agency_names[agency_first[b]] up to agency_names[agency_first[b + 1] - 1]. */
extern const struct agency_name agency_names[];
extern const uint16_t agency_first[257];

#endif
