#include "shingle/extract/agency_table.h"

#include "shingle/base/bytes.h"

enum { NAMES_MAX = AGENCY_ITEMS_MAX * AGENCY_PARTS_MAX, CASELESS_LEAST = 5 };

/* A table under construction: names stand in the order of the items until they are sorted. */
struct making {
    struct arena *arena;
    struct agency_table *table;
    struct agency_name *names;
    size_t count;
};

/* The next part of an item; false at its end. */
static bool next_part(struct bytes *rest, struct bytes *part)
{
    if (!rest->at)
        return false;
    size_t end = bytes_find(*rest, BYTES("|"), 0);
    *part = bytes_trim(bytes_upto(*rest, end));
    *rest = end == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(*rest, end + 1);
    return true;
}

static bool is_good(struct bytes part)
{
    if (part.size < AGENCY_NAME_LEAST || part.size > AGENCY_NAME_BYTES)
        return false;
    for (size_t i = 0; i < part.size; i++)
        if (part.at[i] < ' ' || part.at[i] == 0x7f)
            return false;
    return true;
}

/* A dot inside and no blank. */
static bool is_host(struct bytes part)
{
    size_t dot = bytes_find(part, BYTES("."), 1);
    return dot != SIZE_MAX && dot + 1 < part.size && bytes_find(part, BYTES(" "), 0) == SIZE_MAX;
}

/* Capitals only, or short: an abbreviation. Letters beyond ASCII have no other case here. */
static bool is_exact(struct bytes name)
{
    bool lower = false;
    for (size_t i = 0; i < name.size; i++)
        lower |= name.at[i] >= 'a' && name.at[i] <= 'z';
    return !lower || name.size < CASELESS_LEAST;
}

/* The number of the agency that is reported under this name; a new one when there is none. */
static uint8_t number_of(struct making *making, const char *name)
{
    struct agency_table *table = making->table;
    for (size_t i = 0; i < agency_row_count; i++)
        if (bytes_equal_nocase(bytes_of_string(agency_rows[i].name), bytes_of_string(name)))
            return (uint8_t)i;
    for (size_t i = 0; i < table->name_count; i++)
        if (bytes_equal_nocase(bytes_of_string(table->names[i]), bytes_of_string(name)))
            return (uint8_t)(agency_row_count + i);
    table->names[table->name_count++] = name;
    return (uint8_t)(agency_row_count + table->name_count - 1);
}

static enum status add_item(struct making *making, struct bytes item)
{
    struct bytes part;
    uint8_t agency = 0;
    for (size_t parts = 0; next_part(&item, &part); parts++) {
        if (!is_good(part) || parts >= AGENCY_PARTS_MAX)
            return STATUS_BADARG;
        part = arena_copy(making->arena, part);
        if (!part.at)
            return STATUS_NOMEM;
        const char *text = (const char *)part.at;
        if (parts == 0)
            agency = number_of(making, text);
        if (parts && is_host(part))
            making->table->hosts[making->table->host_count++] = (struct agency_host){text, agency};
        else
            making->names[making->count++] =
                (struct agency_name){.text = text,
                                     .size = (uint8_t)part.size,
                                     .row = agency,
                                     .kind = is_exact(part) ? AGENCY_NAME_EXACT : AGENCY_NAME_ANY_CASE,
                                     .third = agency_third(part)};
    }
    return STATUS_OK;
}

static unsigned key_of(const struct agency_name *name)
{
    return agency_key((uint8_t)name->text[0], (uint8_t)name->text[1]);
}

/* Sorts the names by their keys, those of one key in the order of the items, and tells where each key begins. */
static enum status build_index(struct making *making)
{
    struct agency_name *sorted = arena_array(making->arena, making->count + 1, sizeof *sorted);
    uint16_t *first = arena_zeroed(making->arena, AGENCY_KEYS + 2, sizeof *first);
    if (!sorted || !first)
        return STATUS_NOMEM;
    for (size_t i = 0; i < making->count; i++) /* counts stand two places behind, starts one, until all are placed */
        first[key_of(&making->names[i]) + 2]++;
    for (size_t key = 2; key <= AGENCY_KEYS; key++)
        first[key] = (uint16_t)(first[key] + first[key - 1]);
    for (size_t i = 0; i < making->count; i++)
        sorted[first[key_of(&making->names[i]) + 1]++] = making->names[i];
    making->table->index = (struct agency_index){sorted, first};
    return STATUS_OK;
}

enum status agency_table_make(const char *const *items, size_t count, struct arena *arena,
                              const struct agency_table **out)
{
    struct making making = {.arena = arena};
    if (count > AGENCY_ITEMS_MAX)
        return STATUS_BADARG;
    making.table = arena_zeroed(arena, 1, sizeof *making.table);
    making.names = arena_array(arena, NAMES_MAX, sizeof *making.names);
    if (!making.table || !making.names)
        return STATUS_NOMEM;
    making.table->names = arena_array(arena, AGENCY_ITEMS_MAX, sizeof *making.table->names);
    making.table->hosts = arena_array(arena, NAMES_MAX, sizeof *making.table->hosts);
    enum status status = making.table->names && making.table->hosts ? STATUS_OK : STATUS_NOMEM;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = add_item(&making, bytes_of_string(items[i]));
    if (status == STATUS_OK)
        status = build_index(&making);
    *out = making.table;
    return status;
}
