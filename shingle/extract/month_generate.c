/*
 * Writes month_table.c: the names of months by their hashes, sorted. Run by the build. Fails when two names of one hash
 * are different months.
 */
#include "shingle/extract/lexicon.h"
#include "shingle/extract/month_rows.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS_MAX = 1024 };

static int by_hash(const void *a, const void *b)
{
    uint32_t left = ((const struct month_row *)a)->hash, right = ((const struct month_row *)b)->hash;
    return (left > right) - (left < right);
}

int main(void)
{
    static struct month_row rows[ROWS_MAX];
    size_t count = 0;
    for (unsigned list = 0; list < MONTH_NAME_LISTS; list++) {
        struct bytes rest = bytes_of_string(month_names[list]);
        while (rest.size && count < ROWS_MAX) {
            size_t end = bytes_find(rest, BYTES(" "), 0);
            rows[count++] = (struct month_row){lexicon_hash(bytes_upto(rest, end)), (uint8_t)(list + 1)};
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    qsort(rows, count, sizeof *rows, by_hash);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && rows[kept - 1].hash == rows[i].hash && rows[kept - 1].month != rows[i].month) {
            (void)fprintf(stderr, "month_generate: months %u and %u share a name\n", rows[kept - 1].month,
                          rows[i].month);
            return 1;
        }
        if (!kept || rows[kept - 1].hash != rows[i].hash)
            rows[kept++] = rows[i];
    }
    if (count == ROWS_MAX) {
        (void)fprintf(stderr, "month_generate: %d names or more: raise ROWS_MAX\n", ROWS_MAX);
        return 1;
    }
    printf("/* Made by month_generate. */\n#include \"shingle/extract/month_rows.h\"\n\n");
    printf("const struct month_row month_rows[] = {\n");
    for (size_t i = 0; i < kept; i++)
        printf("    {%uu, %u},\n", rows[i].hash, rows[i].month);
    printf("};\nconst size_t month_row_count = sizeof month_rows / sizeof *month_rows;\n");
    return 0;
}
