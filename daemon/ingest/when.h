/*
 * Points in time as people and programs write them.
 */
#ifndef DAEMON_INGEST_WHEN_H
#define DAEMON_INGEST_WHEN_H

#include "shingle/base/bytes.h"

/*
 * Reads ISO 8601 / RFC 3339 ("2025-11-21", "20251121", "2025-11-21T10:04:05.5+02:00", a space for the T, "Z", without a
 * zone: UTC) or a number: seconds since the epoch with 9 to 11 digits, milliseconds with 12 to 15. Years 1 to 9999.
 * False, leaving *ms alone, when it is anything else: a year alone is, and so is trailing text.
 */
bool when_parse(struct bytes text, int64_t *ms);

#endif
