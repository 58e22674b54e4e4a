/*
 * LINK and UNLINK, and what is remembered of them.
 */
#include "tests/ingest/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct linking link_up(struct desk *desk, uint64_t a, uint64_t b)
{
    struct linking linking;
    desk_begin(desk);
    assert_int_equal(keeper_link(desk->keeper, a, b, desk->now_ms, &linking), STATUS_OK);
    desk_commit(desk);
    return linking;
}

static struct linking unlink_one(struct desk *desk, uint64_t a, uint64_t b)
{
    struct linking linking;
    desk_begin(desk);
    assert_int_equal(keeper_unlink(desk->keeper, a, b, desk->now_ms, &linking), STATUS_OK);
    desk_commit(desk);
    return linking;
}

static uint64_t cluster_of(struct desk *desk, uint64_t id)
{
    struct doc doc;
    assert_int_equal(keeper_doc(desk->keeper, id, &desk->work, &doc), STATUS_OK);
    return doc.cluster;
}

static void assert_sound(struct desk *desk)
{
    struct writer report = {0}, before = {0}, after = {0};
    desk_describe(desk, 40, &before);
    keeper_close(desk->keeper);
    desk->keeper = NULL;
    if (keeper_verify(desk->scratch.path, &report) != STATUS_OK)
        fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&report)));
    desk_reopen(desk);
    desk_describe(desk, 40, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&report);
    writer_close(&before);
    writer_close(&after);
}

/* Two halves of one story that overlap too little to be copies, in clusters 1 and 3, with a copy each. */
static void submit_halves(struct desk *desk)
{
    (void)desk_submit(desk, &(struct piece){.id = "left", .text = story_text(&desk->stories, 1, 0, 25)});
    (void)desk_submit(desk, &(struct piece){.id = "left too", .text = story_text(&desk->stories, 1, 1, 25)});
    (void)desk_submit(desk, &(struct piece){.id = "right", .text = story_text(&desk->stories, 1, 15, 40)});
    (void)desk_submit(desk, &(struct piece){.id = "right too", .text = story_text(&desk->stories, 1, 15, 39)});
    assert_int_equal(cluster_of(desk, 2), 1);
    assert_int_equal(cluster_of(desk, 4), 3);
}

static void submit_middle(struct desk *desk, const char *id, struct answer *out)
{
    *out = desk_submit(desk, &(struct piece){.id = id, .text = story_text(&desk->stories, 1, 5, 34)});
}

static void test_link(void **state)
{
    (void)state;
    struct desk desk;
    struct answer answer;
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.id = "a", .text = story_text(&desk.stories, 1, 0, 25)});
    (void)desk_submit(&desk, &(struct piece){.id = "b", .text = story_text(&desk.stories, 2, 0, 25)});
    struct linking linking = link_up(&desk, 2, 1);
    assert_true(linking.changed && linking.cluster == 1 && linking.canonical == 1 && linking.size == 2);
    assert_false(link_up(&desk, 1, 2).changed);
    /* Copies of either join them. */
    answer = desk_submit(&desk, &(struct piece){.id = "c", .text = story_text(&desk.stories, 2, 1, 25)});
    assert_int_equal(answer.cluster, 1);
    assert_int_equal(answer.matched, 2);
    assert_sound(&desk);
    assert_int_equal(cluster_of(&desk, 2), 1);
    desk_begin(&desk);
    assert_int_equal(keeper_link(desk.keeper, 1, 1, 0, &linking), STATUS_BADARG);
    assert_int_equal(keeper_link(desk.keeper, 1, 9, 0, &linking), STATUS_NOTFOUND);
    assert_int_equal(keeper_link(desk.keeper, UINT64_MAX, 1, 0, &linking), STATUS_NOTFOUND);
    desk_commit(&desk);
    desk_close(&desk);
}

/* An article that matches both merges them, unless they were parted; also after a restart. */
static void test_unlinked_stay_apart(void **state)
{
    (void)state;
    struct desk desk;
    struct answer answer;
    for (int restart = 0; restart < 2; restart++) {
        desk_open(&desk);
        submit_halves(&desk);
        submit_middle(&desk, "middle", &answer);
        assert_int_equal(cluster_of(&desk, 3), 1); /* this is what it does by itself */
        desk_close(&desk);

        desk_open(&desk);
        submit_halves(&desk);
        assert_true(unlink_one(&desk, 1, 3).changed);
        assert_false(unlink_one(&desk, 3, 1).changed);
        if (restart)
            assert_sound(&desk);
        submit_middle(&desk, "middle", &answer);
        assert_true(answer.cluster == 1 || answer.cluster == 3);
        assert_int_equal(cluster_of(&desk, 1), 1);
        assert_int_equal(cluster_of(&desk, 3), 3);
        assert_int_equal(keeper_stats(desk.keeper).apart, 1);
        /* Those who were named may go: the others of their clusters stay apart. */
        assert_int_equal(desk_forget(&desk, 1), STATUS_OK);
        assert_int_equal(desk_forget(&desk, 3), STATUS_OK);
        if (restart)
            desk_reopen(&desk);
        submit_middle(&desk, "middle too", &answer);
        assert_int_equal(cluster_of(&desk, 2), 1);
        assert_int_equal(cluster_of(&desk, 4), 3);
        /* A person takes it back. */
        assert_int_equal(link_up(&desk, 2, 4).cluster, 1);
        assert_int_equal(keeper_stats(desk.keeper).apart, 0);
        assert_sound(&desk);
        desk_close(&desk);
    }
}

/* The one who leaves takes nothing along but its text, also when it gave the cluster its name. */
static void test_unlink_splits(void **state)
{
    (void)state;
    for (uint64_t leaves = 1; leaves <= 3; leaves++) {
        struct desk desk;
        desk_open(&desk);
        for (unsigned i = 0; i < 4; i++)
            (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, i, 30)});
        assert_int_equal(cluster_of(&desk, 4), 1);
        struct linking linking = unlink_one(&desk, leaves, 0);
        assert_true(linking.changed && linking.cluster == leaves && linking.size == 1 && linking.canonical == leaves);
        assert_int_equal(linking.rest, leaves == 1 ? 2 : 1);
        assert_int_equal(cluster_of(&desk, 4), linking.rest);
        for (uint64_t id = 1; id <= 4; id++)
            assert_true(
                bytes_equal(desk_text(&desk, id), bytes_trim(story_text(&desk.stories, 1, (unsigned)id - 1, 30))));
        assert_sound(&desk);
        /* No text leans on one that went. */
        assert_int_equal(desk_forget(&desk, leaves), STATUS_OK);
        for (uint64_t id = 1; id <= 4; id++)
            if (id != leaves)
                assert_true(
                    bytes_equal(desk_text(&desk, id), bytes_trim(story_text(&desk.stories, 1, (unsigned)id - 1, 30))));
        assert_sound(&desk);
        desk_close(&desk);
    }
}

/* A copy of one that left joins it, or the rest, and they stay two. */
static void test_copies_after_a_split(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    for (unsigned i = 0; i < 4; i++)
        (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, i, 30)});
    (void)unlink_one(&desk, 3, 0);
    for (unsigned i = 0; i < 6; i++) {
        struct answer answer = desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, i, 29)});
        assert_true(answer.cluster == 1 || answer.cluster == 3);
    }
    assert_int_equal(cluster_of(&desk, 3), 3);
    assert_int_equal(cluster_of(&desk, 1), 1);
    assert_sound(&desk);
    desk_close(&desk);
}

static void test_unlink_of_one_alone(void **state)
{
    (void)state;
    struct desk desk;
    struct linking linking;
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 25)});
    linking = unlink_one(&desk, 1, 0);
    assert_false(linking.changed);
    assert_int_equal(linking.rest, 0);
    desk_begin(&desk);
    assert_int_equal(keeper_unlink(desk.keeper, 1, 1, 0, &linking), STATUS_BADARG);
    assert_int_equal(keeper_unlink(desk.keeper, 1, 2, 0, &linking), STATUS_NOTFOUND);
    assert_int_equal(keeper_unlink(desk.keeper, 2, 0, 0, &linking), STATUS_NOTFOUND);
    desk_commit(&desk);
    desk_close(&desk);
}

/* A batch that is dropped leaves no pair. */
static void test_abort(void **state)
{
    (void)state;
    struct desk desk;
    struct linking linking;
    desk_open(&desk);
    submit_halves(&desk);
    desk_begin(&desk);
    assert_int_equal(keeper_unlink(desk.keeper, 1, 3, 0, &linking), STATUS_OK);
    assert_int_equal(keeper_abort(desk.keeper), STATUS_OK);
    assert_int_equal(keeper_stats(desk.keeper).apart, 0);
    desk_begin(&desk);
    assert_int_equal(keeper_unlink(desk.keeper, 2, 0, 0, &linking), STATUS_OK);
    assert_int_equal(keeper_link(desk.keeper, 1, 3, 0, &linking), STATUS_OK);
    assert_int_equal(keeper_abort(desk.keeper), STATUS_OK);
    assert_int_equal(cluster_of(&desk, 2), 1);
    assert_int_equal(cluster_of(&desk, 3), 3);
    assert_sound(&desk);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_link),
        cmocka_unit_test(test_unlinked_stay_apart),
        cmocka_unit_test(test_unlink_splits),
        cmocka_unit_test(test_copies_after_a_split),
        cmocka_unit_test(test_unlink_of_one_alone),
        cmocka_unit_test(test_abort),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
