/* What pages say about their article, from every kind of source; pages written for this test. */
#include "shingle/extract/loose_json.h"
#include "shingle/extract/metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 10, 64 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static void is(struct bytes found, const char *expected)
{
    if (!bytes_equal(found, bytes_of_string(expected)))
        fail_msg("found \"%" BYTES_FORMAT "\", expected \"%s\"", BYTES_ARGS(found), expected);
}

static struct metadata read_page(const char *html, const char *url)
{
    struct tree tree;
    struct metadata metadata;
    assert_int_equal(tree_build(bytes_of_string(html), &arena, &tree), STATUS_OK);
    assert_int_equal(metadata_read(&tree, bytes_of_string(url), &arena, &metadata), STATUS_OK);
    return metadata;
}

static void reads_json_ld(void **state)
{
    (void)state;
    struct metadata m = read_page(
        "<html lang=en-GB><head><title>Ferry back in service | The Quay Courier</title>"
        "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"The Quay Courier\"},"
        "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry back in service\",\"datePublished\":\"2025-11-21T09:30:00+01:00\","
        "\"dateModified\":\"2025-11-22\",\"author\":[{\"@type\":\"Person\",\"name\":\"Mara Lindqvist\"},"
        "{\"name\":\"Olu Brandt\"}],\"articleSection\":\"Region\",\"articleBody\":\"The ferry sails again.\"}]}</script>"
        "</head><body><h1>Ferry back in service</h1><p>The ferry sails again.</p></body></html>",
        "https://courier.example/region/ferry");
    is(m.title, "Ferry back in service");
    is(m.byline, "Mara Lindqvist, Olu Brandt");
    is(m.published, "2025-11-21T09:30:00+01:00");
    is(m.modified, "2025-11-22");
    is(m.lang, "en-GB");
    is(m.section, "Region");
    is(m.article_body, "The ferry sails again.");
    is(m.canonical_url, "https://courier.example/region/ferry");
    assert_true(m.says_article);
}

static void reads_what_templates_get_wrong(void **state)
{
    (void)state;
    struct metadata m = read_page(
        "<title>Mayor says never to toll</title><script type=application/ld+json>/*<![CDATA[*/ {'@type': 'NewsArticle', headline: \"Mayor says "
        "\"never\" to toll\", \"datePublished\": \"2025-05-06\",, } /*]]>*/</script><p>Text of the page.",
        "");
    is(m.title, "Mayor says \"never\" to toll");
    is(m.published, "2025-05-06");
}

static void reads_meta_elements(void **state)
{
    (void)state;
    struct metadata m = read_page(
        "<head><title>Old bridge to close - Valley Post</title><meta property=og:title content='Old bridge to close'>"
        "<meta property=og:site_name content='Valley Post'><meta name=author content='By Ines Falk'>"
        "<meta property=article:published_time content=2024-02-29T23:59:00Z><meta property=og:image content=/b.jpg>"
        "<meta name=keywords content='bridge, river'><link rel=canonical href=/news/bridge></head><body><p>Text.",
        "https://valley.example/x?y=1");
    is(m.title, "Old bridge to close");
    is(m.site, "Valley Post");
    is(m.byline, "Ines Falk");
    is(m.published, "2024-02-29T23:59:00Z");
    is(m.keywords, "bridge, river");
    is(m.image, "https://valley.example/b.jpg");
    is(m.canonical_url, "https://valley.example/news/bridge");
}

static void knows_pages_of_news(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        bool article, news;
    } rows[] = {
        {"\"NewsArticle\"", true, true},
        {"\"ReportageNewsArticle\"", true, true},
        {"\"http://schema.org/NewsArticle\"", true, true},
        {"[\"NewsArticle\", \"Article\"]", true, true},
        {"\"LiveBlogPosting\"", true, true},
        {"\"Article\"", true, false},
        {"\"BlogPosting\"", true, false},
        {"\"WebPage\"", false, false},
        {"\"NewsArticles\"", false, false},
        {"7", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char page[512];
        (void)snprintf(page, sizeof page,
                       "<title>Ferry</title><script type=application/ld+json>{\"@type\": %s, \"headline\": \"Ferry\"}"
                       "</script><p>Text.",
                       rows[i].type);
        struct metadata m = read_page(page, "");
        if (m.says_article != rows[i].article || m.says_news != rows[i].news)
            fail_msg("%s: article %d, news %d", rows[i].type, m.says_article, m.says_news);
    }
}

static void says_nothing_of_an_empty_page(void **state)
{
    (void)state;
    struct metadata m = read_page("", "");
    assert_int_equal(m.title.size + m.byline.size + m.published.size + m.canonical_url.size, 0);
    assert_false(m.says_article);
    assert_false(m.says_news);
}

/* Arrays one deeper than are kept: nothing is lost but what stands in the deeper ones, and nothing overruns. */
static void passes_over_deep_json(void **state)
{
    (void)state;
    char text[2 * (LOOSE_JSON_DEPTH_MAX + 1) + 16] = "";
    for (int i = 0; i <= LOOSE_JSON_DEPTH_MAX; i++)
        text[i] = '[';
    struct loose_json json;
    assert_int_equal(loose_json_read(bytes_of_string(text), &arena, &json), STATUS_OK);
    assert_true(json.count <= LOOSE_JSON_DEPTH_MAX + 2);
    assert_int_equal(loose_json_read(BYTES("{\"a\": \"b\\u00e9\\n\"}"), &arena, &json), STATUS_OK);
    is(loose_json_text(&json, loose_json_member(&json, json.at[0].first, BYTES("a")), &arena), "b\xc3\xa9\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_json_ld, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(reads_what_templates_get_wrong, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(reads_meta_elements, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(knows_pages_of_news, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(says_nothing_of_an_empty_page, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(passes_over_deep_json, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
