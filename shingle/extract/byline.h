/*
 * The names in a byline, without what stands around them.
 *
 *     names = byline_names(BYTES("By JANE ROE and Olu Brandt, Staff Writers"), BYLINE_LINE, &sites, &arena);
 *     // "Jane Roe, Olu Brandt"
 *
 * Taken away: "By" and its like in the languages of news, roles, dates, places behind "in", addresses, handles, names
 * of the site, and names that are there already.
 */
#ifndef SHINGLE_EXTRACT_BYLINE_H
#define SHINGLE_EXTRACT_BYLINE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/extract/site_names.h"

enum byline_kind {
    BYLINE_FIELD, /* a field for authors: what is no name's opposite stays */
    BYLINE_CLASS, /* an element that calls itself a byline: names, or one word that may be a handle */
    BYLINE_LINK,  /* a link to an author's page: names */
    BYLINE_LINE,  /* any line: names of two words and more */
    BYLINE_PLAIN  /* a line of plain text, where no element ends them: up to a date, or to what is no name */
};

enum { BYLINE_TEXT_MAX = 240, BYLINE_NAMES_MAX = 8 };

/*
 * The names in text, parted by ", "; in the arena or a view of text. Empty when there is none, when text is longer than
 * BYLINE_TEXT_MAX bytes without the blanks around it (a field may be longer and is then cut), or when it reads like
 * something else. sites: names of the site. Line ends inside text part elements: behind one, a name counts only if a
 * sign or "and" leads to it. Linear.
 */
struct bytes byline_names(struct bytes text, enum byline_kind kind, const struct site_names *sites,
                          struct arena *arena);

/* True for names that a person would not be called by: one word that may be a handle, or a role such as "admin". */
bool byline_is_weak(struct bytes names);

/* Bytes of the word for "by" that text opens with, with what parts it from the name; 0 when there is none. */
size_t byline_prefix(struct bytes text);

/* True when text is such a word and nothing else: "Written by", "Autor:". */
bool byline_is_label(struct bytes text);

/* Bytes before a word for "by" inside text, such as in "22. Dezember 2019 von Ines Falk"; SIZE_MAX when none. */
size_t byline_inside(struct bytes text);

#endif
