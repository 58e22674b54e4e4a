/*
 * The proleptic Gregorian calendar: dates to days and back, without the C library's time zones and clocks.
 *
 *     if (calendar_is_date(date))
 *         seconds = calendar_days(date) * 86400;
 *     struct calendar_date date = calendar_date(days);
 *
 * By counting eras of 400 years that begin in March, so that a leap day is the last of its year (Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms").
 */
#ifndef SHINGLE_BASE_CALENDAR_H
#define SHINGLE_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

struct calendar_date {
    int64_t year;  /* 1 and later */
    int64_t month; /* 1 to 12 */
    int64_t day;   /* 1 to 31 */
};

/* True when there is such a day, from year 1 on. */
bool calendar_is_date(struct calendar_date date);

/* Days from 1970-01-01 to date, negative before; the date must be one. */
int64_t calendar_days(struct calendar_date date);

/* The date so many days after 1970-01-01; not before 0001-01-01. */
struct calendar_date calendar_date(int64_t days);

#endif
