/*
 * News agencies by all the names that credits use for them.
 *
 *     struct agency_set set = {0};
 *     if (agencies_only(BYTES("dpa/AFP"), &set))
 *         name = agency_set_text(&set, arena);      // "dpa, AFP"
 *
 * Abbreviations are matched in their own case only ("AP", not "ap"), names in any.
 */
#ifndef SHINGLE_EXTRACT_AGENCY_H
#define SHINGLE_EXTRACT_AGENCY_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

enum {
    AGENCY_SET_MAX = 6,    /* agencies of one article; further ones are dropped */
    AGENCY_TEXT_MAX = 2000 /* bytes of a text that may be a credit; a longer one is none */
};

/* Agencies in the order in which they were found, each once. */
struct agency_set {
    uint8_t at[AGENCY_SET_MAX];
    size_t count;
};

/*
 * The agency whose longest name stands at text[at] between word borders: its number, and the name's bytes in *size.
 * SIZE_MAX when there is none.
 */
size_t agency_at(struct bytes text, size_t at, size_t *size);

/* The agency whose host this is ("www.reuters.com"), or SIZE_MAX. */
size_t agency_of_host(struct bytes host);

/*
 * True when text is nothing but agencies' names, signs between them and words such as "and", "with", "via"; adds them
 * to *set then, and leaves it alone otherwise. False when there is no agency at all, or
 * text is over AGENCY_TEXT_MAX.
 */
bool agencies_only(struct bytes text, struct agency_set *set);

/* Adds every agency named in text. True when there was one; false for text over AGENCY_TEXT_MAX. */
bool agencies_in(struct bytes text, struct agency_set *set);

void agency_set_add(struct agency_set *set, size_t agency);

/* "Reuters, AP" in the arena; empty for an empty set or without memory. */
struct bytes agency_set_text(const struct agency_set *set, struct arena *arena);

#endif
