/*
 * A time of day in text, with its zone when that is told.
 *
 *     struct clock_time time;
 *     if (clock_time_read(BYTES("9:30 p.m. EST"), 0, &time))   // 21:30:00, "-05:00"
 *         print(time.hour, time.minute, time.zone);
 *
 * Forms: 9:30, 09:30:15.250, 0930 behind a T, 9:30 am, 9 p.m., 21.30 Uhr, 21h30, 下午3:05, 午後3時5分, 오후 3시 5분,
 * 3:05 م. Zones: Z, +02:00, -0500, GMT, UTC+2, and names that mean one offset where news uses them (EST, CEST, MEZ,
 * JST, MSK).
 */
#ifndef SHINGLE_EXTRACT_CLOCK_TIME_H
#define SHINGLE_EXTRACT_CLOCK_TIME_H

#include "shingle/base/bytes.h"

struct clock_time {
    unsigned hour;   /* 0 to 23 */
    unsigned minute; /* 0 to 59 */
    unsigned second; /* 0 to 60 */
    char zone[8];    /* "", "Z" or "+HH:MM" */
};

/* Reads the time that begins at byte `at` of text, but for a word such as "下午" or "오후" before it. False when there
 * is none; *out is then not to be used. */
bool clock_time_read(struct bytes text, size_t at, struct clock_time *out);

/* Reads the first time that begins at a byte in [from, to). */
bool clock_time_find(struct bytes text, size_t from, size_t to, struct clock_time *out);

/* Reads "0930", "093015", "09:30" behind the T of a packed date. */
bool clock_time_read_packed(struct bytes text, size_t at, struct clock_time *out);

#endif
