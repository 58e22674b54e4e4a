/*
 * A doctype's name and identifiers (HTML standard 13.2.5.53 to 68). For tokenizer.c.
 */
#ifndef SHINGLE_EXTRACT_DOCTYPE_H
#define SHINGLE_EXTRACT_DOCTYPE_H

#include "shingle/base/bytes.h"

struct doctype {
    struct bytes name; /* as written; .at is NULL when it is missing */
    struct bytes public_id;
    struct bytes system_id;
    bool has_public_id;
    bool has_system_id;
    bool force_quirks;
};

/* Reads what stands at offset from, behind "<!DOCTYPE"; returns the offset behind it. Views point into page. */
size_t doctype_read(struct bytes page, size_t from, struct doctype *out);

#endif
