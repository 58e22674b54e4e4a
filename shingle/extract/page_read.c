#include "shingle/extract/page_read.h"

#include "shingle/extract/blocks.h"
#include "shingle/extract/charset.h"
#include "shingle/extract/metadata.h"
#include "shingle/extract/text_lines.h"
#include "shingle/extract/tree.h"

enum {
    TITLE_WORDS_MIN = 4,
    TITLE_WORDS_MAX = 40,
    TITLE_SENTENCE_MAX = 14, /* words of a title that ends as sentences do */
    TITLE_LINES = 200,
    KIND_BYTES = 8192
};

static bool may_be_title(const struct line *line)
{
    bool sentence = line->last_kind == LETTER_STOP && line->stops;
    return line->words >= TITLE_WORDS_MIN && line->words <= (sentence ? TITLE_SENTENCE_MAX : TITLE_WORDS_MAX) &&
           line->last_kind != LETTER_COMMA;
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
    out->article.shed.lines = out->list.lines_joined;
    out->title = bytes_trim(page->title_hint);
    if (!out->title.size) {
        size_t at = guess_title(&out->list);
        if (at != SIZE_MAX)
            out->title = out->list.at[at].text;
    }
    line_list_compare_title(&out->list, out->title);
    return STATUS_OK;
}

static struct bytes first_headline(const struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->at[i].level == 1)
            return list->at[i].text;
    }
    return (struct bytes){NULL, 0};
}

static void take_metadata(const struct metadata *metadata, struct article *article)
{
    article->byline = metadata->byline;
    article->published = metadata->published;
    article->modified = metadata->modified;
    article->site = metadata->site;
    article->lang = metadata->lang;
    article->canonical_url = metadata->canonical_url;
    article->section = metadata->section;
    article->keywords = metadata->keywords;
    article->image = metadata->image;
}

static void take_shed(const struct tree_shed *tree, const struct line_list *list, uint32_t json, struct page_shed *out)
{
    *out = (struct page_shed){
        .depth = tree->deep,
        .nodes = tree->nodes,
        .attributes = tree->attributes,
        .attribute_bytes = tree->attributes_cut,
        .references = tree->references,
        .blocks = list->blocks_joined,
        .lines = list->lines_joined,
        .json = json,
    };
}

static enum status read_html(const struct page *page, struct arena *arena, struct page_reading *out)
{
    struct tree tree;
    struct metadata metadata;
    enum status status = tree_build(out->text, arena, &tree);
    if (status == STATUS_OK)
        status = metadata_read(&tree, bytes_upto(page->url, PAGE_LABEL_MAX), arena, &metadata);
    if (status == STATUS_OK)
        status = blocks_read(&tree, arena, &out->list);
    if (status == STATUS_OK)
        status = line_list_measure(&out->list, arena);
    if (status != STATUS_OK)
        return status;
    take_metadata(&metadata, &out->article);
    take_shed(&tree.shed, &out->list, metadata.json_passed_over, &out->article.shed);
    out->credit = metadata.credit;
    out->list.news = metadata.says_news;
    out->title = bytes_trim(page->title_hint);
    if (!out->title.size)
        out->title = metadata.title;
    if (!out->title.size)
        out->title = first_headline(&out->list);
    line_list_compare_title(&out->list, out->title);
    line_list_compare_lead(&out->list, metadata.description);
    return line_list_compare_body(&out->list, metadata.article_body, arena);
}

/* Markup near the start, or anywhere in it the tags that every page has. */
static bool looks_like_html(struct bytes content)
{
    static const char *const tags[] = {"<html", "<!doctype", "<head",    "<body",  "<div",    "<p>",   "<p ", "<br",
                                       "<h1",   "<title",    "<article", "<table", "<script", "<meta", NULL};
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
    out->article.is_html = out->html;
    return out->html ? read_html(page, arena, out) : read_text(page, arena, out);
}
