/* Articles as JSON, Markdown, HTML and for people: known answers, and pages that try to put markup in. */
#include "client/extract/format.h"

#include "shingle/text/utf8.h"
#include "tests/random.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void assert_view(struct writer *out, const char *expected)
{
    assert_false(out->failed);
    if (!bytes_equal(writer_view(out), bytes_of_string(expected)))
        fail_msg("got \"%" BYTES_FORMAT "\"\nexpected \"%s\"", BYTES_ARGS(writer_view(out)), expected);
    writer_close(out);
}

static struct article extract(struct bytes content, enum page_kind kind, struct arena *arena)
{
    struct article article;
    struct page page = {.content = content, .kind = kind, .flags = PAGE_AS_IS | PAGE_BLOCKS | PAGE_WHY};
    arena_init(arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, arena, &article), STATUS_OK);
    article.title = BYTES("");
    return article;
}

struct form {
    const char *page, *markdown, *html;
};

static void assert_forms(const struct form *form)
{
    struct arena arena;
    struct article article = extract(bytes_of_string(form->page), PAGE_HTML, &arena);
    struct writer markdown = {0}, html = {0}, around = {0};
    format_markdown(&article, &markdown);
    format_html(&article, &html);
    writer_format(&around, "<article>\n<header>\n</header>\n%s</article>\n%c", form->html, 0);
    assert_view(&markdown, form->markdown);
    assert_view(&html, (const char *)around.at);
    writer_close(&around);
    arena_close(&arena);
}

static void structure_is_written(void **state)
{
    (void)state;
    static const struct form forms[] = {
        {"<p>one<br>two<p>three", "one\\\ntwo\n\nthree\n", "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
        {"<h1>a</h1><h4>b</h4>", "## a\n\n#### b\n", "<h2>a</h2>\n<h4>b</h4>\n"},
        {"<ul><li>a<ol><li>b<li>c</ol><li>d</ul><ul><li>e</ul>", "- a\n  1. b\n  2. c\n- d\n* e\n",
         "<ul>\n<li>a<ol>\n<li>b</li>\n<li>c</li>\n</ol>\n</li>\n<li>d</li>\n</ul>\n<ul>\n<li>e</li>\n</ul>\n"},
        {"<ul><li><p>a<p>b</ul>c", "- a\\\n  b\n\nc\n", "<ul>\n<li>a<br>\nb</li>\n</ul>\n<p>c</p>\n"},
        {"<blockquote><p>a<br>b<p>c</blockquote>", "> a\\\n> b\n>\n> c\n",
         "<blockquote>\n<p>a<br>\nb</p>\n<p>c</p>\n</blockquote>\n"},
        {"<table><tr><th>a<th>b|c<tr><td>d<tr><td>e<td>f</table>", "| a | b\\|c |\n| --- | --- |\n| d |\n| e | f |\n",
         "<table>\n<tr>\n<th>a</th>\n<th>b|c</th>\n</tr>\n<tr>\n<td>d</td>\n</tr>\n<tr>\n<td>e</td>\n<td>f</td>\n</tr>\n"
         "</table>\n"},
        {"<pre>a ``` <b>b</b></pre>", "````\na ``` b\n````\n", "<pre>a ``` b</pre>\n"},
        {"<pre>a *</pre>", "```\na *\n```\n", "<pre>a *</pre>\n"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_forms(&forms[i]);
}

static void text_cannot_become_markup(void **state)
{
    (void)state;
    static const struct form forms[] = {
        {"<p>&lt;script&gt;a&amp;lt;&quot;'", "&lt;script>a&amp;lt;\"'\n",
         "<p>&lt;script&gt;a&amp;lt;&quot;&#39;</p>\n"},
        {"<p># a<p>## b #", "\\# a\n\n\\## b #\n", "<p># a</p>\n<p>## b #</p>\n"},
        {"<h2># a #</h2>", "## \\# a \\#\n", "<h2># a #</h2>\n"},
        {"<p>- a<p>-a<p>---<p>+ a<p>1. a<p>12) a<p>1.5<p>1234567890. a",
         "\\- a\n\n-a\n\n\\---\n\n\\+ a\n\n1\\. a\n\n12\\) a\n\n1.5\n\n1234567890. a\n",
         "<p>- a</p>\n<p>-a</p>\n<p>---</p>\n<p>+ a</p>\n<p>1. a</p>\n<p>12) a</p>\n<p>1.5</p>\n<p>1234567890. a</p>\n"},
        {"<p>a<br>===<br>:--", "a\\\n\\===\\\n\\:--\n", "<p>a<br>\n===<br>\n:--</p>\n"},
        {"<p>&gt; a *b* _c_ d_e `f` ~~g~~ [h](i) ![j] \\",
         "\\> a \\*b\\* \\_c\\_ d_e \\`f\\` \\~\\~g\\~\\~ \\[h\\](i) !\\[j\\] \\\\\n",
         "<p>&gt; a *b* _c_ d_e `f` ~~g~~ [h](i) ![j] \\</p>\n"},
        {"<p>a & b &c", "a & b &amp;c\n", "<p>a &amp; b &amp;c</p>\n"},
        {"<p>\x01 - a\x1b[1m\x7f\xc2\x9b", "\\- a \\[1m\n", "<p>- a [1m</p>\n"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        assert_forms(&forms[i]);
}

static void metadata_heads_the_article(void **state)
{
    (void)state;
    struct article article = {.title = BYTES("A <b> *c*"),
                              .byline = BYTES("Jane \"R\" Roe"),
                              .published = BYTES("2025-11-21"),
                              .agency = BYTES("AP"),
                              .lang = BYTES("en\" onload=\"x")};
    struct writer markdown = {0}, html = {0};
    format_markdown(&article, &markdown);
    format_html(&article, &html);
    assert_view(&markdown, "# A &lt;b> \\*c\\*\n\n*Jane \"R\" Roe \xc2\xb7 2025-11-21 \xc2\xb7 AP*\n");
    assert_view(&html, "<article>\n<header>\n<h1>A &lt;b&gt; *c*</h1>\n<p class=\"byline\">Jane &quot;R&quot; "
                       "Roe</p>\n<p><time datetime=\"2025-11-21\">2025-11-21</time></p>\n</header>\n</article>\n");
    article.lang = BYTES("en-GB");
    format_html(&article, &html);
    assert_true(bytes_starts_with(writer_view(&html), BYTES("<article lang=\"en-GB\">\n")));
    writer_close(&html);
}

static void json_holds_any_text(void **state)
{
    (void)state;
    struct writer out = {0};
    format_json_string(BYTES("a\"\\\n\t\r\x01\x7f\0/\xc3\xa4\xff\xed\xa0\x80z"), &out);
    assert_view(
        &out, "\"a\\\"\\\\\\n\\t\\r\\u0001\\u007f\\u0000/\xc3\xa4\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
    format_json_error(BYTES(""), BYTES(""), 0, "why", &out);
    assert_view(&out, "{\"id\":null,\"error\":\"why\"}\n");
    format_json_error(BYTES("\"a\""), BYTES("f"), 7, "why", &out);
    assert_view(&out, "{\"id\":\"a\",\"error\":\"why\",\"file\":\"f\",\"line\":7}\n");
}

static void lines_are_explained(void **state)
{
    (void)state;
    static const struct article_line lines[] = {{BYTES("Home \x1b[31mof\nall"), "menu", 0.014F, false},
                                                {BYTES("Body text that is long"), "body", 0.996F, true}};
    struct article article = {.outcome = ARTICLE_FOUND,
                              .reason = "",
                              .title = BYTES("T"),
                              .lines = lines,
                              .line_count = 2,
                              .lines_kept = 1,
                              .lines_dropped = 1};
    struct writer out = {0};
    format_why(&article, (struct verdict_look){.columns = SIZE_MAX}, &out);
    assert_view(&out, "drop   1%  menu  Home \xef\xbf\xbd[31mof all\nkeep 100%  body  Body text that is long\n"
                      "-- 1 of 2 lines kept; dropped: 1 menu\n   title: T\n");
    format_why(&article, (struct verdict_look){.columns = 17 + 20 + 1, .colour = true}, &out);
    assert_view(&out, "\x1b[2mdrop   1%  menu  Home \xef\xbf\xbd[31mof all\x1b[0m\n"
                      "\x1b[32mkeep 100%  body  \x1b[0mBody text that is lo\xe2\x80\xa6\n"
                      "-- 1 of 2 lines kept; dropped: 1 menu\n   title: T\n");
}

/* Every start tag has its end tag, in the order that XML asks for; br has none. */
static void assert_tags_match(struct bytes html)
{
    struct bytes open[64];
    size_t depth = 0;
    for (size_t at = bytes_find(html, BYTES("<"), 0); at != SIZE_MAX; at = bytes_find(html, BYTES("<"), at + 1)) {
        bool end = html.at[at + 1] == '/';
        size_t from = at + 1 + end, size = bytes_find(html, BYTES(">"), at) - from;
        struct bytes name = bytes_upto(bytes_from(html, from), size);
        if (bytes_equal(name, BYTES("br")))
            continue;
        if (!end)
            assert_true(depth < 64);
        else if (depth == 0 || !bytes_equal(open[depth - 1], name))
            fail_msg("%" BYTES_FORMAT, BYTES_ARGS(html));
        depth = end ? depth - 1 : depth + 1;
        if (!end)
            open[depth - 1] = name;
    }
    assert_int_equal(depth, 0);
}

/* Any bytes as a page: JSON that jansson reads, HTML without a foreign tag, UTF-8 all over. */
static void any_page_comes_out_whole(void **state)
{
    (void)state;
    enum { TIMES = 3000, SIZE = 300 };
    static const char *const parts[] = {"<li>", "<ul>",  "</ul>", "<td>",  "<tr>",  "<table>",     "</table>",
                                        "<p>",  "<br>",  "a",     "*",     "&lt;b", "\xff",        "\x1b",
                                        "<h3>", "</h3>", " ",     "\\",    "`",     "<pre>",       "</pre>",
                                        "|",    "-",     "<ol>",  "</ol>", "1. x",  "<blockquote>"};
    struct random random = random_start(23);
    for (size_t i = 0; i < TIMES; i++) {
        struct writer page = {0}, json = {0}, html = {0}, markdown = {0};
        while (page.size < SIZE)
            writer_bytes(&page, bytes_of_string(parts[random_below(&random, sizeof parts / sizeof *parts)]));
        struct arena arena;
        struct article article = extract(writer_view(&page), PAGE_HTML, &arena);
        struct answer answer = {.article = &article, .why = true, .format = EXTRACT_MARKDOWN};
        format_json(&answer, &json);
        format_html(&article, &html);
        format_markdown(&article, &markdown);
        json_t *object = json_loadb((const char *)json.at, json.size, 0, NULL);
        assert_non_null(object);
        assert_int_equal(json_array_size(json_object_get(object, "lines")), article.line_count);
        json_decref(object);
        assert_int_equal(utf8_valid_upto(writer_view(&markdown)), markdown.size);
        assert_int_equal(utf8_valid_upto(writer_view(&html)), html.size);
        assert_tags_match(writer_view(&html));
        arena_close(&arena);
        writer_close(&page);
        writer_close(&json);
        writer_close(&html);
        writer_close(&markdown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structure_is_written),       cmocka_unit_test(text_cannot_become_markup),
        cmocka_unit_test(metadata_heads_the_article), cmocka_unit_test(json_holds_any_text),
        cmocka_unit_test(lines_are_explained),        cmocka_unit_test(any_page_comes_out_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
