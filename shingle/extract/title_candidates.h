/*
 * All wordings that a page's title may have: what it says in a dozen places, each also without the site's name, cut at
 * its signs, and without a kicker.
 */
#ifndef SHINGLE_EXTRACT_TITLE_CANDIDATES_H
#define SHINGLE_EXTRACT_TITLE_CANDIDATES_H

#include "shingle/extract/site_names.h"
#include "shingle/extract/title_headings.h"

enum { TITLE_CANDIDATES_MAX = 48 };

/* Places that give one wording each. */
enum title_source {
    TITLE_JSON_LD,
    TITLE_JSON_LD_NAME,
    TITLE_JSON_LD_ALSO,
    TITLE_OPENGRAPH,
    TITLE_TWITTER,
    TITLE_PARSELY,
    TITLE_MICRODATA,
    TITLE_DUBLIN_CORE,
    TITLE_META,
    TITLE_HEAD,
    TITLE_SOURCES
};

/* How a candidate came about; bits. One may come about in several ways. */
enum title_way {
    TITLE_WAY_SITE = 1,   /* the site's name was taken off */
    TITLE_WAY_FRONT = 2,  /* what stands before a dash, dot or the like */
    TITLE_WAY_BACK = 4,   /* what stands behind one */
    TITLE_WAY_BAR = 8,    /* before "|" */
    TITLE_WAY_REST = 16,  /* behind "|" */
    TITLE_WAY_COLON = 32, /* behind the first colon */
    TITLE_WAY_LABEL = 64, /* before it */
    TITLE_WAY_BARE = 128, /* a heading without kickers */
    TITLE_WAY_PART = 256, /* an element of a heading */
    TITLE_WAYS = 9
};

struct title_candidate {
    struct bytes text;
    struct title_words words;
    const struct title_heading *heading; /* that shows it, or NULL */
    unsigned ways;
};

struct titles {
    struct metadata_draft *draft;
    struct site_names sites;
    struct title_words source[TITLE_SOURCES];
    struct title_words bare_head;  /* the title element without the site's name */
    struct title_words bare_graph; /* og:title without it */
    struct title_words section;
    struct title_headings headings;
    struct title_words slug; /* of the page's URL */
    struct title_words description;
    struct title_candidate at[TITLE_CANDIDATES_MAX];
    size_t count;
};

/* Fills *titles, all of it, from a draft that has all candidates of the title, the site, the URL and the description.
 */
void titles_read(struct metadata_draft *draft, struct titles *titles);

#endif
