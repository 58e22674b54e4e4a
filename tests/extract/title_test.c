/* Which of a page's wordings is its title; pages written for this test. */
#include "shingle/extract/metadata.h"
#include "shingle/extract/title_features.h"
#include "shingle/extract/title_forest.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define PROSE                                                                                                          \
    "<p>The ferry between Westquay and Holm sails again since Monday morning, after eleven weeks in the dry dock.</p>" \
    "<p>Some four hundred passengers crossed on the first day, the company says, among them two school classes.</p>"

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

static void expect_title(const char *html, const char *url, const char *expected)
{
    struct tree tree;
    struct metadata metadata;
    assert_int_equal(tree_build(bytes_of_string(html), &arena, &tree), STATUS_OK);
    assert_int_equal(metadata_read(&tree, bytes_of_string(url), &arena, &metadata), STATUS_OK);
    if (!bytes_equal(metadata.title, bytes_of_string(expected)))
        fail_msg("found \"%" BYTES_FORMAT "\", expected \"%s\"", BYTES_ARGS(metadata.title), expected);
}

static void takes_the_site_off(void **state)
{
    (void)state;
    static const char *const titles[] = {
        "Ferry to Holm sails again | The Quay Courier", "Ferry to Holm sails again - The Quay Courier",
        "Ferry to Holm sails again \xe2\x80\x93 Quay Courier", "The Quay Courier: Ferry to Holm sails again",
        "Ferry to Holm sails again &amp;#124; The Quay Courier"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        char html[2000];
        (void)snprintf(html, sizeof html,
                       "<title>%s</title><meta property=og:site_name content='The Quay Courier'>"
                       "<body><h1>Ferry to Holm sails again</h1>" PROSE,
                       titles[i]);
        expect_title(html, "https://courier.example/region/ferry-to-holm-sails-again", "Ferry to Holm sails again");
    }
    expect_title("<title>Ferry to Holm sails again | The Quay Courier</title>"
                 "<meta property=og:site_name content='The Quay Courier'><body>" PROSE,
                 "https://courier.example/ferry-to-holm", "Ferry to Holm sails again");
}

/* A banner with the site's name, or a box behind the text, may be the only h1 or the first. */
static void passes_over_other_headings(void **state)
{
    (void)state;
    expect_title("<title>Ferry to Holm sails again - The Quay Courier</title>"
                 "<body><header><h1><a href='/'>The Quay Courier</a></h1></header>"
                 "<article><h2>Ferry to Holm sails again</h2>" PROSE "</article>",
                 "https://courier.example/ferry-to-holm-sails-again", "Ferry to Holm sails again");
    expect_title("<title>Ferry to Holm sails again | The Quay Courier</title>"
                 "<meta property=og:title content='Ferry to Holm sails again'>"
                 "<body><main><h1>Ferry to Holm sails again</h1>" PROSE
                 "</main><aside><h1>Most read today</h1></aside>",
                 "https://courier.example/ferry-to-holm-sails-again", "Ferry to Holm sails again");
}

static void leaves_kickers_out(void **state)
{
    (void)state;
    expect_title("<title>Ferry to Holm sails again | The Quay Courier</title>"
                 "<meta property=og:title content='Ferry to Holm sails again'>"
                 "<body><article><h1><span class=kicker>Shipping</span> Ferry to Holm sails again</h1>" PROSE,
                 "https://courier.example/ferry-to-holm-sails-again", "Ferry to Holm sails again");
}

static void relates_wordings(void **state)
{
    (void)state;
    static const struct {
        const char *it, *other;
        enum title_relation relation;
    } rows[] = {
        {"Ferry sails again", "FERRY: sails, again!", TITLE_SAME},
        {"Fer\xc2\xadry sails", "Ferry sails", TITLE_SAME}, /* a soft hyphen */
        {"Ferry", "Ferry sails again", TITLE_STARTS},
        {"sails again", "Ferry sails again", TITLE_ENDS},
        {"sails", "Ferry sails again", TITLE_INSIDE},
        {"Ferry sails again", "Ferry sails", TITLE_STARTED},
        {"Ferry sails again", "again", TITLE_ENDED},
        {"Ferry sails again", "sails", TITLE_HOLDS},
        {"Ferry sails", "Ferries sail", TITLE_APART},
        {"Ferry", "", TITLE_ABSENT},
        {"...", "Ferry", TITLE_ABSENT},
        {"\xe6\xb8\xa1\xe8\xbd\xae", "\xe6\xb8\xa1\xe8\xbd\xae\xe5\xa4\x8d\xe8\x88\xaa", TITLE_STARTS},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct title_words it, other;
        title_words_read(bytes_of_string(rows[i].it), &it);
        title_words_read(bytes_of_string(rows[i].other), &other);
        if (title_relate(&it, &other) != rows[i].relation)
            fail_msg("\"%s\" to \"%s\": %d, expected %d", rows[i].it, rows[i].other, title_relate(&it, &other),
                     rows[i].relation);
    }
}

/* What one wording is to another, the other is the other way round to it. */
static void relates_both_ways(void **state)
{
    (void)state;
    static const enum title_relation mirror[] = {
        [TITLE_APART] = TITLE_APART, [TITLE_INSIDE] = TITLE_HOLDS, [TITLE_STARTS] = TITLE_STARTED,
        [TITLE_ENDS] = TITLE_ENDED,  [TITLE_SAME] = TITLE_SAME,    [TITLE_STARTED] = TITLE_STARTS,
        [TITLE_ENDED] = TITLE_ENDS,  [TITLE_HOLDS] = TITLE_INSIDE};
    struct random random = random_start(7);
    for (int round = 0; round < 2000; round++) {
        char text[2][24];
        struct title_words words[2];
        for (int i = 0; i < 2; i++) {
            size_t size = random_below(&random, 11);
            for (size_t c = 0; c < size * 2; c += 2) {
                text[i][c] = (char)('a' + random_below(&random, 2));
                text[i][c + 1] = ' ';
            }
            title_words_read(bytes_of(text[i], size * 2), &words[i]);
        }
        enum title_relation relation = title_relate(&words[0], &words[1]);
        if (relation == TITLE_ABSENT)
            assert_true(!words[0].count || !words[1].count);
        else
            assert_int_equal(title_relate(&words[1], &words[0]), mirror[relation]);
    }
}

/* Questions are about features that there are: an older table after a feature was taken out would read past them. */
static void asks_for_known_features(void **state)
{
    (void)state;
    assert_true(title_forest_html.count > 0);
    for (size_t i = 0; i < title_forest_html.count; i++)
        for (unsigned level = 0; level < TITLE_DEPTH; level++)
            assert_true(title_forest_html.trees[i].feature[level] < TITLE_FEATURES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_the_site_off, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(passes_over_other_headings, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(leaves_kickers_out, open_arena, close_arena),
        cmocka_unit_test(relates_wordings),
        cmocka_unit_test(relates_both_ways),
        cmocka_unit_test(asks_for_known_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
