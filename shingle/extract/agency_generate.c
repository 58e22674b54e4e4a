/* Writes agency_names.c: the agencies' names by their first byte. Run by the build. */
#include "shingle/base/bytes.h"
#include "shingle/extract/agency_rows.h"

#include <stdio.h>
#include <string.h>

static const char signs[] = "=~@"; /* in the order of enum agency_name_kind, from AGENCY_NAME_EXACT on */

/* Prints the names that open with this byte; returns how many. */
static unsigned print_names(unsigned first)
{
    unsigned count = 0;
    for (size_t row = 0; row < agency_row_count; row++) {
        struct bytes rest = bytes_of_string(agency_rows[row].names);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            const char *sign = strchr(signs, name.at[0]);
            name = bytes_from(name, sign != NULL);
            if ((name.at[0] | 32u) == first) {
                printf("    {\"%" BYTES_FORMAT "\", %zu, %zu, %d},\n", BYTES_ARGS(name), name.size, row,
                       sign ? (int)(sign - signs) + AGENCY_NAME_EXACT : AGENCY_NAME_ANY_CASE);
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
    printf("static const struct agency_name names[] = {\n");
    for (unsigned byte = 0; byte < 256; byte++)
        first[byte + 1] = first[byte] + print_names(byte);
    printf("};\n\nstatic const uint16_t first[257] = {\n");
    for (unsigned byte = 0; byte <= 256; byte++)
        printf("    %u,\n", first[byte]);
    printf("};\n\nconst struct agency_index agency_index = {names, first};\n");
    return 0;
}
