/* What the survey counts of sources and clusters, and where its bounds are. */
#include "daemon/ingest/survey.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static struct survey_seen seen(const char *source, const char *agencies)
{
    struct bytes name = bytes_of_string(source);
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < name.size; i++)
        hash = (hash ^ name.at[i]) * 1099511628211u;
    return (struct survey_seen){
        .source = name, .source_hash = hash, .agencies = bytes_of_string(agencies), .delay_ms = -1};
}

static const struct survey_source *named(const struct survey *survey, const char *name)
{
    size_t count;
    const struct survey_source *sources = survey_sources(survey, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(sources[i].name, name) == 0)
            return &sources[i];
    return NULL;
}

static void test_sources(void **state)
{
    (void)state;
    struct survey *survey;
    assert_int_equal(survey_open(&survey), STATUS_OK);
    struct survey_seen first = seen("a.example", "Reuters, AP");
    survey_article(survey, &first);
    for (int i = 0; i < 3; i++) {
        struct survey_seen copy = seen("b.example", "AP");
        copy.joined = true;
        copy.is_second = i == 0;
        copy.first_hash = first.source_hash;
        copy.delay_ms = 60000;
        survey_article(survey, &copy);
    }
    survey_article(survey, &(struct survey_seen){.source_hash = 7});
    const struct survey_source *a = named(survey, "a.example"), *b = named(survey, "b.example");
    assert_int_equal(a->articles, 1);
    assert_int_equal(a->firsts, 1);
    assert_int_equal(a->copies, 0);
    assert_int_equal(survey_delay_ms(a), -1);
    assert_string_equal(a->agencies[0].name, "Reuters");
    assert_int_equal(a->agencies[1].articles, 1);
    assert_int_equal(b->copies, 3);
    assert_int_equal(b->firsts, 0);
    assert_int_equal(b->agencies[0].articles, 3);
    assert_true(survey_delay_ms(b) > 30000 && survey_delay_ms(b) < 120000);
    survey_close(survey);
}

/* The last source that fits is counted, one more is only said to be left out; so are names at their edges. */
static void test_bounds(void **state)
{
    (void)state;
    struct survey *survey;
    char name[200];
    size_t count;
    assert_int_equal(survey_open(&survey), STATUS_OK);
    for (int i = 0; i <= SURVEY_SOURCES; i++) {
        (void)snprintf(name, sizeof name, "s%d", i);
        struct survey_seen one = seen(name, "");
        survey_article(survey, &one);
        assert_int_equal(survey_left_out(survey), i == SURVEY_SOURCES);
    }
    (void)survey_sources(survey, &count);
    assert_int_equal(count, SURVEY_SOURCES);
    survey_close(survey);
    assert_int_equal(survey_open(&survey), STATUS_OK);
    memset(name, 'x', sizeof name);
    name[SURVEY_NAME_MAX] = 0;
    struct survey_seen longest = seen(name, "a,b,c,d,e,f,g,h,i,,");
    survey_article(survey, &longest);
    const struct survey_source *source = survey_sources(survey, &count);
    assert_int_equal(strlen(source->name), SURVEY_NAME_MAX - 1);
    assert_string_equal(source->agencies[SURVEY_AGENCIES - 1].name, "h");
    survey_close(survey);
}

static uint32_t size_of(const void *context, uint32_t cluster)
{
    return ((const uint32_t *)context)[cluster];
}

/* Whatever order they grow in, the largest are among those that are told. */
static void test_largest(void **state)
{
    (void)state;
    enum { CLUSTERS = 4 * SURVEY_LARGEST, ROUNDS = 60000 };
    static uint32_t sizes[CLUSTERS];
    struct survey *survey;
    uint64_t random = 1;
    assert_int_equal(survey_open(&survey), STATUS_OK);
    for (int i = 0; i < ROUNDS; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        uint32_t cluster = (uint32_t)(random >> 33) % CLUSTERS;
        cluster = cluster * cluster / CLUSTERS; /* low ones more often */
        sizes[cluster]++;
        survey_cluster(survey, cluster, size_of, sizes);
    }
    size_t count;
    const uint32_t *largest = survey_largest(survey, &count);
    assert_int_equal(count, SURVEY_LARGEST);
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        least = sizes[largest[i]] < least ? sizes[largest[i]] : least;
    size_t larger = 0, told = 0;
    for (size_t i = 0; i < CLUSTERS; i++)
        larger += sizes[i] > least;
    for (size_t i = 0; i < count; i++)
        told += sizes[largest[i]] > least;
    assert_int_equal(told, larger);
    survey_close(survey);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
