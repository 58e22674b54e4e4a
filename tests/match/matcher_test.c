#include "tests/match/stories.h"
#include "tests/match/stream.h"

#include "shingle/base/hash_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct stream stream;
    struct writer text;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct matcher_params params = matcher_defaults();
    params.shards = 16;
    assert_non_null(fixture);
    stream_open(&fixture->stream, &params);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    stream_close(&fixture->stream);
    writer_close(&fixture->text);
    free(fixture);
    return 0;
}

/* Submits what was written, and empties the writer. */
static struct decision submit(struct fixture *fixture, const char *url, const char *source)
{
    struct decision decision = stream_submit(&fixture->stream, writer_view(&fixture->text), url, source, 0);
    writer_clear(&fixture->text);
    return decision;
}

static struct decision submit_story(struct fixture *fixture, uint64_t seed, uint32_t first, uint32_t words,
                                    uint32_t every, const char *source)
{
    story_edited(&fixture->text, seed, first, words, every);
    return submit(fixture, NULL, source);
}

static void test_verdicts(void **state)
{
    struct fixture *fixture = *state;
    struct stream *stream = &fixture->stream;
    struct decision d = submit_story(fixture, 1, 0, 300, 0, "a");
    assert_int_equal(d.verdict, VERDICT_NEW);
    assert_int_equal(d.matched, 0);
    d = submit_story(fixture, 1, 0, 300, 0, "b");
    assert_int_equal(d.verdict, VERDICT_EXACT);
    assert_int_equal(d.matched, 1);
    assert_int_equal(d.hamming, 0);
    d = submit_story(fixture, 1, 0, 300, 50, "c"); /* six words changed */
    assert_int_equal(d.verdict, VERDICT_COPY);
    assert_int_equal(d.cluster, 1);
    assert_true(d.resemblance > 0.75 && d.resemblance < 1);
    assert_int_not_equal(d.hamming, 0);
    d = submit_story(fixture, 1, 0, 110, 0, "d");
    assert_int_equal(d.verdict, VERDICT_EXCERPT);
    assert_true(d.containment > 0.99 && d.contained < 0.5);
    d = submit_story(fixture, 1, 0, 900, 0, "e");
    assert_int_equal(d.verdict, VERDICT_EXTENDED);
    assert_true(d.contained > 0.99 && d.containment < 0.5);
    d = submit_story(fixture, 2, 0, 300, 0, "a");
    assert_int_equal(d.verdict, VERDICT_NEW);
    for (uint32_t id = 1; id <= 5; id++)
        assert_int_equal(stream_cluster(stream, id), 1);
    assert_int_equal(stream_cluster(stream, 6), 6);
}

static void test_short_and_empty(void **state)
{
    struct fixture *fixture = *state;
    struct decision d = submit(fixture, NULL, "a"); /* no text at all */
    assert_int_equal(d.verdict, VERDICT_SHORT);
    d = submit(fixture, NULL, "b");
    assert_int_equal(d.verdict, VERDICT_SHORT);
    assert_int_equal(stream_cluster(&fixture->stream, 2), 2);
    uint32_t least = fixture->stream.params.words_min;
    d = submit_story(fixture, 3, 0, least - 1, 0, "a");
    assert_int_equal(d.verdict, VERDICT_SHORT);
    d = submit_story(fixture, 3, 0, least - 1, 0, "b");
    assert_int_equal(d.verdict, VERDICT_EXACT);
    d = submit_story(fixture, 4, 0, least, 0, "a");
    assert_int_equal(d.verdict, VERDICT_NEW);
    d = submit_story(fixture, 4, 0, least + 1, 0, "b");
    assert_int_equal(d.cluster, 5);
    d = submit_story(fixture, 5, 0, 4, 0, "a"); /* fewer words than a shingle has */
    assert_int_equal(d.verdict, VERDICT_SHORT);
}

static void test_revisions(void **state)
{
    struct fixture *fixture = *state;
    story_words(&fixture->text, 1, 0, 300);
    submit(fixture, "http://a/1", "a");
    story_words(&fixture->text, 1, 0, 300);
    struct decision d = submit(fixture, "http://a/1", "a");
    assert_int_equal(d.verdict, VERDICT_UNCHANGED);
    story_words(&fixture->text, 1, 200, 200); /* a third of it is left */
    d = submit(fixture, "http://a/1", "a");
    assert_int_equal(d.verdict, VERDICT_REVISION);
    assert_int_equal(d.matched, 2);
    assert_int_equal(d.cluster, 1);
    story_words(&fixture->text, 2, 0, 300); /* nothing of it is left */
    d = submit(fixture, "http://a/1", "a");
    assert_int_equal(d.verdict, VERDICT_REVISION);
    assert_int_equal(d.matched, 3);
    assert_int_equal(d.cluster, 0);
    story_words(&fixture->text, 3, 0, 300);
    submit(fixture, "http://b/1", "b");
    story_words(&fixture->text, 3, 0, 310); /* the page now has another site's story */
    d = submit(fixture, "http://a/1", "a");
    assert_int_equal(d.verdict, VERDICT_REVISION);
    assert_int_equal(d.matched, 4);
    assert_int_equal(d.cluster, 5);
}

static void test_late_merge(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 200, 0, "a");
    struct decision d = submit_story(fixture, 1, 120, 200, 0, "b"); /* 80 words in common: not enough */
    assert_int_equal(d.verdict, VERDICT_NEW);
    submit_story(fixture, 1, 0, 320, 0, "c"); /* the whole story */
    for (uint32_t id = 1; id <= 3; id++)
        assert_int_equal(stream_cluster(&fixture->stream, id), 1);
}

/* A copy of a long story with a short one at its end joins the long one, and leaves the short one alone. */
static void test_appendix_merges_nothing(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 600, 0, "a");
    submit_story(fixture, 2, 0, 80, 0, "b");
    story_words(&fixture->text, 1, 0, 600);
    story_words(&fixture->text, 2, 0, 80);
    struct decision d = submit(fixture, NULL, "c");
    assert_int_equal(d.verdict, VERDICT_COPY);
    assert_int_equal(d.matched, 1);
    assert_int_equal(stream_cluster(&fixture->stream, 2), 2);
}

/*
 * A short story under a long one is told as a copy of the long one, and so is in its cluster. The page again must not
 * glue the two through it.
 */
static void test_appended_story_glues_nothing(void **state)
{
    struct fixture *fixture = *state;
    story_words(&fixture->text, 1, 0, 1200);
    stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, "a", 0);
    writer_clear(&fixture->text);
    story_words(&fixture->text, 2, 0, 60);
    stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, "b", 0);
    for (uint32_t i = 0; i < 2; i++) {
        writer_clear(&fixture->text);
        story_edited(&fixture->text, 1, 0, 1200, 200 + i);
        story_words(&fixture->text, 2, 0, 60);
        struct decision d = stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, i == 0 ? "c" : "e", 0);
        assert_int_equal(d.cluster, 1);
    }
    writer_clear(&fixture->text);
    story_edited(&fixture->text, 2, 0, 60, 40);
    stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, "d", 0);
    assert_int_equal(stream_cluster(&fixture->stream, 1), 1);
    assert_int_equal(stream_cluster(&fixture->stream, 2), 2);
}

/* A story that many round-ups print is still no template: its copies share all of it, not nothing. */
static void test_story_in_many_digests(void **state)
{
    struct fixture *fixture = *state;
    uint32_t digests = fixture->stream.params.rules.strangers_any + 2;
    submit_story(fixture, 1, 0, 150, 0, "a");
    for (uint32_t i = 0; i < digests; i++)
        submit_story(fixture, 2 + i, 0, 150, 0, "b");
    for (uint32_t i = 0; i < digests; i++) {
        story_words(&fixture->text, 1, 0, 150);
        story_words(&fixture->text, 2 + i, 0, 150);
        char source[16];
        (void)snprintf(source, sizeof source, "%u", i);
        struct decision d = submit(fixture, NULL, source);
        assert_int_equal(d.verdict, VERDICT_DIGEST);
    }
    struct decision d = submit_story(fixture, 1, 0, 150, 50, "d");
    assert_int_equal(d.verdict, VERDICT_COPY);
    assert_int_equal(d.matched, 1);
    assert_true(d.resemblance > 0.75);
    assert_int_equal(d.merge_count, 0);
}

/* A round-up that is mostly one story, and known as one by an excerpt of it, is not merged with the story's cluster. */
static void test_digest_of_mostly_one_story(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 600, 0, "a");
    submit_story(fixture, 1, 0, 400, 0, "b");
    submit_story(fixture, 2, 0, 100, 0, "c");
    story_words(&fixture->text, 1, 0, 600);
    story_words(&fixture->text, 2, 0, 100);
    struct decision d = submit(fixture, NULL, "d");
    assert_int_equal(d.verdict, VERDICT_DIGEST);
    assert_int_equal(d.cluster, 0);
    story_words(&fixture->text, 1, 0, 600);
    story_words(&fixture->text, 3, 0, 20);
    d = submit(fixture, NULL, "e");
    assert_int_equal(d.cluster, 1);
    assert_int_equal(d.merge_count, 0);
    assert_int_equal(stream_cluster(&fixture->stream, 4), 4);
}

/* Stories 1 and 2, then a round-up of both. */
static void test_digest_after_its_stories(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 150, 0, "a");
    submit_story(fixture, 2, 0, 150, 0, "b");
    story_words(&fixture->text, 1, 0, 150);
    story_words(&fixture->text, 2, 0, 150);
    struct decision d = submit(fixture, NULL, "c");
    assert_int_equal(d.verdict, VERDICT_DIGEST);
    assert_int_equal(d.cluster, 0);
    assert_int_equal(d.merge_count, 0);
    d = submit_story(fixture, 1, 0, 140, 0, "d"); /* joins its story, not the round-up */
    assert_int_equal(d.cluster, 1);
    story_words(&fixture->text, 1, 0, 150);
    story_edited(&fixture->text, 2, 0, 150, 70);
    d = submit(fixture, NULL, "e"); /* a copy of the round-up joins the round-up */
    assert_int_equal(d.verdict, VERDICT_DIGEST);
    assert_int_equal(d.cluster, 3);
    for (uint32_t id = 1; id <= 3; id++)
        assert_int_equal(stream_cluster(&fixture->stream, id), id);
}

static void test_digest_before_its_stories(void **state)
{
    struct fixture *fixture = *state;
    story_words(&fixture->text, 1, 0, 150);
    story_words(&fixture->text, 2, 0, 150);
    submit(fixture, NULL, "c");
    submit_story(fixture, 1, 0, 150, 0, "a");
    submit_story(fixture, 2, 0, 150, 0, "b");
    struct decision d = submit_story(fixture, 2, 0, 140, 0, "d");
    assert_int_equal(d.matched, 3);
    assert_int_not_equal(stream_cluster(&fixture->stream, 2), stream_cluster(&fixture->stream, 3));
    assert_int_equal(stream_cluster(&fixture->stream, 3), stream_cluster(&fixture->stream, 4));
}

/* A press office's form: town and sum change, the rest is always the same. */
static void form(struct writer *text, const char *town, uint32_t sum, uint64_t seed)
{
    writer_format(text,
                  "%s Fire Department Receives $%u,000. Senator Venn announced today that the %s Fire Department ",
                  town, sum, town);
    writer_format(text, "will receive $%u,500 as part of the %u Equipment Program for Volunteers. ", sum,
                  2000 + sum % 7);
    story_words(text, seed, 0, 60);
    writer_format(text, ". \"This is good news for %s\", the senator said. ", town);
    story_words(text, 77, 0, 140);
}

/* The second may pass for a copy of the first; from the third on the form is known. */
static void test_template_family(void **state)
{
    static const char *const towns[] = {"Almeira", "Teverin", "Losk", "Port Dun", "Wester", "Orlan", "Biddle", "Quay"};
    struct fixture *fixture = *state;
    for (uint32_t i = 0; i < 8; i++) {
        form(&fixture->text, towns[i], 31 + 7 * i, 100 + i);
        struct decision d = submit(fixture, NULL, "venn");
        assert_true(i == 1 || d.cluster == 0);
    }
    form(&fixture->text, towns[2], 31 + 14, 102); /* one of them again, with a paragraph added */
    story_words(&fixture->text, 500, 0, 40);
    struct decision d = submit(fixture, NULL, "venn");
    assert_int_equal(d.matched, 3);
}

static void test_form_with_other_figures(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t line = 0; line < 8; line++) {
            story_words(&fixture->text, 9, 20 * line, 20);
            writer_format(&fixture->text, " %u", 1000 + 37 * line + 500 * i);
        }
        struct decision d = submit(fixture, NULL, i ? "b" : "a");
        assert_int_equal(d.verdict, VERDICT_NEW);
    }
}

static void test_forget(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 300, 0, "a");
    submit_story(fixture, 1, 0, 300, 60, "b");
    stream_forget(&fixture->stream, 1);
    struct decision d = submit_story(fixture, 1, 0, 300, 0, "c");
    assert_int_equal(d.matched, 2);
    assert_int_equal(stream_cluster(&fixture->stream, 3), 1); /* the cluster keeps its name */
    stream_forget(&fixture->stream, 2);
    stream_forget(&fixture->stream, 3);
    d = submit_story(fixture, 1, 0, 300, 0, "d");
    assert_int_equal(d.verdict, VERDICT_NEW);
    assert_int_equal(matcher_stats(fixture->stream.matcher).index.postings, fixture->stream.entries[4].keys.count);
}

static void test_reader_without_text(void **state)
{
    struct fixture *fixture = *state;
    submit_story(fixture, 1, 0, 300, 0, "a");
    stream_restart(&fixture->stream); /* empties the cache */
    fixture->stream.gone = true;
    struct decision d = submit_story(fixture, 1, 0, 300, 60, "b");
    assert_int_equal(d.verdict, VERDICT_NEW);
    assert_int_equal(d.candidates, 1);
    assert_int_equal(d.verified, 0);
}

static void test_window(void **state)
{
    struct fixture *fixture = *state;
    struct matcher_params params = matcher_defaults();
    params.shards = 16;
    params.window_ms = 1000000;
    stream_close(&fixture->stream);
    stream_open(&fixture->stream, &params);
    story_words(&fixture->text, 1, 0, 300);
    stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, "a", 5000000);
    writer_clear(&fixture->text);
    story_edited(&fixture->text, 1, 0, 300, 60);
    struct bytes copy = writer_view(&fixture->text);
    assert_int_equal(stream_check(&fixture->stream, copy, NULL, "b", 6000000).matched, 1);
    assert_int_equal(stream_check(&fixture->stream, copy, NULL, "b", 6001000).matched, 0);
    assert_int_equal(stream_check(&fixture->stream, copy, NULL, "b", 0).matched, 1); /* no time: no window */
}

/* Of a story that everybody prints only a few copies are compared, so that others are heard as well. */
static void test_few_of_a_cluster_are_heard(void **state)
{
    struct fixture *fixture = *state;
    struct decision d = {.verdict = VERDICT_NEW};
    for (uint32_t i = 0; i < 40; i++) {
        char source[16];
        (void)snprintf(source, sizeof source, "paper %u", i);
        writer_clear(&fixture->text);
        story_edited(&fixture->text, 1, 0, 300, 30 + i);
        d = stream_submit(&fixture->stream, writer_view(&fixture->text), NULL, source, 0);
    }
    assert_int_equal(stream_cluster(&fixture->stream, 40), 1);
    assert_in_range(d.candidates, 30, 39);
    assert_int_equal(d.verified, matcher_defaults().fellows_max);
    assert_int_equal(d.evidence_count, d.verified);
    /* The page that had the URL is heard whoever else is. */
    writer_clear(&fixture->text);
    story_words(&fixture->text, 2, 0, 300);
    stream_submit(&fixture->stream, writer_view(&fixture->text), "http://a.example/1", "a", 0);
    writer_clear(&fixture->text);
    story_edited(&fixture->text, 1, 0, 300, 29);
    d = stream_submit(&fixture->stream, writer_view(&fixture->text), "http://a.example/1", "a", 0);
    assert_int_equal(d.verdict, VERDICT_REVISION);
    assert_int_equal(d.matched, 41);
    assert_int_equal(d.cluster, 1);
}

static void test_similar(void **state)
{
    struct fixture *fixture = *state;
    struct similar out[3];
    submit_story(fixture, 1, 0, 400, 0, "a");
    submit_story(fixture, 1, 300, 400, 0, "b"); /* a quarter in common */
    submit_story(fixture, 1, 0, 400, 80, "c");
    submit_story(fixture, 2, 0, 400, 0, "d");
    assert_int_equal(stream_similar(&fixture->stream, 1, out, 3), 2);
    assert_int_equal(out[0].id, 3);
    assert_int_equal(out[1].id, 2);
    assert_true(out[0].resemblance > out[1].resemblance && out[1].resemblance > 0.1);
    assert_int_equal(stream_similar(&fixture->stream, 1, out, 1), 1);
    assert_int_equal(out[0].id, 3);
    assert_int_equal(stream_similar(&fixture->stream, 4, out, 3), 0);
    assert_int_equal(stream_similar(&fixture->stream, 1, out, 0), 0);
}

static void test_params_at_their_limits(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(1);
    struct sketch_params sketch = SKETCH_DEFAULTS;
    struct matcher *matcher = NULL;
    struct matcher_params params = matcher_defaults();
    params.verify_max = 0;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_BADARG);
    params.verify_max = COMPARER_OTHERS_MAX + 1;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_BADARG);
    params.verify_max = COMPARER_OTHERS_MAX;
    params.containment = 0;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_BADARG);
    params.containment = 1;
    params.shards = 3;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_BADARG);
    params.shards = 1;
    sketch.width = 0;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_BADARG);
    sketch.width = 5;
    assert_int_equal(matcher_open(&params, &sketch, &key, &matcher), STATUS_OK);
    matcher_close(matcher);
    matcher_close(NULL);
}

/* One article of a random stream: stories with copies, cuts, forms, round-ups and URLs that come back. */
static void random_article(struct writer *text, uint64_t dice, const char **url, const char **source)
{
    static const char *const urls[] = {"u1", "u2", "u3", "u4", "u5", "u6", "u7"};
    static const char *const sources[] = {"s1", "s2", "s3"};
    uint64_t story = dice >> 8 & 31, other = dice >> 16 & 31;
    writer_clear(text);
    *url = dice >> 24 & 3 ? NULL : urls[(dice >> 26) % 7];
    *source = dice >> 30 & 3 ? sources[(dice >> 32) % 3] : NULL;
    switch (dice & 7) {
    case 0: story_words(text, story, 0, 200); return;
    case 1: story_words(text, story, 0, 60 + (uint32_t)(dice >> 40 & 127)); return;
    case 2: story_words(text, story, (uint32_t)(dice >> 40 & 127), 200); return;
    case 3: story_edited(text, story, 0, 200, 10 + (uint32_t)(dice >> 40 & 63)); return;
    case 4:
        story_words(text, story, 0, 120);
        story_words(text, other, 0, 120);
        return;
    case 5: form(text, dice >> 44 & 1 ? "Losk" : "Orlan", (uint32_t)(dice >> 45 & 15), story); return;
    case 6: story_words(text, story, 0, (uint32_t)(dice >> 40 & 15)); return;
    default: story_words(text, dice | 1u << 30, 0, 150); return;
    }
}

static void assert_same_decision(const struct decision *a, const struct decision *b)
{
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->matched, b->matched);
    assert_int_equal(a->cluster, b->cluster);
    assert_true(a->resemblance == b->resemblance && a->containment == b->containment && a->contained == b->contained);
    assert_int_equal(a->hamming, b->hamming);
    assert_int_equal(a->marks, b->marks);
    assert_int_equal(a->merge_count, b->merge_count);
}

/*
 * The same stream twice gives the same answers: with a cache that holds everything and one that holds next to nothing,
 * without and with restarts, forgetting on the way, and with checks of the article before.
 */
static void test_same_stream_same_answers(void **state)
{
    (void)state;
    struct matcher_params params = matcher_defaults();
    params.shards = 4;
    params.key_cap = 1024; /* see matcher_fill() about keys at their cap */
    struct stream one, two;
    struct writer text = {0};
    for (uint64_t seed = 1; seed <= 4; seed++) {
        printf("seed %llu\n", (unsigned long long)seed);
        params.cache_bytes = 16 << 20;
        stream_open(&one, &params);
        params.cache_bytes = 0;
        stream_open(&two, &params);
        for (uint32_t step = 0; step < 600; step++) {
            const char *url, *source;
            uint64_t dice = mix64(seed << 32 | step);
            random_article(&text, dice, &url, &source);
            if (step % 97 == 96)
                stream_restart(&two);
            if (step % 10 == 9 && !one.entries[step / 2].forgotten) {
                stream_forget(&one, step / 2);
                stream_forget(&two, step / 2);
            }
            struct decision checked = stream_check(&two, writer_view(&text), url, source, 0);
            struct decision a = stream_submit(&one, writer_view(&text), url, source, 0);
            assert_same_decision(&a, &checked);
            struct decision b = stream_submit(&two, writer_view(&text), url, source, 0);
            assert_same_decision(&a, &b);
        }
        for (uint32_t id = 1; id <= one.count; id++)
            assert_int_equal(stream_cluster(&one, id), stream_cluster(&two, id));
        assert_true(matcher_stats(two.matcher).reads > matcher_stats(one.matcher).reads);
        stream_close(&one);
        stream_close(&two);
    }
    writer_close(&text);
}

#define WITH_STREAM(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STREAM(test_verdicts),
        WITH_STREAM(test_short_and_empty),
        WITH_STREAM(test_revisions),
        WITH_STREAM(test_late_merge),
        WITH_STREAM(test_appendix_merges_nothing),
        WITH_STREAM(test_appended_story_glues_nothing),
        WITH_STREAM(test_story_in_many_digests),
        WITH_STREAM(test_digest_of_mostly_one_story),
        WITH_STREAM(test_digest_after_its_stories),
        WITH_STREAM(test_digest_before_its_stories),
        WITH_STREAM(test_template_family),
        WITH_STREAM(test_form_with_other_figures),
        WITH_STREAM(test_forget),
        WITH_STREAM(test_reader_without_text),
        WITH_STREAM(test_window),
        WITH_STREAM(test_few_of_a_cluster_are_heard),
        WITH_STREAM(test_similar),
        cmocka_unit_test(test_params_at_their_limits),
        cmocka_unit_test(test_same_stream_same_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
