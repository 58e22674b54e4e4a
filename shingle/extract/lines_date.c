/*
 * Every short line with a date has a cost: how far it stands from the lines between the headline and the body, more
 * where other words stand beside the date, less where a word says that the page was published then. The cheapest wins.
 * Lists of other articles have dates too, but farther away.
 */
#include "shingle/extract/lines_date.h"

#include "shingle/extract/date_line.h"

enum {
    LINES_ABOVE = 40, /* lines looked at above the headline or the body */
    LINES_BELOW = 25, /* and below the body's first */
    WORDS_MAX = 24,   /* words of a line that tells a date */
    GAP_MAX = 40,     /* lines from headline to body; more, and the headline is not this article's */
    COST_PASSING = 12,
    COST_ABOVE = 3, /* in lines */
    COST_BELOW = 2,
    COST_CHANGED = 3,
    COST_LABELLED = -8,
    COST_FAR = 40 /* of labelled lines that are not near at all */
};

struct search {
    size_t from, to; /* lines between which a date costs nothing */
    enum date_order order;
    struct arena *arena;
    struct lines_date found;
    int published_cost;
    int modified_cost;
};

static int distance(const struct search *search, size_t at)
{
    if (at < search->from)
        return (int)(search->from - at) + COST_ABOVE;
    return at > search->to ? (int)(at - search->to) + COST_BELOW : 0;
}

static bool is_near(const struct search *search, size_t at)
{
    return at + LINES_ABOVE >= search->from && at <= search->to + LINES_BELOW;
}

static void take(struct bytes date, int cost, struct bytes *best, int *best_cost)
{
    if (date.size && (!best->size || cost < *best_cost)) {
        *best = date;
        *best_cost = cost;
    }
}

static void read_line(struct search *search, const struct line *line, struct bytes above, size_t at)
{
    bool near = is_near(search, at);
    if (line->words > WORDS_MAX || (!near && !date_line_is_labelled(line->text)))
        return;
    struct date_line said;
    if (!date_line_read(line->text, above, search->order, search->arena, &said))
        return;
    int cost = near ? distance(search, at) : COST_FAR;
    take(said.changed, cost, &search->found.modified, &search->modified_cost);
    if (!near && said.grade != DATE_LABELLED)
        return;
    cost += said.grade == DATE_LABELLED ? COST_LABELLED : said.grade == DATE_PASSING ? COST_PASSING : 0;
    take(said.published, cost, &search->found.published, &search->published_cost);
}

struct lines_date lines_date_find(const struct line_list *list, size_t headline, size_t body, enum date_order order,
                                  struct arena *arena)
{
    bool above = headline < body && body - headline <= GAP_MAX;
    struct search search = {.from = above ? headline : body, .to = body, .order = order, .arena = arena};
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].digits)
            read_line(&search, &list->at[i], i ? list->at[i - 1].text : bytes_of(NULL, 0), i);
    struct lines_date *found = &search.found;
    if (found->modified.size && (!found->published.size || search.modified_cost + COST_CHANGED < search.published_cost))
        found->published = found->modified;
    return *found;
}
