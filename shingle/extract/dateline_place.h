/*
 * The place and date of a dateline: "LONDON, Nov 21", "東京 21日", "北京11月21日".
 *
 *     struct bytes city, date;
 *     if (place_is(text))
 *         place_split(text, &city, &date);
 */
#ifndef SHINGLE_EXTRACT_DATELINE_PLACE_H
#define SHINGLE_EXTRACT_DATELINE_PLACE_H

#include "shingle/base/bytes.h"

/*
 * Whether text may be a place and a date: few words, opened by a capital or a caseless letter, no sentence end inside,
 * and long words in lower case only where a number makes them a month, behind a comma also a weekday. True for an empty
 * text.
 */
bool place_is(struct bytes text);

/* Whether a place stands in capitals up to its first comma or bracket, and is not a label such as "FILE". */
bool place_is_capitals(struct bytes text);

/* Whether a letter of a script without case is in text. */
bool place_is_caseless(struct bytes text);

/* Splits a place at its commas: the first part is the city, what has a digit is the date. Views of text; may be empty.
 */
void place_split(struct bytes text, struct bytes *city, struct bytes *date);

#endif
