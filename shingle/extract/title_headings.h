/*
 * A page's headings, with what tells the article's own from a slogan, a menu's or a teaser's: their marks, the elements
 * around them, and how much text stands before and behind.
 */
#ifndef SHINGLE_EXTRACT_TITLE_HEADINGS_H
#define SHINGLE_EXTRACT_TITLE_HEADINGS_H

#include "shingle/extract/metadata_draft.h"
#include "shingle/extract/title_words.h"

enum {
    TITLE_HEADINGS_MAX = 20,
    TITLE_KIND_MAX = 8,    /* of one kind */
    TITLE_PROSE_MAX = 1500 /* bytes of paragraphs whose words are kept */
};

enum title_heading_kind {
    TITLE_H1,
    TITLE_H2,
    TITLE_CLASS /* another element whose class says headline */,
    TITLE_KINDS
};

/* What stands around a heading; bits. */
enum title_place {
    TITLE_IN_NAV = 1,
    TITLE_IN_ARTICLE = 2,
    TITLE_IN_MAIN = 4,
    TITLE_IN_HEADER = 8,
    TITLE_IN_ASIDE = 16,
    TITLE_IN_FOOTER = 32,
    TITLE_LINKS_HOME = 64, /* it is, or holds, a link to the site's front page */
    TITLE_IN_LINK = 128,   /* it is, or holds, another link */
    TITLE_NAMED = 256      /* its class or that of an element near above says title or headline */
};

struct title_heading {
    uint32_t node;
    enum title_heading_kind kind;
    unsigned index; /* among its kind */
    unsigned places;
    uint32_t before; /* bytes of paragraphs before it */
    uint32_t behind; /* from it to the next heading or the end */
    struct bytes full;
    struct bytes bare; /* without kickers, or full when nothing is left then */
    struct title_words full_words, bare_words;
};

struct title_headings {
    struct title_heading at[TITLE_HEADINGS_MAX]; /* in the page's order */
    size_t count;
    size_t kinds[TITLE_KINDS];
    uint32_t prose;     /* bytes of paragraphs on the page */
    uint64_t words[64]; /* hashed words of the first of them, a bit each */
};

/* Reads the headings of the draft's tree. One pass over its nodes, without allocation but for the headings' texts. */
void title_headings_read(struct metadata_draft *draft, struct title_headings *out);

/* Share of words that the page's first paragraphs have, 0 to 1. */
float title_headings_share(const struct title_headings *headings, const struct title_words *words);

#endif
