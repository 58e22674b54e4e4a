/* Templates of sites through the keeper: what is learnt, what goes and from where, and what must not. */
#include "tests/ingest/desk.h"

#include "daemon/store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define FURNITURE "Sign up for the harbour letter"

static bool has(struct bytes text, const char *what)
{
    return bytes_find(text, bytes_of_string(what), 0) != SIZE_MAX;
}

static struct bytes with_furniture(struct desk *desk, struct bytes story)
{
    return text_join(&desk->stories, BYTES(FURNITURE "\n\n"), story);
}

static struct bytes story(struct desk *desk, uint64_t number)
{
    return story_text(&desk->stories, number, 0, 20);
}

/* A page of a.example with the site's line. */
static struct answer submit_page(struct desk *desk, uint64_t number)
{
    char url[64];
    (void)snprintf(url, sizeof url, "https://www.A.example/%llu", (unsigned long long)number);
    struct bytes text = with_furniture(desk, story(desk, number));
    return desk_submit(desk, &(struct piece){.url = url, .text = text, .template = true});
}

static struct record record_of(struct desk *desk, uint64_t id)
{
    struct doc doc;
    arena_reset(&desk->work);
    assert_int_equal(keeper_doc(desk->keeper, id, &desk->work, &doc), STATUS_OK);
    return doc.record;
}

static void assert_furniture(struct desk *desk, uint64_t from, uint64_t to, bool wanted)
{
    for (uint64_t id = from; id <= to; id++) {
        assert_int_equal(has(desk_text(desk, id), FURNITURE), wanted);
        assert_int_equal(record_of(desk, id).lines.template_count, !wanted);
        assert_int_equal(record_of(desk, id).lines.template_words, wanted ? 0 : 6);
    }
}

static void test_third_page_cleans_all(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)submit_page(&desk, 1);
    (void)submit_page(&desk, 2);
    assert_furniture(&desk, 1, 2, true);
    struct answer third = submit_page(&desk, 3);
    assert_int_equal(third.verdict, VERDICT_NEW);
    assert_furniture(&desk, 1, 3, false);
    struct answer fourth = submit_page(&desk, 4);
    assert_furniture(&desk, 1, 4, false);
    assert_int_equal(fourth.words, 20 * 12); /* gone before it was counted */
    assert_int_equal(third.words, 20 * 12 + 6);
    struct keeper_stats stats = keeper_stats(desk.keeper);
    assert_int_equal(stats.template_articles, 2);
    assert_int_equal(stats.template_lines, 2);
    assert_int_equal(stats.template_words, 12);
    assert_int_equal(stats.cleaned_again, 2);
    assert_int_equal(stats.sites.sites, 1);
    assert_int_equal(stats.sites.learnt_sites, 1);
    /* Sent again it is known, though its text would now be another. */
    assert_int_equal(submit_page(&desk, 1).id, 1);
    assert_true(submit_page(&desk, 2).repeat);
    desk_close(&desk);
}

/* Another site's copy without the line: resemblance with the earlier pages is whole once they are cleaned. */
static void test_earlier_pages_are_compared_clean(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct piece copy = {.url = "https://b.example/1", .text = story(&desk, 1)};
    (void)submit_page(&desk, 1);
    (void)submit_page(&desk, 2);
    double before = desk_check(&desk, &copy).resemblance;
    (void)submit_page(&desk, 3);
    double after = desk_check(&desk, &copy).resemblance;
    assert_true(before < 1.0 && after == 1.0);
    desk_reopen(&desk); /* from the text, not from the cache */
    assert_true(desk_check(&desk, &copy).resemblance == 1.0);
    assert_furniture(&desk, 1, 3, false);
    desk_close(&desk);
}

static void test_updates_do_not_eat_a_story(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    char url[64];
    for (unsigned update = 0; update < 6; update++) {
        (void)snprintf(url, sizeof url, "https://a.example/story-%u", update);
        struct bytes text = story_text(&desk.stories, 1, update, 30);
        (void)desk_submit(&desk, &(struct piece){.url = url, .text = text, .template = true});
    }
    for (unsigned update = 0; update < 6; update++) { /* and one address that is written anew */
        struct bytes text = story_text(&desk.stories, 2, update * 2, 30);
        (void)desk_submit(&desk, &(struct piece){.url = "https://a.example/live", .text = text, .template = true});
    }
    for (uint64_t id = 1; id <= 12; id++)
        assert_int_equal(record_of(&desk, id).lines.template_count, 0);
    desk_close(&desk);
}

/* A page that is mostly template stays whole, and the same lines in another site are no template. */
static void test_never_most_of_a_page(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    for (uint64_t i = 1; i <= 3; i++)
        (void)submit_page(&desk, i);
    struct answer got = desk_submit(
        &desk, &(struct piece){.url = "https://a.example/x", .text = BYTES(FURNITURE "\n\nClosed."), .template = true});
    assert_true(has(desk_text(&desk, got.id), FURNITURE));
    got = desk_submit(&desk, &(struct piece){.url = "https://b.example/x",
                                             .text = with_furniture(&desk, story(&desk, 9)),
                                             .template = true});
    assert_true(has(desk_text(&desk, got.id), FURNITURE));
    got = desk_submit(&desk, &(struct piece){.source = "A.Example", /* the host's name as source, and no URL */
                                             .text = with_furniture(&desk, story(&desk, 10)),
                                             .template = true});
    assert_false(has(desk_text(&desk, got.id), FURNITURE));
    got = desk_submit(&desk, &(struct piece){.url = "https://a.example/y",
                                             .text = with_furniture(&desk, story(&desk, 11)),
                                             .template = false});
    assert_true(has(desk_text(&desk, got.id), FURNITURE));
    desk_close(&desk);
}

static void test_off_and_on(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    struct keeper_params off = desk.params;
    off.templates = false;
    (void)submit_page(&desk, 1);
    (void)submit_page(&desk, 2);
    assert_int_equal(keeper_adjust(desk.keeper, &off), STATUS_OK);
    (void)submit_page(&desk, 3);
    (void)submit_page(&desk, 4);
    assert_furniture(&desk, 1, 4, true);
    assert_int_equal(keeper_adjust(desk.keeper, &desk.params), STATUS_OK);
    (void)submit_page(&desk, 5);
    assert_furniture(&desk, 1, 2, false);
    assert_furniture(&desk, 3, 4, true); /* nobody counted them */
    assert_furniture(&desk, 5, 5, false);
    assert_int_equal(keeper_adjust(desk.keeper, &off), STATUS_OK);
    (void)submit_page(&desk, 6);
    assert_furniture(&desk, 6, 6, true); /* what is known is not used either */
    desk_close(&desk);
}

/* One address that shows another story each day is one page of its site, however unlike its stories are. */
static void test_one_address_counts_once(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    for (uint64_t day = 1; day <= 5; day++) {
        struct bytes text = with_furniture(&desk, story(&desk, day));
        (void)desk_submit(&desk, &(struct piece){.url = "https://a.example/today", .text = text, .template = true});
    }
    assert_furniture(&desk, 1, 5, true);
    desk_close(&desk);
}

static void test_forgotten_page_is_passed_over(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)submit_page(&desk, 1);
    (void)submit_page(&desk, 2);
    assert_int_equal(desk_forget(&desk, 1), STATUS_OK);
    (void)submit_page(&desk, 3);
    assert_furniture(&desk, 2, 3, false);
    struct writer report = {0};
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    if (keeper_verify(desk.params.path, &report) != STATUS_OK)
        fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&report)));
    writer_close(&report);
    desk_close(&desk);
}

/* A text that another is packed against is cleaned; both unpack. */
static void test_cleaned_base_unpacks(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)submit_page(&desk, 1);
    struct answer copy = desk_submit(&desk, &(struct piece){.url = "https://b.example/1", .text = story(&desk, 1)});
    assert_int_equal(record_of(&desk, copy.id).base, 1);
    (void)submit_page(&desk, 2);
    (void)submit_page(&desk, 3);
    assert_false(has(desk_text(&desk, 1), FURNITURE));
    struct bytes text = arena_copy(&desk.stories, desk_text(&desk, copy.id));
    assert_true(bytes_equal(text, bytes_trim(story(&desk, 1))));
    assert_int_equal(desk_forget(&desk, 1), STATUS_OK);
    assert_true(bytes_equal(desk_text(&desk, copy.id), text));
    desk_close(&desk);
}

static void test_dropped_batch_unlearns(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)submit_page(&desk, 1);
    (void)submit_page(&desk, 2);
    struct bytes text = with_furniture(&desk, story(&desk, 3));
    desk_begin(&desk);
    (void)desk_put(&desk, &(struct piece){.url = "https://a.example/3", .text = text, .template = true});
    assert_int_equal(keeper_abort(desk.keeper), STATUS_OK);
    assert_furniture(&desk, 1, 2, true);
    assert_int_equal(keeper_stats(desk.keeper).sites.learnt_sites, 0);
    (void)submit_page(&desk, 3);
    assert_furniture(&desk, 1, 3, false);
    desk_close(&desk);
}

static void put_damaged_site(struct desk *desk)
{
    struct writer problem = {0};
    struct writer value = {0};
    struct store *store;
    struct store_params params = {.path = desk->params.path, .must_exist = true};
    assert_int_equal(store_open(&params, &problem, &store), STATUS_OK);
    assert_int_equal(store_begin(store, false), STATUS_OK);
    writer_bytes(&value, BYTES("no site"));
    assert_int_equal(store_put(store, STORE_SITES, 1, &value), STATUS_OK);
    assert_int_equal(store_commit(store), STATUS_OK);
    store_close(store);
    writer_close(&value);
    writer_close(&problem);
}

/* A site that cannot be read is learnt anew, and --check tells of it. */
static void test_damaged_site(void **state)
{
    (void)state;
    struct desk desk;
    struct writer report = {0};
    desk_open(&desk);
    for (uint64_t i = 1; i <= 3; i++)
        (void)submit_page(&desk, i);
    keeper_close(desk.keeper);
    desk.keeper = NULL;
    put_damaged_site(&desk);
    assert_int_equal(keeper_verify(desk.params.path, &report), STATUS_DAMAGED);
    assert_true(has(writer_view(&report), "site 1: "));
    desk_reopen(&desk);
    assert_int_equal(keeper_stats(desk.keeper).sites.sites, 0);
    assert_furniture(&desk, 1, 3, false);
    (void)submit_page(&desk, 4);
    assert_furniture(&desk, 4, 4, true);
    writer_close(&report);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_third_page_cleans_all),
        cmocka_unit_test(test_earlier_pages_are_compared_clean),
        cmocka_unit_test(test_updates_do_not_eat_a_story),
        cmocka_unit_test(test_never_most_of_a_page),
        cmocka_unit_test(test_off_and_on),
        cmocka_unit_test(test_one_address_counts_once),
        cmocka_unit_test(test_forgotten_page_is_passed_over),
        cmocka_unit_test(test_cleaned_base_unpacks),
        cmocka_unit_test(test_dropped_batch_unlearns),
        cmocka_unit_test(test_damaged_site),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
