/*
 * Which lines are the article: two stages of a learnt forest, then rules that no forest should be left to guess.
 *
 *     enum status status = classify_lines(&list, &classifier_html, &arena);
 *     for (size_t i = 0; i < list.count; i++)
 *         if (list.at[i].kept) ...
 *
 * The first stage judges a line by itself and its surroundings. The second sees the first's scores of the neighbours,
 * the containers and the template, and so follows the body across a subheading or out of a box of links (stacked
 * sequential learning, Cohen and Carvalho 2005).
 */
#ifndef SHINGLE_EXTRACT_CLASSIFY_H
#define SHINGLE_EXTRACT_CLASSIFY_H

#include "shingle/extract/line.h"
#include "shingle/extract/line_forests.h"

struct classifier {
    const struct forest *first, *second;
};

extern const struct classifier classifier_html, classifier_text;

/* Fills first_score, score, kept and reason of all lines, which must be measured. STATUS_NOMEM without memory. */
MUST_CHECK enum status classify_lines(struct line_list *list, const struct classifier *classifier, struct arena *arena);

/* From score to kept and reason, for all lines: the threshold and the rules. classify_lines ends with it. */
void classify_judge(struct line_list *list);

#endif
