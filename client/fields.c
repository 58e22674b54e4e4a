#include "client/fields.h"

#include "client/answer.h"

#include <stdio.h>

static bool is_there(const struct fields *fields, struct bytes name)
{
    for (size_t i = 0; i < fields->count; i++)
        if (bytes_equal(bytes_of_string(fields->at[i]), name))
            return true;
    return false;
}

bool fields_parse(const char *text, struct fields *out)
{
    *out = (struct fields){.count = 0};
    if (!text)
        return true;
    for (bool more = true; more;) {
        size_t size = strcspn(text, ",");
        struct bytes name = bytes_trim(bytes_of(text, size));
        const char *problem = name.size == 0               ? "a name is missing"
                              : name.size > FIELD_NAME_MAX ? "a name is too long"
                              : is_there(out, name)        ? "a name is there twice"
                              : out->count == FIELDS_MAX   ? "too many names"
                                                           : NULL;
        if (problem) {
            (void)fprintf(stderr, "shinglectl: --fields: %s; write --fields id,title\n", problem);
            return false;
        }
        memcpy(out->at[out->count++], name.at, name.size);
        more = text[size] == ',';
        text += size + more;
    }
    return true;
}

static void tell_unknown(const char *name)
{
    (void)fprintf(stderr, "shinglectl: --fields: no field %s here; there are: ", name);
}

/* A field may be there and null. */
static bool has(const redisReply *map, const char *name)
{
    for (size_t i = 0; i + 1 < map->elements; i += 2)
        if (map->element[i]->str && strcmp(map->element[i]->str, name) == 0)
            return true;
    return false;
}

bool fields_known(const struct fields *fields, const redisReply *map)
{
    for (size_t i = 0; i < fields->count && map->type == REDIS_REPLY_ARRAY; i++) {
        if (has(map, fields->at[i]))
            continue;
        tell_unknown(fields->at[i]);
        for (size_t j = 0; j + 1 < map->elements; j += 2)
            (void)fprintf(stderr, "%s%s", j ? ", " : "", map->element[j]->str ? map->element[j]->str : "?");
        (void)fputc('\n', stderr);
        return false;
    }
    return true;
}

bool fields_among(const struct fields *fields, const char *const *names, size_t count)
{
    for (size_t i = 0; i < fields->count; i++) {
        size_t at = 0;
        while (at < count && strcmp(names[at], fields->at[i]) != 0)
            at++;
        if (at < count)
            continue;
        tell_unknown(fields->at[i]);
        for (size_t j = 0; j < count; j++)
            (void)fprintf(stderr, "%s%s", j ? ", " : "", names[j]);
        (void)fputc('\n', stderr);
        return false;
    }
    return true;
}
