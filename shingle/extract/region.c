#include "shingle/extract/region.h"

enum status region_open(struct region *region, const struct line_list *list, struct arena *arena)
{
    region->core = 0;
    region->up = arena_zeroed(arena, list->containers + 1, sizeof *region->up);
    region->branch = arena_zeroed(arena, list->containers + 1, sizeof *region->branch);
    return region->up && region->branch ? STATUS_OK : STATUS_NOMEM;
}

enum { UNKNOWN = UINT32_MAX };

void region_mark(struct region *region, const struct line_list *list, uint32_t core)
{
    uint32_t *up = region->up, *branch = region->branch;
    for (size_t b = 0; b < list->containers; b++)
        up[b] = branch[b] = UNKNOWN;
    uint32_t steps = 0;
    up[core] = steps++;
    for (uint32_t b = core; b != 0; b = list->spans[b].parent)
        up[list->spans[b].parent] = steps++;
    /* What holds core has no branch yet: that tells it from what is beside it. */
    for (size_t b = 1; b < list->containers; b++) {
        uint32_t parent = list->spans[b].parent;
        if (up[b] != UNKNOWN)
            continue;
        up[b] = up[parent];
        branch[b] = branch[parent] == UNKNOWN ? (uint32_t)b : branch[parent];
    }
    for (size_t b = 0; b < list->containers; b++)
        branch[b] = branch[b] == UNKNOWN ? (uint32_t)b : branch[b];
    region->core = core;
}

enum {
    CLAIM_CHARS = 25,  /* shorter lines claim nothing */
    CLAIM_STEPS = 5,   /* blocks up to which a line's claim reaches */
    NAMES_WEIGHT = 25, /* for names that speak for or against the body */
    JOIN_LEAST = 10
};

#define HINT(name) (1u << HINT_##name)

static const uint32_t good_names = HINT(BODY) | HINT(ARTICLE) | HINT(MAIN);
static const uint32_t bad_names = HINT(HIDDEN) | HINT(COMMENT) | HINT(FOOTER) | HINT(RELATED) | HINT(SHARE) |
                                  HINT(ASIDE) | HINT(ADVERT) | HINT(TAGS) | HINT(META) | HINT(NAV) | HINT(SUBSCRIBE);
static const uint32_t shut_names = HINT(COMMENT) | HINT(FOOTER) | HINT(HEADER) | HINT(RELATED) | HINT(SHARE) |
                                   HINT(ASIDE) | HINT(ADVERT) | HINT(NAV) | HINT(CONSENT);

static void claim_line(struct claims *claims, const struct line_list *list, const struct line *line)
{
    if (line->chars < CLAIM_CHARS || line->tag == LINE_HEADING || line->tag == LINE_CONTROL ||
        line->tag == LINE_CAPTION || claims->shut[line->block])
        return;
    float hundreds = (float)line->chars / 100;
    float claim = 1 + (float)line->commas + (hundreds < 3 ? hundreds : 3);
    uint32_t block = line->block;
    if (list->spans[block].line_to - list->spans[block].line_from == 1)
        block = list->spans[block].parent;
    for (int step = 0; step < CLAIM_STEPS; step++) {
        claims->of[block] += claim / (float)(step == 0 ? 1 : step == 1 ? 2 : step * 3);
        if (block == 0)
            break;
        block = list->spans[block].parent;
    }
}

static float of_names(uint32_t hints)
{
    return (float)((hints & good_names ? NAMES_WEIGHT : 0) - (hints & bad_names ? NAMES_WEIGHT : 0));
}

static void settle_claim(struct claims *claims, const struct line_list *list, uint32_t b, const float *words,
                         const float *links)
{
    const struct line_block *block = &list->spans[b];
    if (claims->of[b] <= 0)
        return;
    float all = words[block->line_to] - words[block->line_from];
    float linked = links[block->line_to] - links[block->line_from];
    float claim = (claims->of[b] + of_names(block->hints)) * (all > 0 ? 1 - linked / all : 0);
    claims->of[b] = claim > 0 ? claim : 0;
}

enum status claims_open(struct claims *claims, const struct line_list *list, const float *words, const float *links,
                        struct arena *arena)
{
    claims->top = 0;
    claims->of = arena_zeroed(arena, list->containers + 1, sizeof *claims->of);
    claims->best = arena_zeroed(arena, list->containers + 1, sizeof *claims->best);
    claims->shut = arena_zeroed(arena, list->containers + 1, sizeof *claims->shut);
    if (!claims->of || !claims->best || !claims->shut)
        return STATUS_NOMEM;
    for (size_t b = 1; b < list->containers; b++) {
        uint32_t hints = list->spans[b].hints;
        claims->shut[b] = claims->shut[list->spans[b].parent] || (hints & shut_names && !(hints & good_names));
    }
    for (size_t i = 0; i < list->count; i++)
        claim_line(claims, list, &list->at[i]);
    for (size_t b = 0; b < list->containers; b++)
        settle_claim(claims, list, (uint32_t)b, words, links);
    for (size_t b = 0; b < list->containers; b++) {
        if (claims->of[b] >= claims->of[claims->top])
            claims->top = claims->of[b] > 0 ? (uint32_t)b : 0;
    }
    float top = claims->of[claims->top];
    for (size_t b = 0; b < list->containers && top > 0; b++) {
        float own = claims->of[b] / top, above = b ? claims->best[list->spans[b].parent] : 0;
        claims->best[b] = own > above ? own : above;
    }
    return STATUS_OK;
}

bool claims_joins(const struct claims *claims, const struct line_list *list, uint32_t block)
{
    float least = claims->of[claims->top] / 5;
    return list->spans[block].parent == list->spans[claims->top].parent && !claims->shut[block] &&
           claims->of[block] >= (least > JOIN_LEAST ? least : JOIN_LEAST);
}
