/* Whole pages, written for this test: what comes out, what is known of them, and what stays when there is little. */
#include "shingle/extract/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define BODY_1                                                                                                         \
    "The harbour of Westquay stayed shut on Friday after a storm tore a loading crane off its rails, the port "        \
    "authority said, and forty ships are waiting outside the mole."
#define BODY_2                                                                                                         \
    "\"We heard a noise like a train,\" said Mara Lindqvist, who runs the fish hall on the northern quay. \"Then the " \
    "lights went out, and nobody knew for an hour whether the crew of the crane had got away.\""
#define BODY_3                                                                                                         \
    "Divers are to look at the foundations on Saturday. If they find no cracks, the authority hopes to let the first " \
    "ferries in on Sunday evening and the container ships a day later."
#define SUBHEAD "Ferries wait outside"
#define BODY_4                                                                                                         \
    "The storm, the strongest in the strait for twenty years, also cut power to 12,000 homes on the islands, where "   \
    "schools will remain closed until Tuesday, the regional government told Reuters."

static const char plain_page[] =
    "Storm shuts Westquay harbour | The Quay Courier\nHome\nNews\nSport\nWeather\n"
    "4 min read\n"
    "Storm shuts Westquay harbour\n"
    "Gusts of ninety knots were measured at the mole before the mast broke.\n"
    "Storm shuts Westquay harbour\n"
    "A crane lies across the northern quay. / Reuters\n"
    "November 21, 2025\n" BODY_1 "\n" BODY_2 "\n" SUBHEAD "\nRECOMMENDED\n" BODY_3 "\n" BODY_4
    "\nRelatedQuay Courier - Ferry prices to rise in spring\nSOURCE:Reuters\nExplore\n"
    "Council votes on new fish market\nRiver trout return to the Ander\n"
    "Handball: Westquay beats Northholm\nFive walks for a cold Sunday\n"
    "Lighthouse keeper retires after 41 years\nBridge repairs to last until May\n";

static const char html_page[] =
    "<!DOCTYPE html><html lang=en><head><title>Storm shuts Westquay harbour | The Quay Courier</title></head><body>"
    "<nav class=menu><ul><li><a href=/>Home</a><li><a href=/news>News</a><li><a href=/sport>Sport</a></ul></nav>"
    "<main><article class=story><h1>Storm shuts Westquay harbour</h1>"
    "<div class=share-bar><a href=#>Share on Facebook</a> <a href=#>Send</a></div>"
    "<figure><img src=a.jpg><figcaption>A crane lies across the northern quay. / Reuters</figcaption></figure>"
    "<div class=story-body><p>" BODY_1 "</p><p>" BODY_2 "</p><h2>" SUBHEAD "</h2>"
    "<aside class=related><h3>Recommended</h3><ul><li><a href=/a>Ferry prices to rise in spring</a>"
    "<li><a href=/b>Council votes on new fish market</a></ul></aside>"
    "<p>" BODY_3 "</p><p>" BODY_4 "</p></div><p class=source>SOURCE: Reuters</p></article></main>"
    "<section class=comments><h2>2 comments</h2><div class=comment><p>I was there and it was very loud indeed, my dog "
    "hid under the table.</p></div></section>"
    "<footer><p>© 2025 The Quay Courier. All rights reserved.</p><a href=/imprint>Imprint</a></footer></body></html>";

static struct article extract(struct page page, struct arena *arena)
{
    struct article article;
    arena_init(arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, arena, &article), STATUS_OK);
    return article;
}

static bool has(struct bytes text, const char *part)
{
    return bytes_find(text, bytes_of_string(part), 0) != SIZE_MAX;
}

static void check_storm(struct article article, const char *what)
{
    static const char *const kept[] = {BODY_1, BODY_2, SUBHEAD, BODY_3, BODY_4, NULL};
    static const char *const dropped[] = {
        "min read",   "RECOMMENDED", "Recommended", "SOURCE", "/ Reuters", "Explore",  "Ferry prices", "fish market",
        "2 comments", "my dog",      "All rights",  "Home",   "Share",     "Handball", "ninety knots", NULL};
    assert_int_equal(article.outcome, ARTICLE_FOUND);
    for (const char *const *part = kept; *part; part++) {
        if (!has(article.text, *part))
            fail_msg("%s lost: %s", what, *part);
    }
    for (const char *const *part = dropped; *part; part++) {
        if (has(article.text, *part))
            fail_msg("%s kept: %s", what, *part);
    }
    assert_true(bytes_starts_with(article.text, BYTES("The harbour of Westquay")));
    assert_true(has(article.title, "Storm shuts Westquay harbour"));
    assert_true(bytes_equal(article.agency, BYTES("Reuters")));
}

static void strips_plain_text(void **state)
{
    (void)state;
    struct arena arena;
    struct article article = extract((struct page){.content = bytes_of_string(plain_page)}, &arena);
    check_storm(article, "plain text");
    assert_true(bytes_equal(article.title, BYTES("Storm shuts Westquay harbour")));
    assert_true(bytes_equal(article.published, BYTES("2025-11-21")));
    assert_null(article.lines);
    arena_close(&arena);
}

static void strips_html(void **state)
{
    (void)state;
    struct arena arena;
    struct article article = extract((struct page){.content = bytes_of_string(html_page)}, &arena);
    check_storm(article, "HTML");
    arena_close(&arena);
}

static void explains(void **state)
{
    (void)state;
    struct arena arena;
    struct page page = {.content = bytes_of_string(plain_page), .flags = PAGE_WHY};
    struct article article = extract(page, &arena);
    assert_int_equal(article.line_count, article.lines_kept + article.lines_dropped);
    size_t kept = 0;
    for (size_t i = 0; i < article.line_count; i++) {
        assert_true(article.lines[i].reason && *article.lines[i].reason);
        assert_int_equal(article.lines[i].kept, has(article.text, "") && article.lines[i].kept);
        kept += article.lines[i].kept;
    }
    assert_int_equal(kept, article.lines_kept);
    arena_close(&arena);
}

static void keeps_clean_text(void **state)
{
    (void)state;
    static const char *const texts[] = {BODY_1 "\n\n" BODY_2 "\n\n" BODY_3, BODY_1 "\n" BODY_2 "\n" SUBHEAD "\n" BODY_4,
                                        BODY_1, BODY_1 " " BODY_2 " " BODY_3};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena arena;
        struct article article = extract((struct page){.content = bytes_of_string(texts[i])}, &arena);
        if (article.lines_dropped)
            fail_msg("%u lines of clean text %zu dropped", article.lines_dropped, i);
        arena_close(&arena);
    }
}

static void keeps_all_when_asked(void **state)
{
    (void)state;
    struct arena arena;
    struct page page = {.content = bytes_of_string(plain_page), .flags = PAGE_AS_IS};
    struct article article = extract(page, &arena);
    assert_int_equal(article.lines_dropped, 0);
    assert_true(has(article.text, "SOURCE:Reuters") && has(article.text, "4 min read"));
    assert_true(bytes_equal(article.agency, BYTES("Reuters")));
    arena_close(&arena);
}

static void knows_the_dateline(void **state)
{
    (void)state;
    struct arena arena;
    struct page page = {.content = BYTES("LONDON, Nov 21 (Reuters) - " BODY_1 "\n" BODY_2 "\n" BODY_3)};
    struct article article = extract(page, &arena);
    assert_true(bytes_starts_with(article.text, BYTES("LONDON, Nov 21 (Reuters) - The harbour")));
    assert_true(bytes_starts_with(bytes_from(article.text, article.body_at), BYTES("The harbour of Westquay")));
    assert_true(bytes_equal(article.dateline_city, BYTES("LONDON")));
    assert_true(bytes_equal(article.dateline_date, BYTES("Nov 21")));
    assert_true(bytes_equal(article.agency, BYTES("Reuters")));
    arena_close(&arena);
}

/* Behind a story an agency in brackets is its credit, behind a caption the picture's; neither ends a paragraph's life.
 */
static void keeps_a_credited_paragraph(void **state)
{
    (void)state;
    static const char *const credits[] = {"(dpa)", "(AFP/dpa)", "(Reuters)", "(dpa/kna)"};
    for (size_t i = 0; i < sizeof credits / sizeof *credits; i++) {
        char page[4096];
        (void)snprintf(page, sizeof page, "%s %s\n", BODY_1 "\n" BODY_2 "\n" BODY_3, credits[i]);
        struct arena arena;
        struct article article = extract((struct page){.content = bytes_of_string(page)}, &arena);
        if (!has(article.text, BODY_3))
            fail_msg("lost before %s", credits[i]);
        if (!article.agency.size)
            fail_msg("no credit: %s", credits[i]);
        arena_close(&arena);
    }
    struct arena arena;
    struct article article = extract(
        (struct page){.content = BYTES(BODY_1 "\n" BODY_2 "\nThe crane lies in the water. (Photo: dpa)\n" BODY_3)},
        &arena);
    assert_false(has(article.text, "The crane lies"));
    arena_close(&arena);
}

/* Preformatted text is judged as a whole, and told with its line breaks; others' are white space. */
static void keeps_preformatted_lines(void **state)
{
    (void)state;
    static const char page[] =
        "<article><h1>The song of the crane</h1><p>" BODY_1 "</p><pre>\n"
        "The crane went down at half past four,\n  the wind was\tin the east,\r\nand <i>forty ships\n</i>lay off the "
        "shore \n \n\nand waited for the feast.\n</pre><p>" BODY_3 "</p><p>" BODY_2 "</p></article>";
    static const char inner[] = "and forty ships\nlay off the shore";
    struct arena arena;
    struct article article =
        extract((struct page){.content = bytes_of_string(page), .kind = PAGE_HTML, .flags = PAGE_WHY}, &arena);
    assert_true(has(article.text, "The crane went down at half past four,\nthe wind was in the east,\n"));
    assert_true(has(article.text, inner));
    assert_true(has(article.text, "lay off the shore\n\nand waited for the feast.\n\n" BODY_3));
    assert_int_equal(article.line_count, article.lines_kept + article.lines_dropped);
    for (size_t i = 0; i < article.line_count; i++)
        assert_int_equal(bytes_find(article.lines[i].text, BYTES("\n"), 0), SIZE_MAX);
    arena_close(&arena);
}

/* A style can ask for the same, on any element, and end it again. */
static void keeps_lines_where_a_style_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *before, *behind;
        bool kept;
    } rows[] = {
        {"<p style='white-space: pre-line'>", "</p>", true},
        {"<p style='color:red;WHITE-SPACE :\nPre-Wrap;'>", "</p>", true},
        {"<div style='white-space:pre'><p>", "</div>", true},
        {"<p><span style='white-space:break-spaces !important'>", "</span></p>", true},
        {"<p style='white-space:normal; white-space:pre'>", "</p>", true},
        {"<p style='white-space:pre; white-space:normal'>", "</p>", false},
        {"<p style='white-space:nowrap'>", "</p>", false},
        {"<p style='--white-space:pre'>", "</p>", false},
        {"<p style='white-space'>", "</p>", false},
        {"<p style='white-space:'>", "</p>", false},
        {"<p style>", "</p>", false},
        {"<div style='white-space:pre'><p style='white-space:normal'>", "</div>", false},
        {"<p><span style='white-space:pre'>The ferry</span> ", "</p>", false},
        {"<pre style='white-space:normal'>", "</pre>", false},
        {"<pre style='color:red'>", "</pre>", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char page[2048];
        (void)snprintf(page, sizeof page,
                       "<article><h1>The song of the crane</h1><p>" BODY_1 "</p>%s" BODY_2 "\n" BODY_3 "%s<p>" BODY_4
                       "</p></article>",
                       rows[i].before, rows[i].behind);
        struct arena arena;
        struct article article = extract((struct page){.content = bytes_of_string(page), .kind = PAGE_HTML}, &arena);
        if (!has(article.text, rows[i].kept ? BODY_2 "\n" BODY_3 "\n\n" BODY_4 : BODY_2 " " BODY_3 "\n\n" BODY_4))
            fail_msg("%s: \"%" BYTES_FORMAT "\"", rows[i].before, BYTES_ARGS(article.text));
        arena_close(&arena);
    }
}

static void tells_html_from_text(void **state)
{
    (void)state;
    static const struct {
        const char *content;
        bool html;
    } rows[] = {
        {"<!DOCTYPE html><html>", true},
        {"\xef\xbb\xbf\n <HTML lang=en>", true},
        {"<p>Storm closes port.", true},
        {"<title>Storm closes port</title>Officials said so.", true},
        {"<h1>Storm closes port</h1>Officials said so.", true},
        {"<script>1</script>Storm closes port.", true},
        {"Storm closes port.<br>Officials said so.", true},
        {"Storm closes port\n\nThe port was closed on Friday.\n", false},
        {"Shares fell by <5% & more", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (int kind = PAGE_AUTO; kind <= PAGE_TEXT; kind++) {
            struct arena arena;
            struct page page = {.content = bytes_of_string(rows[i].content), .kind = (enum page_kind)kind};
            bool expected = kind == PAGE_AUTO ? rows[i].html : kind == PAGE_HTML;
            if (extract(page, &arena).is_html != expected)
                fail_msg("\"%s\" as kind %d", rows[i].content, kind);
            arena_close(&arena);
        }
    }
}

static void says_when_there_is_none(void **state)
{
    (void)state;
    static const char *const pages[] = {"", " \n ",
                                        "<html><body><nav><a href=/>Home</a> <a href=/n>News</a></nav></body></html>",
                                        "<html><head><title>x</title></head></html>"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct arena arena;
        struct article article = extract((struct page){.content = bytes_of_string(pages[i])}, &arena);
        if (article.outcome != ARTICLE_NONE)
            fail_msg("page %zu: \"%" BYTES_FORMAT "\"", i, BYTES_ARGS(article.text));
        assert_true(*article.reason);
        assert_int_equal(article.text.size, 0);
        arena_close(&arena);
    }
}

static void repairs_bad_bytes(void **state)
{
    (void)state;
    struct arena arena;
    struct page page = {.content = BYTES("Caf\xe9 \xff" BODY_1), .kind = PAGE_TEXT};
    struct article article = extract(page, &arena);
    assert_true(article.bad_bytes > 0 || has(article.text, "Café"));
    assert_true(has(article.text, BODY_1));
    arena_close(&arena);
}

static void holds_its_limit(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64 << 10, 0);
    uint8_t *big = malloc(PAGE_CONTENT_MAX + 1);
    assert_non_null(big);
    memset(big, ' ', PAGE_CONTENT_MAX + 1);
    struct article article;
    struct page page = {.content = bytes_of(big, PAGE_CONTENT_MAX)};
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    page.content.size++;
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_TOOBIG);
    free(big);
    arena_close(&arena);
}

static void gives_up_without_memory(void **state)
{
    (void)state;
    for (size_t limit = 1024; limit < 512 << 10; limit *= 2) {
        struct arena arena;
        arena_init(&arena, 1024, limit);
        struct article article;
        struct page page = {.content = bytes_of_string(html_page), .flags = PAGE_WHY};
        enum status status = article_extract(&page, &arena, &article);
        assert_true(status == STATUS_OK || status == STATUS_NOMEM);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strips_plain_text),
        cmocka_unit_test(strips_html),
        cmocka_unit_test(explains),
        cmocka_unit_test(keeps_clean_text),
        cmocka_unit_test(keeps_all_when_asked),
        cmocka_unit_test(knows_the_dateline),
        cmocka_unit_test(keeps_a_credited_paragraph),
        cmocka_unit_test(keeps_preformatted_lines),
        cmocka_unit_test(keeps_lines_where_a_style_says_so),
        cmocka_unit_test(tells_html_from_text),
        cmocka_unit_test(says_when_there_is_none),
        cmocka_unit_test(repairs_bad_bytes),
        cmocka_unit_test(holds_its_limit),
        cmocka_unit_test(gives_up_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
