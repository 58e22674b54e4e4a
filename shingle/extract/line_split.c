#include "shingle/extract/line_split.h"

/* Line feeds that part something: those of an empty line are one. */
static size_t count_breaks(struct bytes text)
{
    size_t count = 0;
    for (size_t at = bytes_find(text, BYTES("\n"), 0); at != SIZE_MAX; at = bytes_find(text, BYTES("\n"), at + 1))
        count += at + 1 < text.size && text.at[at + 1] != '\n';
    return count;
}

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

/* Appends the parts of a line to list, which has the room. */
static void add_parts(struct line_list *list, const struct line *whole)
{
    struct bytes rest = whole->text;
    struct line part = *whole;
    for (;;) {
        size_t end = bytes_find(rest, BYTES("\n"), 0);
        part.text = bytes_upto(rest, end);
        list->at[list->count++] = part;
        if (end == SIZE_MAX)
            return;
        bool gap = end + 1 < rest.size && rest.at[end + 1] == '\n';
        rest = bytes_from(rest, end + 1 + gap);
        part = part_of(whole, rest, gap ? 2 : 1);
    }
}

enum status line_list_split(struct line_list *list, struct arena *arena)
{
    size_t more = 0;
    for (size_t i = 0; i < list->count && list->has_breaks; i++)
        more += count_breaks(list->at[i].text);
    if (!more || list->count + more > LINE_COUNT_MAX)
        return STATUS_OK;
    struct line_list out = *list;
    out.at = arena_array(arena, list->count + more, sizeof *out.at);
    if (!out.at)
        return STATUS_NOMEM;
    out.capacity = list->count + more;
    out.count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (i == list->title_line)
            out.title_line = out.count;
        add_parts(&out, &list->at[i]);
    }
    *list = out;
    return STATUS_OK;
}
