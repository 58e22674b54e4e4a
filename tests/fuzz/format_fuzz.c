/*
 * Pages to JSON, Markdown and HTML. Laws: JSON is what jansson reads, on one line; HTML and Markdown are UTF-8 without
 * control characters; in HTML every start tag has its end tag and there is no tag that the page brought.
 */
#include "client/extract/format.h"
#include "shingle/text/utf8.h"

#include <jansson.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OPEN_MAX = 4 * FORMAT_LISTS_MAX };

static void demand(bool law)
{
    if (!law)
        abort();
}

static void check_text(struct bytes text)
{
    demand(utf8_valid_upto(text) == text.size);
    for (size_t i = 0; i < text.size; i++)
        demand((text.at[i] >= ' ' || text.at[i] == '\n') && text.at[i] != 0x7f);
}

static bool is_ours(struct bytes name)
{
    static const char *const names[] = {"article", "header", "h1",   "h2",         "h3",  "h4", "h5",
                                        "h6",      "p",      "time", "ul",         "ol",  "li", "table",
                                        "tr",      "td",     "th",   "blockquote", "pre", "br"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (bytes_equal(name, bytes_of_string(names[i])))
            return true;
    }
    return false;
}

static void check_tags(struct bytes html)
{
    struct bytes open[OPEN_MAX];
    size_t depth = 0;
    for (size_t at = bytes_find(html, BYTES("<"), 0); at != SIZE_MAX; at = bytes_find(html, BYTES("<"), at + 1)) {
        size_t close = bytes_find(html, BYTES(">"), at);
        demand(close != SIZE_MAX);
        bool end = html.at[at + 1] == '/';
        struct bytes name = bytes_upto(bytes_from(html, at + 1 + end), close - at - 1 - end);
        name = bytes_upto(name, bytes_find(name, BYTES(" "), 0));
        demand(is_ours(name));
        if (bytes_equal(name, BYTES("br")))
            continue;
        demand(end ? depth > 0 && bytes_equal(open[depth - 1], name) : depth < OPEN_MAX);
        if (end)
            depth--;
        else
            open[depth++] = name;
    }
    demand(depth == 0);
}

static void check_formats(const struct article *article)
{
    struct writer html = {0}, markdown = {0}, json = {0}, why = {0};
    struct answer answer = {.article = article, .why = true, .format = EXTRACT_HTML};
    format_html(article, &html);
    format_markdown(article, &markdown);
    format_json(&answer, &json);
    format_why(article, (struct verdict_look){.columns = 80}, &why);
    demand(!html.failed && !markdown.failed && !json.failed && !why.failed);
    check_text(writer_view(&html));
    check_tags(writer_view(&html));
    check_text(writer_view(&markdown));
    check_text(writer_view(&why));
    demand(bytes_find(writer_view(&json), BYTES("\n"), 0) == json.size - 1);
    json_t *object = json_loadb((const char *)json.at, json.size, JSON_ALLOW_NUL, NULL);
    demand(json_is_object(object));
    json_decref(object);
    writer_close(&html);
    writer_close(&markdown);
    writer_close(&json);
    writer_close(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned flags[] = {0, PAGE_AS_IS};
    for (size_t i = 0; i < 2; i++) {
        struct arena arena;
        struct article article;
        struct page page = {.content = bytes_of(data, size), .flags = flags[i] | PAGE_BLOCKS | PAGE_WHY};
        arena_init(&arena, 64 << 10, 256 << 20);
        if (article_extract(&page, &arena, &article) == STATUS_OK)
            check_formats(&article);
        arena_close(&arena);
    }
    return 0;
}
