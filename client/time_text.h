/*
 * Times as people write and read them. All in UTC.
 *
 *     int64_t since_ms;
 *     if (!time_parse(BYTES("3d"), now_ms, &since_ms)) ...
 */
#ifndef CLIENT_TIME_TEXT_H
#define CLIENT_TIME_TEXT_H

#include "shingle/base/writer.h"

/* Milliseconds since the epoch, by the system's clock. */
int64_t time_now_ms(void);

/*
 * Reads "90s", "45m", "2h", "3d", "2w" (so long before now_ms), "now", "2025-11-21", "2025-11-21T08:00",
 * "2025-11-21 08:00:59", each with Z or an offset such as +02:00 behind a time of day; UTC otherwise (ISO 8601). False
 * when it is none of these or not a day of the calendar.
 */
bool time_parse(struct bytes text, int64_t now_ms, int64_t *out_ms);

/*
 * Appends "2025-11-21 08:00", and "2025-11-21" for its very midnight: pages that tell a day alone stand there. For
 * years 1970 to 9999, else nothing.
 */
void time_print(int64_t time_ms, struct writer *out);

/* Appends "2025-11-21T08:00:00Z" for the daemon. */
void time_print_iso(int64_t time_ms, struct writer *out);

#endif
