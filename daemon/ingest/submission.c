#include "daemon/ingest/submission.h"

#include "daemon/ingest/json_read.h"
#include "daemon/ingest/submission_fields.h"

static enum status take_pairs(const struct bytes *arguments, size_t count, struct arena *arena,
                              struct field_values *values, struct bytes *problem)
{
    if (count % 2) {
        *problem = field_problem(arena, "fields and values must come in pairs");
        return STATUS_BADARG;
    }
    for (size_t i = 0; i < count; i += 2) {
        enum submission_field field;
        uint8_t rank;
        if (!field_find(arguments[i], &field, &rank))
            continue;
        if (field_take(values, field, rank, arguments[i + 1]) != STATUS_OK) {
            *problem = field_problem(arena, "%" BYTES_FORMAT " is given twice", BYTES_ARGS(arguments[i]));
            return STATUS_BADARG;
        }
    }
    return STATUS_OK;
}

enum status submission_from_pairs(const struct bytes *arguments, size_t count, struct arena *arena,
                                  struct submission *out, struct bytes *problem)
{
    struct field_values values = {0};
    enum status status = take_pairs(arguments, count, arena, &values, problem);
    return status == STATUS_OK ? fields_finish(&values, arena, out, problem) : status;
}

/* Whether brackets nest deeper than allowed; strings are passed over. One pass, so that the parser never recurses far.
 */
static bool too_deep(struct bytes text)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.at[i];
        if (in_string) {
            i += c == '\\';
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > SUBMISSION_JSON_DEPTH_MAX)
                return true;
        } else if (c == ']' || c == '}') {
            depth--;
        }
    }
    return false;
}

/* Values on their way into an arena; NOMEM once one of them did not get there. */
struct copying {
    struct arena *arena;
    enum status status;
};

static struct bytes known(struct copying *copy, struct bytes made)
{
    if (!made.at)
        copy->status = STATUS_NOMEM;
    return made;
}

static struct bytes joined_values(const json_t *array, bool first_only, struct copying *copy);

/* The text that a value stands for: itself, a number's digits, an object's name, value or @id, the parts of an array.
 */
static struct bytes value_text(const json_t *value, bool first_only, struct copying *copy)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return known(copy, arena_copy(copy->arena, bytes_of(json_string_value(value), json_string_length(value))));
    case JSON_INTEGER:
        return known(copy, field_problem(copy->arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value)));
    case JSON_REAL: return known(copy, field_problem(copy->arena, "%.17g", json_real_value(value)));
    case JSON_TRUE: return BYTES("true");
    case JSON_FALSE: return BYTES("false");
    case JSON_ARRAY: return joined_values(value, first_only, copy);
    case JSON_OBJECT: {
        const json_t *name = json_object_get(value, "name");
        const json_t *inner = json_is_string(name) ? name : json_object_get(value, "value");
        if (!json_is_string(inner))
            inner = json_object_get(value, "@id"); /* schema.org's mainEntityOfPage */
        return json_is_string(inner) ? value_text(inner, true, copy) : (struct bytes){NULL, 0};
    }
    case JSON_NULL: break;
    }
    return (struct bytes){NULL, 0};
}

/* The first part that says something, or all of them with ", " between. */
static struct bytes joined_values(const json_t *array, bool first_only, struct copying *copy)
{
    struct bytes whole = {NULL, 0};
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        struct bytes part = json_is_array(item) ? (struct bytes){NULL, 0} : value_text(item, true, copy);
        if (part.size == 0)
            continue;
        if (whole.size == 0) {
            whole = part;
        } else {
            size_t size = whole.size + 2 + part.size;
            if (size > SUBMISSION_FIELD_MAX)
                return whole;
            uint8_t *at = arena_alloc(copy->arena, size);
            if (!at)
                return known(copy, (struct bytes){NULL, 0});
            memcpy(at, whole.at, whole.size);
            memcpy(at + whole.size, ", ", 2);
            memcpy(at + whole.size + 2, part.at, part.size);
            whole = bytes_of(at, size);
        }
        if (first_only)
            break;
    }
    return whole;
}

static enum status take_members(const json_t *object, struct arena *arena, struct field_values *values)
{
    struct copying copy = {arena, STATUS_OK};
    void *iterator = json_object_iter((json_t *)(uintptr_t)object);
    for (; iterator; iterator = json_object_iter_next((json_t *)(uintptr_t)object, iterator)) {
        enum submission_field field;
        uint8_t rank;
        if (!field_find(bytes_of_string(json_object_iter_key(iterator)), &field, &rank))
            continue;
        struct bytes value = value_text(json_object_iter_value(iterator), field != FIELD_BYLINE, &copy);
        /* Two spellings of one name, "Text" and "text": which came first is chance, so neither is an error. */
        (void)!field_take(values, field, rank, value);
    }
    return copy.status;
}

/* What is told beside an object stands over what the object says. */
static void lay_over(struct field_values *values, const struct field_values *told)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (told->rank[i] == 0)
            continue;
        values->value[i] = told->value[i];
        values->rank[i] = told->rank[i];
    }
}

enum status submission_from_json(struct bytes object, const struct bytes *arguments, size_t count,
                                 struct arena *scratch, struct arena *arena, struct submission *out,
                                 struct bytes *problem)
{
    json_error_t error;
    struct field_values told = {0};
    struct field_values values = {0};
    enum status status = take_pairs(arguments, count, arena, &told, problem);
    if (status != STATUS_OK)
        return status;
    if (too_deep(object)) {
        *problem = field_problem(arena, "JSON is nested deeper than %d", SUBMISSION_JSON_DEPTH_MAX);
        return STATUS_SYNTAX;
    }
    const json_t *root;
    status = json_read(object, 0, scratch, &root, &error);
    if (status == STATUS_SYNTAX)
        *problem = field_problem(arena, "JSON does not parse at byte %d: %s", error.position, error.text);
    if (status != STATUS_OK)
        return status;
    if (!json_is_object(root)) {
        *problem = field_problem(arena, "JSON, but not an object");
        return STATUS_SYNTAX;
    }
    status = take_members(root, arena, &values);
    lay_over(&values, &told);
    return status == STATUS_OK ? fields_finish(&values, arena, out, problem) : status;
}
