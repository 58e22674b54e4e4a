/*
 * A start from records by several threads makes the tables that a single one would: against indexes that every posting
 * of every record was inserted into, one by one in order of ids.
 */
#include "daemon/ingest/crew.h"
#include "daemon/ingest/keeper_private.h"
#include "tests/random.h"
#include "tests/store/store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    IDS = 60000,
    HOLE = 30000,     /* ids from here, HOLE_IDS of them, were never given */
    HOLE_IDS = 21000, /* more than a round */
    LONG = 9000,      /* articles from here, LONG_IDS of them, have as many keys as there can be: rounds end early */
    LONG_IDS = 150,
    BATCH = 4000
};

/* What the store holds. */
struct made {
    struct scratch scratch;
    uint64_t articles, last_seq;
};

static bool is_there(uint64_t id)
{
    return id % 7 != 0 && (id < HOLE || id >= HOLE + HOLE_IDS);
}

static bool was_forgotten(uint64_t id)
{
    return is_there(id) && id % 11 == 0;
}

/* Keys as the store has them, sorted; some are of many articles, more than a key's cap. */
static uint32_t keys_of(uint64_t id, uint64_t *keys)
{
    bool is_long = id >= LONG && id < LONG + LONG_IDS;
    uint32_t count = is_long ? (uint32_t)RECORD_KEYS_MAX : (uint32_t)(id % 9);
    for (uint32_t i = 0; i < count; i++)
        keys[i] = ((uint64_t)i << 48) + (i % 4 ? mix64(id << 13 | i) : mix64(id % 50)) % 0x7fffffffffff;
    return count;
}

static struct record record_of(uint64_t id, uint64_t *keys, char names[2][64])
{
    (void)snprintf(names[0], 64, "id %llu", (unsigned long long)id % 20000);
    (void)snprintf(names[1], 64, "https://www.s%llu.example/%llu/?utm_source=x", (unsigned long long)id % 5,
                   (unsigned long long)id);
    struct record record = {.id = id,
                            .submitted_ms = 1763719445000 + (int64_t)id,
                            .source = BYTES("s.example"),
                            .text_hash = mix64(id / 3),
                            .simhash = mix64(id),
                            .words = (uint32_t)id,
                            .text_size = 1,
                            .base = id % 5 == 0 ? id - 1 : 0,
                            .judged = {.cluster = id, .canonical = id, .marks = (uint32_t)(id % 3)},
                            .keys = keys};
    record.your_id = id % 2 ? bytes_of_string(names[0]) : (struct bytes){NULL, 0};
    record.url = id % 3 ? bytes_of_string(names[1]) : (struct bytes){NULL, 0};
    record.key_count = keys_of(id, keys);
    return record;
}

static void put_event(struct store *store, struct made *made, struct event event)
{
    struct writer value = {0};
    event.time_ms = 1;
    event_encode(&event, &value);
    assert_int_equal(store_put(store, STORE_LOG, ++made->last_seq, &value), STATUS_OK);
    writer_close(&value);
}

/* Every third article that is there joins the one before, if that is too. */
static uint64_t cluster_of(uint64_t id)
{
    return id % 3 == 0 && is_there(id - 1) ? id - 1 : id;
}

static void put_article(struct store *store, struct made *made, uint64_t id)
{
    static uint64_t keys[RECORD_KEYS_MAX];
    char names[2][64];
    struct writer value = {0};
    struct record record = record_of(id, keys, names);
    uint64_t cluster = cluster_of(id);
    put_event(store, made,
              (struct event){.kind = cluster == id ? EVENT_NEW : EVENT_JOINED, .article = id, .cluster = cluster});
    if (was_forgotten(id)) /* later */
        return;
    record.seq = made->last_seq;
    record_encode(&record, &value);
    assert_int_equal(store_put(store, STORE_DOCS, id, &value), STATUS_OK);
    writer_close(&value);
    made->articles++;
}

static struct keeper_params params_of(const struct made *made)
{
    struct keeper_params params = {.path = made->scratch.path,
                                   .compression = 1,
                                   .sketch = SKETCH_DEFAULTS,
                                   .matcher = matcher_defaults(),
                                   .sites = SITE_TABLE_DEFAULTS};
    params.matcher.cache_bytes = 1 << 20;
    return params;
}

static struct store *open_store(const struct made *made)
{
    const struct sketch_params sketch = SKETCH_DEFAULTS;
    struct store_params params = {
        .path = made->scratch.path,
        .identity = {sketch.width, sketch.sample_rate, sketch.min_keys, sketch.max_keys, words_version()}};
    struct writer problem = {0};
    struct store *store;
    assert_int_equal(store_open(&params, &problem, &store), STATUS_OK);
    writer_close(&problem);
    return store;
}

static void make(struct made *made)
{
    *made = (struct made){.scratch = scratch_make()};
    struct store *store = open_store(made);
    for (uint64_t id = 1; id <= IDS;) {
        assert_int_equal(store_begin(store, false), STATUS_OK);
        for (uint64_t end = id + BATCH; id < end && id <= IDS; id++)
            if (is_there(id))
                put_article(store, made, id);
        assert_int_equal(store_commit(store), STATUS_OK);
    }
    assert_int_equal(store_begin(store, false), STATUS_OK);
    for (uint64_t id = 1; id <= IDS; id++)
        if (was_forgotten(id))
            put_event(store, made, (struct event){.kind = EVENT_FORGOTTEN, .article = id, .cluster = cluster_of(id)});
    assert_int_equal(store_commit(store), STATUS_OK);
    store_close(store);
}

static struct posting_index *opened(uint32_t shards, uint32_t cap)
{
    struct posting_index *index;
    assert_int_equal(posting_index_open(&(struct posting_index_params){shards, cap}, &index), STATUS_OK);
    return index;
}

static void insert(struct posting_index *index, uint64_t hash, uint64_t id)
{
    if (hash)
        assert_int_equal(posting_index_insert(index, hash, (uint32_t)id), STATUS_OK);
}

static bool add_up(void *context, uint64_t bucket, uint32_t id)
{
    uint64_t *sum = context;
    *sum = mix64(*sum ^ bucket) + id;
    return true;
}

/* In the same order, too: with a cap it says who goes next. */
static void assert_same_index(const struct posting_index *one, const struct posting_index *other)
{
    uint64_t sums[2] = {0, 0};
    posting_index_each(one, add_up, &sums[0]);
    posting_index_each(other, add_up, &sums[1]);
    assert_int_equal(sums[0], sums[1]);
    assert_int_equal(posting_index_stats(one).postings, posting_index_stats(other).postings);
    assert_int_equal(posting_index_stats(one).dropped, posting_index_stats(other).dropped);
    assert_true(posting_index_stats(one).postings > 0);
}

static void assert_knows(const struct keeper *keeper, uint64_t id, const struct record *record)
{
    const struct matcher_tables tables = matcher_tables(keeper->matcher);
    struct fact fact = facts_get(tables.facts, (uint32_t)id);
    assert_int_equal(clusters_of(tables.clusters, (uint32_t)id) != 0, record != NULL);
    assert_int_equal(fact.words, record ? record->words : 0);
    if (!record)
        return;
    assert_int_equal(fact.simhash, record->simhash);
    assert_int_equal(fact.marks, record->judged.marks);
    assert_int_equal(clusters_of(tables.clusters, (uint32_t)id), cluster_of(id));
    if (record->base)
        assert_true(keeper->bases.bits[record->base / 64] >> (record->base % 64) & 1);
}

static void test_as_one_by_one(void **state)
{
    (void)state;
    static uint64_t keys[RECORD_KEYS_MAX];
    struct made made;
    make(&made);
    struct keeper_params params = params_of(&made);
    struct writer problem = {0};
    struct keeper *keeper;
    assert_int_equal(keeper_open(&params, &problem, &keeper), STATUS_OK);
    assert_int_equal(keeper_stats(keeper).articles, made.articles);
    assert_int_equal(keeper_stats(keeper).seq, made.last_seq);
    struct posting_index *index = opened(params.matcher.shards, params.matcher.key_cap);
    struct posting_index *url = opened(LOOKUP_SHARDS, LOOKUP_CAP), *your_id = opened(LOOKUP_SHARDS, LOOKUP_CAP);
    struct posting_index *text = opened(LOOKUP_SHARDS, LOOKUP_CAP);
    const struct hash_key *key = &keeper->prepare.key;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (uint64_t id = 1; id <= IDS; id++) {
        char names[2][64];
        struct record record = record_of(id, keys, names);
        bool known = is_there(id) && !was_forgotten(id);
        assert_knows(keeper, id, known ? &record : NULL);
        arena_reset(&arena);
        for (uint32_t i = 0; i < record.key_count && known; i++)
            insert(index, keys[i], id);
        insert(url, known ? url_hash(key, record.url, &arena) : 0, id);
        insert(your_id, known ? your_id_hash(key, record.your_id) : 0, id);
        insert(text, known ? record.text_hash : 0, id);
    }
    assert_same_index(matcher_tables(keeper->matcher).index, index);
    assert_true(posting_index_stats(index).dropped > 0);
    assert_same_index(keeper->lookups.url, url);
    assert_same_index(keeper->lookups.your_id, your_id);
    assert_same_index(keeper->lookups.text, text);
    posting_index_close(index);
    posting_index_close(url);
    posting_index_close(your_id);
    posting_index_close(text);
    arena_close(&arena);
    keeper_close(keeper);
    writer_close(&problem);
    scratch_remove(&made.scratch);
}

/* Opening fails, with a text in which there is `says`. */
static void assert_refused(const struct made *made, const char *says)
{
    struct keeper_params params = params_of(made);
    struct writer problem = {0};
    struct keeper *keeper;
    assert_int_equal(keeper_open(&params, &problem, &keeper), STATUS_DAMAGED);
    if (bytes_find(writer_view(&problem), bytes_of_string(says), 0) == SIZE_MAX)
        fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&problem)));
    writer_close(&problem);
}

/* A record under another's number; and one that the log does not tell of, in the place of one that it does. */
static void test_what_does_not_fit(void **state)
{
    (void)state;
    static uint64_t keys[RECORD_KEYS_MAX];
    char names[2][64];
    struct made made;
    make(&made);
    struct record record = record_of(20000, keys, names);
    struct writer value = {0};
    struct store *store = open_store(&made);
    assert_int_equal(store_begin(store, false), STATUS_OK);
    record_encode(&record, &value);
    assert_int_equal(store_put(store, STORE_DOCS, 20001, &value), STATUS_OK);
    assert_int_equal(store_commit(store), STATUS_OK);
    store_close(store);
    assert_refused(&made, "article 20001 is damaged");
    store = open_store(&made);
    record.id = HOLE + 5;
    assert_int_equal(store_begin(store, false), STATUS_OK);
    assert_int_equal(store_delete(store, STORE_DOCS, 20001), STATUS_OK);
    writer_clear(&value);
    record_encode(&record, &value);
    assert_int_equal(store_put(store, STORE_DOCS, record.id, &value), STATUS_OK);
    assert_int_equal(store_commit(store), STATUS_OK);
    store_close(store);
    assert_refused(&made, "or of others");
    writer_close(&value);
    scratch_remove(&made.scratch);
}

enum { JOBS = 1000 };

static void count_job(void *context, uint32_t number)
{
    atomic_uint *done = context;
    atomic_fetch_add(&done[number], number + 1);
}

static void test_crew_does_each_once(void **state)
{
    (void)state;
    static atomic_uint done[JOBS];
    crew_work(count_job, done, JOBS);
    for (uint32_t i = 0; i < JOBS; i++)
        assert_int_equal(atomic_load(&done[i]), i + 1);
    crew_work(count_job, done, 1);
    assert_int_equal(atomic_load(&done[0]), 2);
    crew_work(count_job, done, 0);
    assert_int_equal(atomic_load(&done[0]), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_one_by_one),
        cmocka_unit_test(test_what_does_not_fit),
        cmocka_unit_test(test_crew_does_each_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
