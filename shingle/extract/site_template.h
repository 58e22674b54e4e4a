/*
 * A site's template, learnt online: a small counted set of hashes of short lines. A line that came on three pages of a
 * site is boilerplate.
 *
 *     struct site_template template = {0};
 *     if (site_template_seen(&template, hash) >= SITE_PAGES_MIN)
 *         ... the line goes
 *     status = site_template_learn(&template, &page, limit, learnt, &count);   // learnt[]: lines that now go
 * everywhere site_template_free(&template);
 *
 * Counting is bounded and forgets: when the set is full the line goes that came least, of equals the one that came
 * longest ago (after Manku and Motwani 2002, "lossy counting"; a page's own sentences come once and are soon pushed
 * out), and what a line has counts half as much for each SITE_HALF_LIFE pages of the site that came without it.
 *
 * The half-life is short because a template's lines come often. 256 pages found 5 % more to drop on ten news sites; but
 * on a host that collects the releases of seventy press offices they found contact lines by the hundred, and where only
 * one of two copies lost them, five copies in a thousand were missed.
 *
 * What repeats is not always a template: three updates of one story repeat the story. So a line does not count for a
 * page when an earlier page that had it tells the same story, and a page of which more than half came before counts
 * for nothing.
 */
#ifndef SHINGLE_EXTRACT_SITE_TEMPLATE_H
#define SHINGLE_EXTRACT_SITE_TEMPLATE_H

#include "shingle/extract/site_lines.h"

enum {
    SITE_PAGES_MIN = 3,                /* pages that must have a line, to make it boilerplate */
    SITE_EARLIER = SITE_PAGES_MIN - 1, /* pages before that are remembered by id */
    SITE_SEEN_MAX = 64,                /* pages that count; more are known but give a line no longer life */
    SITE_HALF_LIFE = 16                /* pages of the site without the line after which half of them count */
};

struct site_count {
    uint64_t hash;                  /* as site_line.hash */
    uint32_t seen;                  /* pages that had the line, less what was forgotten */
    uint32_t last;                  /* the newest of them, as a number of template.pages */
    uint32_t earlier[SITE_EARLIER]; /* while seen < SITE_PAGES_MIN: the articles that had it, 0 = none */
};

/* Zero is an empty one. */
struct site_template {
    struct site_count *at;
    uint32_t count, room;
    uint32_t pages;  /* counted */
    uint32_t learnt; /* lines that became boilerplate, in all */
};

/* A page to learn from. */
struct site_page {
    const struct site_lines *lines;
    uint32_t article; /* its id, > 0 */
    /* Whether an earlier article, which may be forgotten by now, tells the same story as this one. */
    bool (*same_story)(void *context, uint32_t earlier, uint32_t article);
    void *context;
};

/* A line that has become boilerplate with a page. */
struct site_learnt {
    uint64_t hash;
    uint32_t earlier[SITE_EARLIER]; /* articles that had it before, 0 = none */
};

/* Pages that count for a line now; 0 when it is unknown. From SITE_PAGES_MIN on it is boilerplate. */
uint32_t site_template_seen(const struct site_template *template, uint64_t hash);

/*
 * Counts a page's lines, each once; the set keeps at most limit of them (1 or more). learnt has room for
 * SITE_PAGE_LINES. Returns whether the page counted: a page of which more than half came before does not. *status is
 * NOMEM when the set could not grow; what it has stays good.
 */
bool site_template_learn(struct site_template *template, const struct site_page *page, uint32_t limit,
                         struct site_learnt *learnt, size_t *learnt_count, enum status *status);

/* Makes room for count lines, at most limit. NOMEM. */
MUST_CHECK enum status site_template_reserve(struct site_template *template, uint32_t count);

/* Frees it and leaves it empty. */
void site_template_free(struct site_template *template);

#endif
