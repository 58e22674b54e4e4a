/*
 * The tree into lines: the text of each block, up to a <br>, with what its place in the tree says.
 *
 *     struct line_list list = {0};
 *     enum status status = blocks_read(&tree, &arena, &list);
 *
 * Containers are the block elements. Those that hold the same lines as the one inside them, such as wrappers of a
 * single div, count as one, so that a line's four containers are four steps of context and not four divs of one box.
 */
#ifndef SHINGLE_EXTRACT_BLOCKS_H
#define SHINGLE_EXTRACT_BLOCKS_H

#include "shingle/extract/line.h"
#include "shingle/extract/tree.h"

enum {
    BLOCK_COUNT_MAX = 1 << 17, /* blocks that are told apart; deeper into the page, a block counts as its parent */
    UNSEEN_BYTES_MAX = 512,    /* text of an inline element out of sight that is left out of its line, */
    UNSEEN_NODES_MAX = 128     /* and nodes of it, its own among them */
};

/* A block element, by dense number in the page's order; number 0 is the body and its own parent. */
struct block {
    uint32_t parent; /* lower than its own number */
    uint32_t up;     /* the nearest block above with more lines */
    uint32_t lines;  /* of it and all below */
    uint32_t hints;
    uint32_t all_hints;
    uint32_t signature;
    uint16_t depth;
    uint16_t tag; /* enum tag */
};

/*
 * Adds the lines of the tree's body to an empty list, and the blocks that they stand in. Texts are copies in the arena.
 * Left out: scripts, noscript, pictures drawn in the page, the choices of forms, fallbacks of players, and short
 * notes within a line that are out of sight. STATUS_NOMEM
 * when the arena is exhausted.
 */
MUST_CHECK enum status blocks_read(const struct tree *tree, struct arena *arena, struct line_list *list);

#endif
