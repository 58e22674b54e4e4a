#include "shingle/extract/page_context.h"

float line_sentence_words(const struct line *line)
{
    if (line->stops == 0 || line->words < 6 || line->link_words * 2 > line->words)
        return 0;
    return (float)line->words;
}

/* Topics that name a box of the page rather than a part of the story. */
static const unsigned label_topics = 1u << LEXICON_SHARE | 1u << LEXICON_SUBSCRIBE | 1u << LEXICON_RELATED |
                                     1u << LEXICON_COMMENT | 1u << LEXICON_ADVERT | 1u << LEXICON_PROMPT |
                                     1u << LEXICON_MENU;

bool line_is_label(const struct line *line)
{
    enum { LABEL_WORDS = 7 };
    float words = 0;
    if (line->words == 0 || line->words > LABEL_WORDS || line->last_kind == LETTER_STOP)
        return false;
    for (unsigned topic = 0; topic < LEXICON_TOPICS; topic++)
        words += label_topics >> topic & 1 ? line->topics[topic] : 0;
    return words * 2 >= (float)line->words;
}

static void find_labels(struct page_context *context)
{
    const struct line_list *list = context->list;
    uint32_t label = UINT32_MAX, heading = UINT32_MAX;
    for (size_t i = 0; i < list->count; i++) {
        context->label[i] = label;
        context->heading[i] = heading;
        if (line_is_label(&list->at[i]))
            label = (uint32_t)i;
        if (list->at[i].tag == LINE_HEADING)
            heading = (uint32_t)i;
    }
}

enum { PROBES_MAX = 64 /* steps through a table, so that names made to collide cost no more than others */ };

static enum status find_signs(struct page_context *context, struct arena *arena)
{
    const struct line_list *list = context->list;
    size_t slots = 16;
    while (slots < list->count * 2)
        slots *= 2;
    uint32_t *table = arena_zeroed(arena, slots, sizeof *table); /* line number + 1 of the first with the signature */
    context->sign = arena_array(arena, list->count + 1, sizeof *context->sign);
    if (!table || !context->sign)
        return STATUS_NOMEM;
    context->sign_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        uint32_t signature = list->at[i].signature;
        size_t slot = (signature * 2654435769u >> 4) & (slots - 1), probes = 0;
        while (table[slot] && list->at[table[slot] - 1].signature != signature && probes++ < PROBES_MAX)
            slot = (slot + 1) & (slots - 1);
        if (!table[slot] || list->at[table[slot] - 1].signature != signature) {
            table[slot] = (uint32_t)i + 1;
            context->sign[i] = (uint32_t)context->sign_count++;
        } else {
            context->sign[i] = context->sign[table[slot] - 1];
        }
    }
    context->signs = arena_zeroed(arena, context->sign_count + 1, sizeof *context->signs);
    return context->signs ? STATUS_OK : STATUS_NOMEM;
}

static const float claim_of_step[LINE_PARENTS] = {1.0f, 0.7f, 0.45f, 0.25f};

static void add_line(struct line_sums *sums, const struct line *line, size_t index)
{
    if (sums->lines == 0)
        sums->first = (uint32_t)index;
    sums->lines += 1;
    sums->words += (float)line->words;
    sums->link_words += (float)line->link_words;
    sums->sentence_words += line_sentence_words(line);
}

static void sum_lines(struct page_context *context)
{
    const struct line_list *list = context->list;
    float sentence_lines = 0;
    context->total_words = 0;
    context->mass[0] = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        float sentences = line_sentence_words(line);
        context->mass[i + 1] = context->mass[i] + sentences;
        context->total_words += (float)line->words;
        sentence_lines += sentences > 0;
        add_line(&context->signs[context->sign[i]], line, i);
        for (size_t step = 0; page_context_has_tree(context) && step < LINE_PARENTS; step++) {
            struct line_sums *sums = &context->containers[line->parents[step]];
            add_line(sums, line, i);
            sums->claim += sentences * claim_of_step[step];
        }
    }
    context->mean_words = sentence_lines > 0 ? context->mass[list->count] / sentence_lines : 0;
    context->top = UINT32_MAX;
    for (size_t c = 1; c < list->containers; c++) {
        if (context->containers[c].claim > 0 &&
            (context->top == UINT32_MAX || context->containers[c].claim > context->containers[context->top].claim))
            context->top = (uint32_t)c;
    }
}

static void find_runs(struct page_context *context)
{
    const struct line_list *list = context->list;
    size_t from = 0;
    while (from < list->count) {
        size_t to = from;
        while (to < list->count && line_sentence_words(&list->at[to]) == 0)
            to++;
        if (to == from)
            to++;
        for (size_t i = from; i < to; i++) {
            context->run_from[i] = (uint32_t)from;
            context->run_to[i] = (uint32_t)to;
        }
        from = to;
    }
}

static enum status look_at_tree(struct page_context *context, struct arena *arena)
{
    const struct line_list *list = context->list;
    context->words = arena_array(arena, list->count + 1, sizeof *context->words);
    context->links = arena_array(arena, list->count + 1, sizeof *context->links);
    context->paragraphs = arena_array(arena, list->count + 1, sizeof *context->paragraphs);
    if (!context->words || !context->links || !context->paragraphs)
        return STATUS_NOMEM;
    context->words[0] = context->links[0] = context->paragraphs[0] = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        context->words[i + 1] = context->words[i] + (float)line->words;
        context->links[i + 1] = context->links[i] + (float)line->link_words;
        context->paragraphs[i + 1] = context->paragraphs[i] + (float)(line->tag == LINE_PARAGRAPH);
    }
    enum status status = claims_open(&context->claims, list, context->words, context->links, arena);
    if (status == STATUS_OK)
        status = region_open(&context->claim, list, arena);
    if (status == STATUS_OK)
        region_mark(&context->claim, list, context->claims.top);
    return status;
}

enum status page_context_open(struct page_context *context, const struct line_list *list, struct arena *arena)
{
    *context = (struct page_context){.list = list};
    context->mass = arena_array(arena, list->count + 1, sizeof *context->mass);
    context->score_mass = arena_array(arena, list->count + 1, sizeof *context->score_mass);
    context->run_from = arena_array(arena, list->count + 1, sizeof *context->run_from);
    context->run_to = arena_array(arena, list->count + 1, sizeof *context->run_to);
    context->label = arena_array(arena, list->count + 1, sizeof *context->label);
    context->heading = arena_array(arena, list->count + 1, sizeof *context->heading);
    context->containers = arena_zeroed(arena, list->containers + 1, sizeof *context->containers);
    if (!context->mass || !context->score_mass || !context->run_from || !context->run_to || !context->label ||
        !context->heading || !context->containers)
        return STATUS_NOMEM;
    enum status status = find_signs(context, arena);
    if (status != STATUS_OK)
        return status;
    sum_lines(context);
    find_runs(context);
    find_labels(context);
    return page_context_has_tree(context) ? look_at_tree(context, arena) : STATUS_OK;
}

void page_context_take_scores(struct page_context *context)
{
    const struct line_list *list = context->list;
    context->score_mass[0] = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct line *line = &list->at[i];
        float score_words = (float)line->words * line->first_score;
        context->score_mass[i + 1] = context->score_mass[i] + score_words;
        context->signs[context->sign[i]].score_words += score_words;
        for (size_t step = 0; page_context_has_tree(context) && step < LINE_PARENTS; step++) {
            struct line_sums *sums = &context->containers[line->parents[step]];
            sums->score_words += score_words;
            sums->score_claim += score_words * claim_of_step[step];
        }
    }
    context->best = UINT32_MAX;
    for (size_t c = 1; c < list->containers; c++) {
        if (context->containers[c].score_claim > 0 &&
            (context->best == UINT32_MAX ||
             context->containers[c].score_claim > context->containers[context->best].score_claim))
            context->best = (uint32_t)c;
    }
}

float page_context_between(const struct page_context *context, const float *mass, ptrdiff_t from, ptrdiff_t to)
{
    ptrdiff_t count = (ptrdiff_t)context->list->count;
    from = from < 0 ? 0 : from;
    to = to > count ? count : to;
    return from < to ? mass[to] - mass[from] : 0;
}

bool page_context_is_barren(const struct page_context *context, size_t index)
{
    ptrdiff_t at = (ptrdiff_t)index;
    return page_context_between(context, context->mass, at - 7, at + 8) <= 0;
}
