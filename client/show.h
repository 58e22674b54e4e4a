/*
 * Maps as people and programs want them: a list of fields, a table with a row each, or a line of JSON each.
 *
 *     static const struct show_field fields[] = {{"cluster", "CLUSTER>", SHOW_TEXT}, {"first", "FIRST", SHOW_TIME}};
 *     show_map(client, map, fields, 2);
 */
#ifndef CLIENT_SHOW_H
#define CLIENT_SHOW_H

#include "client/client.h"
#include "client/fields.h"
#include "client/table.h"
#include "shingle/base/writer.h"

enum show_kind {
    SHOW_TEXT,
    SHOW_SHARE, /* a number from 0 to 1, with two decimals */
    SHOW_TIME   /* milliseconds since the epoch; text is shown as it is */
};

struct show_field {
    const char *name;  /* in the map */
    const char *title; /* for people; as table_open takes it */
    enum show_kind kind;
};

/*
 * Prints "title   value" lines of those fields that the map has, not null: those that are wanted, or `fields` and every
 * other field under its name.
 */
void show_map(const struct client *client, const redisReply *map, const struct show_field *fields, size_t count,
              const struct fields *wanted);

/* A table of the fields that are wanted, else of those that the first map has. */
struct show_list {
    struct table table;
    const struct show_field *fields[TABLE_COLUMNS_MAX];
    size_t columns; /* 0 until the first row */
    struct show_field own[TABLE_COLUMNS_MAX];
    char titles[TABLE_COLUMNS_MAX][FIELD_NAME_MAX + 1]; /* of fields that are only wanted */
};

/* Adds a row, by which the first decides about the columns; fields must outlive the list. */
void show_row(struct show_list *list, const struct client *client, const redisReply *map,
              const struct show_field *fields, size_t count, const struct fields *wanted);

/* Prints the rest; on a terminal, `nothing` when there was no row (NULL: not even that). False when memory ran out. */
bool show_list_close(struct show_list *list, const struct client *client, const char *nothing);

/* Appends a field's value for people, empty when it is missing or null. */
void show_value(const redisReply *map, const struct show_field *field, struct writer *out);

/* Prints a map as a line of JSON. */
void show_json(const redisReply *map);

/* The same of the fields that are wanted, in that order; of all when none is. */
void show_json_fields(const redisReply *map, const struct fields *wanted);

/* Prints the fields that are wanted as they are, with tabs between; blanks stand for control characters. */
void show_tsv(const redisReply *map, const struct fields *wanted);

#endif
