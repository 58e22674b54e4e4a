#include "client/extract/jsonl.h"

#include "client/extract/output.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK = 1 << 20 };

/* One input line at a time; a longer one than EXTRACT_LINE_MAX is passed over. */
struct line_source {
    FILE *in;
    char *at;
    size_t size, capacity;
    bool too_long;
};

static bool grow(struct line_source *source)
{
    size_t capacity = source->capacity ? source->capacity * 2 : 1 << 16;
    char *at = realloc(source->at, capacity);
    if (!at)
        return false;
    source->at = at;
    source->capacity = capacity;
    return true;
}

/* The next line without its end; STATUS_END, STATUS_NOMEM. */
static enum status next_line(struct line_source *source)
{
    source->size = 0;
    source->too_long = false;
    int c;
    while ((c = getc_unlocked(source->in)) != EOF && c != '\n') {
        if (source->size >= EXTRACT_LINE_MAX) {
            source->too_long = true;
            continue;
        }
        if (source->size == source->capacity && !grow(source))
            return STATUS_NOMEM;
        source->at[source->size++] = (char)c;
    }
    return c == EOF && source->size == 0 ? STATUS_END : STATUS_OK;
}

static struct bytes member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_string(value) ? bytes_of(json_string_value(value), json_string_length(value)) : BYTES("");
}

static void put(json_t *row, FILE *out)
{
    json_dumpf(row, out, JSON_COMPACT);
    fputc('\n', out);
    json_decref(row);
}

static void put_error(json_t *id, const char *name, size_t number, const char *what, FILE *out)
{
    fprintf(stderr, "shingle-extract: %s:%zu: %s\n", name, number, what);
    json_t *row = json_pack("{s:O?, s:s}", "id", id, "error", what);
    if (row)
        put(row, out);
}

/* One page; NULL when it went well, else what is wrong. */
static const char *extract_row(const json_t *row, const struct extract_options *options, struct arena *arena, FILE *out)
{
    struct page page = {.url = member(row, "url"), .title_hint = member(row, "title"), .kind = options->kind};
    page.flags = options->as_is ? PAGE_AS_IS : 0;
    const json_t *html = json_object_get(row, "html"), *text = json_object_get(row, "text");
    if (!json_is_string(html) && !json_is_string(text))
        return "neither \"html\" nor \"text\" is a string";
    page.content = member(row, json_is_string(html) ? "html" : "text");
    if (page.kind == PAGE_AUTO)
        page.kind = json_is_string(html) ? PAGE_HTML : PAGE_AUTO;
    if (json_is_string(html))
        page.charset_label = BYTES("utf-8"); /* JSON is UTF-8, whatever the page says it was */
    struct article article;
    enum status status = article_extract(&page, arena, &article);
    if (status != STATUS_OK)
        return status_text(status);
    json_t *answer = article_to_json(&article, json_object_get(row, "id"), page.url);
    if (!answer)
        return status_text(STATUS_NOMEM);
    put(answer, out);
    return NULL;
}

static bool is_blank(const struct line_source *source)
{
    return bytes_trim(bytes_of(source->at, source->size)).size == 0;
}

enum extract_exit extract_jsonl(FILE *in, const char *name, FILE *out, const struct extract_options *options)
{
    struct line_source source = {.in = in};
    struct arena arena;
    arena_init(&arena, ARENA_BLOCK, 0);
    enum extract_exit code = EXTRACT_OK;
    enum status status;
    for (size_t number = 1; (status = next_line(&source)) == STATUS_OK; number++) {
        if (!source.too_long && is_blank(&source))
            continue;
        json_error_t error = {.text = ""};
        json_t *row = source.too_long ? NULL : json_loadb(source.at, source.size, JSON_ALLOW_NUL, &error);
        const char *wrong = source.too_long ? "the line is too long" : error.text;
        if (row)
            wrong = json_is_object(row) ? extract_row(row, options, &arena, out) : "the line is not a JSON object";
        if (wrong) {
            put_error(json_object_get(row, "id"), name, number, wrong, out);
            code = EXTRACT_FAILED;
        }
        json_decref(row);
        arena_reset(&arena);
    }
    if (status == STATUS_NOMEM || ferror(in)) {
        fprintf(stderr, "shingle-extract: %s: %s\n", name, status_text(ferror(in) ? STATUS_IO : STATUS_NOMEM));
        code = EXTRACT_FAILED;
    }
    arena_close(&arena);
    free(source.at);
    return code;
}
