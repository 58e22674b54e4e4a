/*
 * What names in the markup say about an element's purpose: words of class, id, role, itemprop and the like, as bits of
 * enum line_hint.
 *
 *     uint32_t hints = hints_of_node(node);
 *
 * Names are cut into words at signs, digits and changes of case ("articleBody", "story-body__text"). Templates are
 * written in English the world over, so the words are English, with a few others that big publishers use.
 */
#ifndef SHINGLE_EXTRACT_HINTS_H
#define SHINGLE_EXTRACT_HINTS_H

#include "shingle/extract/tree.h"

enum { HINT_VALUE_MAX = 256 /* bytes of an attribute that are looked at */ };

/* Hints of an element by its tag and attributes. */
uint32_t hints_of_node(const struct node *node);

/* Whether the element is taken out of sight by its own `hidden` or style, whatever style sheets say. */
bool node_is_unseen(const struct node *node);

/*
 * Whether an element's style attribute says that line feeds in it part lines: "white-space: pre", "pre-wrap",
 * "pre-line" or "break-spaces". around when it does not say; of several declarations the last one counts.
 */
bool style_keeps_lines(const struct node *node, bool around);

/* Hints of one attribute value, for tests. */
uint32_t hints_of_value(struct bytes value);

#endif
