/* The headline of pages that have only lines; pages written for this test. */
#include "shingle/extract/line_titles.h"
#include "shingle/extract/page.h"
#include "shingle/extract/title_forest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define PROSE                                                                                                          \
    "The ferry between Westquay and Holm sails again since Monday morning, after eleven weeks in the dry dock.\n\n"    \
    "Some four hundred passengers crossed on the first day, the company says, among them two school classes.\n\n"      \
    "The ship lost a propeller in September, when it struck a fishing net that had drifted into the channel.\n\n"      \
    "Repairs cost two million crowns, of which the insurer pays one half and the island's council the other.\n"

#define HEADLINE "Ferry to Holm is back in service after eleven weeks"

static void expect(const char *text, const char *title)
{
    struct arena arena;
    struct article article;
    struct page page = {.content = bytes_of_string(text), .kind = PAGE_TEXT};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    if (!bytes_equal(article.title, bytes_of_string(title)))
        fail_msg("the title is \"%" BYTES_FORMAT "\", not \"%s\"", BYTES_ARGS(article.title), title);
    arena_close(&arena);
}

static void finds_the_headline(void **state)
{
    (void)state;
    expect(HEADLINE "\n\n" PROSE, HEADLINE);
    expect("Home\nNews\nSport\nWeather\nSubscribe\n" HEADLINE "\nBy Ann Sample\n21 November 2025\n\n" PROSE, HEADLINE);
    expect(HEADLINE " | The Quay Courier\nHome\nNews\nSport\n" HEADLINE "\n\n" PROSE
                    "\nRelated\nStorm shuts Westquay harbour\n",
           HEADLINE);
}

/* A headline that reads like body falls with the menu; without one the text was stripped before, and keeps its lines.
 */
static void drops_the_headline_with_other_lines(void **state)
{
    (void)state;
#define SAYING "\"We are happy to sail again\": the ferry to Holm is back in service, its captain says"
    static const char *const texts[] = {"Home\nNews\nSport\n" SAYING "\n\n" PROSE, SAYING "\n\n" PROSE};
    for (size_t i = 0; i < 2; i++) {
        struct arena arena;
        struct article article;
        struct page page = {.content = bytes_of_string(texts[i]), .kind = PAGE_TEXT};
        arena_init(&arena, 64 << 10, 0);
        assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
        if (i == 0)
            assert_true(bytes_equal(article.title, BYTES(SAYING)));
        assert_true(bytes_starts_with(article.text, i == 0 ? BYTES("The ferry between") : BYTES(SAYING)));
        arena_close(&arena);
    }
#undef SAYING
}

static void says_none_for_a_body(void **state)
{
    (void)state;
    expect(PROSE, "");
    expect("", "");
}

static void takes_the_submitters_word(void **state)
{
    (void)state;
    struct arena arena;
    struct article article;
    struct page page = {
        .content = BYTES(HEADLINE "\n\n" PROSE), .kind = PAGE_TEXT, .title_hint = BYTES("Ship sails again")};
    arena_init(&arena, 64 << 10, 0);
    assert_int_equal(article_extract(&page, &arena, &article), STATUS_OK);
    assert_true(bytes_equal(article.title, BYTES("Ship sails again")));
    arena_close(&arena);
}

/* A judged list: so many lines of text, and behind them the body's only line. */
static void read_titles(const char *const *above, size_t count, struct arena *arena, struct line_titles *titles)
{
    static struct line_list list;
    list = (struct line_list){.title_line = SIZE_MAX};
    for (size_t i = 0; i < count; i++)
        assert_non_null(line_list_add(&list, arena, bytes_of_string(above[i])));
    assert_non_null(line_list_add(&list, arena, BYTES("The ferry sails again, so says the company.")));
    assert_int_equal(line_list_measure(&list, arena), STATUS_OK);
    list.at[count].kept = true;
    line_titles_read(&list, count, (struct bytes){NULL, 0}, titles);
}

static bool has(const struct line_titles *titles, const char *text, enum line_title_way way)
{
    for (size_t i = 0; i < titles->count; i++)
        if (bytes_equal(titles->at[i].text, bytes_of_string(text)) && titles->at[i].way == way)
            return true;
    return false;
}

static void cuts_lines_at_their_signs(void **state)
{
    (void)state;
    struct arena arena;
    struct line_titles titles;
    arena_init(&arena, 64 << 10, 0);
    read_titles((const char *const[]){"Sea and shore | Ferry is back | Quay Courier", "Ferry", "Ferry is back"}, 3,
                &arena, &titles);
    assert_int_equal(titles.at[0].way, LINE_TITLE_NONE);
    assert_int_equal(titles.at[0].line, SIZE_MAX);
    assert_true(has(&titles, "Ferry is back", LINE_TITLE_WHOLE));
    assert_true(has(&titles, "Sea and shore | Ferry is back | Quay Courier", LINE_TITLE_WHOLE));
    assert_true(has(&titles, "Sea and shore | Ferry is back", LINE_TITLE_FRONT));
    assert_true(has(&titles, "Sea and shore", LINE_TITLE_FRONT));
    assert_true(has(&titles, "Ferry is back | Quay Courier", LINE_TITLE_BACK));
    assert_false(has(&titles, "Ferry", LINE_TITLE_WHOLE)); /* one word */
    assert_int_equal(titles.count, 7);                     /* with the body's line */
    arena_close(&arena);
}

/* Lines of words "wN wN+1 ...", all different. */
static const char *words_of(size_t count, size_t *next, char *room)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += (size_t)sprintf(room + size, "%sw%zu", i ? " " : "", (*next)++);
    return room;
}

static size_t count_of(size_t lines, size_t words)
{
    static char rooms[LINE_TITLES_MAX * 2][LINE_TITLE_WORDS_MAX * 8];
    const char *above[LINE_TITLES_MAX * 2];
    size_t next = 0;
    for (size_t i = 0; i < lines; i++)
        above[i] = words_of(words, &next, rooms[i]);
    struct arena arena;
    struct line_titles titles;
    arena_init(&arena, 64 << 10, 0);
    read_titles(above, lines, &arena, &titles);
    arena_close(&arena);
    return titles.count - 2; /* "none" and the body's line */
}

static void holds_its_limits(void **state)
{
    (void)state;
    assert_int_equal(count_of(1, LINE_TITLE_WORDS_MIN - 1), 0);
    assert_int_equal(count_of(1, LINE_TITLE_WORDS_MIN), 1);
    assert_int_equal(count_of(1, LINE_TITLE_WORDS_MAX), 1);
    assert_int_equal(count_of(1, LINE_TITLE_WORDS_MAX + 1), 0);
    assert_int_equal(count_of(LINE_TITLES_ABOVE, 3), LINE_TITLES_ABOVE);
    assert_int_equal(count_of(LINE_TITLES_ABOVE + 1, 3), LINE_TITLES_ABOVE + 1); /* by the page's top */
    assert_int_equal(count_of(LINE_TITLES_ABOVE + LINE_TITLES_TOP + 1, 3), LINE_TITLES_ABOVE + LINE_TITLES_TOP);
    assert_int_equal(count_of(LINE_TITLES_MAX * 2, 3), LINE_TITLES_ABOVE + LINE_TITLES_TOP);
}

/* Every line gives four candidates: no more than the most are taken. */
static void takes_no_more_candidates_than_it_has_room_for(void **state)
{
    (void)state;
    static char rooms[LINE_TITLES_ABOVE][128];
    const char *above[LINE_TITLES_ABOVE];
    for (size_t i = 0; i < LINE_TITLES_ABOVE; i++) {
        (void)sprintf(rooms[i], "a%zu b%zu | c%zu d%zu | e%zu f%zu", i, i, i, i, i, i);
        above[i] = rooms[i];
    }
    struct arena arena;
    struct line_titles titles;
    arena_init(&arena, 64 << 10, 0);
    read_titles(above, LINE_TITLES_ABOVE, &arena, &titles);
    assert_int_equal(titles.count, LINE_TITLES_MAX);
    float vector[LINE_TITLE_FEATURES];
    for (size_t i = 0; i < titles.count; i++)
        line_title_features(&titles, i, vector);
    arena_close(&arena);
}

static void fills_every_feature_of_a_line(void **state)
{
    (void)state;
    struct arena arena;
    struct line_titles titles;
    float vector[LINE_TITLE_FEATURES];
    arena_init(&arena, 64 << 10, 0);
    read_titles((const char *const[]){"Sea, shore: \"Ferry\" | Quay Courier", "Ferry sails again", "21 November"}, 3,
                &arena, &titles);
    size_t at = 1;
    while (titles.at[at].line != 1)
        at++;
    line_title_features(&titles, at, vector);
    assert_float_equal(vector[LINE_TITLE_ABOVE_BODY], 2, 0);
    assert_float_equal(vector[LINE_TITLE_FROM_TOP], 1, 0);
    assert_float_equal(vector[LINE_TITLE_WORD_COUNT], 3, 0);
    assert_float_equal(vector[LINE_TITLE_IN_LEAD], 1, 0);
    assert_float_equal(vector[LINE_TITLE_BETWEEN], 1, 0);
    assert_float_equal(vector[LINE_TITLE_BODY_AT], 3, 0);
    assert_float_equal(vector[LINE_TITLE_NEAR + 2 * LINE_TITLE_NEAR_EACH], 2, 0); /* words of the next line */
    line_title_features(&titles, 0, vector);
    assert_float_equal(vector[LINE_TITLE_WAY], LINE_TITLE_NONE, 0);
    assert_float_equal(vector[LINE_TITLE_ABOVE_BODY], -1, 0);
    arena_close(&arena);
}

static void asks_for_known_features(void **state)
{
    (void)state;
    assert_true(title_forest_text.count > 0);
    for (size_t i = 0; i < title_forest_text.count; i++)
        for (unsigned level = 0; level < TITLE_DEPTH; level++)
            assert_true(title_forest_text.trees[i].feature[level] < LINE_TITLE_FEATURES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_headline),
        cmocka_unit_test(drops_the_headline_with_other_lines),
        cmocka_unit_test(says_none_for_a_body),
        cmocka_unit_test(takes_the_submitters_word),
        cmocka_unit_test(cuts_lines_at_their_signs),
        cmocka_unit_test(holds_its_limits),
        cmocka_unit_test(takes_no_more_candidates_than_it_has_room_for),
        cmocka_unit_test(fills_every_feature_of_a_line),
        cmocka_unit_test(asks_for_known_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
