/*
 * Dates in text, in the languages and orders that news pages use.
 *
 *     struct text_date date;
 *     uint8_t room[TEXT_DATE_TEXT_MAX];
 *     struct bytes plain = text_date_plain(BYTES("Published November 21, 2025 at 9:30"), room);
 *     if (text_dates(plain, DATE_DAY_FIRST, &date, 1))
 *         use(date.year, date.month, date.day);
 *
 * Forms: 2025-11-21, 2025/11/21, 2025.11.21, 21.11.2025, 21.11.25, 21/11/2025, November 21, 2025, 21 November 2025, 21.
 * November 2025, 21 de noviembre de 2025, 2025. november 21., 2025年11月21日, 令和7年11月21日, 民國114年11月21日,
 * 2025년 11월 21일, 21 tháng 11 năm 2025, Thai years of the Buddhist era. Month names of some thirty languages
 * (month_names.h).
 */
#ifndef SHINGLE_EXTRACT_TEXT_DATE_H
#define SHINGLE_EXTRACT_TEXT_DATE_H

#include "shingle/base/bytes.h"

enum {
    TEXT_DATE_YEAR_MIN = 1900,
    TEXT_DATE_YEAR_MAX = 2099,
    TEXT_DATE_TEXT_MAX = 400 /* bytes of text that are looked at */
};

/* What 03/04/2025 means. Where only one of the two is a date, that one is taken whatever the order. */
enum date_order { DATE_DAY_FIRST, DATE_MONTH_FIRST };

struct text_date {
    unsigned year;  /* TEXT_DATE_YEAR_MIN to TEXT_DATE_YEAR_MAX */
    unsigned month; /* 1 to 12 */
    unsigned day;   /* a day of that month */
    size_t at;      /* offset of its first byte in the text */
    size_t end;     /* offset behind its last */
};

/*
 * text, or its first TEXT_DATE_TEXT_MAX bytes, with decimal digits of all common scripts, wide signs and spaces made
 * ASCII and marks of direction taken out, written to room. No longer than text.
 */
struct bytes text_date_plain(struct bytes text, uint8_t room[static TEXT_DATE_TEXT_MAX]);

/*
 * The full dates in a plain text, in order, at most max of them (1 to 8). Returns how many. Linear; looks at
 * TEXT_DATE_TEXT_MAX bytes.
 */
size_t text_dates(struct bytes plain, enum date_order order, struct text_date *out, size_t max);

#endif
