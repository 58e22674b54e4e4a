/*
 * Candidates for each field of the metadata, one from each kind of source, until the best is chosen. Shared by the
 * metadata files alone.
 */
#ifndef SHINGLE_EXTRACT_METADATA_DRAFT_H
#define SHINGLE_EXTRACT_METADATA_DRAFT_H

#include "shingle/extract/metadata.h"
#include "shingle/extract/text_date.h"

enum metadata_field {
    FIELD_TITLE,
    FIELD_AUTHOR, /* a list */
    FIELD_PUBLISHED,
    FIELD_MODIFIED,
    FIELD_SITE,
    FIELD_LANG,
    FIELD_URL,
    FIELD_SECTION,
    FIELD_KEYWORDS, /* a list */
    FIELD_IMAGE,
    FIELD_DESCRIPTION,
    FIELD_BODY,
    FIELD_TYPE,
    FIELD_NAME,        /* what the article's object calls it beside its headline */
    FIELD_OTHER_TITLE, /* its other headline */
    FIELD_CREDIT,      /* a list: who else is named as source, author or holder of the rights */
    FIELDS
};

enum metadata_source {
    SOURCE_NONE, /* ends an order of sources */
    SOURCE_JSON_LD,
    SOURCE_OPENGRAPH,
    SOURCE_TWITTER,
    SOURCE_PARSELY, /* and Sailthru: for analysis, so seldom decorated */
    SOURCE_DUBLIN_CORE,
    SOURCE_META,       /* plain names */
    SOURCE_MICRODATA,  /* itemprop */
    SOURCE_TIME_CLASS, /* the first time element whose class says what it is */
    SOURCE_TIME,       /* the first time element */
    SOURCE_MARKUP,     /* h1, rel=author, html lang, link rel */
    SOURCE_HEAD,       /* the title element */
    SOURCE_URL,
    SOURCE_NEAR,    /* what stands near the headline */
    SOURCE_PASSING, /* a date that other words there mention */
    SOURCES
};

struct metadata_draft {
    const struct tree *tree;
    struct bytes url;
    struct arena *arena;
    enum date_order order; /* of dates by numbers alone; known once the elements are read */
    uint8_t author_label;  /* digit N of the twitter:dataN that is an author, or 0 */
    struct bytes value[FIELDS][SOURCES];
    uint32_t json_passed_over; /* JSON-LD values and scripts past the limits */
};

/*
 * Adds a candidate: white space runs become one blank and references are decoded (pages encode twice). The first of a
 * source stays; a list's are joined with ", ". Empty values are nothing.
 */
MUST_CHECK enum status draft_add(struct metadata_draft *draft, enum metadata_field field, enum metadata_source source,
                                 struct bytes value);

/* True when a candidate of that kind could still be of use, so that its text is worth gathering. */
bool draft_wants(const struct metadata_draft *draft, enum metadata_field field, enum metadata_source source);

/* The first candidate that is there, in an order that ends in SOURCE_NONE; empty when there is none. */
struct bytes draft_choose(const struct metadata_draft *draft, enum metadata_field field,
                          const enum metadata_source *order);

/* Candidates of all JSON-LD scripts. */
MUST_CHECK enum status draft_read_json_ld(struct metadata_draft *draft);

/* Candidates of meta and link elements, microdata, time, headings and the title element. */
MUST_CHECK enum status draft_read_elements(struct metadata_draft *draft);

/* Dates from what stands near the headline's node, when it has one. */
MUST_CHECK enum status draft_read_near(struct metadata_draft *draft, uint32_t headline);

/* Names of authors that are only shown, when no field names one: near the headline's node, or else further below. */
MUST_CHECK enum status draft_read_byline(struct metadata_draft *draft, uint32_t headline);

/* The byline, names parted by ", "; empty when there is none. */
struct bytes draft_choose_byline(struct metadata_draft *draft);

/* Dates that neither elements nor their texts give: at the end of the title, and in the page's URL. */
MUST_CHECK enum status draft_read_far_dates(struct metadata_draft *draft);

/*
 * FIELD_PUBLISHED or FIELD_MODIFIED as iso_date writes it: the most trusted of the draft's dates, weighed against the
 * others. Empty when there is none.
 */
struct bytes draft_choose_date(struct metadata_draft *draft, enum metadata_field field);

/* text in one line: white space runs made one blank, trimmed, references decoded, at most METADATA_VALUE_MAX bytes. */
struct bytes draft_clean(struct metadata_draft *draft, struct bytes text);

#endif
