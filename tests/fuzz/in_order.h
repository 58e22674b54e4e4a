/*
 * The law of extraction: what comes out was in the page, in the same order. White space and control characters do not
 * count; in HTML a reference counts as what it stands for.
 *
 *     require(text_is_in_order(article.text, page, true));
 */
#ifndef TESTS_FUZZ_IN_ORDER_H
#define TESTS_FUZZ_IN_ORDER_H

#include "shingle/base/bytes.h"

/*
 * True when part's signs come in page in the same order; both UTF-8. references: the page is HTML, where "&amp;" may
 * have become "&" and a NUL U+FFFD. Linear.
 */
bool text_is_in_order(struct bytes part, struct bytes page, bool references);

/* True when two texts have the same signs, white space aside. */
bool text_is_same(struct bytes a, struct bytes b);

#endif
