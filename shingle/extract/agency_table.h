/*
 * Agencies that a site's owner adds to the built-in table.
 *
 *     const char *const items[] = {"Fana|Fana Broadcasting|fanabc.com", "Reuters|Ройтерс"};
 *     const struct agency_table *table;
 *     if (agency_table_make(items, 2, &arena, &table) == STATUS_OK)
 *         page.agencies = table;
 *
 * An item is the name that is reported, then further names and hosts, parted by '|'. A part with a dot and no blank is
 * a host of its own; names of capitals only, or of at most four letters, are matched in this very case, others in any.
 * An item that opens with a built-in agency's name gives that agency further names. A name that has several meanings
 * should not be listed: names count wherever a credit stands.
 */
#ifndef SHINGLE_EXTRACT_AGENCY_TABLE_H
#define SHINGLE_EXTRACT_AGENCY_TABLE_H

#include "shingle/base/arena.h"
#include "shingle/base/status.h"
#include "shingle/extract/agency_rows.h"

enum {
    AGENCY_ITEMS_MAX = 64,  /* items of a table */
    AGENCY_PARTS_MAX = 16,  /* names and hosts of an item */
    AGENCY_NAME_BYTES = 64, /* bytes of a name or host */
    AGENCY_NAME_LEAST = 2   /* and the least */
};

struct agency_host {
    const char *text;
    uint8_t agency;
};

struct agency_table {
    struct agency_index index; /* rows of names here are agencies' numbers */
    const char **names;        /* of agencies from number agency_row_count on */
    size_t name_count;
    struct agency_host *hosts;
    size_t host_count;
};

/*
 * Makes a table in the arena from count items of UTF-8; *out lives as long as the arena and the items do not matter
 * later. STATUS_BADARG when an item breaks a limit above, has an empty part or control bytes; STATUS_NOMEM.
 */
MUST_CHECK enum status agency_table_make(const char *const *items, size_t count, struct arena *arena,
                                         const struct agency_table **out);

#endif
