#include "client/show.h"

#include "client/answer.h"
#include "client/terminal.h"
#include "client/time_text.h"

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

void show_map(const struct client *client, const redisReply *map, const struct show_field *fields, size_t count)
{
    (void)client;
    struct writer value = {0};
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

/* The fields that the first map names become the columns. */
static void choose_columns(struct show_list *list, const struct client *client, const redisReply *map,
                           const struct show_field *fields, size_t count)
{
    const char *titles[TABLE_COLUMNS_MAX];
    for (size_t i = 0; i < count && list->columns < TABLE_COLUMNS_MAX; i++)
        for (size_t j = 0; j + 1 < map->elements; j += 2)
            if (is_listed(map->element[j], &fields[i], 1)) {
                titles[list->columns] = fields[i].title;
                list->fields[list->columns++] = &fields[i];
                break;
            }
    table_open(&list->table, client, titles, list->columns);
}

void show_row(struct show_list *list, const struct client *client, const redisReply *map,
              const struct show_field *fields, size_t count)
{
    if (map->type != REDIS_REPLY_ARRAY)
        return;
    if (list->columns == 0)
        choose_columns(list, client, map, fields, count);
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
