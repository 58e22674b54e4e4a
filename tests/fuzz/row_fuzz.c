/*
 * Lines of JSONL. Laws: what jansson takes is taken, with the same text; what is taken has members of UTF-8, an id that
 * is JSON again, and took no more memory than its own strings.
 */
#include "client/extract/row.h"
#include "shingle/text/utf8.h"

#include <jansson.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { JANSSON_DEPTH = 400 /* below both limits */ };

static void demand(bool law)
{
    if (!law)
        abort();
}

static void check_text(struct bytes text, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    demand(utf8_valid_upto(text) == text.size);
    demand(!object || json_is_string(value) == (text.at != NULL));
    if (json_is_string(value))
        demand(bytes_equal(text, bytes_of(json_string_value(value), json_string_length(value))));
}

static size_t depth_of(const uint8_t *data, size_t size)
{
    size_t depth = 0;
    for (size_t i = 0; i < size; i++)
        depth += data[i] == '[' || data[i] == '{';
    return depth;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct row row;
    arena_init(&arena, 1024, 0);
    const char *problem = row_read(bytes_of(data, size), &arena, &row);
    json_t *object = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
    bool raw_nul = size && memchr(data, 0, size) != NULL; /* jansson passes over one behind a number */
    json_t *members = json_is_object(object) && !raw_nul ? object : NULL;
    demand(!problem || !members || depth_of(data, size) > JANSSON_DEPTH);
    demand(arena.held <= 2 * size + 4096);
    if (!problem) {
        check_text(row.url, members, "url");
        check_text(row.title, members, "title");
        check_text(row.html, members, "html");
        check_text(row.text, members, "text");
        demand(utf8_valid_upto(row.id) == row.id.size);
    }
    if (!problem && members && row.id.at) {
        json_t *id = json_loadb((const char *)row.id.at, row.id.size, JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
        demand(json_equal(id, json_object_get(members, "id")));
        json_decref(id);
    }
    json_decref(object);
    arena_close(&arena);
    return 0;
}
