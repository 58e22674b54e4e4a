/*
 * What a page says about its article: title, byline, dates, names.
 *
 *     struct metadata metadata;
 *     enum status status = metadata_read(&tree, url, &arena, &metadata);
 *     if (status == STATUS_OK && metadata.published.size)
 *         print(metadata.published);   // "2025-11-21T09:30:00+01:00"
 *
 * Sources: JSON-LD (schema.org articles, also in a graph and with the slips that templates make), OpenGraph, Dublin
 * Core, Parsely, Sailthru and plain meta names, microdata, time elements, headings and the title element, the URL, and
 * last the text near the headline. Each field has its own order of these, by how often they were right on pages with a
 * known answer (bench/score_metadata.py measures it).
 */
#ifndef SHINGLE_EXTRACT_METADATA_H
#define SHINGLE_EXTRACT_METADATA_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/extract/tree.h"

enum {
    METADATA_VALUE_MAX = 1000, /* bytes of a value, also of a joined list; the rest of a longer one is cut */
    METADATA_SCRIPTS_MAX = 64  /* JSON-LD scripts of a page that are read */
};

/* All views are UTF-8, references decoded, white space runs made one blank; empty when unknown. */
struct metadata {
    struct bytes title;         /* the headline, without the site's name */
    struct bytes byline;        /* "Jane Roe, John Doe" */
    struct bytes published;     /* ISO 8601: 2025-11-21, 2025-11-21T09:30:00, or that with Z or +01:00 */
    struct bytes modified;      /* the same */
    struct bytes site;          /* name of the site */
    struct bytes lang;          /* BCP 47, e.g. "en-GB" */
    struct bytes canonical_url; /* absolute */
    struct bytes section;
    struct bytes keywords; /* parted by ", " */
    struct bytes image;    /* URL, absolute when the page's URL is known */
    struct bytes description;
    struct bytes article_body; /* of JSON-LD, a whole text when the page is a shell around it; paragraphs as given */
    struct bytes credit;       /* who is named as author, source or holder of the rights, parted by ", " */
    uint32_t json_passed_over; /* scripts past METADATA_SCRIPTS_MAX, and values past the limits of loose_json.h */
    bool says_article;         /* the page calls itself an article (schema.org type or og:type) */
    bool says_news;            /* and one of news (schema.org type) */
};

/*
 * Reads the metadata of a page. url: where it was fetched, or empty. Views point into the page, the tree and the arena.
 * Linear in the page's size. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status metadata_read(const struct tree *tree, struct bytes url, struct arena *arena,
                                     struct metadata *out);

#endif
