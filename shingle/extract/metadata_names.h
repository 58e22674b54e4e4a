/*
 * Names under which pages give metadata: name, property and itemprop of meta elements and others.
 */
#ifndef SHINGLE_EXTRACT_METADATA_NAMES_H
#define SHINGLE_EXTRACT_METADATA_NAMES_H

#include "shingle/extract/metadata_draft.h"

struct metadata_name {
    const char *name; /* lower-case */
    enum metadata_field field;
    enum metadata_source source;
};

/* The field that a meta element of that name or property gives, in any ASCII case; NULL when none. */
const struct metadata_name *metadata_name_find(struct bytes name);

/* The field that an itemprop gives; NULL when none. */
const struct metadata_name *metadata_itemprop_find(struct bytes name);

#endif
