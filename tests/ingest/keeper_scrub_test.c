#include "daemon/store/store.h"
#include "tests/ingest/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

enum { ARTICLES = 40, PASS_MS = 4000, STEP = 16 /* articles */ };

static char told[4096]; /* what the keeper said, all of it */

static void on_tell(void *context, const char *text)
{
    (void)context;
    size_t size = strlen(told);
    (void)snprintf(told + size, sizeof told - size, "%s\n", text);
}

static void open_full(struct desk *desk)
{
    desk_open(desk);
    desk->params.scrub_ms = PASS_MS;
    desk->params.tell = on_tell;
    told[0] = '\0';
    desk_reopen(desk);
    for (uint64_t i = 1; i <= ARTICLES; i++)
        (void)desk_submit(desk, &(struct piece){.text = story_text(&desk->stories, i, 0, 20)});
}

static struct keeper_scrub_stats stats_of(struct desk *desk)
{
    return keeper_stats(desk->keeper).scrub;
}

/* Until the pass that is under way is over. now_ms: when all of it is due. */
static void finish_pass(struct desk *desk, int64_t now_ms)
{
    uint64_t passes = stats_of(desk).passes;
    for (int i = 0; i < ARTICLES && stats_of(desk).passes == passes; i++)
        (void)keeper_scrub_step(desk->keeper, now_ms, &desk->work);
    assert_int_equal(stats_of(desk).passes, passes + 1);
}

/* Articles are due at an even pace, a step's worth at a time; what was missed is made up for. */
static void test_pace(void **state)
{
    (void)state;
    struct desk desk;
    open_full(&desk);
    int64_t wait_ms = PASS_MS * STEP / ARTICLES;
    assert_int_equal(keeper_scrub_step(desk.keeper, 1000, &desk.work), wait_ms);
    assert_int_equal(keeper_scrub_step(desk.keeper, 1000 + wait_ms - 1, &desk.work), 1);
    assert_int_equal(stats_of(&desk).articles, 0);
    assert_int_equal(keeper_scrub_step(desk.keeper, 1000 + wait_ms, &desk.work), wait_ms);
    assert_int_equal(stats_of(&desk).articles, STEP);
    assert_int_equal(keeper_scrub_step(desk.keeper, 9000, &desk.work), 0);
    assert_int_equal(keeper_scrub_step(desk.keeper, 9000, &desk.work), 0);
    assert_int_equal(stats_of(&desk).articles, ARTICLES);
    assert_int_equal(stats_of(&desk).passes, 1);
    assert_true(stats_of(&desk).done >= 1);
    assert_int_equal(keeper_scrub_step(desk.keeper, 9000, &desk.work), wait_ms);
    assert_int_equal(stats_of(&desk).damaged, 0);
    assert_string_equal(told, "");
    desk_close(&desk);
}

/* Whatever article it begins with, it proves each once, and none that was removed. */
static void test_goes_round(void **state)
{
    (void)state;
    struct desk desk;
    open_full(&desk);
    assert_int_equal(desk_forget(&desk, 7), STATUS_OK);
    for (int64_t start = 0; start < ARTICLES; start++) {
        int64_t begin_ms = start + start * 10 * PASS_MS;
        uint64_t before = stats_of(&desk).articles;
        assert_true(keeper_scrub_step(desk.keeper, begin_ms, &desk.work) > 0);
        finish_pass(&desk, begin_ms + PASS_MS);
        assert_int_equal(stats_of(&desk).articles - before, ARTICLES - 1);
    }
    desk_close(&desk);
}

static void test_rests(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    assert_int_equal(keeper_scrub_step(desk.keeper, 0, &desk.work), KEEPER_SCRUB_OFF);
    desk.params.scrub_ms = PASS_MS;
    assert_int_equal(keeper_adjust(desk.keeper, &desk.params), STATUS_OK);
    assert_true(keeper_scrub_step(desk.keeper, 0, &desk.work) > 0); /* nothing to prove */
    (void)desk_submit(&desk, &(struct piece){.text = story_text(&desk.stories, 1, 0, 20)});
    desk_begin(&desk);
    assert_true(keeper_scrub_step(desk.keeper, 0, &desk.work) > 0);
    desk_commit(&desk);
    assert_int_equal(stats_of(&desk).articles, 0);
    assert_int_equal(keeper_scrub_step(desk.keeper, 0, &desk.work), PASS_MS);
    assert_int_equal(keeper_scrub_step(desk.keeper, PASS_MS, &desk.work), 0);
    assert_int_equal(stats_of(&desk).articles, 1);
    desk_close(&desk);
}

/* One text is gone, one is another's. */
static void damage(struct desk *desk)
{
    struct writer problem = {0};
    struct store *store;
    struct bytes packed;
    struct store_params params = {.path = desk->params.path, .must_exist = true};
    keeper_close(desk->keeper);
    desk->keeper = NULL;
    assert_int_equal(store_open(&params, &problem, &store), STATUS_OK);
    assert_int_equal(store_get_text(store, 3, &desk->work, &packed), STATUS_OK);
    packed = arena_copy(&desk->work, packed);
    assert_int_equal(store_begin(store, false), STATUS_OK);
    assert_int_equal(store_put_text(store, 21, packed), STATUS_OK);
    assert_int_equal(store_delete_text(store, 34), STATUS_OK);
    assert_int_equal(store_commit(store), STATUS_OK);
    store_close(store);
    writer_close(&problem);
    desk_reopen(desk);
}

static void test_damage_is_told(void **state)
{
    (void)state;
    struct desk desk;
    open_full(&desk);
    damage(&desk);
    (void)keeper_scrub_step(desk.keeper, 0, &desk.work);
    finish_pass(&desk, PASS_MS);
    assert_int_equal(stats_of(&desk).articles, ARTICLES);
    assert_int_equal(stats_of(&desk).damaged, 2);
    assert_non_null(strstr(told, "damaged on disk: text of article 21: "));
    assert_non_null(strstr(told, "damaged on disk: text of article 34: "));
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_goes_round),
        cmocka_unit_test(test_rests),
        cmocka_unit_test(test_damage_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
