/*
 * Dates as machines and templates write them, to ISO 8601.
 *
 *     struct bytes day = iso_date(BYTES("Fri, 21 Nov 2025 09:30:00 GMT"), arena);   // "2025-11-21T09:30:00Z"
 *
 * Read: ISO 8601 with and without signs and leading zeros ("20251121T0930Z", "2025-5-6 9:30"), RFC 822, seconds and
 * milliseconds since 1970, and what text_dates (text_date.h) finds in other text, with a time of day (clock_time.h) if
 * there is one near it.
 */
#ifndef SHINGLE_EXTRACT_ISO_DATE_H
#define SHINGLE_EXTRACT_ISO_DATE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/extract/text_date.h"

enum { ISO_DATE_TEXT_MAX = 200, ISO_DATE_YEAR_MIN = 1900, ISO_DATE_YEAR_MAX = 2099 };

/*
 * The date in text as YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with Z or +HH:MM behind it when the zone is told; in arena.
 * Empty when there is none or memory ran out. A time that makes no sense is left out. Looks at ISO_DATE_TEXT_MAX bytes.
 */
struct bytes iso_date(struct bytes text, struct arena *arena);

/* The same where a language or country says what 03/04/2025 means; iso_date takes the day first. */
struct bytes iso_date_ordered(struct bytes text, enum date_order order, struct arena *arena);

/*
 * A date that text_dates found in plain, with the time of day that begins behind it and before byte `to`, or else
 * before it and from byte `from` on, as iso_date writes it.
 */
struct bytes iso_date_print(struct bytes plain, const struct text_date *date, size_t from, size_t to,
                            struct arena *arena);

/* The date in a URL's path, such as /2025/11/21/, /2025/nov/21/ or -20251121, as YYYY-MM-DD; empty when there is none.
 */
struct bytes iso_date_of_url(struct bytes url, struct arena *arena);

/*
 * Days from 1970-01-01 of a date that iso_date made, by its written day; false when it is none.
 */
bool iso_date_day(struct bytes date, int64_t *day);

/*
 * Seconds since 1970 of a date that iso_date made, its day's start when it has no time, and read as UTC without a zone.
 * False when it is none.
 */
bool iso_date_seconds(struct bytes date, int64_t *seconds);

#endif
