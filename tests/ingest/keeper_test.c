#include "tests/ingest/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_verdict(const struct answer *answer, enum verdict verdict, uint64_t cluster)
{
    if (answer->verdict != verdict)
        fail_msg("%s, not %s", verdict_name(answer->verdict), verdict_name(verdict));
    assert_int_equal(answer->cluster, cluster);
}

static void test_verdicts(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct bytes story = story_text(&desk.stories, 1, 0, 30);
    struct answer got = desk_submit(&desk, &(struct piece){.id = "a", .url = "https://a.example/1", .text = story});
    assert_verdict(&got, VERDICT_NEW, 1);
    assert_int_equal(got.id, 1);
    assert_int_equal(got.canonical, 1);
    assert_int_equal(got.matched, 0);
    assert_int_equal(got.words, 30 * 12);
    assert_int_equal(got.seq, 1);
    got = desk_submit(&desk, &(struct piece){.id = "b", .url = "https://b.example/1", .text = story});
    assert_verdict(&got, VERDICT_EXACT, 1);
    assert_int_equal(got.id, 2);
    assert_int_equal(got.matched, 1);
    struct bytes copy = text_join(&desk.stories, story_text(&desk.stories, 2, 0, 2), story);
    got = desk_submit(&desk, &(struct piece){.id = "c", .url = "https://c.example/1", .text = copy});
    assert_verdict(&got, VERDICT_COPY, 1);
    got = desk_submit(&desk, &(struct piece){.id = "d", .text = story_text(&desk.stories, 1, 0, 8)});
    assert_verdict(&got, VERDICT_EXCERPT, 1);
    got = desk_submit(&desk, &(struct piece){.id = "e", .text = story_text(&desk.stories, 3, 0, 30)});
    assert_verdict(&got, VERDICT_NEW, 5);
    got = desk_submit(&desk, &(struct piece){.id = "f", .text = BYTES("Too short to say.")});
    assert_verdict(&got, VERDICT_SHORT, 6);
    struct keeper_stats stats = keeper_stats(desk.keeper);
    assert_int_equal(stats.articles, 6);
    assert_int_equal(stats.clusters, 3);
    assert_int_equal(stats.commits, 6);
    desk_close(&desk);
}

/* Two copies in one batch: the second sees the first, though nothing is committed. */
static void test_one_batch(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct bytes story = story_text(&desk.stories, 1, 0, 30);
    struct bytes longer = text_join(&desk.stories, story, story_text(&desk.stories, 2, 0, 3));
    desk_begin(&desk);
    struct answer got = desk_put(&desk, &(struct piece){.id = "a", .text = story});
    assert_verdict(&got, VERDICT_NEW, 1);
    got = desk_put(&desk, &(struct piece){.id = "b", .text = longer});
    assert_verdict(&got, VERDICT_COPY, 1);
    got = desk_put(&desk, &(struct piece){.id = "a", .text = story});
    assert_true(got.repeat);
    assert_int_equal(keeper_seq(desk.keeper), 0); /* not durable yet */
    desk_commit(&desk);
    assert_int_equal(keeper_seq(desk.keeper), 2);
    assert_true(bytes_equal(desk_text(&desk, 2), bytes_trim(longer)));
    desk_close(&desk);
}

/* The same again: the same answer, nothing added; also after a restart, and after the cluster has changed. */
static void test_repeats(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct bytes story = story_text(&desk.stories, 1, 0, 30);
    struct piece named = {.id = "a", .url = "https://a.example/1", .text = story};
    struct piece unnamed = {.url = "https://b.example/1", .text = story_text(&desk.stories, 1, 0, 10)};
    struct answer first = desk_submit(&desk, &named);
    first.your_id = BYTES("a");
    struct answer second = desk_submit(&desk, &unnamed);
    for (int i = 0; i < 3; i++) {
        struct answer again = desk_submit(&desk, &named);
        assert_true(again.repeat && same_answer(&first, &again));
        again = desk_check(&desk, &named);
        assert_true(again.repeat && same_answer(&first, &again));
        again = desk_submit(&desk, &unnamed);
        assert_true(again.repeat && same_answer(&second, &again));
        assert_int_equal(keeper_stats(desk.keeper).articles, 2 + (uint64_t)i);
        (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 20 + (unsigned)i)});
        desk_reopen(&desk);
    }
    /* Another address with the same id of yours is the same article still. */
    named.url = "https://a.example/moved";
    struct answer moved = desk_submit(&desk, &named);
    assert_true(moved.repeat && same_answer(&first, &moved));
    desk_close(&desk);
}

static void test_revisions(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    const char *url = "https://a.example/live";
    struct piece pieces[3] = {{.url = url, .text = story_text(&desk.stories, 1, 0, 20)},
                              {.url = url, .text = story_text(&desk.stories, 1, 0, 24)},
                              {.url = url, .text = story_text(&desk.stories, 1, 2, 24)}};
    struct answer answers[3];
    for (size_t i = 0; i < 3; i++) {
        struct doc doc;
        answers[i] = desk_submit(&desk, &pieces[i]);
        assert_int_equal(answers[i].id, i + 1);
        assert_int_equal(answers[i].cluster, 1);
        assert_int_equal(answers[i].verdict, i ? VERDICT_REVISION : VERDICT_NEW);
        assert_int_equal(keeper_doc(desk.keeper, i + 1, &desk.work, &doc), STATUS_OK);
        assert_int_equal(doc.record.judged.previous, i);
        assert_int_equal(desk_find(&desk, url), i + 1);
    }
    /* A file that has all three is sent again: nothing is new. */
    for (size_t i = 0; i < 6; i++) {
        struct answer again = desk_submit(&desk, &pieces[i % 3]);
        assert_true(again.repeat && same_answer(&answers[i % 3], &again));
        if (i == 2)
            desk_reopen(&desk);
    }
    assert_int_equal(keeper_stats(desk.keeper).articles, 3);
    desk_close(&desk);
}

static void test_same_id_with_other_text(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct piece first = {.id = "a", .url = "https://a.example/1", .text = story_text(&desk.stories, 1, 0, 20)};
    struct piece second = {.id = "a", .url = "https://a.example/2", .text = story_text(&desk.stories, 2, 0, 20)};
    (void)desk_submit(&desk, &first);
    struct answer got = desk_submit(&desk, &second);
    assert_int_equal(got.id, 2);
    assert_int_equal(desk_find(&desk, "key:a"), 2);
    got = desk_submit(&desk, &first);
    assert_true(got.repeat);
    assert_int_equal(got.id, 1);
    desk_close(&desk);
}

/* Somebody else's id for a page that is known: findable by it, in the same cluster. */
static void test_another_id_for_the_same_page(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct bytes story = story_text(&desk.stories, 1, 0, 20);
    (void)desk_submit(&desk, &(struct piece){.id = "a", .url = "https://a.example/1", .text = story});
    struct piece renamed = {.id = "b", .url = "https://a.example/1", .text = story};
    struct answer got = desk_submit(&desk, &renamed);
    assert_verdict(&got, VERDICT_UNCHANGED, 1);
    assert_int_equal(desk_find(&desk, "key:b"), 2);
    assert_int_equal(desk_find(&desk, "key:a"), 1);
    got = desk_submit(&desk, &renamed);
    assert_true(got.repeat);
    desk_close(&desk);
}

static void test_find(void **state)
{
    (void)state;
    struct desk desk;
    uint64_t id;
    desk_open(&desk);
    (void)desk_submit(
        &desk,
        &(struct piece){.id = "12", .url = "https://a.example/1?utm_x=1", .text = story_text(&desk.stories, 1, 0, 20)});
    assert_int_equal(desk_find(&desk, "1"), 1);
    assert_int_equal(desk_find(&desk, "12"), 0);
    assert_int_equal(desk_find(&desk, "key:12"), 1);
    assert_int_equal(desk_find(&desk, "key:1"), 0);
    assert_int_equal(desk_find(&desk, "http://www.a.example/1/"), 1);
    assert_int_equal(desk_find(&desk, "https://a.example/2"), 0);
    assert_int_equal(desk_find(&desk, "0"), 0);
    assert_int_equal(desk_find(&desk, "18446744073709551615"), 0);
    assert_int_equal(desk_find(&desk, "99999999999999999999"), 0);
    assert_int_equal(keeper_find(desk.keeper, BYTES(""), &id), STATUS_BADARG);
    desk_close(&desk);
}

static void test_check_keeps_nothing(void **state)
{
    (void)state;
    struct desk desk;
    struct writer before = {0};
    struct writer after = {0};
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 30)});
    desk_describe(&desk, 3, &before);
    struct answer got = desk_check(&desk, &(struct piece){.id = "x", .text = story_text(&desk.stories, 1, 0, 10)});
    assert_verdict(&got, VERDICT_EXCERPT, 1);
    assert_int_equal(got.id, 0);
    assert_int_equal(got.matched, 1);
    assert_int_equal(got.canonical, 1);
    got = desk_check(&desk, &(struct piece){.id = "x", .text = story_text(&desk.stories, 2, 0, 10)});
    assert_verdict(&got, VERDICT_NEW, 0);
    desk_describe(&desk, 3, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* Copies packed against a text that is forgotten keep theirs; the rest of the cluster elects another canonical. */
static void test_forget(void **state)
{
    (void)state;
    struct desk desk;
    struct doc doc;
    struct writer before = {0};
    struct writer after = {0};
    desk_open(&desk);
    struct bytes texts[4];
    for (unsigned i = 0; i < 4; i++) {
        texts[i] = story_text(&desk.stories, 1, i, 30);
        (void)desk_submit(&desk, &(struct piece){.id = (const char *[]){"a", "b", "c", "d"}[i],
                                                 .url = i ? NULL : "https://a.example/1",
                                                 .text = texts[i]});
    }
    assert_int_equal(keeper_doc(desk.keeper, 2, &desk.work, &doc), STATUS_OK);
    assert_int_equal(doc.record.base, 1);
    assert_true(doc.stored_size < 100);
    assert_int_equal(desk_forget(&desk, 1), STATUS_OK);
    assert_int_equal(desk_forget(&desk, 1), STATUS_NOTFOUND);
    assert_int_equal(desk_forget(&desk, 77), STATUS_NOTFOUND);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(desk_find(&desk, "1"), 0);
        assert_int_equal(desk_find(&desk, "key:a"), 0);
        assert_int_equal(desk_find(&desk, "https://a.example/1"), 0);
        for (uint64_t id = 2; id <= 4; id++) {
            assert_true(bytes_equal(desk_text(&desk, id), bytes_trim(texts[id - 1])));
            assert_int_equal(keeper_doc(desk.keeper, id, &desk.work, &doc), STATUS_OK);
            assert_int_equal(doc.cluster, 1); /* the name stays */
            assert_int_equal(doc.cluster_size, 3);
            assert_int_not_equal(doc.canonical, 1);
            assert_int_not_equal(doc.record.base, 1);
        }
        desk_describe(&desk, 5, i ? &after : &before);
        desk_reopen(&desk);
    }
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    /* Its number is never given again, and what it said is new once more only to who asks about it. */
    struct answer got = desk_submit(&desk, &(struct piece){.id = "a", .text = story_text(&desk.stories, 9, 0, 30)});
    assert_int_equal(got.id, 5);
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

/* The last article forgotten: its number is not given again even after a restart. */
static void test_ids_are_never_reused(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    for (uint64_t i = 1; i <= 3; i++) {
        struct answer got = desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, i, 0, 20)});
        assert_int_equal(got.id, i);
        assert_int_equal(desk_forget(&desk, got.id), STATUS_OK);
        desk_reopen(&desk);
    }
    assert_int_equal(keeper_stats(desk.keeper).articles, 0);
    assert_int_equal(keeper_stats(desk.keeper).clusters, 0);
    desk_close(&desk);
}

static void test_withdrawn(void **state)
{
    (void)state;
    struct desk desk;
    struct event events[8];
    size_t count;
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.id = "a", .text = story_text(&desk.stories, 1, 0, 20)});
    assert_int_equal(keeper_begin_removal(desk.keeper), STATUS_OK);
    assert_int_equal(keeper_withdraw(desk.keeper, 2, desk.now_ms), STATUS_NOTFOUND);
    assert_int_equal(keeper_withdraw(desk.keeper, 1, desk.now_ms), STATUS_OK);
    desk_commit(&desk);
    desk_reopen(&desk);
    assert_int_equal(desk_find(&desk, "key:a"), 0);
    assert_int_equal(keeper_changes(desk.keeper, 1, &desk.work, events, 8, &count), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(events[0].kind, EVENT_CANCELLED);
    assert_int_equal(events[0].article, 1);
    assert_int_equal(events[0].cluster, 1);
    assert_int_equal(events[1].kind, EVENT_FORGOTTEN);
    desk_close(&desk);
}

static void test_abort(void **state)
{
    (void)state;
    struct desk desk;
    struct writer before = {0};
    struct writer after = {0};
    desk_open(&desk);
    (void)desk_submit(&desk, &(struct piece){.id = "a", .text = story_text(&desk.stories, 1, 0, 30)});
    (void)desk_submit(&desk, &(struct piece){.id = "b", .text = story_text(&desk.stories, 2, 0, 30)});
    desk_describe(&desk, 8, &before);
    desk_begin(&desk);
    (void)desk_put(&desk, &(struct piece){.id = "c", .text = story_text(&desk.stories, 1, 0, 20)});
    (void)desk_put(&desk, &(struct piece){.id = "d", .text = story_text(&desk.stories, 3, 0, 20)});
    assert_int_equal(keeper_forget(desk.keeper, 1, desk.now_ms), STATUS_OK);
    assert_int_equal(keeper_abort(desk.keeper), STATUS_OK);
    desk_describe(&desk, 8, &after);
    assert_true(bytes_equal(writer_view(&before), writer_view(&after)));
    struct answer got = desk_submit(&desk, &(struct piece){.id = "c", .text = story_text(&desk.stories, 1, 0, 20)});
    assert_int_equal(got.id, 3);
    assert_int_equal(got.seq, 3);
    writer_close(&before);
    writer_close(&after);
    desk_close(&desk);
}

static void test_preferred_source_is_elected(void **state)
{
    (void)state;
    static const char *const priority[] = {"agency.example"};
    struct desk desk;
    struct event events[8];
    size_t count;
    struct doc doc;
    desk_open(&desk);
    desk.params.priority = priority;
    desk.params.priority_count = 1;
    desk_reopen(&desk);
    struct bytes story = story_text(&desk.stories, 1, 0, 30);
    struct answer got = desk_submit(&desk, &(struct piece){.source = "paper.example", .text = story});
    assert_int_equal(got.canonical, 1);
    got = desk_submit(&desk, &(struct piece){.source = "agency.example", .text = story});
    assert_int_equal(got.canonical, 2);
    desk_reopen(&desk);
    assert_int_equal(keeper_doc(desk.keeper, 1, &desk.work, &doc), STATUS_OK);
    assert_int_equal(doc.canonical, 2);
    assert_int_equal(keeper_changes(desk.keeper, 0, &desk.work, events, 8, &count), STATUS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(events[2].kind, EVENT_ELECTED);
    assert_int_equal(events[2].article, 2);
    assert_int_equal(events[2].other, 1);
    assert_int_equal(keeper_changes(desk.keeper, 3, &desk.work, events, 8, &count), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(keeper_changes(desk.keeper, UINT64_MAX, &desk.work, events, 8, &count), STATUS_OK);
    assert_int_equal(count, 0);
    desk_close(&desk);
}

/* The earliest is canonical, however its feed writes the day. */
static void test_earliest_is_elected(void **state)
{
    (void)state;
    static const char *const earlier[] = {"2025-11-21", "Fri, 21 Nov 2025 09:30:00 GMT", "21.11.2025, 9:30"};
    for (unsigned i = 0; i < sizeof earlier / sizeof *earlier; i++) {
        struct desk desk;
        desk_open(&desk);
        struct bytes story = story_text(&desk.stories, 1, 0, 30);
        struct bytes longer = text_join(&desk.stories, story, story_text(&desk.stories, 2, 0, 2));
        (void)desk_submit(&desk, &(struct piece){.id = "a", .published = "2025-11-22T08:00:00Z", .text = longer});
        struct answer got = desk_submit(&desk, &(struct piece){.id = "b", .published = earlier[i], .text = story});
        assert_int_equal(got.cluster, 1);
        assert_int_equal(got.canonical, 2);
        desk_close(&desk);
    }
}

static void test_lists(void **state)
{
    (void)state;
    struct desk desk;
    struct article_row rows[3];
    struct cluster_row clusters[4];
    struct doc docs[4];
    struct similar similar[4];
    size_t count;
    uint64_t next;
    uint64_t seen = 0;
    desk_open(&desk);
    for (unsigned i = 0; i < 7; i++)
        (void)desk_submit(&desk, &(struct piece){.source = i % 2 ? "odd.example" : "even.example",
                                                 .text = story_text(&desk.stories, i / 3, i % 3, 30)});
    for (uint64_t cursor = 0;; cursor = next) {
        assert_int_equal(keeper_articles(desk.keeper, cursor, &desk.work, rows, 3, &count, &next), STATUS_OK);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(rows[i].id, ++seen);
            assert_int_equal(rows[i].cluster, (seen - 1) / 3 * 3 + 1);
        }
        if (next == 0)
            break;
    }
    assert_int_equal(seen, 7);
    struct cluster_filter filter = {.min_size = 2};
    assert_int_equal(keeper_clusters(desk.keeper, &filter, 0, &desk.work, clusters, 4, &count, &next), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(clusters[0].cluster, 4);
    assert_int_equal(clusters[0].size, 3);
    assert_int_equal(clusters[0].sources, 2);
    assert_int_equal(clusters[1].cluster, 1);
    filter = (struct cluster_filter){.source = BYTES("even.example"), .min_size = 1};
    assert_int_equal(keeper_clusters(desk.keeper, &filter, 0, &desk.work, clusters, 1, &count, &next), STATUS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(clusters[0].cluster, 7);
    assert_int_equal(next, 7);
    filter.source = BYTES("none.example");
    assert_int_equal(keeper_clusters(desk.keeper, &filter, 0, &desk.work, clusters, 4, &count, &next), STATUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(next, 0);
    assert_int_equal(keeper_members(desk.keeper, 5, 4, &desk.work, docs, 4, &count), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(docs[0].record.id, 5);
    assert_int_equal(docs[1].record.id, 6);
    assert_int_equal(keeper_members(desk.keeper, 8, 0, &desk.work, docs, 4, &count), STATUS_NOTFOUND);
    assert_int_equal(keeper_similar(desk.keeper, 1, &desk.work, similar, 4, &count), STATUS_OK);
    assert_int_equal(count, 2);
    assert_int_equal(similar[0].id, 2);
    desk_close(&desk);
}

static void test_verify(void **state)
{
    (void)state;
    struct desk desk;
    struct writer report = {0};
    desk_open(&desk);
    for (unsigned i = 0; i < 20; i++)
        (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, i / 3, i % 3, 30)});
    assert_int_equal(desk_forget(&desk, 4), STATUS_OK);
    assert_int_equal(keeper_verify(desk.scratch.path, &report), STATUS_LOCKED);
    keeper_close(desk.keeper);
    writer_clear(&report);
    assert_int_equal(keeper_verify(desk.scratch.path, &report), STATUS_OK);
    assert_true(bytes_starts_with(writer_view(&report), BYTES("19 articles, all clean")));
    writer_clear(&report);
    assert_int_equal(keeper_verify("/nowhere/at/all", &report), STATUS_NOTSTORE);
    assert_int_equal(keeper_open(&desk.params, &report, &desk.keeper), STATUS_OK);
    writer_close(&report);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_one_batch),
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_same_id_with_other_text),
        cmocka_unit_test(test_another_id_for_the_same_page),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_check_keeps_nothing),
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_ids_are_never_reused),
        cmocka_unit_test(test_withdrawn),
        cmocka_unit_test(test_abort),
        cmocka_unit_test(test_preferred_source_is_elected),
        cmocka_unit_test(test_earliest_is_elected),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_verify),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
