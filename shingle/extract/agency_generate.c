/* Writes agency_names.c: the agencies' names by their first two bytes. Run by the build. */
#include "shingle/base/bytes.h"
#include "shingle/extract/agency_rows.h"

#include <stdio.h>
#include <string.h>

static const char signs[] = "=~@"; /* in the order of enum agency_name_kind, from AGENCY_NAME_EXACT on */

/* Prints the names of this key; returns how many. */
static unsigned print_names(unsigned key)
{
    unsigned count = 0;
    for (size_t row = 0; row < agency_row_count; row++) {
        struct bytes rest = bytes_of_string(agency_rows[row].names);
        while (rest.size) {
            size_t end = bytes_find(rest, BYTES("|"), 0);
            struct bytes name = bytes_upto(rest, end);
            const char *sign = strchr(signs, name.at[0]);
            name = bytes_from(name, sign != NULL);
            if (agency_key(name.at[0], name.at[1]) == key) {
                printf("    {\"%" BYTES_FORMAT "\", %zu, %zu, %d, %u},\n", BYTES_ARGS(name), name.size, row,
                       sign ? (int)(sign - signs) + AGENCY_NAME_EXACT : AGENCY_NAME_ANY_CASE, agency_third(name));
                count++;
            }
            rest = bytes_from(rest, end == SIZE_MAX ? rest.size : end + 1);
        }
    }
    return count;
}

int main(void)
{
    static unsigned first[AGENCY_KEYS + 1];
    printf("/* Made by agency_generate. */\n#include \"shingle/extract/agency_rows.h\"\n\n");
    printf("static const struct agency_name names[] = {\n");
    for (unsigned key = 0; key < AGENCY_KEYS; key++)
        first[key + 1] = first[key] + print_names(key);
    printf("};\n\nstatic const uint16_t first[AGENCY_KEYS + 1] = {\n");
    for (unsigned key = 0; key <= AGENCY_KEYS; key++)
        printf("    %u,\n", first[key]);
    printf("};\n\nconst struct agency_index agency_index = {names, first};\n");
    return 0;
}
