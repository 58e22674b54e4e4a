/* What kept lines are in the article: headings, items of one list, cells of one row. */
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct article extract(const char *content, enum page_kind kind, struct arena *arena)
{
    struct article article;
    struct page page = {.content = bytes_of_string(content), .kind = kind, .flags = PAGE_AS_IS | PAGE_BLOCKS};
    arena_init(arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, arena, &article), STATUS_OK);
    assert_int_equal(article.block_count, article.lines_kept);
    return article;
}

/* "H2 Title|P text|L1 item|+more|T1 cell": kind, level or row, whether it goes on, text. Wholes are numbered as met. */
static void assert_blocks(const char *content, enum page_kind kind, const char *expected)
{
    static const char kinds[] = "PHLTQC";
    struct arena arena;
    struct article article = extract(content, kind, &arena);
    char text[2048] = "";
    size_t size = 0;
    uint32_t whole = 0, part = 0, wholes = 0, rows = 0;
    for (size_t i = 0; i < article.block_count; i++) {
        const struct article_block *block = &article.blocks[i];
        wholes += block->whole != 0 && block->whole != whole;
        rows = block->kind == ARTICLE_CELL ? rows + (block->part != part) : 0;
        whole = block->whole;
        part = block->part;
        size += (size_t)snprintf(
            text + size, sizeof text - size, "%s%s%c%u%s%s", i ? "|" : "", block->joined ? "+" : "", kinds[block->kind],
            block->kind == ARTICLE_CELL ? rows : block->level, block->ordered ? "#" : "", block->header ? "!" : "");
        size += (size_t)snprintf(text + size, sizeof text - size, "%.0u %" BYTES_FORMAT, whole ? wholes : 0,
                                 BYTES_ARGS(block->text));
    }
    assert_string_equal(text, expected);
    arena_close(&arena);
}

static void html_tells_by_its_elements(void **state)
{
    (void)state;
    static const struct {
        const char *page, *blocks;
    } rows[] = {
        {"<p>one<p>two", "P0 one|P0 two"},
        {"<p>one<br>two<br><br>three", "P0 one|+P0 two|P0 three"},
        {"<h2>head</h2><div>one</div>", "H2 head|P0 one"},
        {"<ul><li>a<li>b<p>c</p></ul>", "L11 a|L11 b|+L11 c"},
        {"<ol><li>a<ul><li>b<li>c</ul><li>d</ol>", "L1#1 a|L22 b|L22 c|L1#3 d"},
        {"<ul><li>a</ul><ul><li>b</ul>", "L11 a|L12 b"},
        {"<dl><dt>a<dd>b</dl>", "L11 a|L11 b"},
        {"<blockquote><p>a<p>b</blockquote><blockquote>c</blockquote>", "Q01 a|Q01 b|Q02 c"},
        {"<pre>a</pre><p>b", "C01 a|P0 b"},
        {"<table><tr><th>a<th>b<tr><td>c<td>d</table>", "T1!1 a|T1!1 b|T21 c|T21 d"},
        {"<table><tr><td><p>a<p>b<tr><td>c</table>", "P0 a|P0 b|P0 c"},
        {"<table><tr><td>a<td><p>b<p>c</table>", "T11 a|T11 b|+T11 c"},
        {"<p><b>A heading</b><p>A sentence ends here.", "H3 A heading|P0 A sentence ends here."},
        {"<p><b>One</b><p><b>Two</b><p>A sentence ends here.", "P0 One|P0 Two|P0 A sentence ends here."},
        {"<p>A sentence ends here.<p><b>The last</b>", "P0 A sentence ends here.|P0 The last"},
        {"<li>stray", "L11 stray"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_blocks(rows[i].page, PAGE_HTML, rows[i].blocks);
}

static void plain_text_tells_by_signs(void **state)
{
    (void)state;
    static const struct {
        const char *page, *blocks;
    } rows[] = {
        {"A sentence ends here.\nAnd another one.", "P0 A sentence ends here.|P0 And another one."},
        {"Some heading\nA sentence ends here.", "H2 Some heading|P0 A sentence ends here."},
        {"One\nTwo\nThree", "P0 One|P0 Two|P0 Three"},
        {"It has:\n- one thing\n\xe2\x80\xa2 another thing\nA sentence ends here.",
         "P0 It has:|L11 one thing|L11 another thing|P0 A sentence ends here."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_blocks(rows[i].page, PAGE_TEXT, rows[i].blocks);
}

static void blocks_are_only_made_on_request(void **state)
{
    (void)state;
    struct arena arena;
    struct article article;
    struct page page = {.content = BYTES("<p>one"), .flags = PAGE_AS_IS};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_null(article.blocks);
    assert_int_equal(article.block_count, 0);
    arena_close(&arena);
}

/* Lists as deep as the tree goes: levels and the walk upward stay bounded. */
static void deep_lists_stay_bounded(void **state)
{
    (void)state;
    enum { DEEP = 300 };
    char page[DEEP * 10 + 16], *at = page;
    for (size_t i = 0; i < DEEP; i++)
        at += sprintf(at, "<ul><li>a ");
    struct arena arena;
    struct article article = extract(page, PAGE_HTML, &arena);
    for (size_t i = 0; i < article.block_count; i++) {
        assert_true(article.blocks[i].level >= 1);
        assert_true(i == 0 || article.blocks[i].level >= article.blocks[i - 1].level);
    }
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_tells_by_its_elements),
        cmocka_unit_test(plain_text_tells_by_signs),
        cmocka_unit_test(blocks_are_only_made_on_request),
        cmocka_unit_test(deep_lists_stay_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
