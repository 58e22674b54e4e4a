/* The laws of shingle/sketch/sketch.h: how many shingles and keys, nesting, what moves them, and limits at their edge.
 */
#include "shingle/base/writer.h"
#include "shingle/sketch/resemblance.h"
#include "shingle/sketch/sketch.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { MANY_WORDS = 40000 };

struct bench {
    struct arena arena;
    struct hash_key key;
    struct sketch_params params;
};

static int set_up(void **state)
{
    static struct bench bench;
    arena_init(&bench.arena, 1 << 16, 0);
    bench.key = hash_key_from_seed(1);
    bench.params = SKETCH_DEFAULTS;
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    arena_close(&bench->arena);
    return 0;
}

/* Words first .. first + count - 1 of an endless text in which no word comes twice. */
static struct words numbered(struct bench *bench, size_t first, size_t count)
{
    struct word *words = arena_array(&bench->arena, count + 1, sizeof *words);
    assert_non_null(words);
    for (size_t i = 0; i < count; i++)
        words[i] = (struct word){.hash = mix64(first + i)};
    return (struct words){words, count};
}

static struct sketch sketch_of(struct bench *bench, struct words words)
{
    struct sketch sketch;
    assert_int_equal(sketch_build(&bench->params, &bench->key, words, &bench->arena, &sketch), STATUS_OK);
    return sketch;
}

static void an_empty_text_has_nothing(void **state)
{
    struct sketch sketch = sketch_of(*state, (struct words){NULL, 0});
    assert_true(sketch.text_hash == 0 && sketch.simhash == 0 && sketch.words == 0);
    assert_true(sketch.shingles.count == 0 && sketch.keys.count == 0);
}

static void fewer_words_than_the_width_make_no_shingle(void **state)
{
    for (size_t count = 1; count <= 6; count++) {
        struct sketch sketch = sketch_of(*state, numbered(*state, 0, count));
        assert_int_equal(sketch.shingles.count, count < 5 ? 0 : count - 4);
        assert_int_equal(sketch.keys.count, sketch.shingles.count);
        assert_int_equal(sketch.words, count);
        assert_true(sketch.text_hash != 0);
    }
}

static void sets_are_sorted_and_keys_begin_them(void **state)
{
    struct bench *bench = *state;
    for (size_t count = 5; count < MANY_WORDS; count = count * 3 / 2) {
        struct sketch sketch = sketch_of(bench, numbered(bench, 0, count));
        assert_int_equal(sketch.shingles.count, count - 4);
        for (size_t i = 1; i < sketch.shingles.count; i++)
            assert_true(sketch.shingles.at[i - 1] < sketch.shingles.at[i]);
        assert_ptr_equal(sketch.keys.at, sketch.shingles.at);
        uint64_t limit = sketch.rate > 1 ? UINT64_MAX / sketch.rate + 1 : UINT64_MAX;
        for (size_t i = 0; i < sketch.shingles.count; i++)
            assert_true((i < sketch.keys.count) == (sketch.shingles.at[i] < limit || sketch.rate == 1));
        assert_true(sketch.keys.count <= bench->params.max_keys);
        assert_true(sketch.keys.count >= bench->params.min_keys || sketch.rate == 1 || count > 8000);
        /* no finer and no coarser than needed */
        if (sketch.rate < bench->params.sample_rate)
            assert_true(shingles_below(sketch.shingles, UINT64_C(2) * sketch.rate).count < bench->params.min_keys);
        if (sketch.rate > bench->params.sample_rate)
            assert_true(shingles_below(sketch.shingles, sketch.rate / 2).count > bench->params.max_keys);
        arena_reset(&bench->arena);
    }
}

/* Rates: fine for short texts, the usual one from some 250 words on, coarser for huge ones. */
static void the_rate_follows_the_length(void **state)
{
    struct bench *bench = *state;
    assert_int_equal(sketch_of(bench, numbered(bench, 0, 15)).rate, 1);
    assert_in_range(sketch_of(bench, numbered(bench, 0, 80)).rate, 2, 4);
    assert_int_equal(sketch_of(bench, numbered(bench, 0, 1000)).rate, 16);
    assert_int_equal(sketch_of(bench, numbered(bench, 0, 7000)).rate, 16);
    assert_in_range(sketch_of(bench, numbered(bench, 0, MANY_WORDS)).rate, 64, 256);
    bench->params.sample_rate = 1;
    bench->params.max_keys = UINT32_MAX;
    assert_int_equal(sketch_of(bench, numbered(bench, 0, 1000)).keys.count, 996);
}

/* Coarser keys are finer ones below a threshold; the empty and the whole set are the edges. */
static void coarser_keys_are_among_finer_ones(void **state)
{
    struct bench *bench = *state;
    struct shingle_set all = sketch_of(bench, numbered(bench, 0, 5000)).shingles;
    size_t finer = all.count;
    for (uint64_t rate = 1; rate <= UINT64_C(1) << 63; rate *= 2) {
        struct shingle_set keys = shingles_below(all, rate);
        assert_true(keys.at == all.at && keys.count <= finer);
        assert_true(rate == 1 || keys.count == 0 || keys.at[keys.count - 1] <= UINT64_MAX / rate);
        assert_true(keys.count == all.count || all.at[keys.count] > UINT64_MAX / rate);
        finer = keys.count;
        if (rate == UINT64_C(1) << 63)
            break;
    }
    const uint64_t edges[] = {0, (UINT64_C(1) << 60) - 1, UINT64_C(1) << 60, UINT64_MAX};
    assert_int_equal(shingles_below((struct shingle_set){edges, 4}, 16).count, 2);
    assert_int_equal(shingles_below((struct shingle_set){edges, 4}, 1).count, 4);
    assert_int_equal(shingles_below((struct shingle_set){NULL, 0}, 16).count, 0);
}

/* A passage has the same shingles and keys wherever it stands. */
static void a_shared_passage_shares_shingles(void **state)
{
    struct bench *bench = *state;
    struct sketch a = sketch_of(bench, numbered(bench, 0, 600));
    struct sketch b = sketch_of(bench, numbered(bench, 300, 600));
    struct overlap shingles = shingle_overlap(a.shingles, b.shingles);
    struct overlap keys = shingle_overlap(a.keys, b.keys);
    assert_int_equal(shingles.both, 296);
    assert_int_equal(keys.both, shingle_overlap(a.keys, b.shingles).both);
    assert_true(keys.both > 0);
    assert_true(a.text_hash != b.text_hash);
}

static void one_changed_word_changes_width_shingles(void **state)
{
    struct bench *bench = *state;
    struct word changed[100];
    struct words words = numbered(bench, 0, 100);
    memcpy(changed, words.at, sizeof changed);
    changed[50].hash ^= 1;
    struct sketch a = sketch_of(bench, words);
    struct sketch b = sketch_of(bench, (struct words){changed, 100});
    assert_int_equal(shingle_overlap(a.shingles, b.shingles).both, 96 - 5);
    assert_true(a.text_hash != b.text_hash);
}

static void repeats_count_once(void **state)
{
    struct bench *bench = *state;
    struct word same[MANY_WORDS];
    for (size_t i = 0; i < MANY_WORDS; i++)
        same[i] = (struct word){.hash = 42 + i % 2};
    struct sketch sketch = sketch_of(bench, (struct words){same, MANY_WORDS});
    assert_int_equal(sketch.shingles.count, 2);
    assert_int_equal(sketch.words, MANY_WORDS);
}

/* The widths, of which the usual one goes a faster way, all hash runs of words. */
static void a_shingle_is_the_hash_of_its_words(void **state)
{
    struct bench *bench = *state;
    uint64_t hashes[SKETCH_WIDTH_MAX];
    for (uint32_t width = 1; width <= SKETCH_WIDTH_MAX; width++) {
        struct words words = numbered(bench, width, width);
        for (size_t i = 0; i < width; i++)
            hashes[i] = words.at[i].hash;
        bench->params.width = width;
        struct sketch sketch = sketch_of(bench, words);
        assert_int_equal(sketch.shingles.count, 1);
        assert_true(sketch.shingles.at[0] ==
                    hash_bytes(&bench->key, HASH_SHINGLE, bytes_of(hashes, width * sizeof *hashes)));
    }
}

static void the_set_alone_is_the_same(void **state)
{
    struct bench *bench = *state;
    struct words words = numbered(bench, 0, 777);
    struct shingle_set set;
    struct sketch sketch = sketch_of(bench, words);
    assert_int_equal(shingles_build(&bench->params, &bench->key, words, &bench->arena, &set), STATUS_OK);
    assert_int_equal(set.count, sketch.shingles.count);
    assert_memory_equal(set.at, sketch.shingles.at, set.count * sizeof *set.at);
}

static void another_key_gives_another_sketch(void **state)
{
    struct bench *bench = *state;
    struct words words = numbered(bench, 0, 500);
    struct sketch a = sketch_of(bench, words);
    bench->key = hash_key_from_seed(2);
    struct sketch b = sketch_of(bench, words);
    assert_int_equal(shingle_overlap(a.shingles, b.shingles).both, 0);
    assert_true(a.text_hash != b.text_hash && a.simhash != b.simhash);
}

static void params_at_their_limits(void **state)
{
    (void)state;
    const struct {
        struct sketch_params params;
        enum status status;
    } rows[] = {
        {SKETCH_DEFAULTS, STATUS_OK},
        {{1, 1, 1, 2}, STATUS_OK},
        {{SKETCH_WIDTH_MAX, SKETCH_RATE_MAX, 16, 32}, STATUS_OK},
        {{0, 16, 16, 512}, STATUS_BADARG},
        {{SKETCH_WIDTH_MAX + 1, 16, 16, 512}, STATUS_BADARG},
        {{5, 0, 16, 512}, STATUS_BADARG},
        {{5, 12, 16, 512}, STATUS_BADARG},
        {{5, 2 * SKETCH_RATE_MAX, 16, 512}, STATUS_BADARG},
        {{5, 16, 0, 512}, STATUS_BADARG},
        {{5, 16, 16, 31}, STATUS_BADARG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(sketch_params_check(&rows[i].params), rows[i].status);
}

static void says_when_memory_runs_out(void **state)
{
    struct bench *bench = *state;
    struct words words = numbered(bench, 0, 1000);
    struct arena small;
    struct sketch sketch;
    arena_init(&small, 1024, 8000);
    assert_int_equal(sketch_build(&bench->params, &bench->key, words, &small, &sketch), STATUS_NOMEM);
    assert_int_equal(sketch.shingles.count, 0);
    arena_close(&small);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(an_empty_text_has_nothing),
        TEST(fewer_words_than_the_width_make_no_shingle),
        TEST(sets_are_sorted_and_keys_begin_them),
        TEST(the_rate_follows_the_length),
        TEST(coarser_keys_are_among_finer_ones),
        TEST(a_shared_passage_shares_shingles),
        TEST(one_changed_word_changes_width_shingles),
        TEST(repeats_count_once),
        TEST(a_shingle_is_the_hash_of_its_words),
        TEST(the_set_alone_is_the_same),
        TEST(another_key_gives_another_sketch),
        TEST(params_at_their_limits),
        TEST(says_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
