/*
 * Which of a page's many titles is the headline. For metadata.c.
 */
#ifndef SHINGLE_EXTRACT_METADATA_TITLE_H
#define SHINGLE_EXTRACT_METADATA_TITLE_H

#include "shingle/extract/metadata_draft.h"

struct headline {
    struct bytes text; /* empty when the page has none */
    uint32_t node;     /* the heading that shows it, or 0 */
};

/* Chooses the headline. Needs all candidates of the draft, also those of the site's name. */
void headline_choose(struct metadata_draft *draft, struct headline *out);

#endif
