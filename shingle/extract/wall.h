/*
 * Walls: pages that show a cookie banner, an offer to subscribe or a sign-in form where the article would be.
 *
 *     const char *wall = wall_reason(&list);        // after the lines were judged
 *     if (wall)
 *         absence_drop(&list);
 *
 * Such text reads like sentences, so that the classifier may keep it. What tells it is how it speaks to its reader: "we
 * and our partners", "already a subscriber?", "forgot your password?". A story about such things speaks of them.
 */
#ifndef SHINGLE_EXTRACT_WALL_H
#define SHINGLE_EXTRACT_WALL_H

#include "shingle/extract/line.h"

enum {
    WALL_WORDS_MAX = 400, /* kept words of a page that may be a wall; with more, it is not */
    WALL_BYTES_MAX = 6000 /* and bytes, which bound the work */
};

/*
 * What wall the kept lines are, or all lines where none is kept, or the lesser part of a few words: "a consent notice",
 * "a paywall", "a sign-in form"; NULL when they are none. Most of their words must stand in lines that have a wall's
 * phrases, of which there are several. Static.
 */
const char *wall_reason(const struct line_list *list);

#endif
