/*
 * The html5lib project's tokenizer tests, where ../shared/data/html5lib is there: every token of every test but
 * xmlViolation.test, which is about a mode of its own.
 */
#include "shingle/base/writer.h"
#include "shingle/extract/tokenizer.h"

#include <dirent.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char folder[] = "../shared/data/html5lib/tokenizer/";
static const char other_mode[] = "xmlViolation.test";
enum { SKIPPED = 77, FILES_MIN = 13 };

struct tally {
    unsigned run;
    unsigned failed;
};

/* The value of four hexadecimal digits. */
static uint32_t hex4(const char *at)
{
    char digits[5] = {at[0], at[1], at[2], at[3], 0};
    return (uint32_t)strtoul(digits, NULL, 16);
}

static void put_code(struct writer *out, uint32_t code)
{
    if (code < 0x80) {
        writer_u8(out, (uint8_t)code);
    } else if (code < 0x800) {
        writer_u8(out, (uint8_t)(0xc0 | code >> 6));
        writer_u8(out, (uint8_t)(0x80 | (code & 0x3f)));
    } else if (code < 0x10000) {
        writer_u8(out, (uint8_t)(0xe0 | code >> 12));
        writer_u8(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
        writer_u8(out, (uint8_t)(0x80 | (code & 0x3f)));
    } else {
        writer_u8(out, (uint8_t)(0xf0 | code >> 18));
        writer_u8(out, (uint8_t)(0x80 | (code >> 12 & 0x3f)));
        writer_u8(out, (uint8_t)(0x80 | (code >> 6 & 0x3f)));
        writer_u8(out, (uint8_t)(0x80 | (code & 0x3f)));
    }
}

/* A string of a test; in a doubleEscaped one "\uXXXX" stands for a code unit, surrogate pairs for one character. */
static void put_string(struct writer *out, const json_t *string, bool escaped)
{
    const char *at = json_string_value(string);
    const char *end = at + json_string_length(string);
    while (at < end) {
        if (!escaped || end - at < 6 || at[0] != '\\' || at[1] != 'u') {
            writer_u8(out, (uint8_t)*at++);
            continue;
        }
        uint32_t code = hex4(at + 2);
        at += 6;
        if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
            uint32_t low = hex4(at + 2);
            if (low >= 0xdc00 && low < 0xe000) {
                code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                at += 6;
            }
        }
        put_code(out, code);
    }
}

static void put_optional(struct writer *out, const json_t *value, bool escaped)
{
    if (json_is_string(value)) {
        writer_u8(out, '"');
        put_string(out, value, escaped);
        writer_u8(out, '"');
    } else {
        writer_format(out, "missing");
    }
    writer_u8(out, '|');
}

static void expect_token(struct writer *out, json_t *token, bool escaped)
{
    const char *kind = json_string_value(json_array_get(token, 0));
    const char *key;
    json_t *value;
    if (strcmp(kind, "Character") == 0) {
        put_string(out, json_array_get(token, 1), escaped);
        return;
    }
    writer_format(out, "\n%s|", kind);
    if (strcmp(kind, "DOCTYPE") == 0) {
        for (size_t i = 1; i <= 3; i++)
            put_optional(out, json_array_get(token, i), escaped);
        writer_format(out, "%d\n", json_is_true(json_array_get(token, 4)));
        return;
    }
    put_optional(out, json_array_get(token, 1), escaped);
    json_object_foreach(json_array_get(token, 2), key, value)
    {
        json_t *name = json_string_nocheck(key);
        put_optional(out, name, escaped);
        put_optional(out, value, escaped);
        json_decref(name);
    }
    if (json_is_true(json_array_get(token, 3)))
        writer_format(out, "self-closing");
    writer_u8(out, '\n');
}

static void put_view(struct writer *out, struct bytes view, bool there)
{
    if (there)
        writer_u8(out, '"');
    if (there)
        writer_bytes(out, view);
    writer_format(out, there ? "\"|" : "missing|");
}

static void put_tag(struct writer *out, const struct token *token)
{
    put_view(out, token->name, true);
    for (size_t i = 0; i < token->attribute_count; i++) {
        put_view(out, token->attributes[i].name, true);
        put_view(out, token->attributes[i].value, true);
    }
    if (token->self_closing && token->kind == TOKEN_START_TAG)
        writer_format(out, "self-closing");
    writer_u8(out, '\n');
}

static void put_token(struct writer *out, const struct token *token)
{
    switch (token->kind) {
    case TOKEN_TEXT: writer_bytes(out, token->text); break;
    case TOKEN_START_TAG:
        writer_format(out, "\nStartTag|");
        put_tag(out, token);
        break;
    case TOKEN_END_TAG:
        writer_format(out, "\nEndTag|");
        put_tag(out, token);
        break;
    case TOKEN_COMMENT:
        writer_format(out, "\nComment|");
        put_view(out, token->text, true);
        writer_u8(out, '\n');
        break;
    case TOKEN_DOCTYPE:
        writer_format(out, "\nDOCTYPE|");
        put_view(out, token->name, token->name.at != NULL);
        put_view(out, token->public_id, token->has_public_id);
        put_view(out, token->system_id, token->has_system_id);
        writer_format(out, "%d\n", !token->force_quirks);
        break;
    case TOKEN_END_OF_PAGE: break;
    }
}

static enum tokenizer_state state_named(const char *name)
{
    static const struct {
        const char *name;
        enum tokenizer_state state;
    } states[] = {{"Data state", TOKENIZER_DATA},           {"RCDATA state", TOKENIZER_RCDATA},
                  {"RAWTEXT state", TOKENIZER_RAWTEXT},     {"Script data state", TOKENIZER_SCRIPT},
                  {"PLAINTEXT state", TOKENIZER_PLAINTEXT}, {"CDATA section state", TOKENIZER_CDATA}};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(states[i].name, name) == 0)
            return states[i].state;
    fail_msg("a test begins in an unknown state: %s", name);
    return TOKENIZER_DATA;
}

static void tokenize(struct writer *out, struct bytes input, enum tokenizer_state state, struct bytes last_start)
{
    struct arena arena;
    struct tokenizer tokenizer;
    struct token token;
    arena_init(&arena, 4096, 0);
    tokenizer_init(&tokenizer, input, 0, &arena);
    tokenizer.state = state;
    tokenizer.last_start = last_start;
    do {
        assert_int_equal(tokenizer_next(&tokenizer, &token), STATUS_OK);
        put_token(out, &token);
    } while (token.kind != TOKEN_END_OF_PAGE);
    arena_close(&arena);
}

static void run_in_state(json_t *test, const char *state, const char *file, struct tally *tally)
{
    bool escaped = json_is_true(json_object_get(test, "doubleEscaped"));
    struct writer input = {0};
    struct writer expected = {0};
    struct writer got = {0};
    json_t *token;
    size_t i;
    put_string(&input, json_object_get(test, "input"), escaped);
    json_array_foreach(json_object_get(test, "output"), i, token) expect_token(&expected, token, escaped);
    /* Of its own size, so that the address sanitizer sees a read past its end. */
    uint8_t *copy = malloc(input.size ? input.size : 1);
    assert_non_null(copy);
    if (input.size)
        memcpy(copy, input.at, input.size);
    const char *last = json_string_value(json_object_get(test, "lastStartTag"));
    tokenize(&got, bytes_of(copy, input.size), state_named(state), bytes_of_string(last));
    tally->run++;
    if (!bytes_equal(writer_view(&got), writer_view(&expected))) {
        tally->failed++;
        printf("%s: %s, in %s\n  of  %" BYTES_FORMAT "\n  expected %" BYTES_FORMAT "\n  got %" BYTES_FORMAT "\n", file,
               json_string_value(json_object_get(test, "description")), state, BYTES_ARGS(writer_view(&input)),
               BYTES_ARGS(writer_view(&expected)), BYTES_ARGS(writer_view(&got)));
    }
    free(copy);
    writer_close(&input);
    writer_close(&expected);
    writer_close(&got);
}

static void run_file(const char *name, struct tally *all)
{
    char path[512];
    json_t *test;
    size_t i;
    struct tally tally = {0, 0};
    (void)snprintf(path, sizeof path, "%s%s", folder, name);
    json_error_t error;
    json_t *root = json_load_file(path, JSON_ALLOW_NUL, &error);
    if (!root)
        fail_msg("%s:%d: %s", path, error.line, error.text);
    json_array_foreach(json_object_get(root, "tests"), i, test)
    {
        json_t *states = json_object_get(test, "initialStates");
        if (!states)
            run_in_state(test, "Data state", name, &tally);
        for (size_t s = 0; s < json_array_size(states); s++)
            run_in_state(test, json_string_value(json_array_get(states, s)), name, &tally);
    }
    json_decref(root);
    printf("  %-28s %4u of %4u\n", name, tally.run - tally.failed, tally.run);
    assert_true(tally.run > 0);
    all->run += tally.run;
    all->failed += tally.failed;
}

/* Every file of the folder is run, so that none is passed over in silence. */
static int is_test(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 5 && strcmp(entry->d_name + size - 5, ".test") == 0 && strcmp(entry->d_name, other_mode) != 0;
}

static void all_tokens_are_the_expected(void **state)
{
    struct tally tally = {0};
    (void)state;
    struct dirent **entries;
    int count = scandir(folder, &entries, is_test, alphasort);
    assert_true(count >= FILES_MIN);
    for (int i = 0; i < count; i++) {
        run_file(entries[i]->d_name, &tally);
        free(entries[i]);
    }
    free(entries);
    printf("html5lib tokenizer: %u of %u tests hold\n", tally.run - tally.failed, tally.run);
    assert_int_equal(tally.failed, 0);
    assert_true(tally.run > 6000);
}

int main(void)
{
    DIR *there = opendir(folder);
    if (!there) {
        printf("skipped: no %s\n", folder);
        return SKIPPED;
    }
    (void)closedir(there);
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_tokens_are_the_expected)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
