/*
 * Hard-wrapped text is told by its shape: where a line ends, the next line's first word would not have fitted into the
 * width that the longest lines keep. Menus and headlines do not have that shape, so they are never joined.
 */
#include "shingle/extract/text_lines.h"

enum {
    WRAP_WIDTH_MIN = 40,  /* code points; narrower columns are lists */
    WRAP_WIDTH_MAX = 100, /* wider lines are paragraphs as they are */
    WRAP_LINES_MIN = 5,
    INDENT_MIN = 2 /* spaces that open a paragraph of wrapped text */
};

static size_t line_end(struct bytes text, size_t at)
{
    while (at < text.size) {
        uint8_t c = text.at[at];
        if (c == '\n' || c == '\r' || c == '\v' || c == '\f')
            return at;
        if (c == 0xe2 && text.size - at >= 3 && text.at[at + 1] == 0x80 &&
            (text.at[at + 2] == 0xa8 || text.at[at + 2] == 0xa9))
            return at;
        at++;
    }
    return at;
}

/* Size of the white space at the front, 0 when there is none: ASCII, no-break space, the spaces of U+2000, U+3000. */
static size_t space_size(struct bytes text)
{
    if (text.size == 0)
        return 0;
    uint8_t c = text.at[0];
    if (c <= ' ' || c == 0x7f)
        return 1;
    if (c < 0xc2)
        return 0;
    size_t at = 0;
    return letter_kind(letter_next(text, &at)) == LETTER_SPACE ? at : 0;
}

struct bytes text_squeeze(struct bytes text, struct arena *arena)
{
    uint8_t *out = arena_alloc(arena, text.size + 1);
    if (!out)
        return (struct bytes){NULL, 0};
    size_t size = 0, at = 0;
    bool space = false;
    while (at < text.size) {
        size_t skip = space_size(bytes_from(text, at));
        if (skip) {
            space = size > 0;
            at += skip;
            continue;
        }
        if (space)
            out[size++] = ' ';
        space = false;
        out[size++] = text.at[at++];
        while (at < text.size && (text.at[at] & 0xc0) == 0x80)
            out[size++] = text.at[at++];
    }
    arena_shrink(arena, out, text.size + 1, size + 1);
    return bytes_of(out, size);
}

static bool needs_squeeze(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.at[i];
        if (c < ' ' || c == 0x7f || (c == ' ' && i + 1 < text.size && text.at[i + 1] == ' '))
            return true;
        if ((c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef) && space_size(bytes_from(text, i)))
            return true;
    }
    return false;
}

static struct bytes trim_wide(struct bytes text, size_t *cut)
{
    *cut = 0;
    size_t skip;
    while ((skip = space_size(text)) != 0) {
        text = bytes_from(text, skip);
        *cut += skip;
    }
    return bytes_trim(text);
}

/* Joins line `next` to `line` as one paragraph; both lie in text, next behind line. */
static void join_line(struct line *line, const struct line *next)
{
    line->text.size = (size_t)(next->text.at + next->text.size - line->text.at);
}

static size_t count_chars(struct bytes text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += (text.at[i] & 0xc0) != 0x80;
    return count;
}

/*
 * The width that wrapped text keeps: the longest line, when it is narrow enough; 0 when the text is not wrapped. What
 * is behind LINE_COUNT_MAX is no line to judge by.
 */
static size_t wrap_width(const struct line_list *list)
{
    size_t width = 0;
    for (size_t i = 0; i < list->count && i < LINE_COUNT_MAX; i++) {
        bool wide = list->at[i].text.size > (size_t)WRAP_WIDTH_MAX * 4; /* bytes that no fewer code points fill */
        size_t chars = wide ? WRAP_WIDTH_MAX + 1 : count_chars(list->at[i].text);
        if (chars > width)
            width = chars;
    }
    return width >= WRAP_WIDTH_MIN && width <= WRAP_WIDTH_MAX && list->count >= WRAP_LINES_MIN ? width : 0;
}

/* Whether `next` reads on from `line` across a wrap at width. line.depth holds the indent until lines are measured. */
static bool reads_on(const struct line *line, const struct line *next, size_t width)
{
    if (next->gap || next->depth >= INDENT_MIN)
        return false;
    size_t first = bytes_find(next->text, BYTES(" "), 0);
    size_t word = count_chars(bytes_upto(next->text, first));
    return count_chars(line->text) + line->depth + 1 + word + 1 > width;
}

static void unwrap(struct line_list *list)
{
    size_t width = wrap_width(list);
    if (!width)
        return;
    size_t joins = 0;
    for (size_t i = 0; i + 1 < list->count; i++)
        joins += reads_on(&list->at[i], &list->at[i + 1], width);
    if (joins * 3 < list->count)
        return;
    size_t kept = 0;
    struct line last = list->at[0];
    for (size_t i = 1; i < list->count; i++) {
        bool on = reads_on(&last, &list->at[i], width);
        last = list->at[i];
        if (on)
            join_line(&list->at[kept], &last);
        else
            list->at[++kept] = last;
    }
    list->count = kept + 1;
}

static enum status squeeze_lines(struct line_list *list, struct arena *arena)
{
    for (size_t i = 0; i < list->count; i++) {
        struct line *line = &list->at[i];
        line->depth = 0;
        if (!needs_squeeze(line->text))
            continue;
        line->text = text_squeeze(line->text, arena);
        if (!line->text.at)
            return STATUS_NOMEM;
    }
    return STATUS_OK;
}

/* Most lines that the text can have, up to LINE_COUNT_MAX. */
static size_t count_ends(struct bytes text)
{
    size_t count = 1;
    for (size_t at = 0; at < text.size && count < LINE_COUNT_MAX; at++) {
        uint8_t c = text.at[at];
        count += (c >= '\n' && c <= '\r') || c == 0xe2;
    }
    return count;
}

/* Lines in text that are not blank. */
static uint32_t count_lines(struct bytes text)
{
    uint32_t count = 0;
    for (size_t at = 0, end; at < text.size; at = end + 1) {
        end = line_end(text, at);
        count += bytes_trim(bytes_of(text.at + at, end - at)).size > 0;
    }
    return count;
}

enum status text_lines_read(struct bytes text, struct arena *arena, struct line_list *list)
{
    size_t at = 0;
    bool gap = false;
    enum status status = line_list_reserve(list, arena, count_ends(text));
    if (status != STATUS_OK)
        return status;
    while (at < text.size) {
        bool rest = list->count == LINE_COUNT_MAX;
        size_t end = rest ? text.size : line_end(text, at), cut;
        struct bytes trimmed = trim_wide(bytes_of(text.at + at, end - at), &cut);
        if (trimmed.size) {
            struct line *line = line_list_add(list, arena, trimmed);
            if (!line)
                return STATUS_NOMEM;
            line->source_at = at + cut;
            line->depth = (uint16_t)(cut < 1000 ? cut : 1000);
            line->gap = gap;
            gap = false;
            if (rest)
                list->lines_joined = count_lines(trimmed);
        } else if (end > at || at == 0 || text.at[at] != '\n' || text.at[at - 1] != '\r') {
            gap = true;
        }
        at = end < text.size ? end + (text.at[end] == 0xe2 ? 3 : 1) : end;
    }
    unwrap(list);
    line_list_trim(list, arena);
    return squeeze_lines(list, arena);
}
