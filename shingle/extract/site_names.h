/*
 * What a site calls itself, and titles without it: "Ferry back in service | The Quay Courier" says both.
 *
 *     struct site_names sites = {.count = 0};
 *     site_names_add(&sites, BYTES("The Quay Courier"), &arena);
 *     site_names_add_url(&sites, BYTES("https://courier.example/ferry"), &arena);
 *     title = site_names_strip(&sites, title);   // "Ferry back in service"
 */
#ifndef SHINGLE_EXTRACT_SITE_NAMES_H
#define SHINGLE_EXTRACT_SITE_NAMES_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"

enum { SITE_NAMES_MAX = 12, TITLE_FOLD_ROOM = 2 };

struct site_names {
    struct bytes at[SITE_NAMES_MAX]; /* folded, without blanks; in the arena */
    size_t count;
};

/*
 * text as lower-case words (ASCII case) with gap between them ('\0': none) and, with a gap, around them; signs part
 * words and go. Written to `to`, which has room for TITLE_FOLD_ROOM more bytes than text. Returns the size.
 */
size_t title_fold_to(struct bytes text, char gap, uint8_t *to);

/* The same in arena; empty when memory ran out. */
struct bytes title_fold(struct bytes text, char gap, struct arena *arena);

/* Adds a name; ones past SITE_NAMES_MAX, of one byte, or without memory for them are passed over. */
void site_names_add(struct site_names *sites, struct bytes name, struct arena *arena);

/* Adds the host of a URL: whole, without its last part, and the part before that. */
void site_names_add_url(struct site_names *sites, struct bytes url, struct arena *arena);

/* The host of a URL without "www."; empty when it has none. */
struct bytes site_host(struct bytes url);

/* True for a name of the site: the same, or one within the other with little more. Also for a name without words. */
bool site_names_have(const struct site_names *sites, struct bytes name);

/* True when folded, words without blanks, is one of the names exactly. */
bool site_names_equal(const struct site_names *sites, struct bytes folded);

/* True for a byte that can open a sign that title_parting finds. */
static inline bool title_may_part(uint8_t byte)
{
    return byte == '|' || byte == ' ' || byte == '-';
}

/* Bytes of a sign at offset i that parts a title from a site's name: "|", and dashes, dots and the like between blanks;
 * 0 when there is none. */
size_t title_parting(struct bytes text, size_t i);

/* title without parts at its ends that are names of the site; at most three at each end. */
struct bytes site_names_strip(const struct site_names *sites, struct bytes title);

#endif
