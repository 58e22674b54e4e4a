#include "client/answer.h"
#include "client/page.h"
#include "client/terminal.h"
#include "shingle/base/hash_key.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <utf8proc.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

#define BAD "\xef\xbf\xbd"

static void assert_view(struct writer *out, const char *expected)
{
    if (!bytes_equal(writer_view(out), bytes_of_string(expected)))
        fail_msg("got \"%" BYTES_FORMAT "\", expected \"%s\"", BYTES_ARGS(writer_view(out)), expected);
    writer_close(out);
}

static void foreign_text_cannot_control_the_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *text, *line, *lines;
    } rows[] = {
        {"", "", ""},
        {"  a  b\tc\n d ", "a b c d", "  a  b\tc\n d "},
        {"\x1b[31mred\x1b[0m", BAD "[31mred" BAD "[0m", BAD "[31mred" BAD "[0m"},
        {"a\r\nb\rc", "a b c", "a\nbc"},
        {"\xc2\x9b"
         "31m",
         BAD "31m", BAD "31m"},
        {"\xe2\x80\xae"
         "abc",
         BAD "abc", BAD "abc"},
        {"bad \xff\xc3 bytes", "bad " BAD BAD " bytes", "bad " BAD BAD " bytes"},
        {"Z\xc3\xbcrich \xe6\x96\xb0\xe8\x81\x9e", "Z\xc3\xbcrich \xe6\x96\xb0\xe8\x81\x9e",
         "Z\xc3\xbcrich \xe6\x96\xb0\xe8\x81\x9e"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct writer line = {0}, lines = {0};
        terminal_clean(bytes_of_string(rows[i].text), &line);
        terminal_clean_lines(bytes_of_string(rows[i].text), &lines);
        assert_view(&line, rows[i].line);
        assert_view(&lines, rows[i].lines);
    }
}

static void widths_follow_the_script(void **state)
{
    (void)state;
    struct bytes mixed = BYTES("ab\xe6\x96\xb0\xe8\x81\x9e"
                               "e\xcc\x81");
    assert_int_equal(terminal_width_of(BYTES("")), 0);
    assert_int_equal(terminal_width_of(mixed), 2 + 4 + 1);
    assert_int_equal(terminal_cut(mixed, 7).size, mixed.size);
    assert_int_equal(terminal_cut(mixed, 6).size, 2 + 6);
    assert_int_equal(terminal_cut(mixed, 5).size, 2 + 3);
    assert_int_equal(terminal_cut(mixed, 0).size, 0);
}

static void strings_become_json(void **state)
{
    (void)state;
    struct writer out = {0};
    answer_json_string(BYTES("a\"b\\c\n\t\x01\x7f\xff\xc3\xbc"), &out);
    assert_view(&out, "\"a\\\"b\\\\c\\n\\u0009\\u0001\\u007f\\ufffd\xc3\xbc\"");
}

/* Law: any bytes become a JSON string, and valid UTF-8 comes back from it unchanged. */
static void any_bytes_become_json(void **state)
{
    (void)state;
    uint64_t seed = 7341;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (size_t round = 0; round < 20000; round++) {
        uint8_t text[24];
        size_t size = (seed = mix64(seed)) % sizeof text;
        for (size_t i = 0; i < size; i++) {
            seed = mix64(seed);
            text[i] = round % 2 ? (uint8_t)(seed % 0x7f + 1) : (uint8_t)seed;
        }
        struct writer out = {0};
        answer_json_string(bytes_of(text, size), &out);
        json_t *value = json_loadb((const char *)out.at, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
        assert_non_null(value);
        if (round % 2)
            assert_true(
                bytes_equal(bytes_of(json_string_value(value), json_string_length(value)), bytes_of(text, size)));
        json_decref(value);
        writer_close(&out);
    }
}

/* Parses RESP into a reply and shows it as JSON. */
static void assert_json(const char *resp, const char *json)
{
    redisReader *reader = redisReaderCreate();
    void *reply = NULL;
    struct writer out = {0};
    assert_int_equal(redisReaderFeed(reader, resp, strlen(resp)), REDIS_OK);
    assert_int_equal(redisReaderGetReply(reader, &reply), REDIS_OK);
    assert_non_null(reply);
    answer_json_map(reply, &out);
    assert_view(&out, json);
    freeReplyObject(reply);
    redisReaderFree(reader);
}

static void maps_become_json(void **state)
{
    (void)state;
    assert_json("*0\r\n", "{}");
    assert_json("*6\r\n$2\r\nid\r\n:17\r\n$3\r\nkey\r\n$2\r\n17\r\n$6\r\nagency\r\n$-1\r\n",
                "{\"id\":17,\"key\":\"17\",\"agency\":null}");
    assert_json("*4\r\n$11\r\nresemblance\r\n$4\r\n0.93\r\n$5\r\ntitle\r\n$4\r\n0.93\r\n",
                "{\"resemblance\":0.93,\"title\":\"0.93\"}");
    assert_json("*2\r\n$11\r\nresemblance\r\n$3\r\nnan\r\n", "{\"resemblance\":\"nan\"}");
    assert_json("*2\r\n$11\r\nresemblance\r\n$5\r\n1e-05\r\n", "{\"resemblance\":1e-05}");
    assert_json("*2\r\n$11\r\nresemblance\r\n$2\r\n01\r\n", "{\"resemblance\":\"01\"}");
    assert_json("*2\r\n$8\r\npassages\r\n*2\r\n*4\r\n$4\r\ntext\r\n$1\r\na\r\n$2\r\nat\r\n:3\r\n$1\r\nb\r\n",
                "{\"passages\":[{\"text\":\"a\",\"at\":3},\"b\"]}");
    assert_json("*2\r\n$4\r\nrows\r\n*1\r\n*3\r\n:1\r\n$1\r\nk\r\n:2\r\n", "{\"rows\":[[1,\"k\",2]]}");
}

static void fields_are_found(void **state)
{
    (void)state;
    redisReader *reader = redisReaderCreate();
    void *reply = NULL;
    char number[ANSWER_NUMBER_SIZE];
    static const char resp[] = "*6\r\n$2\r\nid\r\n:17\r\n$3\r\nseq\r\n$2\r\n18\r\n$6\r\nagency\r\n$-1\r\n";
    assert_int_equal(redisReaderFeed(reader, resp, sizeof resp - 1), REDIS_OK);
    assert_int_equal(redisReaderGetReply(reader, &reply), REDIS_OK);
    assert_true(bytes_equal(answer_text(reply, "id", number), BYTES("17")));
    assert_int_equal(answer_integer(reply, "id", -1), 17);
    assert_int_equal(answer_integer(reply, "seq", -1), 18);
    assert_int_equal(answer_integer(reply, "agency", -1), -1);
    assert_null(answer_field(reply, "agency"));
    assert_null(answer_field(reply, "none"));
    assert_null(answer_field(NULL, "none"));
    freeReplyObject(reply);
    redisReaderFree(reader);
}

static void pages_are_told_from_texts(void **state)
{
    (void)state;
    assert_true(page_is_html(BYTES("<!DOCTYPE html><html>")));
    assert_true(page_is_html(BYTES("\xef\xbb\xbf\n <HTML lang=en>")));
    assert_true(page_is_html(BYTES("<p>Storm closes port.")));
    assert_false(page_is_html(BYTES("Storm closes port\n\nThe port was closed on Friday.\n")));
    assert_false(page_is_html(BYTES("Shares fell by <5% & more")));
    assert_false(page_is_html(BYTES("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_text_cannot_control_the_terminal),
        cmocka_unit_test(widths_follow_the_script),
        cmocka_unit_test(strings_become_json),
        cmocka_unit_test(any_bytes_become_json),
        cmocka_unit_test(maps_become_json),
        cmocka_unit_test(fields_are_found),
        cmocka_unit_test(pages_are_told_from_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
