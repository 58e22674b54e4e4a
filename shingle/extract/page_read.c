#include "shingle/extract/page_read.h"

#include "shingle/extract/blocks.h"
#include "shingle/extract/charset.h"
#include "shingle/extract/text_lines.h"
#include "shingle/extract/tree.h"

enum { TITLE_WORDS_MIN = 4, TITLE_WORDS_MAX = 40, TITLE_LINES = 200, KIND_BYTES = 8192 };

static bool may_be_title(const struct line *line)
{
    return line->words >= TITLE_WORDS_MIN && line->words <= TITLE_WORDS_MAX && line->last_kind != LETTER_COMMA;
}

/*
 * A headline of plain text shows itself by coming twice: as the page's first line ("Headline | Site"), or as a line
 * that is repeated before the body. Returns the line, or SIZE_MAX.
 */
static size_t guess_title(struct line_list *list)
{
    if (list->count < 3)
        return SIZE_MAX;
    if (may_be_title(&list->at[0]) && list->at[0].after == 0) {
        struct line first = list->at[0];
        list->at[0].words = 0; /* so that it is not found to be like itself */
        line_list_compare_title(list, first.text);
        list->at[0].words = first.words;
        if (list->title_line != SIZE_MAX && may_be_title(&list->at[list->title_line]))
            return list->title_line;
    }
    size_t sentences = 0;
    for (size_t i = 0; i < list->count && i < TITLE_LINES && sentences < 3; i++) {
        const struct line *line = &list->at[i];
        if (may_be_title(line) && line->after > 0 && line->before == 0 && line->after < 4)
            return i;
        sentences += line->stops >= 2 && line->words > 20;
    }
    return SIZE_MAX;
}

static enum status read_text(const struct page *page, struct arena *arena, struct page_reading *out)
{
    enum status status = text_lines_read(out->text, arena, &out->list);
    if (status == STATUS_OK)
        status = line_list_measure(&out->list, arena);
    if (status != STATUS_OK)
        return status;
    out->title = bytes_trim(page->title_hint);
    if (!out->title.size) {
        size_t at = guess_title(&out->list);
        if (at != SIZE_MAX)
            out->title = out->list.at[at].text;
    }
    line_list_compare_title(&out->list, out->title);
    return STATUS_OK;
}

static struct bytes title_of_tree(const struct tree *tree, struct arena *arena)
{
    struct bytes title = {NULL, 0};
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        if (node->tag == TAG_META &&
            bytes_equal_nocase(node_attribute(node, ATTRIBUTE_PROPERTY, NULL), BYTES("og:title")))
            return node_attribute(node, ATTRIBUTE_CONTENT, NULL);
        if (node->tag == TAG_TITLE && !title.size)
            title = tree_text(tree, i, 1000, arena);
    }
    return title;
}

/* The body that the first JSON-LD script with one gives, decoded roughly: it is only compared with. */
static struct bytes body_of_tree(const struct tree *tree, struct arena *arena)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        struct bytes raw = node_text(&tree->nodes[i]);
        if (tree->nodes[i].tag != TAG_RAW)
            continue;
        size_t at = bytes_find(raw, BYTES("\"articleBody\""), 0);
        if (at == SIZE_MAX)
            continue;
        at = bytes_find(raw, BYTES("\""), at + 13);
        if (at == SIZE_MAX)
            continue;
        uint8_t *out = arena_alloc(arena, raw.size);
        size_t n = 0;
        bool tag = false;
        for (at++; out && at < raw.size && raw.at[at] != '"'; at++) {
            uint8_t c = raw.at[at];
            if (c == '\\' && at + 1 < raw.size) {
                c = raw.at[++at];
                if (c == 'u' && at + 4 < raw.size) {
                    unsigned v = 0;
                    for (int k = 1; k <= 4; k++) {
                        uint8_t h = raw.at[at + (size_t)k] | 32;
                        v = v * 16 + (unsigned)(h <= '9' + 0 ? h - '0' : h - 'a' + 10);
                    }
                    at += 4;
                    if (v < 0x80)
                        c = (uint8_t)v;
                    else if (v < 0x800) {
                        out[n++] = (uint8_t)(0xc0 | v >> 6);
                        c = (uint8_t)(0x80 | (v & 63));
                    } else {
                        out[n++] = (uint8_t)(0xe0 | (v >> 12 & 15));
                        out[n++] = (uint8_t)(0x80 | (v >> 6 & 63));
                        c = (uint8_t)(0x80 | (v & 63));
                    }
                } else if (c == 'n' || c == 't' || c == 'r')
                    c = ' ';
            }
            if (c == '<')
                tag = true;
            out[n++] = tag ? ' ' : c;
            if (c == '>')
                tag = false;
        }
        return bytes_of(out, n);
    }
    return BYTES("");
}

static struct bytes lead_of_tree(const struct tree *tree)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        if (node->tag == TAG_META &&
            (bytes_equal_nocase(node_attribute(node, ATTRIBUTE_PROPERTY, NULL), BYTES("og:description")) ||
             bytes_equal_nocase(node_attribute(node, ATTRIBUTE_NAME, NULL), BYTES("description"))))
            return node_attribute(node, ATTRIBUTE_CONTENT, NULL);
    }
    return BYTES("");
}

static struct bytes first_headline(const struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].level == 1)
            return list->at[i].text;
    }
    return (struct bytes){NULL, 0};
}

static enum status read_html(const struct page *page, struct arena *arena, struct page_reading *out)
{
    struct tree tree;
    enum status status = tree_build(out->text, arena, &tree);
    if (status == STATUS_OK)
        status = blocks_read(&tree, arena, &out->list);
    if (status == STATUS_OK)
        status = line_list_measure(&out->list, arena);
    if (status != STATUS_OK)
        return status;
    out->title = bytes_trim(page->title_hint);
    if (!out->title.size)
        out->title = title_of_tree(&tree, arena);
    if (!out->title.size)
        out->title = first_headline(&out->list);
    line_list_compare_title(&out->list, out->title);
    line_list_compare_lead(&out->list, lead_of_tree(&tree));
    return line_list_compare_body(&out->list, body_of_tree(&tree, arena), arena);
}

/* Markup near the start, or anywhere in it the tags that every page has. */
static bool looks_like_html(struct bytes content)
{
    static const char *const tags[] = {"<html", "<!doctype", "<head",    "<body",  "<div", "<p>",
                                       "<p ",   "<br",       "<article", "<table", NULL};
    struct bytes start = bytes_trim(bytes_upto(content, KIND_BYTES));
    if (bytes_starts_with(start, BYTES("\xef\xbb\xbf")))
        start = bytes_trim(bytes_from(start, 3));
    if (start.size > 1 && start.at[0] == '<' &&
        (start.at[1] == '!' || start.at[1] == '?' || (start.at[1] | 32) == 'h' || (start.at[1] | 32) == 'm'))
        return true;
    for (const char *const *tag = tags; *tag; tag++) {
        if (bytes_find_nocase(start, bytes_of_string(*tag), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

enum status page_read(const struct page *page, struct arena *arena, struct page_reading *out)
{
    if (page->content.size > PAGE_CONTENT_MAX)
        return STATUS_TOOBIG;
    *out = (struct page_reading){.list = {.title_line = SIZE_MAX}};
    struct charset_text decoded;
    enum status status =
        charset_decode(page->content, bytes_upto(page->charset_label, PAGE_LABEL_MAX), arena, &decoded);
    if (status != STATUS_OK)
        return status;
    out->text = decoded.text;
    out->article.charset = bytes_of_string(charset_name(decoded.charset));
    out->article.bad_bytes = (uint32_t)(decoded.bad < UINT32_MAX ? decoded.bad : UINT32_MAX);
    out->html = page->kind == PAGE_HTML || (page->kind == PAGE_AUTO && looks_like_html(out->text));
    return out->html ? read_html(page, arena, out) : read_text(page, arena, out);
}
