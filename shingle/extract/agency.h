/*
 * News agencies by all the names that credits use for them.
 *
 *     struct agency_set set = {.lang = BYTES("de")};
 *     if (agencies_credited(BYTES("dpa/AFP"), AGENCY_STRICT, &set))
 *         name = agency_set_text(&set, arena);      // "dpa, AFP"
 *
 * Abbreviations are matched in their own case only ("AP", not "ap"), names in any. agency_rows.c is the table; a
 * caller may add agencies of its own (agency_table.h).
 */
#ifndef SHINGLE_EXTRACT_AGENCY_H
#define SHINGLE_EXTRACT_AGENCY_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

enum {
    AGENCY_SET_MAX = 6,    /* agencies of one article; further ones are dropped */
    AGENCY_TEXT_MAX = 2000 /* bytes of a text that may be a credit; a longer one is none */
};

struct agency_table;

/* Agencies in the order in which they were found, each once; and what the functions below have to know of the page. */
struct agency_set {
    const struct agency_table *extra; /* agencies beside those of the table, or NULL */
    struct bytes lang;                /* of the page, BCP 47, or empty */
    uint8_t at[AGENCY_SET_MAX];
    size_t count;
};

struct agency_match {
    uint8_t agency; /* its number, good for the set's extra table only */
    uint8_t size;   /* bytes of the name */
    bool sure;      /* the name means nothing else, or the page is in the agency's language */
    bool family;    /* the name is a family name too */
};

enum agencies_how {
    AGENCY_STRICT = 1, /* one name at least must be sure */
    AGENCY_LOOSE = 0,  /* any name will do: it stands where nothing else does */
    AGENCY_STAFF = 2   /* initials of staff and of the paper may stand beside: "dpa/lno", "FR mit dpa", "CBS/AP" */
};

/* The agency whose longest name stands at text[at] between word borders. False when there is none. */
bool agency_at(const struct agency_set *set, struct bytes text, size_t at, struct agency_match *out);

/* Whether host ("www.reuters.com") belongs to an agency, which is then *agency. */
bool agency_of_host(const struct agency_set *set, struct bytes host, uint8_t *agency);

/* The name under which an agency is reported; static, or in the extra table. */
struct bytes agency_name(const struct agency_set *set, uint8_t agency);

/*
 * True when text is nothing but agencies' names, signs between them and words such as "and", "with", "via"; adds them
 * to *set then, and leaves it alone otherwise. how: of enum agencies_how. False when there is no agency at all, or
 * text is over AGENCY_TEXT_MAX.
 */
bool agencies_credited(struct bytes text, unsigned how, struct agency_set *set);

/* The same with how = 0. */
bool agencies_only(struct bytes text, struct agency_set *set);

/*
 * Adds every agency named in text. A name that is not sure counts behind a word in lower case ("inputs from ANI"), a
 * family name not behind a capitalised one. True when there was one; false for text over AGENCY_TEXT_MAX.
 */
bool agencies_in(struct bytes text, struct agency_set *set);

void agency_set_add(struct agency_set *set, uint8_t agency);

/* Adds all of from, which has the same extra table. */
void agency_set_join(struct agency_set *set, const struct agency_set *from);

/* A set without agencies that knows the same of the page. */
struct agency_set agency_set_like(const struct agency_set *set);

/* "Reuters, AP" in the arena; empty for an empty set or without memory. */
struct bytes agency_set_text(const struct agency_set *set, struct arena *arena);

#endif
