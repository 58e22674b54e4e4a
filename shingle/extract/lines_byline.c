#include "shingle/extract/lines_byline.h"

#include "shingle/extract/text_date.h"

enum {
    LINES_ABOVE = 8, /* lines looked at above the headline or the body */
    LINES_BELOW = 6, /* and below the body's first */
    GAP_MAX = 60,    /* lines from headline to body; more, and the headline is not this article's */
    WORDS_MAX = 18,  /* words of a line that names authors */
    ALONE_WORDS = 6, /* words of one that does nothing else */
    COST_BELOW = 1,  /* in lines */
    COST_INSIDE = 2, /* "3 March 2025 by Jane Roe" */
    COST_DATED = 3,  /* "Jane Roe, 3 March 2025" */
    COST_ALONE = 6
};

struct search {
    const struct line_list *list;
    const struct site_names *sites;
    struct arena *arena;
    size_t from, to; /* lines between which a name costs nothing */
    struct bytes found;
    size_t cost;
};

static bool has_date(const struct line_list *list, size_t at)
{
    uint8_t room[TEXT_DATE_TEXT_MAX];
    struct text_date date;
    if (at >= list->count || list->at[at].digits < 3 || list->at[at].words > WORDS_MAX)
        return false;
    return text_dates(text_date_plain(list->at[at].text, room), DATE_DAY_FIRST, &date, 1) > 0;
}

/* A date, or words about one: "Published 3 hours ago". */
static bool tells_date(const struct line_list *list, size_t at)
{
    if (at >= list->count)
        return false;
    const struct line *line = &list->at[at];
    unsigned date = line->topics[LEXICON_DATE];
    return has_date(list, at) || (line->words <= WORDS_MAX && date && (date + line->numbers) * 2 >= line->words);
}

static size_t distance(const struct search *search, size_t at)
{
    if (at < search->from)
        return search->from - at;
    return at > search->to ? at - search->to + COST_BELOW : 0;
}

static void take(struct search *search, size_t at, struct bytes text, size_t cost)
{
    cost += distance(search, at);
    if (search->found.size && search->cost <= cost)
        return;
    enum byline_kind kind = search->list->containers ? BYLINE_LINE : BYLINE_PLAIN;
    struct bytes names = byline_names(text, kind, search->sites, search->arena);
    if (!names.size)
        return;
    search->found = names;
    search->cost = cost;
}

static void read_line(struct search *search, size_t at)
{
    const struct line *line = &search->list->at[at];
    bool labelled = at && byline_is_label(search->list->at[at - 1].text);
    if (!line->words || line->words > WORDS_MAX || line->last_kind == LETTER_STOP)
        return;
    if (byline_prefix(line->text) || labelled) {
        take(search, at, line->text, 0);
        return;
    }
    if (has_date(search->list, at)) {
        size_t inside = byline_inside(line->text);
        take(search, at, inside == SIZE_MAX ? line->text : bytes_from(line->text, inside),
             inside == SIZE_MAX ? COST_DATED : COST_INSIDE);
        return;
    }
    bool beside = line->words >= 2 && line->words <= ALONE_WORDS && !line->digits &&
                  (tells_date(search->list, at + 1) || (at && has_date(search->list, at - 1)));
    if (beside && at != search->from)
        take(search, at, line->text, COST_ALONE);
}

struct bytes lines_byline_find(const struct line_list *list, size_t headline, size_t body,
                               const struct site_names *sites, struct arena *arena)
{
    bool above = headline < body && body - headline <= GAP_MAX;
    struct search search = {.list = list, .sites = sites, .arena = arena, .from = above ? headline : body, .to = body};
    size_t first = search.from > LINES_ABOVE ? search.from - LINES_ABOVE : 0;
    for (size_t i = first; i < list->count && i <= body + LINES_BELOW; i++)
        read_line(&search, i);
    return search.found;
}
