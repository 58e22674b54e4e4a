/* JSON that is read whole or not at all, however little memory there is. */
#include "daemon/ingest/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LETTERS = 20000, LIMIT_MOST = 256 << 10, STEP = 512 };

/* {"text": "abc...", "list": [...]} */
static size_t make_text(char *text, size_t room)
{
    size_t size = (size_t)snprintf(text, room, "{\"text\":\"");
    for (int i = 0; i < LETTERS; i++)
        text[size++] = (char)('a' + i % 26);
    return size + (size_t)snprintf(text + size, room - size, "\",\"list\":[1,2.5,true,null,\"\\u00e9\"]}");
}

static void assert_whole(const json_t *root)
{
    const json_t *text = json_object_get(root, "text");
    assert_int_equal(json_string_length(text), LETTERS);
    for (int i = 0; i < LETTERS; i++)
        assert_int_equal(json_string_value(text)[i], 'a' + i % 26);
    assert_int_equal(json_array_size(json_object_get(root, "list")), 5);
}

static void reads_whole_or_not_at_all(void **state)
{
    (void)state;
    static char text[LETTERS + 200];
    size_t size = make_text(text, sizeof text), whole = 0, none = 0;
    for (size_t limit = STEP; limit <= LIMIT_MOST; limit += STEP) {
        struct arena arena;
        const json_t *root;
        json_error_t error;
        arena_init(&arena, 1024, limit);
        enum status status = json_read(bytes_of(text, size), 0, &arena, &root, &error);
        if (status == STATUS_OK) {
            assert_whole(root);
            whole++;
        } else {
            assert_int_equal(status, STATUS_NOMEM);
            assert_null(root);
            none++;
        }
        arena_close(&arena);
    }
    assert_true(whole > 0 && none > 0);
}

static void tells_what_is_wrong(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "{", "{\"a\":}", "[1,]", "{\"a\":1} x", "\"\\ud800\"", "{\"a\":\"\xff\"}"};
    struct arena arena;
    arena_init(&arena, 1024, 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const json_t *root;
        json_error_t error;
        assert_int_equal(json_read(bytes_of_string(texts[i]), 0, &arena, &root, &error), STATUS_SYNTAX);
        assert_null(root);
        assert_true(error.text[0] != 0);
    }
    arena_close(&arena);
}

/* What others make with jansson is malloc's, before and after. */
static void leaves_others_alone(void **state)
{
    (void)state;
    json_t *before = json_pack("{s:s}", "a", "b");
    struct arena arena;
    const json_t *root;
    json_error_t error;
    arena_init(&arena, 1024, 0);
    assert_int_equal(json_read(BYTES("{\"a\":[1]}"), 0, &arena, &root, &error), STATUS_OK);
    json_t *after = json_pack("{s:i}", "c", (int)json_array_size(json_object_get(root, "a")));
    arena_close(&arena);
    assert_string_equal(json_string_value(json_object_get(before, "a")), "b");
    assert_int_equal(json_integer_value(json_object_get(after, "c")), 1);
    json_decref(before);
    json_decref(after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_whole_or_not_at_all),
        cmocka_unit_test(tells_what_is_wrong),
        cmocka_unit_test(leaves_others_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
