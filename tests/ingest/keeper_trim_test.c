/*
 * A log whose beginning was cut off tells the same as the whole one.
 */
#include "tests/ingest/desk.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { STORIES = 8, LIVING = 40 };

static void describe_clusters(struct desk *desk, uint64_t last, struct writer *out)
{
    for (uint64_t id = 1; id <= last; id++) {
        struct doc doc;
        arena_reset(&desk->work);
        enum status status = keeper_doc(desk->keeper, id, &desk->work, &doc);
        writer_format(out, "%llu %s", (unsigned long long)id, status_word(status));
        if (status == STATUS_OK)
            writer_format(out, " in %llu of %u, canonical %llu", (unsigned long long)doc.cluster, doc.cluster_size,
                          (unsigned long long)doc.canonical);
        writer_format(out, "\n");
    }
}

static void assert_restart_changes_nothing(struct desk *desk, uint64_t last)
{
    struct writer before = {0}, after = {0}, report = {0};
    describe_clusters(desk, last, &before);
    keeper_close(desk->keeper);
    desk->keeper = NULL;
    if (keeper_verify(desk->scratch.path, &report) != STATUS_OK)
        fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&report)));
    desk_reopen(desk);
    describe_clusters(desk, last, &after);
    if (!bytes_equal(writer_view(&before), writer_view(&after)))
        fail_msg("--- before\n%" BYTES_FORMAT "--- after\n%" BYTES_FORMAT, BYTES_ARGS(writer_view(&before)),
                 BYTES_ARGS(writer_view(&after)));
    writer_close(&before);
    writer_close(&after);
    writer_close(&report);
}

/* A piece of one story, or of two that merge or are a digest, from one of three sources. */
static struct answer submit_random(struct desk *desk, struct random *random)
{
    char source[32], published[32];
    arena_reset(&desk->stories);
    unsigned from = (unsigned)random_below(random, 30);
    struct bytes text =
        story_text(&desk->stories, random_below(random, STORIES), from, from + 8 + (unsigned)random_below(random, 25));
    if (random_below(random, 8) == 0)
        text = text_join(&desk->stories, text, story_text(&desk->stories, random_below(random, STORIES), 0, 20));
    (void)snprintf(source, sizeof source, "s%llu.example", (unsigned long long)random_below(random, 3));
    (void)snprintf(published, sizeof published, "2025-11-%02llu", 1 + (unsigned long long)random_below(random, 28));
    return desk_put(
        desk, &(struct piece){.source = source, .published = random_below(random, 2) ? published : NULL, .text = text});
}

/* Removes, mostly the oldest, and what a person does in between. */
static void disturb(struct desk *desk, struct random *random, uint64_t last)
{
    struct linking linking;
    uint64_t a = last - random_below(random, LIVING), b = last - random_below(random, LIVING);
    (void)!keeper_forget(desk->keeper, a, desk->now_ms);
    if (random_below(random, 3) == 0)
        (void)!keeper_link(desk->keeper, b, last, desk->now_ms, &linking);
    if (random_below(random, 3) == 0)
        (void)!keeper_unlink(desk->keeper, last - random_below(random, LIVING), 0, desk->now_ms, &linking);
}

static void test_same_clusters(void **state)
{
    (void)state;
    struct random random = random_start(31);
    struct desk desk;
    uint64_t last = 0;
    desk_open(&desk);
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    desk.params.log_keep = 1; /* all that can go, goes */
    desk_reopen(&desk);
    for (int batch = 0; batch < 150; batch++) {
        desk_begin(&desk);
        for (uint64_t i = 1 + random_below(&random, 6); i; i--)
            last = submit_random(&desk, &random).id;
        if (last > LIVING) {
            disturb(&desk, &random, last);
            for (uint64_t id = last > LIVING + 12 ? last - LIVING - 12 : 1; id <= last - LIVING; id++)
                (void)!keeper_forget(desk.keeper, id, desk.now_ms);
        }
        desk_commit(&desk);
        if (batch % 7 == 0)
            assert_restart_changes_nothing(&desk, last);
    }
    struct keeper_stats stats = keeper_stats(desk.keeper);
    printf("%llu of %llu articles, events %llu to %llu\n", (unsigned long long)stats.articles, (unsigned long long)last,
           (unsigned long long)stats.first_seq, (unsigned long long)stats.seq);
    assert_true(stats.articles > 20 && stats.articles <= LIVING);
    assert_true(stats.first_seq > stats.seq / 2);
    desk_close(&desk);
}

/* Numbers are not given again, also when nothing of the highest is left in the log. */
static void test_numbers(void **state)
{
    (void)state;
    struct desk desk;
    struct event events[8];
    size_t count;
    desk_open(&desk);
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    desk.params.log_keep = 1;
    desk_reopen(&desk);
    for (uint64_t i = 1; i <= 5; i++)
        (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, i, 0, 20)});
    for (uint64_t i = 5; i; i--)
        assert_int_equal(desk_forget(&desk, i), STATUS_OK);
    assert_int_equal(keeper_stats(desk.keeper).first_seq, 10);
    assert_restart_changes_nothing(&desk, 6);
    assert_int_equal(keeper_changes(desk.keeper, 0, &desk.work, events, 8, &count), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(events[0].seq, 10);
    assert_int_equal(desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 20)}).id, 6);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_clusters),
        cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
