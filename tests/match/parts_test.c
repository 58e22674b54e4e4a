/* The matcher's smaller parts: facts, the cache of profiles, candidates, comparison, topic words, trial. */
#include "shingle/match/candidates.h"
#include "shingle/match/comparison.h"
#include "shingle/match/facts.h"
#include "shingle/match/matcher.h"
#include "shingle/match/profile_cache.h"
#include "shingle/match/topics.h"
#include "shingle/match/trial.h"

#include "shingle/base/hash_key.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_facts(void **state)
{
    (void)state;
    struct facts *facts = NULL;
    assert_int_equal(facts_open(&facts), STATUS_OK);
    const struct fact fact = {0x0123456789abcdef, 7, 1700000000, FACT_WORDS_MAX + 1u, FACT_MARKS_MAX + 1u};
    assert_int_equal(facts_set(facts, 70000, &fact), STATUS_OK);
    struct fact got = facts_get(facts, 70000);
    assert_true(got.simhash == fact.simhash);
    assert_int_equal(got.source, 7);
    assert_int_equal(got.time_s, 1700000000);
    assert_int_equal(got.words, FACT_WORDS_MAX);
    assert_int_equal(got.marks, FACT_MARKS_MAX);
    assert_int_equal(facts_source(facts, 70000), 7);
    assert_int_equal(facts_source(facts, 69999), 0);
    assert_int_equal(facts_get(facts, 1).words, 0);
    assert_int_equal(facts_get(facts, UINT32_MAX).words, 0);
    assert_int_equal(facts_set(facts, CLUSTERS_ID_MAX + 1, &fact), STATUS_BADARG);
    assert_int_equal(facts_bytes(facts), 65536 * 20);
    facts_close(facts);
    facts_close(NULL);
}

/* A profile whose every number tells whose it is. */
static struct profile profile_for(uint32_t id, uint32_t *room)
{
    uint32_t count = (uint32_t)(mix64(id) % 700), figures = (uint32_t)(mix64(id) >> 32) % 9;
    for (uint32_t i = 0; i < count + figures; i++)
        room[i] = id * 1000003 + i;
    return (struct profile){room, count, count / 2, room + count, figures};
}

static void test_profile_cache_never_lies(void **state)
{
    (void)state;
    struct profile_cache *cache = NULL;
    uint32_t *room = calloc(40000, sizeof *room);
    uint32_t held = 0;
    assert_non_null(room);
    printf("seed 11\n");
    assert_int_equal(profile_cache_open(0, &cache), STATUS_OK);
    for (uint32_t step = 0; step < 20000; step++) {
        uint32_t id = (uint32_t)(mix64(11u << 20 | step) % 300) + 1;
        struct profile wanted = profile_for(id, room), got;
        bool found = profile_cache_find(cache, id, &got);
        held += found;
        if (!found) {
            profile_cache_put(cache, id, wanted);
            assert_true(profile_cache_find(cache, id, &got));
        }
        assert_int_equal(got.count, wanted.count);
        assert_int_equal(got.shingles, wanted.shingles);
        assert_int_equal(got.figure_count, wanted.figure_count);
        assert_memory_equal(got.words, wanted.words, wanted.count * sizeof *got.words);
        assert_memory_equal(got.figures, wanted.figures, wanted.figure_count * sizeof *got.figures);
    }
    assert_true(held > 1000);
    struct profile large = {room, 5000, 0, room, 0}, got; /* more than a quarter of the ring */
    profile_cache_put(cache, 999, large);
    assert_false(profile_cache_find(cache, 999, &got));
    profile_cache_close(cache);
    profile_cache_close(NULL);
    free(room);
}

static void test_candidates(void **state)
{
    (void)state;
    struct posting_index *index = NULL;
    struct candidate_finder *finder = NULL;
    struct facts *facts = NULL;
    assert_int_equal(posting_index_open(&(struct posting_index_params){4, 8}, &index), STATUS_OK);
    assert_int_equal(candidate_finder_open(index, 8, &finder), STATUS_OK);
    assert_int_equal(facts_open(&facts), STATUS_OK);
    const uint64_t keys[] = {10, 20, 30, 40};
    const struct posting postings[] = {{10, 1}, {20, 1}, {30, 2}, {40, 3}, {40, 4}, {40, 5}, {40, 6}, {99, 7}};
    assert_int_equal(posting_index_load(index, postings, 8), STATUS_OK);
    struct candidate out[8];
    uint32_t found = 0;
    struct shingle_set set = {keys, 4};
    const struct candidate_filter everybody = {0};
    assert_int_equal(candidates_find(finder, set, everybody, out, 8, &found), 6);
    assert_int_equal(found, 6);
    const uint32_t order[] = {1, 2, 6, 5, 4, 3}; /* two keys; one rare key; a key of four, newest first */
    for (uint32_t i = 0; i < 6; i++)
        assert_int_equal(out[i].id, order[i]);
    assert_int_equal(out[0].shared, 2);
    assert_int_equal(candidates_find(finder, set, everybody, out, 3, &found), 3);
    assert_int_equal(out[2].id, 6);
    assert_int_equal(candidates_find(finder, set, everybody, out, 0, &found), 0);
    assert_int_equal(found, 6);
    assert_int_equal(candidates_find(finder, (struct shingle_set){NULL, 0}, everybody, out, 8, &found), 0);
    /* 1 is too old, 2 has no time. */
    assert_int_equal(facts_set(facts, 1, &(struct fact){.time_s = 99}), STATUS_OK);
    assert_int_equal(facts_set(facts, 6, &(struct fact){.time_s = 100}), STATUS_OK);
    const struct candidate_filter recent = {.facts = facts, .oldest_s = 100};
    assert_int_equal(candidates_find(finder, set, recent, out, 8, &found), 5);
    assert_int_equal(out[0].id, 2);
    assert_int_equal(out[1].id, 6);
    facts_close(facts);
    candidate_finder_close(finder);
    posting_index_close(index);
}

struct texts {
    struct arena arena;
    struct hash_key key;
};

static struct profile profile_of(struct texts *texts, const char *text)
{
    struct sketch_params params = SKETCH_DEFAULTS;
    struct words words;
    struct shingle_set shingles;
    assert_int_equal(words_scan(&texts->key, bytes_of_string(text), &texts->arena, &words), STATUS_OK);
    assert_int_equal(shingles_build(&params, &texts->key, words, &texts->arena, &shingles), STATUS_OK);
    struct profile profile = profile_build(words, (uint32_t)shingles.count, &texts->arena);
    assert_non_null(profile.words);
    return profile;
}

static struct texts texts_new(void)
{
    struct texts texts = {.key = hash_key_from_seed(3)};
    arena_init(&texts.arena, 1 << 16, 0);
    return texts;
}

static void test_comparison_of_two_texts(void **state)
{
    (void)state;
    struct texts texts = texts_new();
    struct comparer comparer;
    struct comparison c;
    struct profile ours =
        profile_of(&texts, "the mayor of Losk said on Monday that 40 boats had left the harbour before "
                           "dawn and that none of them was missing");
    struct profile theirs = profile_of(&texts, "the mayor of Losk said on Monday that 55 boats had left the harbour "
                                               "before noon and that none of them was missing at all");
    assert_int_equal(comparer_prepare(&comparer, 5, ours, &texts.arena), STATUS_OK);
    comparer_compare(&comparer, theirs, &c);
    assert_int_equal(c.ours, 19);
    assert_int_equal(c.theirs, 21);
    assert_int_equal(c.both, 4 + 2 + 3); /* before the figure, between the changes, after them */
    assert_int_equal(c.figure_slots, 1);
    assert_int_equal(c.edit_slots, 1);
    assert_int_equal(c.figures_both, 0);
    assert_int_equal(c.longest, 8);
    assert_int_equal(c.bit, 0);
    comparer_compare(&comparer, ours, &c);
    assert_int_equal(c.both, 19);
    assert_int_equal(c.longest, 23);
    assert_int_equal(c.bit, 1);
    assert_int_equal(c.figures_both, 1);
    comparer_compare(&comparer, profile_of(&texts, "four words are few"), &c);
    assert_int_equal(c.both, 0);
    struct profile empty = profile_of(&texts, "");
    assert_int_equal(comparer_prepare(&comparer, 5, empty, &texts.arena), STATUS_OK);
    comparer_compare(&comparer, ours, &c);
    assert_int_equal(c.both, 0);
    arena_close(&texts.arena);
}

/* The counts are those of the sets by the letter, for texts over a small vocabulary that repeat themselves. */
static void test_comparison_is_exact(void **state)
{
    (void)state;
    struct texts texts = texts_new();
    struct sketch_params params = SKETCH_DEFAULTS;
    printf("seed 5\n");
    for (uint64_t round = 0; round < 200; round++) {
        struct shingle_set sets[2];
        struct profile profiles[2];
        for (uint32_t side = 0; side < 2; side++) {
            uint64_t dice = mix64(5000 + 2 * round + side);
            uint32_t count = (uint32_t)(dice % 300), words_known = 2 + (uint32_t)(dice >> 40 & 1);
            struct word *at = arena_zeroed(&texts.arena, count, sizeof *at);
            assert_non_null(at);
            for (uint32_t i = 0; i < count; i++)
                at[i].hash = mix64(mix64(dice + i) % words_known);
            struct words words = {at, count};
            assert_int_equal(shingles_build(&params, &texts.key, words, &texts.arena, &sets[side]), STATUS_OK);
            profiles[side] = profile_build(words, (uint32_t)sets[side].count, &texts.arena);
        }
        uint32_t both = 0;
        for (size_t i = 0; i < sets[0].count; i++)
            for (size_t j = 0; j < sets[1].count; j++)
                both += sets[0].at[i] == sets[1].at[j];
        struct comparer comparer;
        struct comparison c;
        assert_int_equal(comparer_prepare(&comparer, 5, profiles[0], &texts.arena), STATUS_OK);
        comparer_compare(&comparer, profiles[1], &c);
        assert_int_equal(c.ours, sets[0].count);
        assert_int_equal(c.theirs, sets[1].count);
        assert_int_equal(c.both, both);
        arena_reset(&texts.arena);
    }
    arena_close(&texts.arena);
}

static void test_topics(void **state)
{
    (void)state;
    struct texts texts = texts_new();
    struct profile losk = profile_of(&texts, "Losk wins a grant of 500 dollars and in Losk they sing");
    struct profile orlan = profile_of(&texts, "Orlan wins a grant of 700 dollars and in Orlan they sing");
    struct profile both = profile_of(&texts, "Orlan wins and Losk sings while Losk wins and Orlan sings");
    struct profile once = profile_of(&texts, "Biddle wins a grant of 900 dollars and there they sing");
    struct profile small = profile_of(&texts, "orchards win a grant and in orchards they sing");
    assert_int_equal(topics_swapped(losk, orlan), 1);
    assert_int_equal(topics_swapped(losk, losk), 0);
    assert_int_equal(topics_swapped(losk, both), 0);  /* it lacks nothing of ours */
    assert_int_equal(topics_swapped(losk, once), 0);  /* named but once */
    assert_int_equal(topics_swapped(losk, small), 0); /* no name */
    arena_close(&texts.arena);
}

/* Seven releases of one office share a paragraph; two of them are the same release. */
static void test_strangers_weigh_a_passage_down(void **state)
{
    (void)state;
    static const char *const form = " the programme helps departments buy equipment and train volunteers across the "
                                    "whole state and applications for the coming year are open until the end of may";
    static const char *const own[] = {"crews in the hills will get new radios for the season",
                                      "crews in the hills will get new radios for the season",
                                      "a bridge over the mill race opens to carts again soon",
                                      "schools on the coast receive books and maps from the fund",
                                      "two ferries come back into service before the summer begins",
                                      "the old customs house becomes a clinic with twenty rooms",
                                      "farmers near the lake are paid for what the frost took"};
    struct texts texts = texts_new();
    struct profile profiles[7];
    char text[512];
    for (uint32_t i = 0; i < 7; i++) {
        (void)snprintf(text, sizeof text, "%s%s", own[i], form);
        profiles[i] = profile_of(&texts, text);
    }
    struct trial_rules rules = matcher_defaults().rules;
    rules.containment = 0.48;
    struct trial trial;
    assert_int_equal(trial_open(&trial, 5, profiles[0], 9, 6, &texts.arena), STATUS_OK);
    for (uint32_t i = 1; i < 7; i++)
        trial_add(&trial, i, i, 9, profiles[i]);
    for (uint32_t i = 0; i < 6; i++)
        trial_judge(&trial, &rules, i);
    assert_true(trial.evidence[0].joins);
    assert_true(trial.evidence[0].resemblance == 1.0);
    assert_true(trial.evidence[1].overlaps && trial.evidence[2].overlaps);
    assert_false(trial.evidence[1].joins);
    assert_false(trial.evidence[2].joins);
    assert_true(trial_same_part(&trial, 1, 2) == 1.0);
    /* The same text again and again is one stranger, and none to its own copies. */
    assert_int_equal(trial_open(&trial, 5, profiles[0], 9, 6, &texts.arena), STATUS_OK);
    for (uint32_t i = 1; i < 7; i++)
        trial_add(&trial, i, i, i % 3 == 0 ? 8 : 9, profiles[3]);
    for (uint32_t i = 0; i < 6; i++) {
        trial_judge(&trial, &rules, i);
        assert_true(trial.evidence[i].joins);
        assert_true(trial.evidence[i].containment == trial.evidence[0].containment);
        assert_int_equal(trial.evidence[i].twins, 63);
    }
    /* Alone, nothing tells the form from a story. */
    assert_int_equal(trial_open(&trial, 5, profiles[0], 9, 1, &texts.arena), STATUS_OK);
    trial_add(&trial, 3, 3, 9, profiles[3]);
    trial_judge(&trial, &rules, 0);
    assert_true(trial.evidence[0].joins);
    arena_close(&texts.arena);
}

/* Judges theirs against ours, of one source or of two. */
static struct evidence judged(struct texts *texts, const char *ours, const char *theirs, bool kin)
{
    struct trial_rules rules = matcher_defaults().rules;
    struct trial trial;
    rules.containment = 0.48;
    assert_int_equal(trial_open(&trial, 5, profile_of(texts, ours), 9, 1, &texts->arena), STATUS_OK);
    trial_add(&trial, 1, 1, kin ? 9 : 8, profile_of(texts, theirs));
    trial_judge(&trial, &rules, 0);
    return trial.evidence[0];
}

static bool is_about(float value, double wanted)
{
    return fabs((double)value - wanted) < 1e-4;
}

static void test_features_and_refusals(void **state)
{
    (void)state;
    struct texts texts = texts_new();
    static const char story[] = "The council of Teverin voted on Monday to spend 40 million on the sea wall after the "
                                "storm of 1987 took away the old one and 12 houses behind it";
    struct evidence one = judged(&texts, story, story, true);
    assert_true(one.joins && one.refusal == REFUSAL_NONE && one.certainty > 0.9f);
    const float *f = one.features;
    assert_true(is_about(f[PAIR_SHORTER_SHARED], 1) && is_about(f[PAIR_INFORMATIVE], 1) &&
                is_about(f[PAIR_LENGTHS], 0));
    assert_true(is_about(f[PAIR_KIN], 1) && is_about(f[PAIR_FIGURES_SHARED], 1) && is_about(f[PAIR_FIGURES], 2));
    assert_true(is_about(f[PAIR_NAMES_LEAST], 1) && is_about(f[PAIR_WORDS_LEAST], 1) && is_about(f[PAIR_STRANGE], 0));
    assert_true(is_about(f[PAIR_WORDS], log2(1.0 + 26)) && is_about(f[PAIR_LONGEST], 1));
    assert_true(is_about(f[PAIR_TOPICS], 0) && is_about(f[PAIR_INSERTS], 0) && is_about(f[PAIR_SLOTS], 0));

    one = judged(&texts, story, "Nothing of this has been read in any other paper of the whole long coast", false);
    assert_false(one.joins);
    assert_int_equal(one.refusal, REFUSAL_OVERLAP);
    assert_true(one.certainty == 0.0f);

    /* Two days' weather. */
    one =
        judged(&texts,
               "In Lusk it will be 14 degrees at noon with a wind of 22 knots from the west and the barometer at 1012 "
               "with rain of 3 millimetres towards the evening and a tide of 5 metres at the pier",
               "In Lusk it will be 19 degrees at noon with a wind of 31 knots from the west and the barometer at 1003 "
               "with rain of 8 millimetres towards the evening and a tide of 6 metres at the pier",
               false);
    assert_true(one.overlaps ? one.refusal == REFUSAL_FIGURES : one.refusal == REFUSAL_OVERLAP);
    assert_false(one.joins);

    /* A join taken back keeps the first reason. */
    trial_refuse(&one, REFUSAL_DIGEST);
    assert_int_not_equal(one.refusal, REFUSAL_DIGEST);
    one = judged(&texts, story, story, false);
    trial_refuse(&one, REFUSAL_DIGEST);
    assert_false(one.joins);
    assert_int_equal(one.refusal, REFUSAL_DIGEST);
    for (enum pair_feature feature = 0; feature < PAIR_FEATURES; feature++)
        assert_non_null(pair_feature_name(feature));
    arena_close(&texts.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_features_and_refusals),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_profile_cache_never_lies),
        cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_comparison_of_two_texts),
        cmocka_unit_test(test_comparison_is_exact),
        cmocka_unit_test(test_topics),
        cmocka_unit_test(test_strangers_weigh_a_passage_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
