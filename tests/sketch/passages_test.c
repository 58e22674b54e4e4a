/* The laws of shingle/sketch/passages.h: small texts by hand, random ones for what must hold of every passage. */
#include "shingle/sketch/passages.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { ROOM = 300 };

/* One word a letter. */
static struct words spelled(const char *letters, struct word *room)
{
    size_t count = strlen(letters);
    for (size_t i = 0; i < count; i++)
        room[i] = (struct word){.hash = mix64((uint64_t)letters[i]), .at = (uint32_t)(2 * i), .size = 1};
    return (struct words){room, count};
}

static const struct row {
    const char *a;
    const char *b;
    uint32_t min_words;
    size_t count;
    struct passage passages[4];
    size_t longest;
    size_t a_words;
    size_t b_words;
} rows[] = {
    {"", "", 1, 0, {{0}}, 0, 0, 0},
    {"abc", "", 1, 0, {{0}}, 0, 0, 0},
    {"abc", "xyz", 1, 0, {{0}}, 0, 0, 0},
    {"abcdef", "abcdef", 3, 1, {{0, 0, 6}}, 0, 6, 6},
    {"abcdef", "xxabcyy", 3, 1, {{0, 2, 3}}, 0, 3, 3},
    {"abcdef", "xxabyy", 3, 0, {{0}}, 0, 0, 0},
    {"abcdefgh", "efghabcd", 3, 2, {{4, 0, 4}, {0, 4, 4}}, 0, 8, 8},
    {"abcdefgh", "abcxdefgh", 3, 2, {{0, 0, 3}, {3, 4, 5}}, 1, 8, 8},
    {"abcd", "abcdabcd", 4, 2, {{0, 0, 4}, {0, 4, 4}}, 0, 4, 8}, /* a's words are counted once */
    {"abcxabcd", "abcd", 3, 1, {{4, 0, 4}}, 0, 4, 4},            /* the longer of two places */
    {"a", "a", 1, 1, {{0, 0, 1}}, 0, 1, 1},
};

static void known_answers(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct word room_a[ROOM];
        struct word room_b[ROOM];
        struct passages out;
        assert_int_equal(
            passages_find(spelled(rows[i].a, room_a), spelled(rows[i].b, room_b), rows[i].min_words, &arena, &out),
            STATUS_OK);
        assert_int_equal(out.count, rows[i].count);
        assert_true(out.count == 0 || memcmp(out.at, rows[i].passages, out.count * sizeof *out.at) == 0);
        assert_int_equal(out.longest, rows[i].longest);
        assert_int_equal(out.a_words, rows[i].a_words);
        assert_int_equal(out.b_words, rows[i].b_words);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* Words of b that lie in some run of at least width words that a has too: what greedy walking can reach at most. */
static size_t reachable(struct words a, struct words b, size_t width)
{
    bool in[ROOM] = {false};
    for (size_t j = 0; j + width <= b.count; j++) {
        bool found = false;
        for (size_t i = 0; i + width <= a.count && !found; i++) {
            size_t count = 0;
            while (count < width && a.at[i + count].hash == b.at[j + count].hash)
                count++;
            found = count == width;
        }
        for (size_t k = 0; k < width && found; k++)
            in[j + k] = true;
    }
    size_t sum = 0;
    for (size_t j = 0; j < b.count; j++)
        sum += in[j];
    return sum;
}

static void check_one(struct words a, struct words b, uint32_t width, struct passages out)
{
    size_t end = 0;
    size_t sum = 0;
    for (size_t i = 0; i < out.count; i++) {
        struct passage passage = out.at[i];
        assert_true(passage.count >= width && passage.b >= end);
        assert_true(passage.a + passage.count <= a.count && passage.b + passage.count <= b.count);
        for (size_t k = 0; k < passage.count; k++)
            assert_true(a.at[passage.a + k].hash == b.at[passage.b + k].hash);
        bool more = passage.a + passage.count < a.count && passage.b + passage.count < b.count &&
                    a.at[passage.a + passage.count].hash == b.at[passage.b + passage.count].hash;
        bool earlier = passage.a > 0 && passage.b > end && a.at[passage.a - 1].hash == b.at[passage.b - 1].hash;
        assert_false(more);
        assert_false(earlier);
        end = passage.b + passage.count;
        sum += passage.count;
    }
    assert_int_equal(out.b_words, sum);
    assert_true(sum <= reachable(a, b, width));
    assert_true(sum > 0 || reachable(a, b, width) == 0);
}

static void every_passage_is_equal_and_maximal(void **state)
{
    (void)state;
    struct random random = random_start(1);
    struct arena arena;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 3000; round++) {
        char text_a[ROOM] = {0};
        char text_b[ROOM] = {0};
        struct word room_a[ROOM];
        struct word room_b[ROOM];
        uint64_t letters = round % 2 ? 2 + random_below(&random, 4) : 26; /* few letters: many repeats */
        size_t size_a = random_below(&random, ROOM);
        size_t size_b = random_below(&random, ROOM);
        for (size_t i = 0; i < size_a; i++)
            text_a[i] = (char)('a' + random_below(&random, letters));
        for (size_t i = 0, from = 0; i < size_b; i++, from++) {
            if (random_below(&random, 12) == 0)
                from = random_below(&random, ROOM);
            text_b[i] = from < size_a ? text_a[from] : '-';
        }
        struct words a = spelled(text_a, room_a);
        struct words b = spelled(text_b, room_b);
        struct passages out;
        uint32_t width = 1 + (uint32_t)random_below(&random, 6);
        assert_int_equal(passages_find(a, b, width, &arena, &out), STATUS_OK);
        check_one(a, b, width, out);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* A text of one word, a million times: this must end. */
static void repeats_take_linear_time(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    struct arena arena;
    struct passages out;
    arena_init(&arena, 1 << 20, 0);
    struct word *same = arena_array(&arena, COUNT, sizeof *same);
    for (size_t i = 0; i < COUNT; i++)
        same[i] = (struct word){.hash = 9};
    struct words a = {same, COUNT};
    assert_int_equal(passages_find(a, (struct words){same, COUNT - 1}, 8, &arena, &out), STATUS_OK);
    assert_true(out.b_words == COUNT - 1);
    arena_close(&arena);
}

static void refuses_what_it_cannot_do(void **state)
{
    (void)state;
    struct arena arena;
    struct word room[ROOM];
    struct passages out;
    struct words words =
        spelled("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", room);
    arena_init(&arena, 1024, 1024);
    assert_int_equal(passages_find(words, words, 0, &arena, &out), STATUS_BADARG);
    assert_int_equal(passages_find(words, words, 1, &arena, &out), STATUS_NOMEM);
    arena_close(&arena);
}

static void gives_the_text_of_a_passage(void **state)
{
    (void)state;
    struct word room[ROOM];
    struct words words = spelled("abcde", room);
    struct bytes text = BYTES("a,b;c d e.");
    assert_true(bytes_equal(passage_text(text, words, 1, 3), BYTES("b;c d")));
    assert_true(bytes_equal(passage_text(text, words, 4, 1), BYTES("e")));
    assert_int_equal(passage_text(text, words, 4, 2).size, 0);
    assert_int_equal(passage_text(text, words, 0, 0).size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(every_passage_is_equal_and_maximal),
        cmocka_unit_test(repeats_take_linear_time),
        cmocka_unit_test(refuses_what_it_cannot_do),
        cmocka_unit_test(gives_the_text_of_a_passage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
