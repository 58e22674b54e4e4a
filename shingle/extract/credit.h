/*
 * Whose story it is: the wire agencies that the page credits, wherever the credit stands. A photo's credit is not one,
 * nor is an agency that the text speaks of ("told Reuters").
 *
 *     struct agency_set set = {0};
 *     credit_from_byline(article.byline, &set);
 *     credit_from_lines(&list, &set);               // after classify_lines
 */
#ifndef SHINGLE_EXTRACT_CREDIT_H
#define SHINGLE_EXTRACT_CREDIT_H

#include "shingle/extract/agency.h"
#include "shingle/extract/line.h"

/* Adds the agencies of a byline, such as "Jane Roe, Associated Press"; none when it credits a photo. */
void credit_from_byline(struct bytes byline, struct agency_set *set);

/*
 * Adds the agencies that lines around the body credit: "SOURCE:Reuters", "(dpa/AFP)", "By Reuters", "With AP inputs",
 * "Associated Press writer Jane Roe contributed to this report.", "Reporting by ...; Editing by ..." (Reuters' own
 * form), "© 2020 The Associated Press", and a credit in brackets that ends one of the body's last lines.
 */
void credit_from_lines(const struct line_list *list, struct agency_set *set);

#endif
