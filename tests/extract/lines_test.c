/* Plain text into lines, their measures, and dates in them. */
#include "shingle/extract/line.h"
#include "shingle/extract/line_split.h"
#include "shingle/extract/text_lines.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void check_lines(const char *text, const char *const *want)
{
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line_list list = {.title_line = SIZE_MAX};
    assert_int_equal(text_lines_read(bytes_of_string(text), &arena, &list), STATUS_OK);
    size_t count = 0;
    for (; want[count]; count++) {
        assert_true(count < list.count);
        if (!bytes_equal(list.at[count].text, bytes_of_string(want[count])))
            fail_msg("line %zu is \"%" BYTES_FORMAT "\", want \"%s\"", count, BYTES_ARGS(list.at[count].text),
                     want[count]);
    }
    assert_int_equal(list.count, count);
    arena_close(&arena);
}

static void splits_and_squeezes(void **state)
{
    (void)state;
    check_lines("", (const char *const[]){NULL});
    check_lines(" \n\t\r\n \xc2\xa0 ", (const char *const[]){NULL});
    check_lines("a\nb\r\nc\rd\fe\xe2\x80\xa8g", (const char *const[]){"a", "b", "c", "d", "e", "g", NULL});
    check_lines("  two   words\t here \n", (const char *const[]){"two words here", NULL});
    check_lines("no\xc2\xa0"
                "break\xe3\x80\x80wide",
                (const char *const[]){"no break wide", NULL});
}

static void joins_wrapped_paragraphs(void **state)
{
    (void)state;
    const char *wrapped = "The harbour was shut on Friday after a storm\n"
                          "with gusts of ninety knots tore a crane off\n"
                          "its rails, the port authority said in a short\n"
                          "statement.\n"
                          "    It will open again on Monday, when divers\n"
                          "have looked at the quay and the harbour\n"
                          "master has signed the papers.\n";
    check_lines(wrapped,
                (const char *const[]){"The harbour was shut on Friday after a storm with gusts of ninety knots "
                                      "tore a crane off its rails, the port authority said in a short statement.",
                                      "It will open again on Monday, when divers have looked at the quay and "
                                      "the harbour master has signed the papers.",
                                      NULL});
    const char *menu = "News from the harbour and around\nSport\nWeather\nCulture and books\nTravel\nContact\n";
    check_lines(menu, (const char *const[]){"News from the harbour and around", "Sport", "Weather", "Culture and books",
                                            "Travel", "Contact", NULL});
}

/* At the limit all lines are told apart; past it the rest is one line. */
static void holds_the_line_limit(void **state)
{
    (void)state;
    for (size_t more = 0; more < 3; more++) {
        struct arena arena;
        arena_init(&arena, 1 << 20, 0);
        size_t count = LINE_COUNT_MAX + more;
        uint8_t *text = arena_alloc(&arena, count * 2);
        assert_non_null(text);
        for (size_t i = 0; i < count; i++)
            memcpy(text + i * 2, "a\n", 2);
        struct line_list list = {.title_line = SIZE_MAX};
        assert_int_equal(text_lines_read(bytes_of(text, count * 2), &arena, &list), STATUS_OK);
        assert_int_equal(list.count, more ? LINE_COUNT_MAX + 1 : LINE_COUNT_MAX);
        assert_int_equal(list.at[list.count - 1].text.size, more == 2 ? 3 : 1);
        arena_close(&arena);
    }
}

static struct line measured(const char *text, struct arena *arena)
{
    struct line_list list = {.title_line = SIZE_MAX};
    assert_non_null(line_list_add(&list, arena, bytes_of_string(text)));
    assert_int_equal(line_list_measure(&list, arena), STATUS_OK);
    return list.at[0];
}

static void measures_lines(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line line = measured("\"The U.S. port, shut since 3.5 weeks, opens,\" he said.", &arena);
    assert_int_equal(line.words, 12); /* U and S are two, so are 3 and 5 */
    assert_int_equal(line.stops, 1);
    assert_int_equal(line.commas, 3);
    assert_int_equal(line.quotes, 2);
    assert_int_equal(line.first_kind, LETTER_QUOTE);
    assert_int_equal(line.last_kind, LETTER_STOP);
    line = measured("Don't stop!", &arena);
    assert_int_equal(line.words, 2);
    assert_int_equal(line.capitals, 1);
    line = measured("Share on Facebook", &arena);
    assert_int_equal(line.topics[LEXICON_SHARE], 2);
    line = measured("RelatedStorm closes port", &arena);
    assert_true(line.glued);
    assert_true(line.first_topics >> LEXICON_RELATED & 1);
    line = measured("港は嵐で閉鎖された。", &arena);
    assert_int_equal(line.stops, 1);
    assert_int_equal(line.words, 5);
    line = measured("Mail jane@example.com", &arena);
    assert_true(line.address);
    arena_close(&arena);
}

static void counts_repeats(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    static const char *const texts[] = {"Storm closes port", "Other", "storm closes port!", "Storm closes port"};
    struct line_list list = {.title_line = SIZE_MAX};
    for (size_t i = 0; i < 4; i++)
        assert_non_null(line_list_add(&list, &arena, bytes_of_string(texts[i])));
    assert_int_equal(line_list_measure(&list, &arena), STATUS_OK);
    assert_int_equal(list.at[0].before, 0);
    assert_int_equal(list.at[0].after, 2);
    assert_int_equal(list.at[1].after, 0);
    assert_int_equal(list.at[2].before, 1);
    assert_int_equal(list.at[2].after, 1);
    assert_int_equal(list.at[3].before, 2);
    assert_int_equal(list.at[3].after, 0);
    line_list_compare_title(&list, BYTES("Storm closes port | The Quay"));
    assert_int_equal(list.title_line, SIZE_MAX); /* three of five words */
    line_list_compare_title(&list, BYTES("Storm closes port"));
    assert_int_equal(list.title_line, 0);
    assert_int_equal(list.at[1].title_words, 0);
    arena_close(&arena);
}

/* Law: lines hold all of the text but its white space, in order, squeezed. */
static void keeps_all_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {" ",  "  ", "\n",       "\r\n",         "\t",      "a",
                                         "Bc", ".",  "\xc3\xa4", "\xe6\xb8\xaf", "\xc2\xa0"};
    struct random random = random_start(11);
    for (int round = 0; round < 2000; round++) {
        char text[1024];
        size_t size = 0, count = random_below(&random, 120);
        for (size_t i = 0; i < count; i++) {
            const char *piece = pieces[random_below(&random, sizeof pieces / sizeof *pieces)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        struct arena arena;
        arena_init(&arena, 4096, 0);
        struct line_list list = {.title_line = SIZE_MAX};
        assert_int_equal(text_lines_read(bytes_of(text, size), &arena, &list), STATUS_OK);
        size_t at = 0;
        for (size_t i = 0; i < list.count; i++) {
            struct bytes line = list.at[i].text;
            assert_true(line.size > 0 && line.at[0] != ' ' && line.at[line.size - 1] != ' ');
            for (size_t j = 0; j < line.size; j++) {
                if (line.at[j] == ' ') {
                    assert_true(line.at[j + 1] != ' ');
                    continue;
                }
                while (at < size && (text[at] <= ' ' && text[at] >= 0))
                    at++;
                while (at + 1 < size && !memcmp(text + at, "\xc2\xa0", 2)) {
                    at += 2;
                    while (at < size && (text[at] <= ' ' && text[at] >= 0))
                        at++;
                }
                assert_true(at < size);
                assert_int_equal((uint8_t)text[at], line.at[j]);
                at++;
            }
        }
        arena_close(&arena);
    }
}

/* Parts stand in order, those behind an empty line a paragraph apart; the title's number moves along. */
static void splits_at_breaks(void **state)
{
    (void)state;
    static const char *const want[] = {"above", "a", "b", "c", "title", "d", "e"};
    static const uint8_t breaks[] = {0, 0, 1, 2, 0, 0, 1};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    struct line_list list = {.title_line = 2, .breaks = 3};
    assert_int_equal(line_list_reserve(&list, &arena, 10), STATUS_OK);
    assert_non_null(line_list_add(&list, &arena, BYTES("above")));
    line_list_add(&list, &arena, BYTES("a\nb\n\nc"))->words = 3;
    assert_non_null(line_list_add(&list, &arena, BYTES("title")));
    assert_non_null(line_list_add(&list, &arena, BYTES("d\ne")));
    line_list_trim(&list, &arena);
    assert_int_equal(list.capacity, 7);
    const struct line *at = list.at;
    assert_int_equal(line_list_split(&list, &arena), STATUS_OK);
    assert_ptr_equal(list.at, at);
    assert_int_equal(list.count, 7);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(bytes_equal(list.at[i].text, bytes_of_string(want[i])));
        assert_int_equal(list.at[i].breaks, breaks[i]);
        assert_int_equal(list.at[i].words, i == 1 ? 3 : 0);
    }
    assert_int_equal(list.title_line, 4);
    arena_close(&arena);
}

/* As many lines as a page may have are split; one more, and they stay whole. */
static void splits_up_to_the_limit(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        struct arena arena;
        arena_init(&arena, 1 << 20, 0);
        struct line_list list = {.title_line = SIZE_MAX, .breaks = 1};
        size_t count = LINE_COUNT_MAX - 1 + over;
        for (size_t i = 0; i < count; i++)
            assert_non_null(line_list_add(&list, &arena, i == 7 ? BYTES("a\nb") : BYTES("c")));
        assert_int_equal(line_list_split(&list, &arena), STATUS_OK);
        assert_int_equal(list.count, LINE_COUNT_MAX);
        assert_int_equal(list.at[7].text.size, over ? 3 : 1);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_and_squeezes),  cmocka_unit_test(joins_wrapped_paragraphs),
        cmocka_unit_test(holds_the_line_limit), cmocka_unit_test(measures_lines),
        cmocka_unit_test(counts_repeats),       cmocka_unit_test(keeps_all_text),
        cmocka_unit_test(splits_at_breaks),     cmocka_unit_test(splits_up_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
