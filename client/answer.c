#include "client/answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <strings.h>
#include <utf8proc.h>

static bool is_text(const redisReply *value)
{
    return value->type == REDIS_REPLY_STRING || value->type == REDIS_REPLY_STATUS;
}

const redisReply *answer_field(const redisReply *map, const char *name)
{
    if (!map || map->type != REDIS_REPLY_ARRAY)
        return NULL;
    struct bytes wanted = bytes_of_string(name);
    for (size_t i = 0; i + 1 < map->elements; i += 2) {
        const redisReply *field = map->element[i], *value = map->element[i + 1];
        if (is_text(field) && bytes_equal(bytes_of(field->str, field->len), wanted))
            return value->type == REDIS_REPLY_NIL ? NULL : value;
    }
    return NULL;
}

struct bytes answer_bytes(const redisReply *value, char number[ANSWER_NUMBER_SIZE])
{
    if (value && value->type == REDIS_REPLY_INTEGER) {
        int size = snprintf(number, ANSWER_NUMBER_SIZE, "%lld", value->integer);
        return bytes_of(number, (size_t)size);
    }
    return value && is_text(value) ? bytes_of(value->str, value->len) : BYTES("");
}

struct bytes answer_text(const redisReply *map, const char *name, char number[ANSWER_NUMBER_SIZE])
{
    return answer_bytes(answer_field(map, name), number);
}

int64_t answer_integer(const redisReply *map, const char *name, int64_t fallback)
{
    char number[ANSWER_NUMBER_SIZE];
    uint64_t value;
    const redisReply *field = answer_field(map, name);
    if (field && field->type == REDIS_REPLY_INTEGER)
        return field->integer;
    if (bytes_to_u64(answer_bytes(field, number), &value) && value <= INT64_MAX)
        return (int64_t)value;
    return fallback;
}

void answer_json_string(struct bytes text, struct writer *out)
{
    writer_u8(out, '"');
    while (text.size) {
        size_t plain = 0;
        while (plain < text.size && text.at[plain] >= ' ' && text.at[plain] < 0x7f && text.at[plain] != '"' &&
               text.at[plain] != '\\')
            plain++;
        writer_bytes(out, bytes_upto(text, plain));
        text = bytes_from(text, plain);
        if (!text.size)
            break;
        uint8_t byte = text.at[0];
        utf8proc_int32_t point;
        utf8proc_ssize_t size = utf8proc_iterate(text.at, (utf8proc_ssize_t)text.size, &point);
        if (byte == '"' || byte == '\\')
            writer_format(out, "\\%c", byte);
        else if (byte == '\n')
            writer_format(out, "\\n");
        else if (byte < ' ' || byte == 0x7f)
            writer_format(out, "\\u%04x", byte);
        else if (size > 0)
            writer_bytes(out, bytes_upto(text, (size_t)size));
        else
            writer_format(out, "\\ufffd");
        text = bytes_from(text, size > 0 ? (size_t)size : 1);
    }
    writer_u8(out, '"');
}

/* Whether text is a JSON number, so that it can stand as one. */
static bool is_number(struct bytes text)
{
    size_t i = 0, digits = 0;
    if (i < text.size && text.at[i] == '-')
        i++;
    if (i + 1 < text.size && text.at[i] == '0' && text.at[i + 1] >= '0' && text.at[i + 1] <= '9')
        return false;
    for (int part = 0; part < 2; part++) {
        for (digits = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; digits++)
            i++;
        if (digits == 0)
            return false;
        if (part == 0 && i < text.size && text.at[i] == '.')
            i++;
        else
            break;
    }
    if (i < text.size && text.at[i] == 'e') {
        i++;
        if (i < text.size && (text.at[i] == '-' || text.at[i] == '+'))
            i++;
        for (digits = 0; i < text.size && text.at[i] >= '0' && text.at[i] <= '9'; digits++)
            i++;
    }
    return digits > 0 && i == text.size;
}

/* Fields that are numbers though RESP2 has only text for them. */
static bool names_number(const char *name)
{
    static const char *const names[] = {"resemblance", "containment", "contained", "score"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Whether an array in an array is a map: by the protocol's habit its names are lower-case words. */
static bool looks_like_map(const redisReply *value)
{
    if (value->elements == 0 || value->elements % 2)
        return false;
    for (size_t i = 0; i < value->elements; i += 2) {
        const redisReply *name = value->element[i];
        if (!is_text(name) || name->len == 0 || name->len > 32)
            return false;
        for (size_t j = 0; j < name->len; j++)
            if (!((name->str[j] >= 'a' && name->str[j] <= 'z') || name->str[j] == '_'))
                return false;
    }
    return true;
}

void answer_json_value(const char *name, const redisReply *value, struct writer *out)
{
    char number[ANSWER_NUMBER_SIZE];
    if (!value || value->type == REDIS_REPLY_NIL) {
        writer_format(out, "null");
    } else if (value->type == REDIS_REPLY_ARRAY) {
        writer_u8(out, '[');
        for (size_t i = 0; i < value->elements; i++) {
            const redisReply *element = value->element[i];
            if (i)
                writer_u8(out, ',');
            if (element->type == REDIS_REPLY_ARRAY && looks_like_map(element))
                answer_json_map(element, out);
            else
                answer_json_value(name, element, out);
        }
        writer_u8(out, ']');
    } else {
        struct bytes text = answer_bytes(value, number);
        if (value->type == REDIS_REPLY_INTEGER || (names_number(name) && is_number(text)))
            writer_bytes(out, text);
        else
            answer_json_string(text, out);
    }
}

void answer_json_map(const redisReply *map, struct writer *out)
{
    writer_u8(out, '{');
    for (size_t i = 0; i + 1 < map->elements; i += 2) {
        const redisReply *name = map->element[i];
        char text[64];
        (void)snprintf(text, sizeof text, "%.*s", (int)name->len, is_text(name) ? name->str : "");
        if (i)
            writer_u8(out, ',');
        answer_json_string(bytes_of_string(text), out);
        writer_u8(out, ':');
        answer_json_value(text, map->element[i + 1], out);
    }
    writer_u8(out, '}');
}
