/*
 * Whether 03/04/2025 is in March or in April: told by the page's language, its region, and the country of its host.
 *
 *     enum date_order order = date_order_of(BYTES("en-US"), BYTES("https://a.example/"));   // DATE_MONTH_FIRST
 */
#ifndef SHINGLE_EXTRACT_DATE_ORDER_H
#define SHINGLE_EXTRACT_DATE_ORDER_H

#include "shingle/base/bytes.h"
#include "shingle/extract/text_date.h"

/*
 * lang: BCP 47, or empty; url: the page's, or empty. The month comes first in the United States and the Philippines:
 * for their regions and hosts, and for English without region on hosts of no country, most of which are American. The
 * day comes first everywhere else.
 */
enum date_order date_order_of(struct bytes lang, struct bytes url);

/* The language of a plain text as far as dates need it: "en" when its first 4 KiB read like English, else empty. */
struct bytes date_order_lang(struct bytes text);

#endif
