/*
 * A page as a tree: a flat array of nodes in document order, built from the tokenizer by a simplified form of the HTML
 * standard's tree construction (13.2.6). It closes what the standard closes (p, li, dt and dd, options, headings, table
 * parts, links in links) and, where the standard moves nodes about (text between table rows, blocks in
 * formatting elements), it leaves them where the page has them.
 *
 *     struct tree tree;
 *     enum status status = tree_build(page_utf8, &arena, &tree);
 *     for (uint32_t i = tree.body + 1; i < tree.nodes[tree.body].end; i++)
 *         if (tree.nodes[i].tag == TAG_TEXT)
 *             use(node_text(&tree.nodes[i]));
 *
 * Order: a node's descendants stand right behind it, as nodes [i + 1, nodes[i].end). A parent's index is always lower
 * than its children's, so one pass forward can hand features down and one pass backward can gather them up.
 * The one exception is a formatting element (TAG_IS_FORMATTING, such as a) that was closed inside a block it holds:
 * its `end` is where it was closed, while what follows in that block still has it as an ancestor. "In a link" is
 * therefore: has an a as ancestor whose end is past the node.
 *
 * Always there, whatever the page says: nodes[0] the document, TREE_HTML, TREE_HEAD and, behind head's content, the
 * node that tree.body names. head ends at the first thing that may not stand in it; metadata after it is in the body.
 *
 * Text of script, style, iframe, noembed and noframes is dropped, but for a script of type application/ld+json, whose
 * child is one TAG_RAW node, undecoded. noscript's content is parsed in the body and dropped in the head.
 * White space alone between blocks is dropped; between inline elements it stays.
 */
#ifndef SHINGLE_EXTRACT_TREE_H
#define SHINGLE_EXTRACT_TREE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/extract/html_names.h"

enum {
    TREE_DEPTH_MAX = 256, /* open elements; a deeper one is kept without content, which goes to its parent */
    TREE_NODES_MAX =
        1 << 20 /* nodes; past it, tags are shed and the rest of the text is one last node, a line a block */
};

enum { TREE_DOCUMENT, TREE_HTML, TREE_HEAD };

struct attribute {
    const uint8_t *at; /* the value, UTF-8 */
    uint32_t size;     /* bytes of it */
    enum attribute_name name;
};

struct node {
    uint32_t parent;
    uint32_t first_child; /* 0 when there is none */
    uint32_t next;        /* next sibling, 0 when there is none */
    uint32_t end;         /* index behind the last descendant; see above for formatting elements */
    union {
        const uint8_t *text;                /* TAG_TEXT, TAG_RAW */
        const struct attribute *attributes; /* elements; only known names, in the page's order */
    };
    uint32_t text_size; /* TAG_TEXT, TAG_RAW: bytes */
    uint16_t tag;       /* enum tag */
    uint16_t attribute_count;
};

/* What the caps shed. Text is never shed. */
struct tree_shed {
    uint32_t deep;           /* elements below TREE_DEPTH_MAX, kept without content */
    uint32_t nodes;          /* tags past TREE_NODES_MAX */
    uint32_t attributes;     /* attributes over TOKEN_ATTRIBUTES_MAX in a tag */
    uint32_t attributes_cut; /* attribute values over TOKEN_ATTRIBUTE_BYTES_MAX */
    uint32_t references;     /* references over ENTITY_NAME_MAX, which stay text */
};

struct tree {
    struct node *nodes;
    uint32_t count;
    uint32_t body; /* index of the body */
    struct tree_shed shed;
};

/*
 * Builds the tree of a UTF-8 page of less than 4 GiB. Views point into page and arena. Memory: 32 bytes a node, 16 an
 * attribute, and copies of text that had references in it. Time is linear in the page's size.
 * STATUS_TOOBIG for a larger page, STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status tree_build(struct bytes page, struct arena *arena, struct tree *tree);

/* Text of a TAG_TEXT or TAG_RAW node; empty for others. */
static inline struct bytes node_text(const struct node *node)
{
    if (node->tag != TAG_TEXT && node->tag != TAG_RAW)
        return (struct bytes){NULL, 0};
    return (struct bytes){node->text, node->text_size};
}

/* The value of an attribute, true in *found (may be NULL) when it is there, even if empty. */
struct bytes node_attribute(const struct node *node, enum attribute_name name, bool *found);

/* True when the attribute, a list parted by white space such as class or rel, has the word, in any ASCII case. */
bool node_has_word(const struct node *node, enum attribute_name name, struct bytes word);

/*
 * The text below a node, runs of white space made one blank, blocks parted by one blank, trimmed; in arena. At most
 * limit bytes are taken. Empty also when memory ran out.
 */
struct bytes tree_text(const struct tree *tree, uint32_t node, size_t limit, struct arena *arena);

/* The same without the content of elements below node that leave_out says yes to. */
struct bytes tree_text_but(const struct tree *tree, uint32_t node, bool (*leave_out)(const struct node *), size_t limit,
                           struct arena *arena);

#endif
