/*
 * Elections of canonicals: always the best of the oldest members, and a cluster that loses one canonical after the
 * other reads each record once.
 */
#include "daemon/ingest/keeper_private.h"
#include "tests/random.h"
#include "tests/store/store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct canonical_claim claim_of(uint32_t id, uint32_t spread)
{
    return (struct canonical_claim){.id = id,
                                    .published_ms = (int64_t)(mix64(id) % spread),
                                    .source_priority = CANONICAL_UNLISTED,
                                    .words = (uint32_t)(mix64(id + 1) % 3)};
}

/* The law, one by one. */
static uint32_t best_by_law(const struct clusters *clusters, uint32_t cluster, uint32_t spread)
{
    struct canonical_claim best = {.id = 0};
    uint32_t heard = 0;
    for (uint32_t member = clusters_first(clusters, cluster); member && heard < ELECTABLE_MAX;
         member = clusters_next(clusters, cluster, member), heard++) {
        struct canonical_claim claim = claim_of(member, spread);
        if (best.id == 0 || canonical_better(&claim, &best))
            best = claim;
    }
    return best.id;
}

static uint32_t elect(struct electorate *electorate, const struct clusters *clusters, uint32_t spread)
{
    for (uint32_t member = electorate_next(electorate, clusters); member;
         member = electorate_next(electorate, clusters)) {
        struct canonical_claim claim = claim_of(member, spread);
        assert_int_equal(electorate_add(electorate, member, &claim), STATUS_OK);
    }
    return electorate_best(electorate, clusters);
}

/* Members come and go, elections between them; also past the number that may stand. */
static void test_law(void **state)
{
    (void)state;
    struct random random = random_start(41);
    for (int round = 0; round < 60; round++) {
        struct clusters *clusters;
        struct electorate electorate = {.cluster = 1};
        uint32_t spread = 1 + (uint32_t)random_below(&random, 30), last = 1, unused;
        assert_int_equal(clusters_open(&clusters), STATUS_OK);
        assert_int_equal(clusters_add(clusters, 1, 0), STATUS_OK);
        uint64_t first = round % 20 ? random_below(&random, 40) : ELECTABLE_MAX + random_below(&random, 200);
        for (; first; first--)
            assert_int_equal(clusters_add(clusters, ++last, 1), STATUS_OK);
        for (int step = 0; step < 300 && clusters_size(clusters, 1); step++) {
            uint32_t id = 1 + (uint32_t)random_below(&random, last);
            uint64_t kind = random_below(&random, 3);
            if (kind == 0)
                assert_int_equal(clusters_add(clusters, ++last, 1), STATUS_OK);
            else if (kind == 1 && clusters_of(clusters, id) == 1) {
                electorate_leave(&electorate, clusters, id);
                electorate.cluster = 1; /* it may have been cleared */
                assert_int_equal(clusters_forget(clusters, id, &unused), STATUS_OK);
            } else if (clusters_size(clusters, 1)) {
                if (round % 20 == 0 && step % 10) /* the law takes its time */
                    (void)elect(&electorate, clusters, spread);
                else
                    assert_int_equal(elect(&electorate, clusters, spread), best_by_law(clusters, 1, spread));
            }
        }
        electorate_close(&electorate);
        clusters_close(clusters);
    }
}

enum { MEMBERS = 20000, BATCH = 1000 };

static struct keeper_params params_of(const struct scratch *scratch)
{
    struct keeper_params params = {.path = scratch->path,
                                   .compression = 1,
                                   .sketch = SKETCH_DEFAULTS,
                                   .matcher = matcher_defaults(),
                                   .sites = SITE_TABLE_DEFAULTS};
    params.matcher.cache_bytes = 1 << 20;
    return params;
}

/* Publication times in no order. */
static int64_t published(uint64_t id)
{
    return 1763719445000 + (int64_t)(mix64(id) % 1000000000);
}

static void put_member(struct store *store, uint64_t id)
{
    struct writer value = {0};
    struct record record = {.id = id,
                            .seq = id,
                            .submitted_ms = 1763719445000,
                            .published_ms = published(id),
                            .words = 5,
                            .judged = {.cluster = 1, .canonical = 1}};
    record_encode(&record, &value);
    assert_int_equal(store_put(store, STORE_DOCS, id, &value), STATUS_OK);
    struct event event = {.kind = id == 1 ? EVENT_NEW : EVENT_JOINED, .time_ms = 1, .article = id, .cluster = 1};
    writer_clear(&value);
    event_encode(&event, &value);
    assert_int_equal(store_put(store, STORE_LOG, id, &value), STATUS_OK);
    writer_close(&value);
}

static void make_cluster(const struct scratch *scratch)
{
    struct writer problem = {0};
    struct keeper_params params = params_of(scratch);
    struct keeper *keeper;
    assert_int_equal(keeper_open(&params, &problem, &keeper), STATUS_OK); /* the store as a keeper makes it */
    assert_int_equal(store_begin(keeper->store, false), STATUS_OK);
    for (uint64_t id = 1; id <= MEMBERS; id++)
        put_member(keeper->store, id);
    assert_int_equal(store_commit(keeper->store), STATUS_OK);
    keeper_close(keeper);
    writer_close(&problem);
}

static uint32_t earliest(const struct clusters *clusters)
{
    uint32_t best = 0, heard = 0;
    for (uint32_t member = clusters_first(clusters, 1); member && heard < ELECTABLE_MAX;
         member = clusters_next(clusters, 1, member), heard++)
        if (best == 0 || published(member) < published(best) || (published(member) == published(best) && member < best))
            best = member;
    return best;
}

/* The canonical goes, 20,000 times over: the worst that single FORGETs can do to a cluster. */
static void test_one_by_one_is_linear(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    struct keeper_params params = params_of(&scratch);
    struct keeper *keeper;
    make_cluster(&scratch);
    assert_int_equal(keeper_open(&params, &problem, &keeper), STATUS_OK);
    const struct clusters *clusters = matcher_clusters(keeper->matcher);
    assert_int_equal(clusters_size(clusters, 1), MEMBERS);
    uint32_t next = 1;
    for (uint32_t gone = 0; gone < MEMBERS;) {
        assert_int_equal(keeper_begin_removal(keeper), STATUS_OK);
        for (uint32_t end = gone + BATCH; gone < end; gone++) {
            assert_int_equal(keeper_forget(keeper, next, 1763719445000), STATUS_OK);
            next = clusters_canonical(clusters, 1);
        }
        assert_int_equal(next, earliest(clusters));
        assert_int_equal(keeper_commit(keeper), STATUS_OK);
    }
    assert_int_equal(next, 0);
    assert_int_equal(keeper_stats(keeper).heard, MEMBERS - 1); /* all but the first, which nobody elected */
    keeper_close(keeper);
    writer_close(&problem);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_law), cmocka_unit_test(test_one_by_one_is_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
