#include "daemon/ingest/submission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { PAIRS_MAX = 32 };

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 10, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* "field", "value", ..., NULL */
static enum status pairs(struct submission *out, struct bytes *problem, ...)
{
    struct bytes arguments[2 * PAIRS_MAX];
    size_t count = 0;
    va_list list;
    va_start(list, problem);
    for (const char *text = va_arg(list, const char *); text; text = va_arg(list, const char *))
        arguments[count++] = bytes_of_string(text);
    va_end(list);
    *problem = BYTES("");
    enum status status = submission_from_pairs(arguments, count, &arena, out, problem);
    assert_int_equal(status == STATUS_OK, problem->size == 0);
    return status;
}

static enum status json(struct submission *out, struct bytes *problem, const char *text)
{
    *problem = BYTES("");
    enum status status = submission_from_json(bytes_of_string(text), NULL, 0, &arena, &arena, out, problem);
    assert_int_equal(status == STATUS_OK, problem->size == 0);
    return status;
}

static void assert_text(struct bytes view, const char *text)
{
    if (!bytes_equal(view, bytes_of_string(text)))
        fail_msg("\"%" BYTES_FORMAT "\", not \"%s\"", BYTES_ARGS(view), text);
}

static void test_pairs(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    assert_int_equal(pairs(&got, &problem, "id", "a1", "URL", "https://example.com/a", "Title", "Storm", "text",
                           "The storm.", "source", "example.com", "lang", "en", "byline", "Jo Roe", "published",
                           "2025-11-21", "modified", "2025-11-22", "fetched", "1763719445", "agency", "AP", "weather",
                           "wet", NULL),
                     STATUS_OK);
    assert_text(got.your_id, "a1");
    assert_text(got.url, "https://example.com/a");
    assert_text(got.title, "Storm");
    assert_text(got.body, "The storm.");
    assert_int_equal(got.kind, SUBMISSION_BODY_TEXT);
    assert_text(got.source, "example.com");
    assert_text(got.lang, "en");
    assert_text(got.byline, "Jo Roe");
    assert_text(got.published, "2025-11-21");
    assert_text(got.modified, "2025-11-22");
    assert_text(got.agency, "AP");
    assert_int_equal(got.fetched_ms, 1763719445000);
    assert_false(got.as_is || got.cancelled);
    assert_int_equal(got.embargoed_until_ms, 0);
}

static void test_kinds_of_bodies(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    assert_int_equal(pairs(&got, &problem, "html", "<p>x", NULL), STATUS_OK);
    assert_int_equal(got.kind, SUBMISSION_BODY_HTML);
    assert_int_equal(pairs(&got, &problem, "body", "<p>x", NULL), STATUS_OK);
    assert_int_equal(got.kind, SUBMISSION_BODY_AUTO);
    assert_int_equal(pairs(&got, &problem, "html", "<p>x", "text", "x", NULL), STATUS_OK);
    assert_int_equal(got.kind, SUBMISSION_BODY_TEXT);
    assert_text(got.body, "x");
    assert_int_equal(pairs(&got, &problem, "html", "<p>x", "text", "", NULL), STATUS_OK);
    assert_int_equal(got.kind, SUBMISSION_BODY_HTML);
    assert_int_equal(pairs(&got, &problem, "html", "<p>x", "strip", "no", NULL), STATUS_OK);
    assert_true(got.as_is);
    assert_int_equal(pairs(&got, &problem, "html", "<p>x", "strip", "YES", NULL), STATUS_OK);
    assert_false(got.as_is);
}

static void test_wrong_pairs(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    assert_int_equal(pairs(&got, &problem, "text", NULL), STATUS_BADARG);
    assert_int_equal(pairs(&got, &problem, "url", "https://example.com/", NULL), STATUS_BADARG); /* no page */
    assert_int_equal(pairs(&got, &problem, NULL), STATUS_BADARG);
    assert_int_equal(pairs(&got, &problem, "text", "a", "text", "b", NULL), STATUS_BADARG);
    assert_int_equal(pairs(&got, &problem, "text", "a", "TEXT", "a", NULL), STATUS_OK);
    assert_int_equal(pairs(&got, &problem, "text", "a", "strip", "maybe", NULL), STATUS_BADARG);
    assert_int_equal(pairs(&got, &problem, "text", "a", "embargoed", "soon", NULL), STATUS_BADARG);
    assert_int_equal(pairs(&got, &problem, "text", "a", "fetched", "soon", NULL), STATUS_OK);
    assert_int_equal(got.fetched_ms, 0);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *field;
        size_t limit;
    } rows[] = {{"id", SUBMISSION_YOUR_ID_MAX}, {"url", SUBMISSION_URL_MAX}, {"title", SUBMISSION_FIELD_MAX}};
    static char value[SUBMISSION_FIELD_MAX + 2];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t over = 0; over < 2; over++) {
            struct submission got;
            struct bytes problem;
            memset(value, 'x', rows[i].limit + over);
            value[rows[i].limit + over] = 0;
            assert_int_equal(pairs(&got, &problem, "text", "a", rows[i].field, value, NULL),
                             over ? STATUS_TOOBIG : STATUS_OK);
        }
    }
}

static void test_withdrawn_and_embargoed(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    static const char *const gone[] = {"canceled", "cancelled", "withheld", "Canceled"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        assert_int_equal(pairs(&got, &problem, "id", "a", "pubstatus", gone[i], NULL), STATUS_OK); /* needs no page */
        assert_true(got.cancelled);
    }
    assert_int_equal(pairs(&got, &problem, "text", "a", "pubstatus", "usable", NULL), STATUS_OK);
    assert_false(got.cancelled);
    assert_int_equal(pairs(&got, &problem, "text", "a", "embargoed", "2025-11-21T18:00:00Z", NULL), STATUS_OK);
    assert_int_equal(got.embargoed_until_ms, 1763748000000);
}

/* Items as the tools write them; see the table in submission_fields.c. */
static void test_json_of_other_tools(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    /* news-please */
    assert_int_equal(
        json(&got, &problem,
             "{\"authors\": [\"Jo Roe\", \"Al Poe\"], \"date_download\": \"2025-11-21 10:04:05\", "
             "\"date_publish\": \"2025-11-20 09:00:00\", \"date_modify\": null, \"description\": \"d\", "
             "\"language\": \"en\", \"maintext\": \"The storm.\", \"source_domain\": \"example.com\", "
             "\"title\": \"Storm\", \"title_page\": \"Storm | Example\", \"url\": \"https://e.example/a\"}"),
        STATUS_OK);
    assert_text(got.byline, "Jo Roe, Al Poe");
    assert_text(got.title, "Storm");
    assert_text(got.body, "The storm.");
    assert_text(got.source, "example.com");
    assert_text(got.published, "2025-11-20 09:00:00");
    assert_text(got.lang, "en");
    assert_int_equal(got.fetched_ms, 1763719445000);
    assert_int_equal(got.kind, SUBMISSION_BODY_TEXT);
    /* trafilatura */
    assert_int_equal(json(&got, &problem,
                          "{\"title\": \"Storm\", \"author\": \"Jo Roe\", \"hostname\": \"e.example\", \"date\": "
                          "\"2025-11-20\", \"id\": null, \"fingerprint\": \"ff\", \"raw_text\": \"raw\", \"text\": "
                          "\"clean\", \"comments\": \"\"}"),
                     STATUS_OK);
    assert_text(got.your_id, "");
    assert_text(got.body, "clean");
    assert_text(got.source, "e.example");
    assert_text(got.published, "2025-11-20");
    /* schema.org NewsArticle */
    assert_int_equal(json(&got, &problem,
                          "{\"@type\": \"NewsArticle\", \"headline\": \"Storm\", \"articleBody\": \"The storm.\", "
                          "\"datePublished\": \"2025-11-20T09:00:00Z\", \"dateModified\": \"2025-11-21\", \"author\": "
                          "[{\"@type\": \"Person\", \"name\": \"Jo Roe\"}, {\"name\": \"Al Poe\"}], \"publisher\": "
                          "{\"@type\": \"Organization\", \"name\": \"Example\"}, \"inLanguage\": \"en\", "
                          "\"identifier\": {\"value\": \"x-7\"}}"),
                     STATUS_OK);
    assert_text(got.your_id, "x-7");
    assert_text(got.byline, "Jo Roe, Al Poe");
    assert_text(got.source, "Example");
    assert_text(got.modified, "2025-11-21");
    /* ninjs */
    assert_int_equal(json(&got, &problem,
                          "{\"uri\": \"urn:x:1\", \"versioncreated\": \"2025-11-20T09:00:00Z\", \"headlines\": "
                          "[{\"role\": \"main\", \"value\": \"Storm\"}], \"bodies\": [{\"contenttype\": "
                          "\"text/html\", \"value\": \"<p>The storm.\"}], \"pubstatus\": \"usable\", \"urgency\": 4}"),
                     STATUS_OK);
    assert_text(got.your_id, "urn:x:1");
    assert_text(got.title, "Storm");
    assert_text(got.body, "<p>The storm.");
    assert_int_equal(got.kind, SUBMISSION_BODY_AUTO);
    assert_text(got.published, "2025-11-20T09:00:00Z");
}

static void test_json_values(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    assert_int_equal(json(&got, &problem, "{\"id\": 42, \"text\": \"a\\u00e9\\n\", \"strip\": false}"), STATUS_OK);
    assert_text(got.your_id, "42");
    assert_text(got.body, "a\xc3\xa9\n");
    assert_true(got.as_is);
    assert_int_equal(json(&got, &problem, "{\"text\": \"a\", \"title\": [], \"lang\": {}, \"url\": [[\"u\"]]}"),
                     STATUS_OK);
    assert_text(got.title, "");
    assert_text(got.url, "");
}

static void test_json_that_does_not_parse(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "\"text\"",
                                        "{\"text\"",
                                        "{\"text\": \"a\"} x",
                                        "{\"text\": \"\xff\"}",
                                        "{\"text\": \"a\\u0000b\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_int_equal(json(&got, &problem, texts[i]), STATUS_SYNTAX);
}

static void test_json_depth(void **state)
{
    (void)state;
    struct submission got;
    struct bytes problem;
    for (int over = 0; over < 2; over++) {
        char text[4 * SUBMISSION_JSON_DEPTH_MAX] = "{\"text\": \"a[[[[{{{\\\"{\", \"x\": ";
        for (int i = 0; i < SUBMISSION_JSON_DEPTH_MAX - 1 + over; i++)
            (void)strcat(text, "[");
        for (int i = 0; i < SUBMISSION_JSON_DEPTH_MAX - 1 + over; i++)
            (void)strcat(text, "]");
        (void)strcat(text, "}");
        assert_int_equal(json(&got, &problem, text), over ? STATUS_SYNTAX : STATUS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_kinds_of_bodies),
        cmocka_unit_test(test_wrong_pairs),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_withdrawn_and_embargoed),
        cmocka_unit_test(test_json_of_other_tools),
        cmocka_unit_test(test_json_values),
        cmocka_unit_test(test_json_that_does_not_parse),
        cmocka_unit_test(test_json_depth),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
