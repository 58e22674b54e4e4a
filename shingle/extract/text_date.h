/*
 * A date in a line of text, in the languages and orders that news pages use.
 *
 *     struct bytes day = text_date_find(BYTES("Published November 21, 2025 at 9:30"), arena);   // "2025-11-21"
 *
 * Forms: 2025-11-21, 2025/11/21, 2025.11.21, 21.11.2025, 21/11/2025 (11/21/2025 when only that is a date), November 21,
 * 2025, 21 November 2025, 21. November 2025, 21 de noviembre de 2025, 2025年11月21日, 2025년 11월 21일. Month names in
 * English, German, French, Spanish, Italian, Portuguese, Dutch, Turkish, Russian, Ukrainian, Polish, Czech, Swedish,
 * Danish, Norwegian, Finnish, Arabic, Indonesian, Greek, Hungarian and Romanian.
 */
#ifndef SHINGLE_EXTRACT_TEXT_DATE_H
#define SHINGLE_EXTRACT_TEXT_DATE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

enum { TEXT_DATE_YEAR_MIN = 1900, TEXT_DATE_YEAR_MAX = 2099 };

/* The first full date in text as YYYY-MM-DD in the arena; empty when there is none. Looks at 400 bytes at most. */
struct bytes text_date_find(struct bytes text, struct arena *arena);

#endif
