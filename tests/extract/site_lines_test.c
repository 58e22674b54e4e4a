#include "shingle/base/writer.h"
#include "shingle/extract/site_lines.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena arena;
static struct hash_key key;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 10, 0);
    key = hash_key_from_seed(7);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct site_lines read_lines(struct bytes text)
{
    struct site_lines lines;
    assert_int_equal(site_lines_read(&key, text, &arena, &lines), STATUS_OK);
    return lines;
}

static void assert_bytes(struct bytes got, const char *wanted)
{
    if (!bytes_equal(got, bytes_of_string(wanted)))
        fail_msg("\"%" BYTES_FORMAT "\", not \"%s\"", BYTES_ARGS(got), wanted);
}

static void test_short_lines_have_number_words_and_hash(void **state)
{
    (void)state;
    struct site_lines lines = read_lines(BYTES("Sign up now\n\nIt's $5.20 in U.S. ports\nSign up now\n\n\n"));
    assert_int_equal(lines.count, 3);
    assert_int_equal(lines.at[0].number, 0);
    assert_int_equal(lines.at[1].number, 1);
    assert_int_equal(lines.at[2].number, 2);
    assert_int_equal(lines.at[0].words, 3);
    assert_int_equal(lines.at[1].words, 5);
    assert_int_equal(lines.at[0].size, 11);
    assert_int_equal(lines.text_size, 11 + 24 + 11);
    assert_true(lines.at[0].hash == lines.at[2].hash && lines.at[0].hash != lines.at[1].hash);
    assert_true(lines.at[0].hash == hash_bytes(&key, HASH_LINE, BYTES("Sign up now")));
    assert_int_equal(read_lines(BYTES("")).count, 0);
    assert_int_equal(read_lines(BYTES("\n\n")).count, 0);
}

static void test_unspaced_scripts_count_two_letters_a_word(void **state)
{
    (void)state;
    assert_int_equal(read_lines(BYTES("港は閉鎖された")).at[0].words, 4);
    assert_int_equal(read_lines(BYTES("NHK ニュース")).at[0].words, 4);
}

/* A line of so many words of so many letters. */
static struct bytes line_of(size_t words, size_t letters)
{
    struct writer out = {0};
    for (size_t i = 0; i < words; i++) {
        if (i)
            writer_u8(&out, ' ');
        for (size_t k = 0; k < letters; k++)
            writer_u8(&out, 'a');
    }
    struct bytes line = arena_copy(&arena, writer_view(&out));
    writer_close(&out);
    return line;
}

static void test_limits_of_a_line(void **state)
{
    (void)state;
    assert_int_equal(read_lines(line_of(SITE_LINE_WORDS, 4)).count, 1);
    assert_int_equal(read_lines(line_of(SITE_LINE_WORDS + 1, 4)).count, 0);
    assert_int_equal(read_lines(line_of(1, SITE_LINE_BYTES)).count, 1);
    assert_int_equal(read_lines(line_of(1, SITE_LINE_BYTES + 1)).count, 0);
    assert_int_equal(read_lines(line_of(1, SITE_LINE_BYTES + 1)).text_size, SITE_LINE_BYTES + 1);
}

static void test_limit_of_a_page(void **state)
{
    (void)state;
    struct writer out = {0};
    for (int i = 0; i <= SITE_PAGE_LINES; i++) {
        writer_format(&out, "line %d\n", i);
        struct site_lines lines = read_lines(writer_view(&out));
        assert_int_equal(lines.count, i < SITE_PAGE_LINES ? i + 1 : SITE_PAGE_LINES);
        arena_reset(&arena);
    }
    writer_close(&out);
}

static void test_at_most_half_may_go(void **state)
{
    (void)state;
    assert_true(site_lines_may_drop(0, 0));
    assert_false(site_lines_may_drop(1, 1));
    assert_true(site_lines_may_drop(50, 100));
    assert_false(site_lines_may_drop(51, 100));
}

static struct bytes strip(const char *text, struct site_drops drops, size_t *body_at)
{
    struct bytes out;
    assert_int_equal(site_lines_strip(bytes_of_string(text), drops, body_at, &arena, &out), STATUS_OK);
    return out;
}

static void test_strip(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t drops[3];
        size_t count;
        size_t body_at;
        const char *wanted;
        size_t wanted_at;
    } rows[] = {
        {"a\n\nb\n\nc", {0}, 0, 3, "a\n\nb\n\nc", 3},
        {"a\n\nb\n\nc", {1}, 1, 0, "a\n\nc", 0},
        {"a\n\nb\n\nc", {0}, 1, 3, "b\n\nc", 0},
        {"a\n\nb\n\nc", {2}, 1, 3, "a\n\nb", 3},
        {"a\n\nb\nc\n\nd", {1}, 1, 0, "a\n\nc\n\nd", 0}, /* the wider gap stays */
        {"a\nb\n\nc", {1}, 1, 0, "a\n\nc", 0},
        {"LONDON - x\n\nfoot\n\nrest", {1}, 1, 9, "LONDON - x\n\nrest", 9}, /* inside a line that stays */
        {"LONDON - x\n\nrest", {0}, 1, 9, "rest", 0},                       /* inside one that goes */
        {"deck\n\nLONDON - x\n\nrest", {0}, 1, 15, "LONDON - x\n\nrest", 9},
        {"a\n\nb", {0, 1}, 2, 0, "", 0},
        {"a\n\nb\n\n", {1}, 1, 3, "a", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t body_at = rows[i].body_at;
        assert_bytes(strip(rows[i].text, (struct site_drops){rows[i].drops, rows[i].count}, &body_at), rows[i].wanted);
        assert_int_equal(body_at, rows[i].wanted_at);
    }
}

/* Whatever goes: the lines that stay come out whole, in order, and the body begins with what it began with. */
static void test_strip_keeps_the_rest(void **state)
{
    (void)state;
    struct random random = random_start(11);
    for (int round = 0; round < 2000; round++) {
        struct writer text = {0};
        struct writer wanted = {0};
        uint32_t drops[32];
        size_t starts[32];
        size_t count = 0;
        size_t lines = 1 + random_below(&random, 30);
        size_t body_line = random_below(&random, lines);
        bool body_stays = true;
        for (size_t i = 0; i < lines; i++) {
            bool goes = random_below(&random, 3) == 0;
            starts[i] = text.size;
            writer_format(&text, "line %zu%s", i, random_below(&random, 2) ? "\n" : "\n\n");
            if (goes)
                drops[count++] = (uint32_t)i;
            else
                writer_format(&wanted, "line %zu\n", i);
            body_stays &= !(goes && i == body_line);
        }
        size_t body_at = starts[body_line];
        struct bytes out;
        struct bytes from = writer_view(&text);
        assert_int_equal(site_lines_strip(from, (struct site_drops){drops, count}, &body_at, &arena, &out), STATUS_OK);
        assert_true(body_at <= out.size);
        if (body_stays) {
            char name[32];
            (void)snprintf(name, sizeof name, "line %zu", body_line);
            assert_true(bytes_starts_with(bytes_from(out, body_at), bytes_of_string(name)));
        }
        struct site_lines left = read_lines(out);
        struct site_lines right = read_lines(writer_view(&wanted));
        assert_int_equal(left.count, right.count);
        for (size_t i = 0; i < left.count; i++)
            assert_true(left.at[i].hash == right.at[i].hash);
        writer_close(&text);
        writer_close(&wanted);
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_lines_have_number_words_and_hash),
        cmocka_unit_test(test_unspaced_scripts_count_two_letters_a_word),
        cmocka_unit_test(test_limits_of_a_line),
        cmocka_unit_test(test_limit_of_a_page),
        cmocka_unit_test(test_at_most_half_may_go),
        cmocka_unit_test(test_strip),
        cmocka_unit_test(test_strip_keeps_the_rest),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
