/*
 * The state of a tree under construction, shared by tree.c (the loop over tokens), tree_nodes.c (adding nodes) and
 * tree_rules.c (what closes what). Nobody else includes this.
 */
#ifndef SHINGLE_EXTRACT_TREE_BUILDER_H
#define SHINGLE_EXTRACT_TREE_BUILDER_H

#include "shingle/extract/tokenizer.h"
#include "shingle/extract/tree.h"

/* What is special about an open element. */
enum open_flag {
    OPEN_FOREIGN = 1,     /* of svg or math */
    OPEN_INTEGRATION = 2, /* of svg or math, and HTML starts again in it */
    OPEN_ENDED = 4        /* a formatting element whose end tag came inside a block that it holds */
};

struct open_element {
    uint32_t node;
    uint32_t last_child; /* node, 0 when it has none */
    uint16_t tag;
    uint16_t flags;
    struct bytes name; /* of a TAG_OTHER, to know its end tag by */
};

struct builder {
    struct tokenizer tokenizer;
    struct arena *arena;
    struct tree *tree;
    uint32_t capacity; /* nodes that may be taken; there is room for the body and the overflow beyond */
    uint32_t depth;    /* open elements; the document, html, and head or body are the first three */
    uint32_t deep;     /* elements below TREE_DEPTH_MAX whose end tag must still come */
    bool in_body;      /* head is over */
    bool drop_newline; /* the next text follows <pre>, which swallows one line feed */
    uint8_t *overflow; /* text past TREE_NODES_MAX */
    size_t overflow_size;
    size_t overflow_capacity;
    uint32_t open_count[TAG_COUNT]; /* how often each element is open, so that a stray end tag costs nothing */
    struct open_element open[TREE_DEPTH_MAX];
};

enum { BUILDER_ROOTS = 3 }; /* document, html, and head or body: always open */

static inline struct open_element *builder_current(struct builder *builder)
{
    return &builder->open[builder->depth - 1];
}

/* Adds the start tag's element below the current one and opens it unless it is void or closes itself. */
MUST_CHECK enum status builder_add_element(struct builder *builder, const struct token *token, bool opens);

/* Adds text below the current element, behind the text before it when there is no node left. */
MUST_CHECK enum status builder_add_text(struct builder *builder, struct bytes text, enum tag tag);

/* Closes open elements until depth of them are left. */
void builder_pop_to(struct builder *builder, uint32_t depth);

/* Ends the head and opens the body, if that has not happened. */
void builder_start_body(struct builder *builder);

/* Gives an element that is there from the start, such as html, the attributes of its tag, unless it has some. */
MUST_CHECK enum status builder_set_attributes(struct builder *builder, uint32_t node, const struct token *token);

/* Hands the overflow over as the tree's last node. */
MUST_CHECK enum status builder_finish_overflow(struct builder *builder);

/* Closes what the start tag of an HTML element closes before it. */
void builder_close_before(struct builder *builder, enum tag tag);

/* Closes what an end tag closes. */
MUST_CHECK enum status builder_end_tag(struct builder *builder, const struct token *token);

/* True when the current element is of svg or math and what comes in it is too. */
bool builder_in_foreign(const struct builder *builder);

/* Closes svg and math around a start tag that cannot stand in them. */
void builder_leave_foreign(struct builder *builder, enum tag tag);

#endif
