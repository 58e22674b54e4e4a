/*
 * The sites that are known, each with its template, by the hash of the site's name. Bounded: a new site takes the place
 * of the one that nothing was learnt from for longest.
 *
 *     status = site_table_open(&(struct site_table_params){.sites = 4096, .lines = 128}, &table);
 *     struct site *site = site_table_find(table, hash);          // NULL: unknown
 *     status = site_table_learn(table, hash, &page, learnt, &count);
 *     while ((site = site_table_next_changed(table)))
 *         ... keep site under site->slot
 *     site_table_close(table);
 *
 * Sites that have learnt a line and sites that have not stand in a queue each. While those that have not are more than
 * a quarter of all, one of them goes first: a crawl through thousands of hosts that are seen once does not push out
 * what is known of those that are read every hour.
 *
 * A slot is a small number that a site keeps until it goes, and which the next one then takes: a name for storage that
 * makes it bounded as well. One thread.
 */
#ifndef SHINGLE_EXTRACT_SITE_TABLE_H
#define SHINGLE_EXTRACT_SITE_TABLE_H

#include "shingle/extract/site_template.h"

enum {
    SITE_TABLE_SITES_MAX = 1 << 20, /* largest params.sites */
    SITE_TABLE_LINES_MAX = 4096     /* and params.lines */
};

struct site_table_params {
    uint32_t sites; /* known at once, 1 or more */
    uint32_t lines; /* of one site, 1 or more */
};

#define SITE_TABLE_DEFAULTS ((struct site_table_params){.sites = 4096, .lines = 128})

struct site {
    uint64_t name; /* hash */
    uint64_t used; /* rises over all sites: when a page of it counted last */
    uint32_t slot; /* from 1 */
    bool changed;  /* since site_table_next_changed() gave it */
    struct site_template template;
    struct site *newer, *older; /* in its queue */
    struct site *next_changed;
};

struct site_table;

/* BADARG for params out of range, NOMEM. */
MUST_CHECK enum status site_table_open(const struct site_table_params *params, struct site_table **out);

/* NULL is fine. */
void site_table_close(struct site_table *table);

/* The site of a name, or NULL. The pointer is good until the next learn or restore. */
struct site *site_table_find(const struct site_table *table, uint64_t name);

/*
 * Learns a page of a site, which is made when it is new. learnt has room for SITE_PAGE_LINES lines that became
 * boilerplate with this page. NOMEM: the page may have counted in part.
 */
MUST_CHECK enum status site_table_learn(struct site_table *table, uint64_t name, const struct site_page *page,
                                        struct site_learnt *learnt, size_t *learnt_count);

/* A site that changed since the last such call; NULL when there is none left. */
struct site *site_table_next_changed(struct site_table *table);

/*
 * Makes a stored site known again, in its slot; the table takes over site->template. Sites come in any order, then
 * site_table_restored(). What does not fit the params is left out, and its template freed: slots past params.sites,
 * the older of two sites of one name, lines past params.lines. NOMEM.
 */
void site_table_restore(struct site_table *table, struct site *site);
MUST_CHECK enum status site_table_restored(struct site_table *table);

struct site_table_stats {
    uint32_t sites, learnt_sites;
    uint64_t bytes; /* of memory */
};

struct site_table_stats site_table_stats(const struct site_table *table);

#endif
