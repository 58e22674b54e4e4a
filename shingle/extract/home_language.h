/*
 * A page's language from its text, where the page does not say it: good enough to tell whose abbreviations it uses, for
 * the languages in which a news agency has a short name that means other things elsewhere.
 *
 *     struct bytes lang = home_language(&list);     // "de", or empty
 */
#ifndef SHINGLE_EXTRACT_HOME_LANGUAGE_H
#define SHINGLE_EXTRACT_HOME_LANGUAGE_H

#include "shingle/extract/line.h"

/*
 * The language, ISO 639-1, static, that the frequent small words of the kept lines are in; empty when there are too few
 * of them, or those of two languages are about as many. Reads at most the first 500 words; line_list_measure is done.
 */
struct bytes home_language(const struct line_list *list);

#endif
