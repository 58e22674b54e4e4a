/*
 * What tells a page's headline from its other candidates, as numbers that a learnt forest asks about.
 */
#ifndef SHINGLE_EXTRACT_TITLE_FEATURES_H
#define SHINGLE_EXTRACT_TITLE_FEATURES_H

#include "shingle/extract/title_candidates.h"

enum title_feature {
    TITLE_RELATION, /* to each source's wording, an enum title_relation */
    TITLE_TO_H1 = TITLE_RELATION + TITLE_SOURCES,
    TITLE_TO_ANY_H1, /* the closest */
    TITLE_TO_H2,
    TITLE_TO_CLASS,
    TITLE_TO_BARE_HEAD, /* the title element and og:title without the site's name */
    TITLE_TO_BARE_GRAPH,
    TITLE_TO_SECTION,
    TITLE_SAME_COUNT,  /* sources and headings that have just this wording */
    TITLE_HELD_COUNT,  /* that hold it and more */
    TITLE_HOLDS_COUNT, /* that it holds and more */
    TITLE_APART_COUNT,
    TITLE_WORD_COUNT,
    TITLE_LETTER_COUNT,
    TITLE_IN_H1_SHARE, /* share of its words that the first h1 has */
    TITLE_OF_H1_SHARE, /* share of that one's words that it has */
    TITLE_IN_HEAD_SHARE,
    TITLE_OF_HEAD_SHARE,
    TITLE_IN_GRAPH_SHARE,
    TITLE_OF_GRAPH_SHARE,
    TITLE_IN_SLUG_SHARE,
    TITLE_OF_SLUG_SHARE,
    TITLE_IN_DESCRIPTION_SHARE,
    TITLE_IN_PROSE_SHARE,
    TITLE_IS_SITE,
    TITLE_HAS_SITE,
    TITLE_HAS_BAR,
    TITLE_HAS_SIGN,
    TITLE_HAS_COLON,
    TITLE_LAST_SIGN, /* enum letter_kind */
    TITLE_FIRST_SIGN,
    TITLE_UPPER_SHARE,
    TITLE_WAY,                                   /* one for each way */
    TITLE_HEADING_KIND = TITLE_WAY + TITLE_WAYS, /* -1 when no heading shows it */
    TITLE_HEADING_INDEX,
    TITLE_HEADING_H1S,
    TITLE_HEADING_NAV,
    TITLE_HEADING_ARTICLE,
    TITLE_HEADING_MAIN,
    TITLE_HEADING_HEADER,
    TITLE_HEADING_ASIDE,
    TITLE_HEADING_FOOTER,
    TITLE_HEADING_HOME,
    TITLE_HEADING_LINK,
    TITLE_HEADING_NAMED,
    TITLE_HEADING_BEFORE, /* share of the page's prose that stands before it */
    TITLE_HEADING_BEHIND, /* from it to the next heading */
    TITLE_FEATURES
};

/* Fills vector with the features of a candidate. */
void title_features(const struct titles *titles, size_t index, float vector[TITLE_FEATURES]);

#endif
