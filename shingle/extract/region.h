/*
 * Where in the tree the body is, seen from above: the block that holds it, and how every other block lies to it. A line
 * knows only four containers above itself; these measures look at the whole way up.
 *
 *     struct region region;
 *     status = region_open(&region, list, arena);
 *     region_mark(&region, list, core);                 // the block that holds the body
 *     region.up[b]      // steps from core up to the first block that holds b as well; 0: b is inside core
 *     region.branch[b]  // the child of that block through which one gets to b
 *
 * A claim to be the body grows with the paragraphs in a block and the blocks inside it, less with each step up, and
 * shrinks with the share of links: the scoring that Arc90's Readability made known and that Firefox's reader view uses.
 */
#ifndef SHINGLE_EXTRACT_REGION_H
#define SHINGLE_EXTRACT_REGION_H

#include "shingle/extract/line.h"

struct region {
    uint32_t core;    /* the block that holds the body */
    uint32_t *up;     /* by block */
    uint32_t *branch; /* by block; the block itself when it holds core */
};

/* Makes room for the blocks of list; core is block 0. STATUS_NOMEM when the arena is exhausted. */
MUST_CHECK enum status region_open(struct region *region, const struct line_list *list, struct arena *arena);

/* Settles how all blocks lie to core. Time is linear in the blocks. */
void region_mark(struct region *region, const struct line_list *list, uint32_t core);

/* Claims of all blocks by the lines in them. */
struct claims {
    float *of;     /* by block: its claim */
    float *best;   /* by block: the greatest claim of it and the blocks around it, as a share of the top's */
    uint8_t *shut; /* by block: it or a block around it is by its names something other than the body */
    uint32_t top;  /* block with the greatest claim, the inner one of equals; 0 when none has any */
};

/*
 * Claims of all blocks. words[i] counts all words above line i, links[i] those in links; both have an entry more than
 * there are lines. Time is linear in lines and blocks. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status claims_open(struct claims *claims, const struct line_list *list, const float *words,
                                   const float *links, struct arena *arena);

/* Whether a block would be joined to the top: it has the same parent and a fair claim. */
bool claims_joins(const struct claims *claims, const struct line_list *list, uint32_t block);

#endif
