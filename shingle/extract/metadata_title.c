/*
 * A page gives its title in a dozen places, each with something added: the site's name, a section, a kicker. All of
 * them, and what is left when that is taken off, are candidates; a learnt forest chooses by where each stands, how it
 * stands to the others, what surrounds the heading that shows it, and how much of it the page's URL, description and
 * text have.
 *
 * Weights set by hand did as well on news sites as the forest does on sites it has not seen, and worse elsewhere. What
 * is left is taste: of pages whose heading and og:title word the title differently, people called now the one and now
 * the other the title.
 */
#include "shingle/extract/metadata_title.h"

#include "shingle/extract/title_features.h"
#include "shingle/extract/title_forest.h"

/* A heading of one level that shows the candidate, if only with a kicker more or less. */
static const struct title_heading *find_heading(const struct titles *titles, const struct title_words *words, bool same)
{
    enum { TELLING_WORDS = 3 /* of a heading within the title, so that no mere word is found */ };
    for (size_t i = 0; i < titles->headings.count; i++) {
        const struct title_heading *heading = &titles->headings.at[i];
        enum title_relation bare = title_relate(words, &heading->bare_words);
        enum title_relation full = title_relate(words, &heading->full_words);
        bool within = heading->bare_words.count >= TELLING_WORDS && bare >= TITLE_STARTED;
        bool found = same ? bare == TITLE_SAME || full == TITLE_SAME : full > TITLE_APART || within;
        if (heading->kind == TITLE_H1 && found)
            return heading;
    }
    return NULL;
}

/* The node that shows the chosen candidate: an h1 if one does, else any heading, else 0. */
static uint32_t find_node(const struct titles *titles, const struct title_candidate *candidate)
{
    const struct title_heading *heading = find_heading(titles, &candidate->words, true);
    heading = heading ? heading : candidate->heading;
    heading = heading ? heading : find_heading(titles, &candidate->words, false);
    return heading ? heading->node : 0;
}

void headline_choose(struct metadata_draft *draft, struct headline *out)
{
    struct titles titles; /* some 32 KB, which cost more in the arena: new pages for every request */
    float vector[TITLE_FEATURES];
    int32_t best = INT32_MIN;
    size_t chosen = 0;
    *out = (struct headline){{NULL, 0}, 0};
    titles_read(draft, &titles);
    for (size_t i = 0; i < titles.count; i++) {
        title_features(&titles, i, vector);
        int32_t score = title_forest_score(&title_forest_html, vector);
        if (score > best) {
            best = score;
            chosen = i;
        }
    }
    if (titles.count)
        *out = (struct headline){titles.at[chosen].text, find_node(&titles, &titles.at[chosen])};
}
