#include "shingle/match/posting_fill.h"

#include "shingle/base/hash_key.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct posting_index *opened(uint32_t shards, uint32_t cap)
{
    struct posting_index *index = NULL;
    assert_int_equal(posting_index_open(&(struct posting_index_params){shards, cap}, &index), STATUS_OK);
    return index;
}

static void insert(struct posting_index *index, uint64_t key, uint32_t id)
{
    assert_int_equal(posting_index_insert(index, key, id), STATUS_OK);
}

static void test_params_at_their_limits(void **state)
{
    (void)state;
    struct posting_index *index = NULL;
    const struct posting_index_params bad[] = {
        {0, 1}, {3, 1}, {8192, 1}, {4, 0}, {4, POSTING_INDEX_CAP_MAX + 1},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(posting_index_open(&bad[i], &index), STATUS_BADARG);
    posting_index_close(opened(1, 1));
    posting_index_close(opened(POSTING_INDEX_SHARDS_MAX, POSTING_INDEX_CAP_MAX));
    posting_index_close(NULL);
}

static void test_known_answers(void **state)
{
    (void)state;
    struct posting_index *index = opened(16, 3);
    uint32_t ids[8];
    posting_index_prefetch(index, 5);
    assert_int_equal(posting_index_find(index, 5, ids, 8), 0);
    assert_false(posting_index_forget(index, 5, 1));
    assert_int_equal(posting_index_insert(index, 5, 0), STATUS_BADARG);
    insert(index, 5, 1);
    insert(index, 5, 2);
    insert(index, 5, 2);
    insert(index, 6, 9);
    assert_int_equal(posting_index_count(index, 5), 2);
    insert(index, 5, 3);
    insert(index, 5, 4); /* over the cap: 1 leaves */
    assert_int_equal(posting_index_find(index, 5, ids, 8), 3);
    assert_int_equal(ids[0], 4);
    assert_int_equal(ids[1], 3);
    assert_int_equal(ids[2], 2);
    assert_int_equal(posting_index_find(index, 5, ids, 1), 1);
    assert_int_equal(ids[0], 4);
    assert_false(posting_index_forget(index, 5, 1));
    assert_true(posting_index_forget(index, 5, 3));
    assert_int_equal(posting_index_find(index, 5, ids, 8), 2);
    struct posting_index_stats stats = posting_index_stats(index);
    assert_int_equal(stats.postings, 3);
    assert_int_equal(stats.dropped, 1);
    posting_index_close(index);
}

static void test_cap_one_is_a_map(void **state)
{
    (void)state;
    struct posting_index *index = opened(1, 1);
    uint32_t id = 0;
    insert(index, 77, 1);
    insert(index, 77, 8);
    assert_int_equal(posting_index_find(index, 77, &id, 1), 1);
    assert_int_equal(id, 8);
    assert_int_equal(posting_index_count(index, 77), 1);
    posting_index_close(index);
}

/* What a map by the letter would hold: per key its ids, oldest first. */
enum { KEYS = 400, MODEL_CAP = 7 };
struct model {
    uint32_t ids[KEYS][MODEL_CAP];
    uint32_t count[KEYS];
};

static void model_insert(struct model *model, uint32_t key, uint32_t id)
{
    uint32_t *ids = model->ids[key], *count = &model->count[key];
    for (uint32_t i = 0; i < *count; i++)
        if (ids[i] == id)
            return;
    if (*count == MODEL_CAP)
        memmove(ids, ids + 1, --*count * sizeof *ids);
    ids[(*count)++] = id;
}

static bool model_forget(struct model *model, uint32_t key, uint32_t id)
{
    uint32_t *ids = model->ids[key], *count = &model->count[key];
    for (uint32_t i = 0; i < *count; i++)
        if (ids[i] == id) {
            memmove(ids + i, ids + i + 1, (--*count - i) * sizeof *ids);
            return true;
        }
    return false;
}

static void assert_same(const struct posting_index *index, const struct model *model, const uint64_t *keys)
{
    uint64_t postings = 0;
    for (uint32_t k = 0; k < KEYS; k++) {
        uint32_t ids[MODEL_CAP + 1];
        size_t count = posting_index_find(index, keys[k], ids, MODEL_CAP + 1);
        assert_int_equal(count, model->count[k]);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(ids[i], model->ids[k][count - 1 - i]);
        postings += count;
    }
    assert_int_equal(posting_index_stats(index).postings, postings);
}

/* Keys fall into few homes (low ones only, as sampled keys do), so that runs touch, overlap and reach the end. */
static void random_keys(uint64_t *keys, uint64_t seed)
{
    for (uint32_t k = 0; k < KEYS; k++)
        keys[k] = mix64(seed + k) >> (k % 3 == 0 ? 8 : 4);
}

static void test_random_inserts_and_forgets(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        printf("seed %llu\n", (unsigned long long)seed);
        uint64_t keys[KEYS];
        random_keys(keys, seed << 32);
        struct model *model = calloc(1, sizeof *model);
        struct posting_index *index = opened(seed % 2 ? 1 : 4, MODEL_CAP);
        assert_non_null(model);
        for (uint32_t step = 0; step < 20000; step++) {
            uint64_t dice = mix64(seed * 1000003 + step);
            uint32_t key = (uint32_t)(dice % KEYS), id = (uint32_t)(dice >> 32) % 20 + 1;
            if (step > 5000 && dice >> 20 & 1) {
                assert_int_equal(posting_index_forget(index, keys[key], id), model_forget(model, key, id));
            } else {
                insert(index, keys[key], id);
                model_insert(model, key, id);
            }
            if (step % 1000 == 0)
                assert_same(index, model, keys);
        }
        assert_same(index, model, keys);
        posting_index_close(index);
        free(model);
    }
}

static void test_load_equals_inserts(void **state)
{
    (void)state;
    enum { COUNT = 60000 };
    struct posting *postings = calloc(COUNT, sizeof *postings);
    assert_non_null(postings);
    for (uint32_t i = 0; i < COUNT; i++)
        postings[i] = (struct posting){mix64(i % 50 == 0 ? i % 7 : i % 40000), i / 10 + 1};
    struct posting_index *one = opened(8, 5), *two = opened(8, 5);
    assert_int_equal(posting_index_reserve(one, COUNT), STATUS_OK);
    uint64_t growths = posting_index_stats(one).growths;
    for (uint32_t i = 0; i < COUNT; i++)
        insert(one, postings[i].key, postings[i].id);
    assert_int_equal(posting_index_stats(one).growths, growths);
    assert_int_equal(posting_index_load(two, postings, COUNT / 3), STATUS_OK);
    assert_int_equal(posting_index_load(two, postings + COUNT / 3, COUNT - COUNT / 3), STATUS_OK);
    for (uint32_t i = 0; i < COUNT; i++) {
        uint32_t a[5], b[5];
        size_t count = posting_index_find(one, postings[i].key, a, 5);
        assert_int_equal(posting_index_find(two, postings[i].key, b, 5), count);
        assert_memory_equal(a, b, count * sizeof *a);
    }
    postings[7].id = 0;
    assert_int_equal(posting_index_load(two, postings, 10), STATUS_BADARG);
    assert_int_equal(posting_index_load(two, NULL, 0), STATUS_OK);
    posting_index_close(one);
    posting_index_close(two);
    free(postings);
}

static bool add_up(void *context, uint64_t bucket, uint32_t id)
{
    uint64_t *sum = context;
    *sum = mix64(*sum ^ bucket) + id;
    return true;
}

/* Fills an index as a start does: the batches of a round each from a part of what comes next, the parts in any order.
 */
static void fill(struct posting_index *index, const struct posting *postings, size_t count, struct random *random)
{
    enum { BATCHES = 3 };
    struct posting_batch batches[BATCHES] = {{.count = 0}};
    const struct posting_batch *views[BATCHES] = {&batches[0], &batches[1], &batches[2]};
    uint64_t dropped = 0;
    posting_fill_begin(index);
    uint32_t first = (uint32_t)random_below(random, POSTING_PARTS);
    for (uint32_t i = 0; i < POSTING_PARTS; i++)
        posting_fill_ready(index, (first + i) % POSTING_PARTS);
    for (size_t done = 0; done < count;) {
        for (size_t b = 0; b < BATCHES; b++) {
            posting_batch_clear(&batches[b]);
            for (uint64_t most = random_below(random, 4000); most && done < count; most--, done++)
                assert_int_equal(posting_batch_add(&batches[b], index, postings[done].key, postings[done].id),
                                 STATUS_OK);
        }
        first = (uint32_t)random_below(random, POSTING_PARTS);
        for (uint32_t i = 0; i < POSTING_PARTS; i++)
            assert_int_equal(posting_fill_take(index, (first + i) % POSTING_PARTS, views, BATCHES), STATUS_OK);
    }
    for (uint32_t i = POSTING_PARTS; i-- > 0;)
        assert_int_equal(posting_fill_settle(index, i, &dropped), STATUS_OK);
    posting_fill_end(index, dropped);
    for (size_t b = 0; b < BATCHES; b++)
        posting_batch_close(&batches[b]);
}

/* The three ways to fill an index end alike. */
static void test_loads_and_fills(void **state)
{
    (void)state;
    enum { COUNT = 30000 };
    struct random random = random_start(25);
    struct posting *postings = calloc(COUNT, sizeof *postings);
    assert_non_null(postings);
    for (int round = 0; round < 30; round++) {
        uint32_t cap = 1 + (uint32_t)random_below(&random, 6);
        uint64_t keys = 1 + random_below(&random, 40000);
        for (uint32_t i = 0; i < COUNT; i++)
            postings[i] =
                (struct posting){mix64(random_below(&random, keys)), 1 + (uint32_t)random_below(&random, 500)};
        uint32_t shards = 1u << random_below(&random, 7); /* fewer than parts, and more */
        struct posting_index *index[3] = {opened(shards, cap), opened(shards, cap), opened(shards, cap)};
        assert_int_equal(posting_index_reserve(index[2], random_below(&random, (uint64_t)2 * COUNT)), STATUS_OK);
        for (uint32_t i = 0; i < COUNT; i++)
            insert(index[0], postings[i].key, postings[i].id);
        fill(index[2], postings, COUNT, &random);
        for (size_t done = 0, part; done < COUNT; done += part) {
            part = 1 + random_below(&random, random_below(&random, 3) ? 200 : COUNT);
            part = part < COUNT - done ? part : COUNT - done;
            assert_int_equal(posting_index_load(index[1], postings + done, part), STATUS_OK);
        }
        uint64_t sums[3] = {0, 0, 0};
        for (size_t i = 0; i < 3; i++) {
            posting_index_each(index[i], add_up, &sums[i]);
            assert_int_equal(sums[i], sums[0]);
            assert_int_equal(posting_index_stats(index[i]).postings, posting_index_stats(index[0]).postings);
            assert_int_equal(posting_index_stats(index[i]).dropped, posting_index_stats(index[0]).dropped);
        }
        for (uint32_t i = 0; i < COUNT; i += 7) {
            bool had = posting_index_forget(index[0], postings[i].key, postings[i].id);
            assert_int_equal(posting_index_forget(index[1], postings[i].key, postings[i].id), had);
            assert_int_equal(posting_index_forget(index[2], postings[i].key, postings[i].id), had);
        }
        for (size_t i = 0; i < 3; i++)
            posting_index_close(index[i]);
    }
    free(postings);
}

/* While postings are only laid down there is nothing to find, and nothing else to do. */
static void test_filling_is_a_state(void **state)
{
    (void)state;
    struct posting_index *index = opened(1, 5);
    struct posting_batch batch = {.count = 0};
    const struct posting_batch *view = &batch;
    uint64_t dropped = 0;
    uint32_t id;
    posting_fill_begin(index);
    assert_int_equal(posting_batch_add(&batch, index, 1, 0), STATUS_BADARG);
    for (uint64_t key = 1; key <= 5000; key++)
        assert_int_equal(posting_batch_add(&batch, index, mix64(key), 9), STATUS_OK);
    assert_int_equal(batch.count, 5000);
    assert_int_equal(posting_fill_take(index, 0, &view, 1), STATUS_OK);
    assert_int_equal(posting_fill_take(index, POSTING_PARTS - 1, &view, 1), STATUS_OK);
    assert_int_equal(posting_index_find(index, mix64(1), &id, 1), 0);
    assert_int_equal(posting_index_count(index, mix64(1)), 0);
    assert_int_equal(posting_index_insert(index, 7, 7), STATUS_BADARG);
    assert_false(posting_index_forget(index, mix64(1), 9));
    assert_int_equal(posting_fill_settle(index, 0, &dropped), STATUS_OK);
    assert_int_equal(posting_fill_settle(index, 1, &dropped), STATUS_OK); /* no shard: a part of nothing */
    posting_fill_end(index, dropped);
    for (uint64_t key = 1; key <= 5000; key++)
        assert_int_equal(posting_index_find(index, mix64(key), &id, 1), 1);
    insert(index, 7, 7);
    posting_index_close(index);
    index = opened(1, 5);
    posting_fill_begin(index);
    assert_int_equal(posting_fill_take(index, 0, &view, 1), STATUS_OK);
    posting_index_close(index);
    posting_batch_close(&batch);
}

struct seen {
    uint64_t last_bucket;
    uint64_t postings;
    uint64_t stop_after;
};

static bool count_rising(void *context, uint64_t bucket, uint32_t id)
{
    struct seen *seen = context;
    assert_true(bucket >= seen->last_bucket);
    assert_int_not_equal(id, 0);
    seen->last_bucket = bucket;
    return ++seen->postings != seen->stop_after;
}

static void test_each_visits_all_in_order(void **state)
{
    (void)state;
    struct posting_index *index = opened(32, 4);
    for (uint32_t i = 1; i <= 200000; i++)
        insert(index, mix64(i / 2), i);
    struct seen all = {0}, some = {.stop_after = 17};
    posting_index_each(index, count_rising, &all);
    assert_int_equal(all.postings, 200000);
    posting_index_each(index, count_rising, &some);
    assert_int_equal(some.postings, 17);
    struct posting_index_stats stats = posting_index_stats(index);
    assert_true((double)stats.bytes / (double)stats.postings < 12.0);
    posting_index_close(index);
}

/* Memory is used again: rounds of forgetting and inserting leave the size where it was. */
static void test_rounds_do_not_grow(void **state)
{
    (void)state;
    struct posting_index *index = opened(4, 8);
    uint64_t slots = 0;
    for (uint32_t round = 0; round < 10; round++) {
        for (uint32_t i = 0; i < 20000; i++)
            insert(index, mix64(round * 20000ull + i), i + 1);
        if (round == 0)
            slots = posting_index_stats(index).slots;
        for (uint32_t i = 0; i < 20000; i++)
            assert_true(posting_index_forget(index, mix64(round * 20000ull + i), i + 1));
        assert_int_equal(posting_index_stats(index).postings, 0);
    }
    assert_true(posting_index_stats(index).slots <= slots + slots / 4 + UINT64_C(4) * 512);
    posting_index_close(index);
}

/* What was inserted under mix64(i), i up to count, is there, whatever moves meanwhile. */
static void assert_all(const struct posting_index *index, uint32_t count)
{
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t id = 0;
        assert_true(posting_index_find(index, mix64(i), &id, 1) == 1 && id == i);
    }
}

/* Shards move to a larger slab by turns: nothing is lost in between, and the memory stays in proportion. */
static void test_grows_by_turns(void **state)
{
    (void)state;
    enum { COUNT = 200000, LOOKS = 6 };
    struct posting_index *index = opened(16, 4);
    uint32_t looks = 0;
    for (uint32_t i = 1; i <= COUNT; i++) {
        uint64_t growths = posting_index_stats(index).growths;
        insert(index, mix64(i), i);
        struct posting_index_stats stats = posting_index_stats(index);
        if (i > COUNT / 2) /* before, whole pages are large steps */
            assert_true((double)stats.bytes / (double)stats.postings < 12.5);
        assert_true(stats.growths - growths <= 2); /* one whose turn it is, and one that is full: no stall */
        if (stats.growths != growths && stats.growths % 23 == 0 && looks < LOOKS && ++looks)
            assert_all(index, i);
    }
    assert_int_equal(looks, LOOKS);
    assert_all(index, COUNT);
    posting_index_close(index);
}

/* Tables of many huge pages, whose memory goes from one to the next while they grow: nothing of the old is seen. */
static void test_grows_through_used_memory(void **state)
{
    (void)state;
    enum { COUNT = 1200000, CLAIMS = 3 };
    struct posting_index *index = opened(64, 4);
    uint32_t ids[4];
    size_t count;
    for (uint32_t i = 1; i <= COUNT; i++) {
        assert_int_equal(posting_index_claim(index, mix64(i / CLAIMS), i, ids, 4, &count), STATUS_OK);
        assert_int_equal(count, i < CLAIMS ? i - 1 : i % CLAIMS);
        assert_true(count == 0 || ids[0] == i - 1);
    }
    assert_int_equal(posting_index_stats(index).postings, COUNT);
    assert_true(posting_index_stats(index).growths > 500);
    for (uint32_t i = 1; i <= COUNT; i += CLAIMS)
        assert_int_equal(posting_index_count(index, mix64((uint64_t)COUNT + i)), 0);
    struct seen seen = {0};
    posting_index_each(index, count_rising, &seen);
    assert_int_equal(seen.postings, COUNT);
    posting_index_close(index);
}

/* Keys that all fall into one shard, which keyed hashes never do: it gets memory of its own, the others stay small. */
static void test_one_shard_gets_all(void **state)
{
    (void)state;
    enum { COUNT = 100000, STRIDE = 97 };
    struct posting_index *index = opened(64, 4);
    for (uint32_t i = 1; i <= COUNT; i++) {
        /* posting_mixed() undone: the multiplier's inverse modulo 2^64. */
        insert(index, (mix64(i) >> 6) * 0xf1de83e19937733du, i);
        if (i % STRIDE == 0)
            insert(index, mix64(i), i);
    }
    for (uint32_t i = 1; i <= COUNT; i++) {
        uint32_t id = 0;
        assert_true(posting_index_find(index, (mix64(i) >> 6) * 0xf1de83e19937733du, &id, 1) == 1 && id == i);
        if (i % STRIDE == 0)
            assert_int_equal(posting_index_count(index, mix64(i)), 1);
    }
    assert_true(posting_index_stats(index).bytes < UINT64_C(5) * COUNT * 8); /* with the memory to grow by */
    for (uint32_t i = 1; i <= COUNT; i++)
        assert_true(posting_index_forget(index, (mix64(i) >> 6) * 0xf1de83e19937733du, i));
    assert_int_equal(posting_index_stats(index).postings, COUNT / STRIDE);
    posting_index_close(index);
}

/* The key whose mix is this: posting_mixed() multiplies by an odd number, which Newton's method inverts. */
static uint64_t key_of_mix(uint64_t mix)
{
    const uint64_t factor = 0x9e3779b97f4a7c15u;
    uint64_t inverse = factor;
    for (int i = 0; i < 6; i++)
        inverse *= 2 - factor * inverse;
    return mix * inverse;
}

/*
 * Many postings whose homes are a shard's last ones overhang it, so that it needs more slots than others with as many
 * postings. While all shards moved, such a shard was once taken back to where they do not fit, and the insert went on
 * for ever.
 */
static void test_last_homes_overflow(void **state)
{
    (void)state;
    enum { PARTS = 4, OTHERS = 4000, LAST = 12, ROOM = 32 };
    struct posting_index *index = opened(PARTS, ROOM);
    uint32_t ids[ROOM];
    for (uint32_t i = 1; i <= OTHERS; i++) {
        insert(index, mix64(i), i);
        for (uint64_t k = 0; k < LAST && i % (OTHERS / ROOM / 4) == 0; k++)
            insert(index, key_of_mix((UINT32_MAX - (k << 18)) << 30), i);
    }
    for (uint64_t k = 0; k < LAST; k++)
        assert_int_equal(posting_index_find(index, key_of_mix((UINT32_MAX - (k << 18)) << 30), ids, ROOM), ROOM);
    assert_true(posting_index_stats(index).slots < 1 << 21);
    posting_index_close(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_params_at_their_limits),    cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_cap_one_is_a_map),          cmocka_unit_test(test_random_inserts_and_forgets),
        cmocka_unit_test(test_load_equals_inserts),       cmocka_unit_test(test_loads_and_fills),
        cmocka_unit_test(test_filling_is_a_state),        cmocka_unit_test(test_each_visits_all_in_order),
        cmocka_unit_test(test_rounds_do_not_grow),        cmocka_unit_test(test_grows_by_turns),
        cmocka_unit_test(test_grows_through_used_memory), cmocka_unit_test(test_one_shard_gets_all),
        cmocka_unit_test(test_last_homes_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
