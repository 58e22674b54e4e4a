#include "client/table.h"

#include "client/terminal.h"
#include "shingle/base/reader.h"

#include <stdio.h>

enum { GAP = 2, LAST_LEAST = 24 /* columns that the last one gets even where they do not fit */ };

void table_open(struct table *table, const struct client *client, const char *const *titles, size_t columns)
{
    *table = (struct table){.client = client, .columns = columns < TABLE_COLUMNS_MAX ? columns : TABLE_COLUMNS_MAX};
    for (size_t i = 0; i < table->columns; i++) {
        size_t size = strlen(titles[i]);
        table->to_right[i] = size && titles[i][size - 1] == '>';
        table->titles[i] = titles[i];
        table->widths[i] = size - table->to_right[i];
    }
}

/* One cell, padded to its column; the last one is cut to what the terminal has left instead. */
static void print_cell(const struct table *table, size_t column, struct bytes text, size_t *left)
{
    bool last = column + 1 == table->columns;
    if (last && table->client->terminal)
        text = terminal_cut(text, *left > LAST_LEAST ? *left : LAST_LEAST);
    size_t width = terminal_width_of(text);
    size_t padding = table->widths[column] > width ? table->widths[column] - width : 0;
    if (table->to_right[column])
        printf("%*s", (int)padding, "");
    if (text.size)
        (void)fwrite(text.at, 1, text.size, stdout);
    if (!last)
        printf("%*s", (int)((table->to_right[column] ? 0 : padding) + GAP), "");
    size_t used = width + padding + GAP;
    *left = *left > used ? *left - used : 0;
}

static void print_titles(struct table *table)
{
    size_t left = table->client->width;
    for (size_t i = 0; i < table->columns; i++) {
        struct bytes title = bytes_of_string(table->titles[i]);
        title.size -= table->to_right[i];
        print_cell(table, i, title, &left);
    }
    putchar('\n');
    table->titled = true;
}

static void print_lot(struct table *table)
{
    struct reader cells = reader_of(writer_view(&table->cells));
    if (table->cell_count && !table->titled)
        print_titles(table);
    for (size_t row = 0; row < table->cell_count / table->columns; row++) {
        size_t left = table->client->width;
        for (size_t i = 0; i < table->columns; i++)
            print_cell(table, i, reader_string(&cells), &left);
        putchar('\n');
    }
    writer_clear(&table->cells);
    table->cell_count = 0;
}

void table_cell(struct table *table, struct bytes text)
{
    struct writer clean = {0};
    terminal_clean(text, &clean);
    if (clean.size == 0)
        writer_u8(&clean, '-');
    size_t column = table->cell_count % table->columns;
    size_t width = terminal_width_of(writer_view(&clean));
    if (column + 1 < table->columns && width > table->widths[column])
        table->widths[column] = width;
    writer_string(&table->cells, writer_view(&clean));
    table->cells.failed |= clean.failed;
    writer_close(&clean);
    if (++table->cell_count == TABLE_LOT * table->columns && !table->cells.failed)
        print_lot(table);
}

void table_flush(struct table *table)
{
    if (table->columns && !table->cells.failed)
        print_lot(table);
}

bool table_close(struct table *table)
{
    bool good = !table->cells.failed;
    if (good)
        print_lot(table);
    writer_close(&table->cells);
    return good;
}
