/*
 * Removing many at once: by source, cluster, list and age, in steps.
 */
#include "tests/ingest/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { STORIES = 10, COPIES = 4 };

/* Ten stories with four copies each, from four sources in turn, published on four days; ids 1 to 40. */
static void fill(struct desk *desk)
{
    desk_begin(desk);
    for (uint64_t story = 1; story <= STORIES; story++)
        for (unsigned copy = 0; copy < COPIES; copy++) {
            char source[32], published[32];
            (void)snprintf(source, sizeof source, "S%u.example", copy);
            (void)snprintf(published, sizeof published, "2025-11-0%u", 1 + copy);
            (void)desk_put(desk, &(struct piece){.source = source,
                                                 .published = published,
                                                 .text = story_text(&desk->stories, story, copy, 30)});
        }
    desk_commit(desk);
    assert_int_equal(keeper_stats(desk->keeper).articles, STORIES * COPIES);
    assert_int_equal(keeper_stats(desk->keeper).clusters, STORIES);
}

/* One call in a batch of its own. */
static uint64_t step(struct desk *desk, const struct removal *removal, uint64_t cursor, size_t most, uint64_t *next)
{
    uint64_t removed;
    assert_int_equal(keeper_begin_removal(desk->keeper), STATUS_OK);
    assert_int_equal(keeper_remove(desk->keeper, removal, cursor, most, desk->now_ms, &desk->work, &removed, next),
                     STATUS_OK);
    desk_commit(desk);
    return removed;
}

static uint64_t all_steps(struct desk *desk, const struct removal *removal, size_t most)
{
    uint64_t removed = 0, next = 0, steps = 0;
    do {
        uint64_t some = step(desk, removal, next, most, &next);
        assert_true(some <= most);
        removed += some;
        assert_true(++steps < 100);
    } while (next);
    return removed;
}

static bool exists(struct desk *desk, uint64_t id)
{
    struct doc doc;
    enum status status = keeper_doc(desk->keeper, id, &desk->work, &doc);
    assert_true(status == STATUS_OK || status == STATUS_NOTFOUND);
    return status == STATUS_OK;
}

/* Texts are whole, canonicals are the best of those left, the store is sound, and a restart changes nothing. */
static void assert_sound(struct desk *desk)
{
    struct writer report = {0}, before = {0}, after = {0};
    for (uint64_t id = 1; id <= STORIES * COPIES; id++) {
        struct doc doc;
        if (!exists(desk, id))
            continue;
        struct bytes text = story_text(&desk->stories, 1 + (id - 1) / COPIES, (unsigned)((id - 1) % COPIES), 30);
        assert_true(bytes_equal(desk_text(desk, id), bytes_trim(text)));
        assert_int_equal(keeper_doc(desk->keeper, id, &desk->work, &doc), STATUS_OK);
        assert_true(doc.canonical <= id && exists(desk, doc.canonical)); /* the earliest published is the lowest id */
    }
    desk_describe(desk, STORIES * COPIES, &before);
    keeper_close(desk->keeper);
    desk->keeper = NULL;
    if (keeper_verify(desk->scratch.path, &report) != STATUS_OK)
        fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&report)));
    desk_reopen(desk);
    desk_describe(desk, STORIES * COPIES, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&report);
    writer_close(&before);
    writer_close(&after);
}

static void test_source(void **state)
{
    (void)state;
    for (size_t most = 1; most <= 100; most = most * 3 + 1) {
        struct desk desk;
        desk_open(&desk);
        fill(&desk);
        const struct removal none = {.kind = REMOVAL_SOURCE, .source = BYTES("s0.example")};
        const struct removal first = {.kind = REMOVAL_SOURCE, .source = BYTES("S0.example")};
        assert_int_equal(all_steps(&desk, &none, most), 0);
        assert_int_equal(all_steps(&desk, &first, most), STORIES);
        for (uint64_t id = 1; id <= STORIES * COPIES; id++)
            assert_int_equal(exists(&desk, id), (id - 1) % COPIES != 0);
        assert_int_equal(keeper_stats(desk.keeper).clusters, STORIES);
        assert_sound(&desk);
        desk_close(&desk);
    }
}

static void test_cluster(void **state)
{
    (void)state;
    for (size_t most = 1; most <= 5; most++) {
        struct desk desk;
        uint64_t next = 0, removed = 0;
        desk_open(&desk);
        fill(&desk);
        const struct removal removal = {.kind = REMOVAL_CLUSTER, .cluster = 6};
        do
            removed += step(&desk, &removal, next, most, &next);
        while (next);
        assert_int_equal(removed, COPIES);
        for (uint64_t id = 1; id <= STORIES * COPIES; id++)
            assert_int_equal(exists(&desk, id), id < 5 || id > 8);
        assert_int_equal(keeper_begin_removal(desk.keeper), STATUS_OK);
        assert_int_equal(keeper_remove(desk.keeper, &removal, 0, most, 0, &desk.work, &removed, &next),
                         STATUS_NOTFOUND);
        desk_commit(&desk);
        assert_sound(&desk);
        desk_close(&desk);
    }
}

static void test_list(void **state)
{
    (void)state;
    static const uint32_t ids[] = {1, 40, 7, 7, 999, 2, 3, 13};
    struct desk desk;
    uint64_t next;
    desk_open(&desk);
    fill(&desk);
    const struct removal removal = {.kind = REMOVAL_LIST, .ids = ids, .id_count = sizeof ids / sizeof *ids};
    assert_int_equal(step(&desk, &removal, 0, 0, &next), 6);
    assert_int_equal(next, 0);
    assert_false(exists(&desk, 1) || exists(&desk, 7) || exists(&desk, 40));
    assert_true(exists(&desk, 4) && exists(&desk, 8));
    assert_sound(&desk);
    assert_int_equal(step(&desk, &removal, 0, 0, &next), 0);
    desk_close(&desk);
}

/* By arrival the oldest go, and only they; by publication the time that the pages tell counts. */
static void test_age(void **state)
{
    (void)state;
    struct desk desk;
    struct doc doc;
    desk_open(&desk);
    assert_false(keeper_has_older(desk.keeper, INT64_MAX));
    fill(&desk);
    assert_int_equal(keeper_doc(desk.keeper, 15, &desk.work, &doc), STATUS_OK);
    const struct removal arrived = {.kind = REMOVAL_CAME_BEFORE, .before_ms = doc.record.submitted_ms};
    assert_true(keeper_has_older(desk.keeper, arrived.before_ms));
    assert_int_equal(all_steps(&desk, &arrived, 4), 14);
    assert_false(keeper_has_older(desk.keeper, arrived.before_ms));
    for (uint64_t id = 1; id <= STORIES * COPIES; id++)
        assert_int_equal(exists(&desk, id), id >= 15);
    assert_sound(&desk);
    assert_int_equal(all_steps(&desk, &arrived, 4), 0);
    assert_int_equal(keeper_doc(desk.keeper, 16, &desk.work, &doc), STATUS_OK);
    const struct removal published = {.kind = REMOVAL_PUBLISHED_BEFORE, .before_ms = doc.record.published_ms};
    assert_int_equal(all_steps(&desk, &published, 5), 19); /* 15, and three of four of 17 to 40 */
    for (uint64_t id = 1; id <= STORIES * COPIES; id++)
        assert_int_equal(exists(&desk, id), id >= 15 && (id - 1) % COPIES == 3);
    assert_sound(&desk);
    desk_close(&desk);
}

/* Everything goes: nothing is left, in RAM either. */
static void test_all(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    fill(&desk);
    const struct removal removal = {.kind = REMOVAL_CAME_BEFORE, .before_ms = INT64_MAX};
    assert_int_equal(all_steps(&desk, &removal, 7), STORIES * COPIES);
    struct keeper_stats stats = keeper_stats(desk.keeper);
    assert_int_equal(stats.articles, 0);
    assert_int_equal(stats.clusters, 0);
    assert_int_equal(stats.matcher.index.postings, 0);
    assert_int_equal(stats.removed, STORIES * COPIES);
    assert_sound(&desk);
    struct answer answer = desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 30)});
    assert_int_equal(answer.id, STORIES * COPIES + 1);
    assert_int_equal(answer.verdict, VERDICT_NEW);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source), cmocka_unit_test(test_cluster), cmocka_unit_test(test_list),
        cmocka_unit_test(test_age),    cmocka_unit_test(test_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
