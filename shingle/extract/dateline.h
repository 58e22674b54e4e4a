/*
 * The dateline that opens a wire story: where, when, whose.
 *
 *     struct agency_set page = {.lang = BYTES("en")};
 *     struct dateline dateline;
 *     if (dateline_read(BYTES("LONDON, Nov 21 (Reuters) - Oil fell"), &page, &dateline))
 *         rest = bytes_from(line, dateline.size);      // "Oil fell"
 *
 * Known forms: "CITY, date (AGENCY) -", "CITY (AGENCY) --", "CITY, Region —", "City (dpa/lno) -", "City (dpa) Text",
 * "(AGENCY) - CITY, date -", "AGENCY - ", "CITY, date. /AGENCY/.", "City. Date. AGENCY -", "CITY, date — AGENCY.",
 * "[CITY date AGENCY] -", "(CITY=AGENCY)", 【CITY AGENCY】, AGENCY CITY date 电. A city without an agency counts when
 * it is in capitals.
 */
#ifndef SHINGLE_EXTRACT_DATELINE_H
#define SHINGLE_EXTRACT_DATELINE_H

#include "shingle/extract/agency.h"

enum { DATELINE_SIZE_MAX = 160 /* bytes of a line in which a dateline must end */ };

struct dateline {
    struct bytes city; /* as written; may be empty */
    struct bytes date; /* as written; may be empty */
    struct agency_set agencies;
    size_t size; /* bytes up to where the story begins */
};

/*
 * Reads a dateline at the start of line, which is trimmed UTF-8; page tells the language and further agencies. False,
 * *out without anything, when there is none.
 */
bool dateline_read(struct bytes line, const struct agency_set *page, struct dateline *out);

#endif
