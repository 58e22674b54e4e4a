/*
 * Names of months and other words of dates, in the languages that news is written in.
 *
 *     unsigned month = month_of_word(BYTES("noviembre"));   // 11
 */
#ifndef SHINGLE_EXTRACT_MONTH_NAMES_H
#define SHINGLE_EXTRACT_MONTH_NAMES_H

#include "shingle/base/bytes.h"

/* The Levant numbers two pairs of months: "first" and "second" Kanun and Tishrin. */
enum { MONTH_KANUN = 13, MONTH_TISHRIN = 14, MONTH_WORD = 15 };

/*
 * 1 to 12 for a month's name or its usual short form, in any case; MONTH_KANUN and MONTH_TISHRIN for names that
 * another word completes; MONTH_WORD for a word that makes the number behind it a month ("tháng"); else 0.
 */
unsigned month_of_word(struct bytes word);

/* 1 or 2 for the Arabic word that completes MONTH_KANUN or MONTH_TISHRIN, else 0. */
unsigned month_pair_word(struct bytes word);

/* True for a word that stands inside a date and says nothing: "de", "of", "th". */
bool month_filler_word(struct bytes word);

#endif
