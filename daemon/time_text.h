/* Times in commands: ISO 8601 dates and times, or milliseconds since 1970. */
#ifndef DAEMON_TIME_TEXT_H
#define DAEMON_TIME_TEXT_H

#include "shingle/base/bytes.h"

/*
 * Reads "2025-11-21", "2025-11-21T08:00", "2025-11-21T08:00:00" with Z or an offset (+02:00) or without (then UTC), or
 * a plain number of milliseconds since 1970, not of four digits. False when it is none of these or no such day.
 */
bool time_text_parse(struct bytes text, int64_t *time_ms);

#endif
