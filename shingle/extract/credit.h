/*
 * Whose story it is: the wire agencies that the page credits, wherever the credit stands. A photo's credit is not one,
 * nor is an agency that the text speaks of ("told Reuters").
 *
 *     struct agency_set set = {.lang = article.lang};
 *     credit_from_byline(article.byline, &set);
 *     credit_from_lines(&list, &set);               // after classify_lines
 */
#ifndef SHINGLE_EXTRACT_CREDIT_H
#define SHINGLE_EXTRACT_CREDIT_H

#include "shingle/extract/agency.h"
#include "shingle/extract/line.h"

/*
 * Adds the agencies of a byline such as "Jane Roe, Associated Press", "Reuters Staff" or "Associated Press in
 * Valencia"; none when it credits a photo.
 */
void credit_from_byline(struct bytes byline, struct agency_set *set);

/* The same for a list of names, parted by ", ", each by itself: what a page's metadata says of authors and sources. */
void credit_from_metadata(struct bytes names, struct agency_set *set);

/*
 * Adds the agencies that lines around the body credit: "SOURCE:Reuters", "(dpa/AFP)", "By Reuters", "With AP inputs",
 * "Associated Press writer Jane Roe contributed to this report.", "Reporting by ...; Editing by ..." (Reuters' own
 * form), "© 2020 The Associated Press", a name alone beside the date, and a credit that ends the body's last lines.
 * Looks at the lines near the ends of the body and at short ones inside: linear in their text.
 */
void credit_from_lines(const struct line_list *list, struct agency_set *set);

#endif
