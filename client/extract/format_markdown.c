/*
 * CommonMark 0.31, tables as in GFM. Every sign of the page that could begin markup is escaped where it could:
 *
 *     anywhere       \ ` * [ ] ~ |  by a backslash, < and & as references
 *     between words  _
 *     opening a line # > = + - :, and the sign behind a number
 *     in headings    #
 *
 * Lists take the column of their item's text as indent, and a list right behind another one the other sign: that is
 * how CommonMark tells them apart.
 */
#include "client/extract/format.h"

#include "client/extract/plain_text.h"

#include <stdio.h>

enum { LEVEL_MOST = 6, NUMBER_DIGITS = 9 };

/* A run of text on one line of Markdown. */
struct inline_text {
    struct writer *out;
    struct bytes text;
    size_t at;      /* behind the current character */
    size_t written; /* characters of this line */
    size_t digits;  /* of them, when all are digits; else SIZE_MAX */
    bool heading;
    bool word; /* the last character is of a word */
};

static bool is_word(uint8_t byte)
{
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* The byte behind the current character, 0 at the end. */
static uint8_t next_of(const struct inline_text *line)
{
    return line->at < line->text.size ? line->text.at[line->at] : 0;
}

static bool ends_or_blank(uint8_t byte)
{
    return byte <= ' ';
}

static bool is_markup(const struct inline_text *line, uint8_t sign)
{
    uint8_t next = next_of(line);
    switch (sign) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case ']':
    case '~':
    case '|': return true;
    case '_': return !(line->word && is_word(next));
    case '#': return line->heading || line->written == 0;
    case '>':
    case '=': return line->written == 0;
    case ':': return line->written == 0 && next == '-'; /* ":---" makes a table of the line above */
    case '+':
    case '-': return line->written == 0 && (ends_or_blank(next) || next == sign);
    case '.':
    case ')': return line->digits && line->digits <= NUMBER_DIGITS && ends_or_blank(next);
    default: return false;
    }
}

static void put_sign(struct inline_text *line, uint8_t sign)
{
    if (sign == '<') {
        writer_bytes(line->out, BYTES("&lt;"));
    } else if (sign == '&' && (next_of(line) == '#' || is_word(next_of(line)))) {
        writer_bytes(line->out, BYTES("&amp;"));
    } else {
        if (is_markup(line, sign))
            writer_u8(line->out, '\\');
        writer_u8(line->out, sign);
    }
}

static void put_text_as(struct writer *out, struct bytes text, bool heading)
{
    struct inline_text line = {.out = out, .text = text, .heading = heading};
    uint8_t point[UTF8_SIZE_MAX];
    while (line.at < text.size) {
        size_t size = plain_next(text, &line.at, point);
        if (!size || (line.written == 0 && point[0] == ' '))
            continue;
        if (size == 1)
            put_sign(&line, point[0]);
        else
            writer_bytes(out, bytes_of(point, size));
        bool digit = point[0] >= '0' && point[0] <= '9';
        line.digits = digit && line.digits == line.written ? line.digits + 1 : SIZE_MAX;
        line.written++;
        line.word = is_word(point[0]);
    }
}

static void put_text(struct writer *out, struct bytes text)
{
    put_text_as(out, text, false);
}

static void put_spaces(struct writer *out, size_t count)
{
    while (count--)
        writer_u8(out, ' ');
}

/* A block and those that go on in it; each line break becomes `between`. Returns the block behind. */
static const struct article_block *put_joined(struct writer *out, const struct article_block *at,
                                              const struct article_block *end, const char *between, bool heading)
{
    put_text_as(out, at->text, heading);
    for (at++; at < end && at->joined; at++) {
        writer_bytes(out, bytes_of_string(between));
        put_text_as(out, at->text, heading);
    }
    return at;
}

static const struct article_block *put_heading(struct writer *out, const struct article_block *at,
                                               const struct article_block *end)
{
    size_t level = at->level < 2 ? 2 : at->level; /* the first level is the title's */
    for (size_t i = 0; i < level && i < LEVEL_MOST; i++)
        writer_u8(out, '#');
    writer_u8(out, ' ');
    at = put_joined(out, at, end, " ", true);
    writer_u8(out, '\n');
    return at;
}

static const struct article_block *put_paragraph(struct writer *out, const struct article_block *at,
                                                 const struct article_block *end)
{
    at = put_joined(out, at, end, "\\\n", false);
    writer_u8(out, '\n');
    return at;
}

static const struct article_block *put_quote(struct writer *out, const struct article_block *at,
                                             const struct article_block *end)
{
    const struct article_block *first = at;
    while (at < end && at->kind == ARTICLE_QUOTE && at->whole == first->whole) {
        writer_bytes(out, at == first ? BYTES("> ") : BYTES(">\n> "));
        at = put_joined(out, at, end, "\\\n> ", false);
        writer_u8(out, '\n');
    }
    return at;
}

/* The longest run of backticks, for a fence that is longer. */
static size_t backticks_of(struct bytes text)
{
    size_t most = 0, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.at[i] == '`' ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

static void put_fence(struct writer *out, size_t size)
{
    while (size--)
        writer_u8(out, '`');
    writer_u8(out, '\n');
}

static const struct article_block *put_code(struct writer *out, const struct article_block *at,
                                            const struct article_block *end)
{
    enum { FENCE = 3 };
    const struct article_block *first = at, *last = at + 1;
    size_t fence = FENCE;
    while (last < end && last->joined)
        last++;
    for (at = first; at < last; at++)
        fence = backticks_of(at->text) >= fence ? backticks_of(at->text) + 1 : fence;
    put_fence(out, fence);
    for (at = first; at < last; at++) {
        uint8_t point[UTF8_SIZE_MAX];
        for (size_t i = 0; i < at->text.size;) {
            size_t size = plain_next(at->text, &i, point);
            writer_bytes(out, bytes_of(point, size));
        }
        writer_u8(out, '\n');
    }
    put_fence(out, fence);
    return last;
}

/* Lists that are open, outermost first. */
struct markdown_lists {
    struct {
        uint32_t whole;
        uint32_t items;
        size_t column;          /* where the text of its items stands */
        bool other;             /* takes the other sign */
    } at[FORMAT_LISTS_MAX + 1]; /* [0] stands for the page: column 0 */
    size_t depth;
};

static void open_list(struct markdown_lists *lists, const struct article_block *item)
{
    size_t depth = item->level ? item->level : 1;
    for (size_t i = lists->depth; i > 0; i--) {
        if (lists->at[i].whole == item->whole) {
            lists->depth = i;
            return;
        }
    }
    depth = depth > lists->depth + 1 ? lists->depth + 1 : depth;
    depth = depth > FORMAT_LISTS_MAX ? FORMAT_LISTS_MAX : depth;
    bool follows = depth <= lists->depth;
    lists->at[depth].other = follows && !lists->at[depth].other;
    lists->at[depth].whole = item->whole;
    lists->at[depth].items = 0;
    lists->depth = depth;
}

static const struct article_block *put_lists(struct writer *out, const struct article_block *at,
                                             const struct article_block *end)
{
    struct markdown_lists lists = {.depth = 0};
    char between[4 + FORMAT_LISTS_MAX * (NUMBER_DIGITS + 3)];
    while (at < end && at->kind == ARTICLE_ITEM) {
        open_list(&lists, at);
        size_t depth = lists.depth, indent = lists.at[depth - 1].column, from = out->size;
        bool other = lists.at[depth].other;
        put_spaces(out, indent);
        if (at->ordered)
            writer_format(out, "%u%s", ++lists.at[depth].items, other ? ") " : ". ");
        else
            writer_bytes(out, other ? BYTES("* ") : BYTES("- "));
        lists.at[depth].column = out->size - from;
        (void)snprintf(between, sizeof between, "\\\n%*s", (int)lists.at[depth].column, "");
        at = put_joined(out, at, end, between, false);
        writer_u8(out, '\n');
    }
    return at;
}

/* Columns of the widest row of the table that begins at `at`. */
static size_t columns_of(const struct article_block *at, const struct article_block *end)
{
    size_t most = 1, columns = 1;
    uint32_t table = at->whole, row = at->part;
    for (at++; at < end && at->kind == ARTICLE_CELL && at->whole == table; at++) {
        columns = at->part == row ? columns + !at->joined : 1;
        row = at->part;
        most = columns > most ? columns : most;
    }
    return most;
}

/* The first row heads the table, as GFM has no other; it is as wide as the widest, which GFM asks for. */
static const struct article_block *put_table(struct writer *out, const struct article_block *at,
                                             const struct article_block *end)
{
    size_t columns = columns_of(at, end), column = 0;
    uint32_t table = at->whole;
    bool first = true;
    while (at < end && at->kind == ARTICLE_CELL && at->whole == table) {
        uint32_t row = at->part;
        writer_u8(out, '|');
        for (column = 0; at < end && at->kind == ARTICLE_CELL && at->whole == table && at->part == row; column++) {
            writer_u8(out, ' ');
            at = put_joined(out, at, end, " ", false);
            writer_bytes(out, BYTES(" |"));
        }
        for (; first && column < columns; column++)
            writer_bytes(out, BYTES("  |"));
        writer_u8(out, '\n');
        for (column = 0; first && column < columns; column++)
            writer_bytes(out, column ? BYTES(" --- |") : BYTES("| --- |"));
        if (first)
            writer_u8(out, '\n');
        first = false;
    }
    return at;
}

/* "*Jane Roe · 2025-11-21 · Reuters*" */
static void put_metadata(const struct article *article, struct writer *out)
{
    bool told = bytes_find(article->byline, article->agency, 0) != SIZE_MAX;
    const struct bytes parts[] = {article->byline, article->published, article->site,
                                  told ? BYTES("") : article->agency};
    bool begun = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].size)
            continue;
        writer_bytes(out, begun ? BYTES(" \xc2\xb7 ") : BYTES("*"));
        put_text(out, parts[i]);
        begun = true;
    }
    if (begun)
        writer_bytes(out, BYTES("*\n"));
}

void format_markdown(const struct article *article, struct writer *out)
{
    size_t start = out->size;
    if (article->title.size) {
        writer_bytes(out, BYTES("# "));
        put_text_as(out, article->title, true);
        writer_bytes(out, BYTES("\n\n"));
    }
    put_metadata(article, out);
    const struct article_block *at = article->blocks, *end = article->blocks + article->block_count;
    while (at < end) {
        if (out->size > start && !bytes_ends_with(writer_view(out), BYTES("\n\n")))
            writer_u8(out, '\n');
        switch ((enum article_block_kind)at->kind) {
        case ARTICLE_HEADING: at = put_heading(out, at, end); break;
        case ARTICLE_ITEM: at = put_lists(out, at, end); break;
        case ARTICLE_CELL: at = put_table(out, at, end); break;
        case ARTICLE_QUOTE: at = put_quote(out, at, end); break;
        case ARTICLE_CODE: at = put_code(out, at, end); break;
        case ARTICLE_PARAGRAPH: at = put_paragraph(out, at, end); break;
        }
    }
}
