/*
 * Lists nest: a list of an item stands inside it, so an item stays open until the next one of its list.
 */
#include "client/extract/format.h"

#include "client/extract/plain_text.h"

struct open_list {
    uint32_t whole;
    bool ordered;
};

/* What is open while blocks are written. */
struct html {
    struct writer *out;
    struct open_list lists[FORMAT_LISTS_MAX]; /* each with an open item */
    size_t depth;
    uint32_t table; /* whole of the open table, 0 for none; its row is open too */
    uint32_t row;
    uint32_t quote;   /* whole of the open quotation, 0 for none */
    const char *leaf; /* the element that the last text stands in, still open; NULL for none */
};

static void put(struct html *html, const char *markup)
{
    writer_bytes(html->out, bytes_of_string(markup));
}

static void put_text(struct writer *out, struct bytes text)
{
    uint8_t point[UTF8_SIZE_MAX];
    for (size_t at = 0; at < text.size;) {
        size_t size = plain_next(text, &at, point);
        switch (size == 1 ? point[0] : 0) {
        case '&': writer_bytes(out, BYTES("&amp;")); break;
        case '<': writer_bytes(out, BYTES("&lt;")); break;
        case '>': writer_bytes(out, BYTES("&gt;")); break;
        case '"': writer_bytes(out, BYTES("&quot;")); break;
        case '\'': writer_bytes(out, BYTES("&#39;")); break;
        default: writer_bytes(out, bytes_of(point, size)); break;
        }
    }
}

static void open_leaf(struct html *html, const char *element)
{
    writer_format(html->out, "<%s>", element);
    html->leaf = element;
}

static void close_leaf(struct html *html)
{
    if (html->leaf)
        writer_format(html->out, "</%s>\n", html->leaf);
    html->leaf = NULL;
}

static void close_lists(struct html *html, size_t depth)
{
    while (html->depth > depth)
        put(html, html->lists[--html->depth].ordered ? "</li>\n</ol>\n" : "</li>\n</ul>\n");
}

static void close_table(struct html *html)
{
    if (html->table)
        put(html, "</tr>\n</table>\n");
    html->table = html->row = 0;
}

static void close_quote(struct html *html)
{
    if (html->quote)
        put(html, "</blockquote>\n");
    html->quote = 0;
}

/* Closes what the block is not a part of. */
static void close_others(struct html *html, const struct article_block *block)
{
    close_leaf(html);
    if (block->kind != ARTICLE_ITEM)
        close_lists(html, 0);
    if (block->kind != ARTICLE_CELL || block->whole != html->table)
        close_table(html);
    if (block->kind != ARTICLE_QUOTE || block->whole != html->quote)
        close_quote(html);
}

/* Depth of the item's list among the open ones; a level that leaps over others counts as one deeper. */
static size_t depth_of(const struct html *html, const struct article_block *block)
{
    size_t depth = block->level ? block->level : 1;
    for (size_t i = html->depth; i-- > 0;) {
        if (html->lists[i].whole == block->whole)
            return i + 1;
    }
    depth = depth > html->depth + 1 ? html->depth + 1 : depth;
    return depth > FORMAT_LISTS_MAX ? FORMAT_LISTS_MAX : depth;
}

static void begin_item(struct html *html, const struct article_block *block)
{
    size_t depth = depth_of(html, block);
    close_lists(html, depth);
    bool same = html->depth == depth && html->lists[depth - 1].whole == block->whole;
    if (same)
        put(html, "</li>\n");
    else
        close_lists(html, depth - 1);
    if (!same) {
        html->lists[html->depth++] = (struct open_list){block->whole, block->ordered};
        put(html, block->ordered ? "<ol>\n" : "<ul>\n");
    }
    put(html, "<li>");
}

static void begin_cell(struct html *html, const struct article_block *block)
{
    if (!html->table)
        put(html, "<table>\n<tr>\n");
    else if (html->row != block->part)
        put(html, "</tr>\n<tr>\n");
    html->table = block->whole;
    html->row = block->part;
    open_leaf(html, block->header ? "th" : "td");
}

static void put_block(struct html *html, const struct article_block *block)
{
    static const char *const headings[] = {"h2", "h2", "h2", "h3", "h4", "h5", "h6"}; /* h1 is the title's */
    if (block->joined) {
        put(html, "<br>\n");
        put_text(html->out, block->text);
        return;
    }
    close_others(html, block);
    switch ((enum article_block_kind)block->kind) {
    case ARTICLE_HEADING: open_leaf(html, headings[block->level <= 6 ? block->level : 6]); break;
    case ARTICLE_ITEM: begin_item(html, block); break;
    case ARTICLE_CELL: begin_cell(html, block); break;
    case ARTICLE_QUOTE:
        if (!html->quote)
            put(html, "<blockquote>\n");
        html->quote = block->whole;
        open_leaf(html, "p");
        break;
    case ARTICLE_CODE: open_leaf(html, "pre"); break;
    case ARTICLE_PARAGRAPH: open_leaf(html, "p"); break;
    }
    put_text(html->out, block->text);
}

static bool is_lang(struct bytes lang)
{
    for (size_t i = 0; i < lang.size; i++) {
        uint8_t letter = lang.at[i] | 0x20;
        if (!(letter >= 'a' && letter <= 'z') && !(lang.at[i] >= '0' && lang.at[i] <= '9') && lang.at[i] != '-')
            return false;
    }
    return lang.size > 0 && lang.size <= 35; /* RFC 5646, 4.4.1 */
}

static void put_header(const struct article *article, struct writer *out)
{
    writer_bytes(out, BYTES("<header>\n"));
    if (article->title.size) {
        writer_bytes(out, BYTES("<h1>"));
        put_text(out, article->title);
        writer_bytes(out, BYTES("</h1>\n"));
    }
    if (article->byline.size) {
        writer_bytes(out, BYTES("<p class=\"byline\">"));
        put_text(out, article->byline);
        writer_bytes(out, BYTES("</p>\n"));
    }
    if (article->published.size) {
        writer_bytes(out, BYTES("<p><time datetime=\""));
        put_text(out, article->published);
        writer_bytes(out, BYTES("\">"));
        put_text(out, article->published);
        writer_bytes(out, BYTES("</time></p>\n"));
    }
    writer_bytes(out, BYTES("</header>\n"));
}

void format_html(const struct article *article, struct writer *out)
{
    struct html html = {.out = out};
    if (is_lang(article->lang))
        writer_format(out, "<article lang=\"%" BYTES_FORMAT "\">\n", BYTES_ARGS(article->lang));
    else
        writer_bytes(out, BYTES("<article>\n"));
    put_header(article, out);
    for (size_t i = 0; i < article->block_count; i++)
        put_block(&html, &article->blocks[i]);
    close_others(&html, &(struct article_block){.kind = ARTICLE_PARAGRAPH});
    writer_bytes(out, BYTES("</article>\n"));
}
