/* Writes agency_table.c: the agencies' names by their first byte. Run by the build. */
#include "shingle/base/bytes.h"
#include "shingle/extract/agency_rows.h"

#include <stdio.h>

/* Prints the names that open with this byte; returns how many. */
static unsigned print_names(unsigned first)
{
    unsigned count = 0;
    for (size_t row = 0; row < agency_row_count; row++) {
        struct bytes rest = bytes_of_string(agency_rows[row].names);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            bool exact = name.at[0] == '=';
            name = bytes_from(name, exact);
            if ((name.at[0] | 32u) == first) {
                printf("    {\"%" BYTES_FORMAT "\", %zu, %zu, %s},\n", BYTES_ARGS(name), name.size, row,
                       exact ? "true" : "false");
                count++;
            }
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return count;
}

int main(void)
{
    unsigned first[257] = {0};
    printf("/* Made by agency_generate. */\n#include \"shingle/extract/agency_rows.h\"\n\n");
    printf("const struct agency_name agency_names[] = {\n");
    for (unsigned byte = 0; byte < 256; byte++)
        first[byte + 1] = first[byte] + print_names(byte);
    printf("};\n\nconst uint16_t agency_first[257] = {\n");
    for (unsigned byte = 0; byte <= 256; byte++)
        printf("    %u,\n", first[byte]);
    printf("};\n");
    return 0;
}
