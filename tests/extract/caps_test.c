/*
 * Each cap at its edge and one past: what it sheds is counted in the article, and no text is lost.
 */
#include "shingle/base/writer.h"
#include "shingle/extract/blocks.h"
#include "shingle/extract/entities.h"
#include "shingle/extract/loose_json.h"
#include "shingle/extract/metadata.h"
#include "shingle/extract/page.h"
#include "shingle/extract/tokenizer.h"
#include "tests/fuzz/in_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { TREE_ROOTS = 3, TREE_OTHERS = 5 /* document, html, head, body, and what is kept for the overflow */ };

static void repeat(struct writer *page, const char *unit, size_t times)
{
    for (size_t i = 0; i < times; i++)
        writer_bytes(page, bytes_of_string(unit));
}

/* What the caps shed of the page, whose text must all be kept: it is what expected holds. */
static struct page_shed shed_of(struct writer *content, enum page_kind kind, struct writer *expected)
{
    struct arena arena;
    struct article article;
    struct page page = {.content = writer_view(content), .kind = kind, .flags = PAGE_AS_IS};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_true(text_is_same(article.text, writer_view(expected)));
    struct page_shed shed = article.shed;
    arena_close(&arena);
    writer_close(content);
    writer_close(expected);
    return shed;
}

static uint32_t sum_of(struct page_shed shed)
{
    return shed.depth + shed.nodes + shed.attributes + shed.attribute_bytes + shed.references + shed.blocks +
           shed.lines + shed.json;
}

static void depth(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<div>a", TREE_DEPTH_MAX - TREE_ROOTS + past);
        repeat(&page, "</div>b", TREE_DEPTH_MAX - TREE_ROOTS + past);
        repeat(&text, "a", TREE_DEPTH_MAX - TREE_ROOTS + past);
        repeat(&text, "b", TREE_DEPTH_MAX - TREE_ROOTS + past);
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.depth, past);
        assert_int_equal(sum_of(shed), past);
    }
}

static void nodes(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<br>", TREE_NODES_MAX - TREE_OTHERS + past);
        repeat(&page, "a", 1);
        repeat(&text, "a", 1);
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.nodes, past);
        assert_int_equal(sum_of(shed), past);
    }
}

/* The tag's title is read when it is the last attribute that may be. */
static void attributes(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<p ", 1);
        repeat(&page, "onclick=x ", TOKEN_ATTRIBUTES_MAX - 1 + past);
        repeat(&page, "class=c>a", 1);
        repeat(&text, "a", 1);
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.attributes, past);
        assert_int_equal(sum_of(shed), past);
    }
}

static void attribute_bytes(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<p title='", 1);
        repeat(&page, "x", TOKEN_ATTRIBUTE_BYTES_MAX + past);
        repeat(&page, "'>a", 1);
        repeat(&text, "a", 1);
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.attribute_bytes, past);
        assert_int_equal(sum_of(shed), past);
    }
}

static void references(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<p>&amp;&", 1);
        repeat(&text, "&&", 1);
        for (int i = 0; i < 2; i++) {
            struct writer *both[] = {&page, &text};
            repeat(both[i], "x", ENTITY_NAME_MAX - 1 + past);
            repeat(both[i], ";", 1);
        }
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.references, past);
        assert_int_equal(sum_of(shed), past);
    }
}

/* The body is a block too. */
static void blocks(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0}, text = {0};
        repeat(&page, "<div></div>", BLOCK_COUNT_MAX - 1 + past);
        repeat(&page, "a", 1);
        repeat(&text, "a", 1);
        struct page_shed shed = shed_of(&page, PAGE_HTML, &text);
        assert_int_equal(shed.blocks, past);
        assert_int_equal(sum_of(shed), past);
    }
}

static void lines(void **state)
{
    (void)state;
    for (int kind = PAGE_HTML; kind <= PAGE_TEXT; kind++) {
        for (uint32_t past = 0; past < 3; past++) {
            struct writer page = {0}, text = {0};
            repeat(&page, kind == PAGE_HTML ? "<p>a </p>" : "a\n", LINE_COUNT_MAX + past);
            repeat(&text, "a", LINE_COUNT_MAX + past);
            struct page_shed shed = shed_of(&page, (enum page_kind)kind, &text);
            assert_int_equal(shed.lines, past);
            assert_int_equal(sum_of(shed), past);
        }
    }
}

static void put_script(struct writer *page, const char *open, const char *value, size_t times, const char *close)
{
    repeat(page, "<script type=application/ld+json>", 1);
    repeat(page, open, 1);
    repeat(page, value, times);
    repeat(page, close, 1);
    repeat(page, "</script>", 1);
}

static void check_json(struct writer *page, uint32_t past)
{
    struct writer text = {0};
    repeat(page, "<p>a", 1);
    repeat(&text, "a", 1);
    struct page_shed shed = shed_of(page, PAGE_HTML, &text);
    assert_int_equal(shed.json, past);
    assert_int_equal(sum_of(shed), past);
}

static void json_scripts(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0};
        for (uint32_t i = 0; i < METADATA_SCRIPTS_MAX + past; i++)
            put_script(&page, "{", "", 0, "}");
        check_json(&page, past);
    }
}

/* The top level and the array are values too. */
static void json_values(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0};
        put_script(&page, "[", "1,", LOOSE_JSON_VALUES_MAX - 2 + past, "]");
        check_json(&page, past);
    }
}

/* One container more is known as a value, and what it holds is not. */
static void json_depth(void **state)
{
    (void)state;
    for (uint32_t past = 0; past < 2; past++) {
        struct writer page = {0};
        put_script(&page, "", "[", LOOSE_JSON_DEPTH_MAX - 1 + past, "1");
        check_json(&page, past);
    }
}

static void kinds_have_names(void **state)
{
    (void)state;
    const struct page_shed shed = {1, 2, 3, 4, 5, 6, 7, 8};
    uint32_t sum = 0;
    for (size_t kind = 0; kind < PAGE_SHED_KINDS; kind++) {
        assert_int_equal(page_shed_count(&shed, kind).count, kind + 1);
        assert_int_equal(page_shed_count(NULL, kind).count, 0);
        assert_true(*page_shed_count(NULL, kind).name);
        sum += page_shed_count(&shed, kind).count;
    }
    assert_int_equal(sum, sum_of(shed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(depth),
        cmocka_unit_test(nodes),
        cmocka_unit_test(attributes),
        cmocka_unit_test(attribute_bytes),
        cmocka_unit_test(references),
        cmocka_unit_test(blocks),
        cmocka_unit_test(lines),
        cmocka_unit_test(json_scripts),
        cmocka_unit_test(json_values),
        cmocka_unit_test(json_depth),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
