/*
 * A site as bytes, for the store.
 *
 *     site_encode(site, &writer);
 *     struct site site = {.slot = slot};
 *     status = site_decode(value, &site);
 *     site_table_restore(table, &site);          // which takes over the template
 *
 * Layout: a version byte, the name's hash, numbers as varints, then the lines in their order, which decides between
 * equals: hash, pages since it came, pages that count, and the articles that had it. No name and no text of a page.
 */
#ifndef SHINGLE_EXTRACT_SITE_RECORD_H
#define SHINGLE_EXTRACT_SITE_RECORD_H

#include "shingle/base/writer.h"
#include "shingle/extract/site_table.h"

/* Appends the site without its slot. */
void site_encode(const struct site *site, struct writer *writer);

/* Reads a site; all but site->slot is set, the template is on the heap. DAMAGED, NOMEM: then there is none. */
MUST_CHECK enum status site_decode(struct bytes value, struct site *site);

#endif
