/*
 * What one submission asks for instead of the settings: it decides about this one and nobody else.
 */
#include "tests/ingest/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* keeper_submit() or keeper_check() of a text with a policy. */
static struct answer ask(struct desk *desk, bool keep, struct bytes text, const char *source, const char *lang,
                         const struct submission_policy *policy)
{
    struct submission submission = {.source = bytes_of_string(source),
                                    .lang = bytes_of_string(lang),
                                    .body = text,
                                    .kind = SUBMISSION_BODY_TEXT,
                                    .as_is = true,
                                    .policy = *policy};
    struct prepared prepared;
    struct arena scratch;
    struct answer answer = {0};
    submission.policy.given = policy->containment > 0 || policy->certainty > 0 || policy->resemblance > 0 ||
                              policy->has_window || policy->same_language || policy->other_source;
    arena_reset(&desk->work);
    arena_init(&scratch, 64 << 10, 0);
    desk->now_ms += 1000;
    assert_int_equal(
        prepare(keeper_prepare_params(desk->keeper), &submission, desk->now_ms, &scratch, &desk->work, &prepared),
        STATUS_OK);
    arena_close(&scratch);
    if (keep) {
        desk_begin(desk);
        assert_int_equal(keeper_submit(desk->keeper, &prepared, desk->now_ms, &desk->work, &answer), STATUS_OK);
        desk_commit(desk);
    } else {
        assert_int_equal(keeper_check(desk->keeper, &prepared, &desk->work, &answer), STATUS_OK);
    }
    return answer;
}

static const struct submission_policy none = {.given = false};

static void test_thresholds(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 0, 30), "a.example", "en", &none);
    struct bytes part =
        text_join(&desk.stories, story_text(&desk.stories, 1, 0, 20), story_text(&desk.stories, 2, 0, 8));
    assert_int_equal(ask(&desk, false, part, "b.example", "en", &none).cluster, 1);
    struct answer strict = ask(&desk, false, part, "b.example", "en", &(struct submission_policy){.containment = 0.9});
    assert_int_equal(strict.verdict, VERDICT_NEW);
    assert_int_equal(strict.cluster, 0);
    /* The rules of the other articles stay what they are. */
    strict = ask(&desk, true, part, "b.example", "en", &(struct submission_policy){.containment = 0.9});
    assert_int_equal(strict.cluster, 2);
    assert_int_equal(ask(&desk, false, story_text(&desk.stories, 1, 0, 29), "c.example", "en", &none).cluster, 1);
    /* From where on it is called a copy. */
    struct bytes cut = story_text(&desk.stories, 1, 0, 24);
    assert_int_equal(ask(&desk, false, cut, "d.example", "en", &none).verdict, VERDICT_COPY);
    assert_int_equal(
        ask(&desk, false, cut, "d.example", "en", &(struct submission_policy){.resemblance = 0.95}).verdict,
        VERDICT_EXCERPT);
    assert_int_equal(ask(&desk, false, cut, "d.example", "en", &(struct submission_policy){.certainty = 1}).verdict,
                     VERDICT_NEW);
    desk_close(&desk);
}

static void test_language_and_source(void **state)
{
    (void)state;
    struct desk desk;
    const struct submission_policy same_language = {.same_language = true};
    const struct submission_policy other_source = {.other_source = true};
    desk_open(&desk);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 0, 30), "a.example", "en-GB", &none);
    struct bytes copy = story_text(&desk.stories, 1, 0, 29), same = story_text(&desk.stories, 1, 0, 30);
    assert_int_equal(ask(&desk, false, copy, "b.example", "de", &none).cluster, 1);
    assert_int_equal(ask(&desk, false, copy, "b.example", "de", &same_language).cluster, 0);
    assert_int_equal(ask(&desk, false, same, "b.example", "de", &same_language).cluster, 0);
    assert_int_equal(ask(&desk, false, copy, "b.example", "EN_us", &same_language).cluster, 1);
    assert_int_equal(ask(&desk, false, same, "b.example", "en", &same_language).cluster, 1);
    assert_int_equal(ask(&desk, false, copy, "b.example", NULL, &same_language).cluster, 1);
    assert_int_equal(ask(&desk, false, copy, "a.example", "en", &none).cluster, 1);
    assert_int_equal(ask(&desk, false, copy, "a.example", "en", &other_source).cluster, 0);
    assert_int_equal(ask(&desk, false, same, "a.example", "en", &other_source).cluster, 0);
    assert_int_equal(ask(&desk, false, copy, "b.example", "en", &other_source).cluster, 1);
    desk_close(&desk);
}

static void test_window(void **state)
{
    (void)state;
    struct desk desk;
    const struct submission_policy day = {.has_window = true, .window_ms = 86400000};
    desk_open(&desk);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 0, 30), "a.example", "en", &none);
    struct bytes copy = story_text(&desk.stories, 1, 0, 29), same = story_text(&desk.stories, 1, 0, 30);
    assert_int_equal(ask(&desk, true, copy, "b.example", "en", &day).cluster, 1);
    desk.now_ms += 2 * (int64_t)86400000;
    assert_int_equal(ask(&desk, true, copy, "c.example", "en", &none).cluster, 1);
    desk.now_ms += 2 * (int64_t)86400000;
    assert_int_equal(ask(&desk, true, story_text(&desk.stories, 1, 0, 28), "d.example", "en", &day).cluster, 4);
    assert_int_equal(ask(&desk, true, same, "e.example", "en", &day).cluster, 4);
    desk_close(&desk);
}

/* Who asks for something joins one cluster and merges none. */
static void test_no_merge(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 0, 25), "a.example", "en", &none);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 15, 40), "b.example", "en", &none);
    struct bytes both = story_text(&desk.stories, 1, 5, 34);
    (void)ask(&desk, true, both, "c.example", "en", &(struct submission_policy){.resemblance = 0.5});
    assert_int_equal(keeper_stats(desk.keeper).clusters, 2);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 6, 34), "d.example", "en", &none);
    assert_int_equal(keeper_stats(desk.keeper).clusters, 1);
    desk_close(&desk);
}

static void test_trial(void **state)
{
    (void)state;
    struct desk desk;
    desk_open(&desk);
    (void)ask(&desk, true, story_text(&desk.stories, 1, 0, 30), "a.example", "en", &none);
    (void)ask(&desk, true, story_text(&desk.stories, 2, 0, 30), "b.example", "en", &none);
    struct bytes part =
        text_join(&desk.stories, story_text(&desk.stories, 1, 0, 20), story_text(&desk.stories, 2, 0, 9));
    struct answer answer = ask(&desk, false, part, "c.example", "en", &none);
    assert_int_equal(answer.matched, 1);
    assert_true(answer.trial_count >= 1);
    assert_int_equal(answer.trial[0].id, 1);
    assert_true(answer.trial[0].joins && answer.trial[0].refusal == REFUSAL_NONE);
    for (size_t i = 1; i < answer.trial_count; i++)
        assert_true(answer.trial[i].id == 2 && answer.trial[i].refusal == REFUSAL_OVERLAP);
    desk_close(&desk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thresholds), cmocka_unit_test(test_language_and_source),
        cmocka_unit_test(test_window),     cmocka_unit_test(test_no_merge),
        cmocka_unit_test(test_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
