#include "shingle/extract/line_split.h"

/* A part behind the first: of the same place and verdict, with nothing counted. */
static struct line part_of(const struct line *whole, struct bytes text, uint8_t breaks)
{
    return (struct line){
        .text = text,
        .word_at = whole->word_at,
        .tag = whole->tag,
        .broken = true,
        .breaks = breaks,
        .depth = whole->depth,
        .own_hints = whole->own_hints,
        .all_hints = whole->all_hints,
        .signature = whole->signature,
        .block = whole->block,
        .first_score = whole->first_score,
        .score = whole->score,
        .kept = whole->kept,
        .reason = whole->reason,
    };
}

/*
 * Takes the last part off text, whose end moves in front of the line feeds before it; *gap tells whether there were
 * two. A text without line feeds is the last part of all, and *more becomes false.
 */
static struct bytes take_last_part(struct bytes *text, bool *gap, bool *more)
{
    size_t start = text->size;
    while (start > 0 && text->at[start - 1] != '\n')
        start--;
    struct bytes part = bytes_from(*text, start);
    *more = start > 0;
    *gap = start > 1 && text->at[start - 2] == '\n';
    *text = bytes_upto(*text, *more ? start - 1 - *gap : 0);
    return part;
}

static size_t count_parts(struct bytes text)
{
    size_t count = 0;
    for (bool more = true, gap; more; count++)
        (void)take_last_part(&text, &gap, &more);
    return count;
}

/* Writes the parts of a line below the place `end` of the list, the last one first; returns where they begin. */
static size_t put_parts(struct line_list *list, struct line whole, size_t end)
{
    struct bytes rest = whole.text;
    for (bool more = true, gap; more;) {
        struct bytes text = take_last_part(&rest, &gap, &more);
        list->at[--end] = more ? part_of(&whole, text, gap ? 2 : 1) : whole;
        list->at[end].text = text;
    }
    return end;
}

enum status line_list_split(struct line_list *list, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count && list->breaks; i++)
        count += count_parts(list->at[i].text);
    if (count <= list->count || count > LINE_COUNT_MAX)
        return STATUS_OK;
    if (count > list->capacity) {
        struct line *at = arena_grow(arena, list->at, list->capacity * sizeof *at, count * sizeof *at);
        if (!at)
            return STATUS_NOMEM;
        list->at = at;
        list->capacity = count;
    }
    size_t end = count;
    for (size_t i = list->count; i-- > 0;) {
        end = put_parts(list, list->at[i], end);
        if (i == list->title_line)
            list->title_line = end;
    }
    list->count = count;
    list->breaks = 0;
    return STATUS_OK;
}
