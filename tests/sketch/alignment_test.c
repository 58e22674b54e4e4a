/* The laws of shingle/sketch/alignment.h: pairs by hand, and random ones against the longest common subsequence. */
#include "shingle/sketch/alignment.h"
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

/* What a diff prints: letters that stay, [cut], {added}. */
static void print(const char *a, const char *b, const struct alignment *both, char *out)
{
    size_t i = 0, j = 0;
    for (size_t k = 0; k <= both->count; k++) {
        bool last = k == both->count;
        struct passage next = last ? (struct passage){(uint32_t)strlen(a), (uint32_t)strlen(b), 0} : both->at[k];
        if (next.a > i)
            out += sprintf(out, "[%.*s]", (int)(next.a - i), a + i);
        if (next.b > j)
            out += sprintf(out, "{%.*s}", (int)(next.b - j), b + j);
        out += sprintf(out, "%.*s", (int)next.count, b + next.b);
        i = next.a + next.count;
        j = next.b + next.count;
    }
}

static const struct row {
    const char *a, *b, *diff;
} rows[] = {
    {"", "", ""},
    {"", "abc", "{abc}"},
    {"abc", "", "[abc]"},
    {"abc", "xyz", "[abc]{xyz}"},
    {"abcdefghijkl", "abcdefghijkl", "abcdefghijkl"},
    {"abcdefghijkl", "abcdXfghijkl", "abcd[e]{X}fghijkl"}, /* one word of a text of few */
    {"abcXdYefg", "abcVdWefg", "abc[X]{V}d[Y]{W}efg"},     /* a word between two that changed */
    {"abcdefgh01234567ijklmnop", "01234567abcdefghijklmnop", "[abcdefgh]01234567{abcdefgh}ijklmnop"}, /* moved */
    {"abcdefghijklmnopqrst", "0123456789a123456789", "[abcdefghijklmnopqrst]{0123456789a123456789}"}, /* chance */
    {"abcdefghABC0123456789", "9876543210ABCxyzuvwxy", "[abcdefgh]{9876543210}ABC[0123456789]{xyzuvwxy}"},
    {"aaaaaaaaaa", "aaaaaaaa", "[aa]aaaaaaaa"},
};

static void known_answers(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct word room_a[ROOM], room_b[ROOM];
        struct alignment both;
        char diff[4 * ROOM] = "";
        assert_int_equal(alignment_find(spelled(rows[i].a, room_a), spelled(rows[i].b, room_b), &arena, &both),
                         STATUS_OK);
        print(rows[i].a, rows[i].b, &both, diff);
        assert_string_equal(diff, rows[i].diff);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* Texts of one-letter words with a byte between each two: where the change stands after it was moved. */
static const struct row slides[] = {
    {"a b.c d", "a b.x b.c d", "ab{xb}cd"},         /* behind the stop, not "a{bx}b" */
    {"a b\nc d", "a b\nx b\nc d", "ab{xb}cd"},      /* at the line's beginning */
    {"a b\nx b\nc d", "a b\nc d", "ab[xb]cd"},      /* of the other side */
    {"a b.c\nd e", "a b.c\nx.c\nd e", "abc{xc}de"}, /* a line before a sentence */
    {"a b c d", "a b x b c d", "a{bx}bcd"},         /* neither: as it was found */
    {"a b.c d", "a b y c d", "ab{y}cd"},            /* nothing reads the same */
};

static struct words sparse(const char *text, struct word *room)
{
    size_t count = (strlen(text) + 1) / 2;
    for (size_t i = 0; i < count; i++)
        room[i] = (struct word){.hash = mix64((uint64_t)text[2 * i]), .at = (uint32_t)(2 * i), .size = 1};
    return (struct words){room, count};
}

static void letters_of(const char *text, char *out)
{
    for (; *text; text += text[1] ? 2 : 1)
        *out++ = *text;
    *out = '\0';
}

static void changes_stand_where_lines_begin(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof slides / sizeof *slides; i++) {
        struct word room_a[ROOM], room_b[ROOM];
        struct alignment both;
        char a[ROOM], b[ROOM], diff[4 * ROOM] = "";
        struct words words_a = sparse(slides[i].a, room_a), words_b = sparse(slides[i].b, room_b);
        letters_of(slides[i].a, a);
        letters_of(slides[i].b, b);
        assert_int_equal(alignment_find(words_a, words_b, &arena, &both), STATUS_OK);
        assert_int_equal(alignment_slide(bytes_of_string(slides[i].a), words_a, bytes_of_string(slides[i].b), words_b,
                                         &arena, &both),
                         STATUS_OK);
        print(a, b, &both, diff);
        assert_string_equal(diff, slides[i].diff);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* Words of the longest common subsequence, which no alignment exceeds. */
static size_t common(struct words a, struct words b)
{
    size_t best[2][ROOM + 1] = {{0}};
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++) {
            size_t *now = best[(i + 1) % 2], *then = best[i % 2];
            now[j + 1] = a.at[i].hash == b.at[j].hash ? then[j] + 1 : now[j] > then[j + 1] ? now[j] : then[j + 1];
        }
    return best[a.count % 2][b.count];
}

/* The words that stay; every one is equal and both orders are kept. */
static size_t check_order(struct words a, struct words b, const struct alignment *both)
{
    size_t i = 0, j = 0, sum = 0;
    for (size_t k = 0; k < both->count; k++) {
        struct passage passage = both->at[k];
        assert_true(passage.count > 0 && passage.a >= i && passage.b >= j);
        assert_true(passage.a + passage.count <= a.count && passage.b + passage.count <= b.count);
        for (size_t w = 0; w < passage.count; w++)
            assert_true(a.at[passage.a + w].hash == b.at[passage.b + w].hash);
        i = passage.a + passage.count;
        j = passage.b + passage.count;
        sum += passage.count;
    }
    return sum;
}

static void every_alignment_keeps_both_orders(void **state)
{
    (void)state;
    struct random random = random_start(1);
    struct arena arena;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 3000; round++) {
        char text_a[ROOM] = {0}, text_b[ROOM] = {0};
        struct word room_a[ROOM], room_b[ROOM];
        uint64_t letters = round % 2 ? 2 + random_below(&random, 4) : 90;
        size_t size_a = random_below(&random, ROOM), size_b = random_below(&random, ROOM);
        for (size_t i = 0; i < size_a; i++)
            text_a[i] = (char)('!' + random_below(&random, letters));
        for (size_t i = 0, from = 0; i < size_b; i++, from++) {
            if (random_below(&random, 12) == 0)
                from = random_below(&random, ROOM);
            text_b[i] = from < size_a ? text_a[from] : '-';
        }
        struct words a = spelled(text_a, room_a), b = spelled(text_b, room_b);
        struct alignment both;
        assert_int_equal(alignment_find(a, b, &arena, &both), STATUS_OK);
        size_t kept = check_order(a, b, &both);
        assert_true(kept <= common(a, b));
        char blanks[2 * ROOM];
        for (size_t i = 0; i < sizeof blanks; i++)
            blanks[i] = ".\n      "[random_below(&random, 8)];
        assert_int_equal(
            alignment_slide(bytes_of(blanks, sizeof blanks), a, bytes_of(blanks, sizeof blanks), b, &arena, &both),
            STATUS_OK);
        assert_int_equal(check_order(a, b, &both), kept); /* and what stays is equal, which it looks at */
        assert_int_equal(alignment_find(a, a, &arena, &both), STATUS_OK);
        if (letters == 90) /* a text that repeats itself may be found shifted */
            assert_int_equal(check_order(a, a, &both), a.count);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/*
 * One word of ten is changed, in a text whose words are all others: little else may be told to change, such as a pair
 * of words in a large gap.
 */
static void single_words_are_found(void **state)
{
    (void)state;
    struct random random = random_start(2);
    struct arena arena;
    size_t stayed = 0, unchanged = 0;
    arena_init(&arena, 1 << 16, 0);
    for (int round = 0; round < 500; round++) {
        struct word room_a[ROOM], room_b[ROOM];
        struct alignment both;
        size_t changed = 0;
        for (size_t i = 0; i < ROOM; i++) {
            room_a[i] = room_b[i] = (struct word){.hash = mix64(i)};
            if (random_below(&random, 10) == 0) {
                room_b[i].hash = mix64(1000 + i);
                changed++;
            }
        }
        struct words a = {room_a, ROOM}, b = {room_b, ROOM};
        assert_int_equal(alignment_find(a, b, &arena, &both), STATUS_OK);
        size_t stay = check_order(a, b, &both);
        assert_true(stay <= ROOM - changed);
        stayed += stay;
        unchanged += ROOM - changed;
        arena_reset(&arena);
    }
    assert_true(stayed * 100 >= unchanged * 98);
    arena_close(&arena);
}

/* Texts that repeat themselves as much as can be: this must end. */
static void repeats_take_little_time(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    struct arena arena;
    struct alignment both;
    arena_init(&arena, 1 << 20, 0);
    struct word *one = arena_array(&arena, COUNT, sizeof *one), *other = arena_array(&arena, COUNT, sizeof *other);
    for (size_t i = 0; i < COUNT; i++) {
        one[i] = (struct word){.hash = i % 9};
        other[i] = (struct word){.hash = i % 10 == 9 ? 100 : i % 9};
    }
    assert_int_equal(alignment_find((struct words){one, COUNT}, (struct words){other, COUNT - 1}, &arena, &both),
                     STATUS_OK);
    size_t kept = check_order((struct words){one, COUNT}, (struct words){other, COUNT - 1}, &both);
    assert_int_equal(alignment_slide(BYTES(""), (struct words){one, COUNT}, BYTES(""), (struct words){other, COUNT - 1},
                                     &arena, &both),
                     STATUS_OK);
    assert_int_equal(check_order((struct words){one, COUNT}, (struct words){other, COUNT - 1}, &both), kept);
    arena_close(&arena);
}

static void tells_when_memory_ends(void **state)
{
    (void)state;
    struct arena arena;
    struct word room[ROOM];
    struct alignment both;
    struct words words =
        spelled("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", room);
    arena_init(&arena, 1024, 1024);
    assert_int_equal(alignment_find(words, words, &arena, &both), STATUS_NOMEM);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(changes_stand_where_lines_begin),
        cmocka_unit_test(every_alignment_keeps_both_orders),
        cmocka_unit_test(single_words_are_found),
        cmocka_unit_test(repeats_take_little_time),
        cmocka_unit_test(tells_when_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
