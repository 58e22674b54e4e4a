#include "daemon/http/resp_json.h"

#include "shingle/text/utf8.h"

#include <stdlib.h>

enum { NUMBER_SIZE = 40 };

struct reading {
    struct bytes rest;
    enum status status;
};

static json_t *fail(struct reading *reading, enum status status)
{
    if (reading->status == STATUS_OK)
        reading->status = status;
    return NULL;
}

json_t *json_text(struct bytes text)
{
    if (utf8_valid_upto(text) == text.size)
        return json_stringn_nocheck(text.size ? (const char *)text.at : "", text.size);
    struct arena arena;
    size_t bad;
    arena_init(&arena, 4096, 0);
    json_t *made = NULL;
    if (utf8_repair(text, &arena, &text, &bad) == STATUS_OK)
        made = json_stringn_nocheck((const char *)text.at, text.size);
    arena_close(&arena);
    return made;
}

/* The rest of a line, without its CR LF. */
static bool take_line(struct reading *reading, struct bytes *line)
{
    size_t end = bytes_find(reading->rest, BYTES("\r\n"), 0);
    if (end == SIZE_MAX)
        return false;
    *line = bytes_upto(reading->rest, end);
    reading->rest = bytes_from(reading->rest, end + 2);
    return true;
}

static json_t *read_text(struct reading *reading, struct bytes size_line, size_t skip)
{
    uint64_t size;
    if (bytes_equal(size_line, BYTES("-1")))
        return json_null();
    if (!bytes_to_u64(size_line, &size) || size < skip || reading->rest.size < 2 || size > reading->rest.size - 2)
        return fail(reading, STATUS_DAMAGED);
    struct bytes text = bytes_upto(reading->rest, (size_t)size);
    reading->rest = bytes_from(reading->rest, (size_t)size + 2);
    json_t *made = json_text(bytes_from(text, skip));
    return made ? made : fail(reading, STATUS_NOMEM);
}

static json_t *read_number(struct reading *reading, struct bytes line, bool whole)
{
    char digits[NUMBER_SIZE];
    char *end;
    if (line.size == 0 || line.size >= sizeof digits)
        return fail(reading, STATUS_DAMAGED);
    memcpy(digits, line.at, line.size);
    digits[line.size] = 0;
    json_t *made = whole ? json_integer(strtoll(digits, &end, 10)) : json_real(strtod(digits, &end));
    if (*end) {
        json_decref(made);
        return fail(reading, STATUS_DAMAGED);
    }
    return made ? made : fail(reading, STATUS_NOMEM);
}

static json_t *read_value(struct reading *reading, int depth);

static json_t *read_list(struct reading *reading, uint64_t count, int depth)
{
    json_t *list = json_array();
    for (uint64_t i = 0; list && i < count && reading->status == STATUS_OK; i++) {
        json_t *item = read_value(reading, depth + 1);
        if (item && json_array_append_new(list, item) != 0)
            (void)fail(reading, STATUS_NOMEM);
    }
    return list ? list : fail(reading, STATUS_NOMEM);
}

static json_t *read_map(struct reading *reading, uint64_t count, int depth)
{
    json_t *map = json_object();
    for (uint64_t i = 0; map && i < count && reading->status == STATUS_OK; i++) {
        json_t *key = read_value(reading, depth + 1);
        json_t *value = reading->status == STATUS_OK ? read_value(reading, depth + 1) : NULL;
        if (key && !json_is_string(key))
            (void)fail(reading, STATUS_DAMAGED);
        else if (key && value && json_object_set_nocheck(map, json_string_value(key), value) != 0)
            (void)fail(reading, STATUS_NOMEM);
        json_decref(key);
        json_decref(value);
    }
    return map ? map : fail(reading, STATUS_NOMEM);
}

static json_t *read_value(struct reading *reading, int depth)
{
    struct bytes line;
    uint64_t count = 0;
    if (depth > RESP_JSON_DEPTH || !take_line(reading, &line) || line.size == 0)
        return fail(reading, STATUS_DAMAGED);
    uint8_t kind = *line.at;
    struct bytes rest = bytes_from(line, 1);
    if ((kind == '*' || kind == '~' || kind == '%') && !bytes_to_u64(rest, &count))
        return fail(reading, STATUS_DAMAGED);
    switch (kind) {
    case '$': return read_text(reading, rest, 0);
    case '=': return read_text(reading, rest, sizeof "txt:" - 1);
    case '+': return json_text(rest);
    case ':': return read_number(reading, rest, true);
    case ',': return read_number(reading, rest, false);
    case '#': return json_boolean(bytes_equal(rest, BYTES("t")));
    case '_': return json_null();
    case '*':
    case '~': return read_list(reading, count, depth);
    case '%': return read_map(reading, count, depth);
    default: return fail(reading, STATUS_DAMAGED);
    }
}

enum status resp_json(struct bytes reply, json_t **out)
{
    struct reading reading = {reply, STATUS_OK};
    *out = read_value(&reading, 0);
    if (reading.status == STATUS_OK && reading.rest.size)
        reading.status = STATUS_DAMAGED;
    if (reading.status == STATUS_OK && !*out)
        reading.status = STATUS_NOMEM;
    if (reading.status != STATUS_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return reading.status;
}

static int put(const char *piece, size_t size, void *context)
{
    struct writer *out = context;
    writer_bytes(out, bytes_of(piece, size));
    return out->failed ? -1 : 0;
}

void json_write(const json_t *value, struct writer *out)
{
    if (!value || json_dump_callback(value, put, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6)) != 0)
        out->failed = true;
}
