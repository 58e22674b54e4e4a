/*
 * Aligned columns for people.
 *
 *     struct table table;
 *     table_open(&table, client, (const char *[]){"CLUSTER>", "SIZE>", "TITLE"}, 3);   // ">": numbers, to the right
 *     table_cell(&table, BYTES("17"));
 *     table_cell(&table, BYTES("3"));
 *     table_cell(&table, title);
 *     table_close(&table);                                                            // prints what is left
 *
 * Cells come row by row. On a terminal the last column is cut to the width, to 24 at least; elsewhere nothing is. Rows
 * are printed in lots of TABLE_LOT, so that a long list starts at once and memory is bounded; columns only grow from
 * lot to lot.
 */
#ifndef CLIENT_TABLE_H
#define CLIENT_TABLE_H

#include "client/client.h"
#include "shingle/base/writer.h"

enum { TABLE_COLUMNS_MAX = 32, TABLE_LOT = 500 };

struct table {
    const struct client *client;
    size_t columns;
    const char *titles[TABLE_COLUMNS_MAX];
    size_t widths[TABLE_COLUMNS_MAX];
    bool to_right[TABLE_COLUMNS_MAX];
    struct writer cells; /* of this lot, clean, each as a length and its bytes */
    size_t cell_count;
    bool titled; /* the line of titles is out */
};

/* Titles must outlive the table. */
void table_open(struct table *table, const struct client *client, const char *const *titles, size_t columns);

/* The next cell; an empty one shows as "-". */
void table_cell(struct table *table, struct bytes text);

/* Prints the rows so far, for lists that go on. */
void table_flush(struct table *table);

/* Prints what is left and frees the memory. False when memory ran out on the way: rows are missing. */
bool table_close(struct table *table);

#endif
