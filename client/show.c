#include "client/show.h"

#include "client/answer.h"
#include "client/terminal.h"
#include "client/time_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_listed(const redisReply *name, const struct show_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bytes_equal(bytes_of(name->str, name->len), bytes_of_string(fields[i].name)))
            return true;
    return false;
}

static void print_field(const char *title, struct writer *value)
{
    struct writer clean = {0};
    terminal_clean(writer_view(value), &clean);
    if (clean.size)
        printf("%-12s %" BYTES_FORMAT "\n", title, BYTES_ARGS(writer_view(&clean)));
    writer_close(&clean);
    writer_clear(value);
}

void show_value(const redisReply *map, const struct show_field *field, struct writer *out)
{
    char number[ANSWER_NUMBER_SIZE];
    const redisReply *value = answer_field(map, field->name);
    if (value && value->type == REDIS_REPLY_INTEGER && field->kind == SHOW_TIME)
        time_print(value->integer, out);
    else if (value && value->type == REDIS_REPLY_STRING && field->kind == SHOW_SHARE)
        writer_format(out, "%.2f", strtod(value->str, NULL));
    else if (value && value->type == REDIS_REPLY_ARRAY)
        for (size_t i = 0; i < value->elements; i++) {
            if (i)
                writer_bytes(out, BYTES(", "));
            writer_bytes(out, answer_bytes(value->element[i], number));
        }
    else
        writer_bytes(out, answer_bytes(value, number));
}

/* Lists of maps and of lists have tables of their own, or none. */
static bool is_nested(const redisReply *value)
{
    return value->type == REDIS_REPLY_ARRAY && value->elements > 0 && value->element[0]->type == REDIS_REPLY_ARRAY;
}

/* How a field is shown that somebody named: as `fields` have it, else as text under its own name. */
static struct show_field field_named(const char *name, const struct show_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].name, name) == 0)
            return fields[i];
    return (struct show_field){name, name, SHOW_TEXT};
}

static void show_wanted(const redisReply *map, const struct show_field *fields, size_t count,
                        const struct fields *wanted)
{
    struct writer value = {0};
    for (size_t i = 0; i < wanted->count; i++) {
        struct show_field field = field_named(wanted->at[i], fields, count);
        show_value(map, &field, &value);
        print_field(field.title, &value);
    }
    writer_close(&value);
}

void show_map(const struct client *client, const redisReply *map, const struct show_field *fields, size_t count,
              const struct fields *wanted)
{
    (void)client;
    struct writer value = {0};
    if (wanted && wanted->count) {
        show_wanted(map, fields, count, wanted);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        show_value(map, &fields[i], &value);
        print_field(fields[i].title, &value);
    }
    for (size_t i = 0; i + 1 < map->elements; i += 2) {
        const redisReply *name = map->element[i];
        if (name->type != REDIS_REPLY_STRING || is_listed(name, fields, count) || is_nested(map->element[i + 1]))
            continue;
        show_value(map, &(struct show_field){name->str, NULL, SHOW_TEXT}, &value);
        print_field(name->str, &value);
    }
    writer_close(&value);
}

/* Takes the fields that are wanted for columns; one that has no title yet gets its name in capitals. */
static void take_wanted(struct show_list *list, const struct show_field *fields, size_t count,
                        const struct fields *wanted)
{
    for (size_t i = 0; i < wanted->count && i < TABLE_COLUMNS_MAX; i++) {
        list->own[i] = field_named(wanted->at[i], fields, count);
        if (list->own[i].title == list->own[i].name) {
            for (size_t j = 0; wanted->at[i][j]; j++)
                list->titles[i][j] = (char)toupper((unsigned char)wanted->at[i][j]);
            list->own[i].title = list->titles[i];
        }
        list->fields[list->columns++] = &list->own[i];
    }
}

/* The fields that are wanted, or those that the first map names, become the columns. */
static void choose_columns(struct show_list *list, const struct client *client, const redisReply *map,
                           const struct show_field *fields, size_t count, const struct fields *wanted)
{
    const char *titles[TABLE_COLUMNS_MAX];
    if (wanted)
        take_wanted(list, fields, count, wanted);
    for (size_t i = 0; i < count && list->columns < TABLE_COLUMNS_MAX && !(wanted && wanted->count); i++)
        for (size_t j = 0; j + 1 < map->elements; j += 2)
            if (is_listed(map->element[j], &fields[i], 1)) {
                list->fields[list->columns++] = &fields[i];
                break;
            }
    for (size_t i = 0; i < list->columns; i++)
        titles[i] = list->fields[i]->title;
    table_open(&list->table, client, titles, list->columns);
}

void show_row(struct show_list *list, const struct client *client, const redisReply *map,
              const struct show_field *fields, size_t count, const struct fields *wanted)
{
    if (map->type != REDIS_REPLY_ARRAY)
        return;
    if (list->columns == 0)
        choose_columns(list, client, map, fields, count, wanted);
    for (size_t i = 0; i < list->columns; i++) {
        struct writer value = {0};
        show_value(map, list->fields[i], &value);
        table_cell(&list->table, writer_view(&value));
        writer_close(&value);
    }
}

bool show_list_close(struct show_list *list, const struct client *client, const char *nothing)
{
    if (list->columns)
        return table_close(&list->table);
    if (nothing && client->terminal)
        puts(nothing);
    return true;
}

void show_json(const redisReply *map)
{
    struct writer line = {0};
    if (map->type == REDIS_REPLY_ARRAY)
        answer_json_map(map, &line);
    else
        answer_json_value("", map, &line);
    writer_u8(&line, '\n');
    if (!line.failed)
        (void)fwrite(line.at, 1, line.size, stdout);
    writer_close(&line);
}

void show_json_fields(const redisReply *map, const struct fields *wanted)
{
    struct writer line = {0};
    if (!wanted->count) {
        show_json(map);
        return;
    }
    for (size_t i = 0; i < wanted->count; i++) {
        writer_u8(&line, i ? ',' : '{');
        answer_json_string(bytes_of_string(wanted->at[i]), &line);
        writer_u8(&line, ':');
        answer_json_value(wanted->at[i], answer_field(map, wanted->at[i]), &line);
    }
    writer_format(&line, "}\n");
    if (!line.failed)
        (void)fwrite(line.at, 1, line.size, stdout);
    writer_close(&line);
}

void show_tsv(const redisReply *map, const struct fields *wanted)
{
    struct writer line = {0};
    for (size_t i = 0; i < wanted->count; i++) {
        size_t from = line.size + (i > 0);
        writer_format(&line, "%s", i ? "\t" : "");
        show_value(map, &(struct show_field){wanted->at[i], NULL, SHOW_TEXT}, &line);
        for (size_t j = from; j < line.size; j++)
            if (line.at[j] < ' ')
                line.at[j] = ' ';
    }
    writer_u8(&line, '\n');
    if (!line.failed)
        (void)fwrite(line.at, 1, line.size, stdout);
    writer_close(&line);
}
