/* The reader of JSONL rows: known answers, and jansson as an oracle on changed lines. */
#include "client/extract/row.h"

#include "tests/random.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *read_row(const char *line, struct arena *arena, struct row *row)
{
    return row_read(bytes_of_string(line), arena, row);
}

static void assert_view(struct bytes view, const char *expected)
{
    assert_true(view.at != NULL);
    if (!bytes_equal(view, bytes_of_string(expected)))
        fail_msg("got \"%" BYTES_FORMAT "\", expected \"%s\"", BYTES_ARGS(view), expected);
}

static void members_are_read(void **state)
{
    (void)state;
    struct arena arena;
    struct row row;
    arena_init(&arena, 4096, 0);
    assert_null(read_row(
        " { \"id\" : [1, {\"a\":null}] , \"html\":\"<p>\\u00e4\\n\\\"\\/\\ud83d\\ude00\",\"x\":{\"y\":[[],{}]},"
        "\"url\":\"u\",\"title\":\"t\",\"text\":\"\"}\r",
        &arena, &row));
    assert_view(row.id, "[1, {\"a\":null}]");
    assert_view(row.html, "<p>\xc3\xa4\n\"/\xf0\x9f\x98\x80");
    assert_view(row.url, "u");
    assert_view(row.title, "t");
    assert_view(row.text, "");
    assert_null(read_row("{}", &arena, &row));
    assert_null(row.id.at);
    assert_null(row.html.at);
    assert_null(read_row("{\"html\":\"a\",\"html\":7,\"te\\u0078t\":\"b\",\"id\":1,\"id\":-2.5e+3}", &arena, &row));
    assert_null(row.html.at);
    assert_view(row.text, "b");
    assert_view(row.id, "-2.5e+3");
    assert_null(read_row("{\"text\":\"a\\ud800b\\udc00\\u0000\"}", &arena, &row));
    assert_true(bytes_equal(row.text, BYTES("a\xef\xbf\xbd"
                                            "b\xef\xbf\xbd\0")));
    arena_close(&arena);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    static const char *const lines[] = {"",
                                        "[]",
                                        "{",
                                        "{bad",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{\"a\":1,}",
                                        "{\"a\":01}",
                                        "{\"a\":1.}",
                                        "{\"a\":1e}",
                                        "{\"a\":-}",
                                        "{\"a\":tru}",
                                        "{\"a\":\"x}",
                                        "{\"a\":\"\\x\"}",
                                        "{\"text\":\"\\u12g4\"}",
                                        "{\"text\":\"\\u12",
                                        "{\"a\":\"\t\"}",
                                        "{\"a\":[1 2]}",
                                        "{\"a\":[1}",
                                        "{\"a\":{\"b\":1]}",
                                        "{} {}",
                                        "{\"a\":\"\xff\"}",
                                        "{\"a\":\"\\",
                                        NULL};
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (const char *const *line = lines; *line; line++) {
        struct row row;
        if (!read_row(*line, &arena, &row))
            fail_msg("taken: %s", *line);
    }
    struct row row;
    assert_non_null(read_row("{\"id\":\"a\",\"html\":oops}", &arena, &row));
    assert_view(row.id, "\"a\"");
    arena_close(&arena);
}

/* An array nested `depth` deep as a member. */
static const char *nested(size_t depth, struct arena *arena)
{
    static char line[2 * ROW_DEPTH_MAX + 64];
    struct row row;
    char *at = line + sprintf(line, "{\"a\":");
    for (size_t i = 0; i < depth; i++)
        *at++ = '[';
    for (size_t i = 0; i < depth; i++)
        *at++ = ']';
    (void)sprintf(at, "}");
    return read_row(line, arena, &row);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096, 0);
    assert_null(nested(ROW_DEPTH_MAX, &arena));
    assert_string_equal(nested(ROW_DEPTH_MAX + 1, &arena), "nested too deeply");
    assert_int_equal(arena.held, 0);
    arena_close(&arena);
}

/* Changed lines: what jansson takes is taken with the same text; what it refuses is refused, but for what is known. */
static void agrees_with_jansson(void **state)
{
    (void)state;
    enum { TIMES = 200000 };
    static const char good[] =
        "{\"id\":[1,-2.5e3,{}],\"a\":{\"b\":[true,null],\"c\":\"\\u0041\"},\"text\":\"x\\ty\\\\z "
        "\\ud83d\\ude00 \xc3\xa4\",\"html\":null}";
    static const char signs[] = "\"\\{}[]:,0123456789.eE+-truefalsnu x\t\xc3\xa4";
    struct random random = random_start(11);
    struct arena arena;
    size_t taken = 0;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < TIMES; i++) {
        char line[sizeof good];
        memcpy(line, good, sizeof good);
        size_t size = sizeof good - 1;
        for (uint64_t changes = random_below(&random, 4); changes; changes--)
            line[random_below(&random, size)] = signs[random_below(&random, sizeof signs - 1)];
        struct row row;
        const char *problem = row_read(bytes_of(line, size), &arena, &row);
        json_t *object = json_loadb(line, size, JSON_ALLOW_NUL, NULL);
        if (object && problem)
            fail_msg("refused (%s): %.*s", problem, (int)size, line);
        if (object) {
            const json_t *text = json_object_get(object, "text");
            assert_int_equal(json_is_string(text), row.text.at != NULL);
            if (json_is_string(text))
                assert_true(bytes_equal(row.text, bytes_of(json_string_value(text), json_string_length(text))));
            taken++;
        } else if (!problem && !bytes_starts_with(bytes_of(line, size), BYTES("{"))) {
            fail_msg("taken: %.*s", (int)size, line);
        }
        json_decref(object);
        arena_reset(&arena);
    }
    assert_true(taken > TIMES / 10);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_read),
        cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(agrees_with_jansson),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
