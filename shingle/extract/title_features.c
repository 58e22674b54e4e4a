#include "shingle/extract/title_features.h"

#include "shingle/extract/letter.h"

struct tally {
    unsigned same, held, holds, apart;
};

static enum title_relation count(struct tally *tally, enum title_relation relation)
{
    tally->same += relation == TITLE_SAME;
    tally->held += relation >= TITLE_INSIDE && relation <= TITLE_ENDS;
    tally->holds += relation >= TITLE_STARTED;
    tally->apart += relation == TITLE_APART;
    return relation;
}

/* The closer of two: the same, else a part or a whole, else apart. */
static enum title_relation closer(enum title_relation a, enum title_relation b)
{
    if (a == TITLE_SAME || b == TITLE_SAME)
        return TITLE_SAME;
    return a > b ? a : b;
}

static enum title_relation to_heading(const struct title_candidate *it, const struct title_heading *heading)
{
    return closer(title_relate(&it->words, &heading->bare_words), title_relate(&it->words, &heading->full_words));
}

static void relate(const struct titles *titles, const struct title_candidate *it, float *vector)
{
    struct tally tally = {0, 0, 0, 0};
    enum title_relation best[TITLE_KINDS] = {TITLE_ABSENT, TITLE_ABSENT, TITLE_ABSENT};
    enum title_relation first = TITLE_ABSENT;
    for (unsigned i = 0; i < TITLE_SOURCES; i++)
        vector[TITLE_RELATION + i] = (float)count(&tally, title_relate(&it->words, &titles->source[i]));
    for (size_t i = 0; i < titles->headings.count; i++) {
        const struct title_heading *heading = &titles->headings.at[i];
        enum title_relation relation = to_heading(it, heading);
        first = heading->kind == TITLE_H1 && heading->index == 0 ? relation : first;
        best[heading->kind] = closer(best[heading->kind], relation);
    }
    vector[TITLE_TO_H1] = (float)first;
    vector[TITLE_TO_ANY_H1] = (float)count(&tally, best[TITLE_H1]);
    vector[TITLE_TO_H2] = (float)best[TITLE_H2];
    vector[TITLE_TO_CLASS] = (float)best[TITLE_CLASS];
    vector[TITLE_TO_BARE_HEAD] = (float)title_relate(&it->words, &titles->bare_head);
    vector[TITLE_TO_BARE_GRAPH] = (float)title_relate(&it->words, &titles->bare_graph);
    vector[TITLE_TO_SECTION] = (float)title_relate(&it->words, &titles->section);
    vector[TITLE_SAME_COUNT] = (float)tally.same;
    vector[TITLE_HELD_COUNT] = (float)tally.held;
    vector[TITLE_HOLDS_COUNT] = (float)tally.holds;
    vector[TITLE_APART_COUNT] = (float)tally.apart;
}

static void compare(const struct titles *titles, const struct title_candidate *it, float *vector)
{
    static const struct title_words none = {.count = 0};
    const struct title_words *h1 = &none, *head = &titles->source[TITLE_HEAD],
                             *graph = &titles->source[TITLE_OPENGRAPH];
    for (size_t i = 0; i < titles->headings.count && h1 == &none; i++)
        h1 = titles->headings.at[i].kind == TITLE_H1 ? &titles->headings.at[i].bare_words : &none;
    vector[TITLE_IN_H1_SHARE] = title_share(&it->words, h1);
    vector[TITLE_OF_H1_SHARE] = title_share(h1, &it->words);
    vector[TITLE_IN_HEAD_SHARE] = title_share(&it->words, head);
    vector[TITLE_OF_HEAD_SHARE] = title_share(head, &it->words);
    vector[TITLE_IN_GRAPH_SHARE] = title_share(&it->words, graph);
    vector[TITLE_OF_GRAPH_SHARE] = title_share(graph, &it->words);
    vector[TITLE_IN_SLUG_SHARE] = title_share(&it->words, &titles->slug);
    vector[TITLE_OF_SLUG_SHARE] = title_share(&titles->slug, &it->words);
    vector[TITLE_IN_DESCRIPTION_SHARE] = title_share(&it->words, &titles->description);
    vector[TITLE_IN_PROSE_SHARE] = title_headings_share(&titles->headings, &it->words);
}

static void look(const struct titles *titles, const struct title_candidate *it, float *vector)
{
    unsigned upper = 0, signs = 0, bars = 0, first = LETTER_SPACE, last = LETTER_SPACE;
    for (size_t at = 0; at < it->text.size;) {
        signs += title_may_part(it->text.at[at]) && title_parting(it->text, at) != 0;
        enum letter_kind kind = letter_kind(letter_next(it->text, &at));
        upper += kind == LETTER_UPPER;
        bars += it->text.at[at - 1] == '|';
        first = first == LETTER_SPACE ? kind : first;
        last = kind == LETTER_SPACE ? last : kind;
    }
    uint8_t room[METADATA_VALUE_MAX + TITLE_FOLD_ROOM];
    struct bytes text = bytes_upto(it->text, METADATA_VALUE_MAX);
    vector[TITLE_IS_SITE] = site_names_equal(&titles->sites, bytes_of(room, title_fold_to(text, '\0', room)));
    vector[TITLE_HAS_SITE] = signs && site_names_strip(&titles->sites, text).size < text.size;
    vector[TITLE_HAS_BAR] = (float)bars;
    vector[TITLE_HAS_SIGN] = (float)(signs - bars);
    vector[TITLE_HAS_COLON] = bytes_find(text, BYTES(": "), 0) != SIZE_MAX;
    vector[TITLE_FIRST_SIGN] = (float)first;
    vector[TITLE_LAST_SIGN] = (float)last;
    vector[TITLE_UPPER_SHARE] = (float)upper / (float)it->words.size;
    vector[TITLE_WORD_COUNT] = (float)it->words.count;
    vector[TITLE_LETTER_COUNT] = (float)it->words.size;
    for (unsigned way = 0; way < TITLE_WAYS; way++)
        vector[TITLE_WAY + way] = (float)(it->ways >> way & 1);
}

static void place(const struct titles *titles, const struct title_candidate *it, float *vector)
{
    static const unsigned places[] = {TITLE_IN_NAV,    TITLE_IN_ARTICLE, TITLE_IN_MAIN, TITLE_IN_HEADER, TITLE_IN_ASIDE,
                                      TITLE_IN_FOOTER, TITLE_LINKS_HOME, TITLE_IN_LINK, TITLE_NAMED};
    const struct title_heading *heading = it->heading;
    float prose = (float)titles->headings.prose + 1;
    vector[TITLE_HEADING_H1S] = (float)titles->headings.kinds[TITLE_H1];
    vector[TITLE_HEADING_KIND] = heading ? (float)heading->kind : -1;
    vector[TITLE_HEADING_INDEX] = heading ? (float)heading->index : -1;
    for (unsigned i = 0; i < sizeof places / sizeof *places; i++)
        vector[TITLE_HEADING_NAV + i] = heading ? (float)((heading->places & places[i]) != 0) : -1;
    vector[TITLE_HEADING_BEFORE] = heading ? (float)heading->before / prose : -1;
    vector[TITLE_HEADING_BEHIND] = heading ? (float)heading->behind / prose : -1;
}

void title_features(const struct titles *titles, size_t index, float vector[TITLE_FEATURES])
{
    const struct title_candidate *it = &titles->at[index];
    relate(titles, it, vector);
    compare(titles, it, vector);
    look(titles, it, vector);
    place(titles, it, vector);
}
