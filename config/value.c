#include "config/value.h"

#include "shingle/base/address.h"
#include "shingle/base/checked.h"

#include <inttypes.h>
#include <stdio.h>

struct unit {
    const char *name;
    uint64_t factor;
};

/* Largest first: printing takes the first that divides. */
static const struct unit size_units[] = {
    {"T", 1ull << 40}, {"G", 1ull << 30}, {"M", 1ull << 20}, {"K", 1ull << 10}, {"", 1},
};
static const struct unit size_aliases[] = {
    {"TiB", 1ull << 40}, {"GiB", 1ull << 30}, {"MiB", 1ull << 20}, {"KiB", 1ull << 10}, {"B", 1},
};
static const struct unit time_units[] = {
    {"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1},
};
enum { UNITS = 5 };

static const struct {
    const char *name;
    enum config_level level;
} levels[] = {
    {"error", CONFIG_LEVEL_ERROR}, {"warning", CONFIG_LEVEL_WARNING}, {"notice", CONFIG_LEVEL_NOTICE},
    {"info", CONFIG_LEVEL_INFO},   {"debug", CONFIG_LEVEL_DEBUG},
};

/* The setting's field as a pointer for writing; FIELD in settings.c saw to it that the types agree. */
static void *field_of(struct config *config, const struct setting *setting)
{
    return (uint8_t *)config + setting->field;
}

static const void *field_in(const struct config *config, const struct setting *setting)
{
    return (const uint8_t *)config + setting->field;
}

static bool unit_factor(struct bytes name, const struct unit *units, uint64_t *factor)
{
    for (size_t i = 0; i < UNITS; i++)
        if (bytes_equal_nocase(name, bytes_of_string(units[i].name))) {
            *factor = units[i].factor;
            return true;
        }
    return false;
}

/* "64M" or "64 MiB" or "90s": digits and a unit. A time needs its unit, but for 0. */
static bool parse_scaled(struct bytes text, enum setting_type type, uint64_t *out)
{
    size_t digits = 0;
    while (digits < text.size && text.at[digits] >= '0' && text.at[digits] <= '9')
        digits++;
    uint64_t number, factor;
    if (!bytes_to_u64(bytes_upto(text, digits), &number))
        return false;
    struct bytes unit = bytes_trim(bytes_from(text, digits));
    bool known = type == SETTING_SIZE
                     ? unit_factor(unit, size_units, &factor) || unit_factor(unit, size_aliases, &factor)
                     : unit_factor(unit, time_units, &factor);
    if (!known && unit.size == 0 && number == 0)
        known = (factor = 1);
    return known && checked_mul_u64(number, factor, out);
}

/* "0.85", "1" or ".5" as ten-thousandths. */
static bool parse_fraction(struct bytes text, uint64_t *out)
{
    size_t dot = bytes_find(text, BYTES("."), 0);
    struct bytes whole = bytes_upto(text, dot);
    struct bytes decimals = dot == SIZE_MAX ? BYTES("") : bytes_from(text, dot + 1);
    uint64_t ones = 0, rest = 0;
    if (decimals.size > 4 || (whole.size == 0 && decimals.size == 0) || (whole.size && !bytes_to_u64(whole, &ones)) ||
        (decimals.size && !bytes_to_u64(decimals, &rest)) || ones > 1)
        return false;
    for (size_t i = decimals.size; i < 4; i++)
        rest *= 10;
    *out = ones * 10000 + rest;
    return true;
}

static bool parse_boolean(const char *text, bool *out)
{
    static const char *const words[][2] = {{"no", "yes"}, {"false", "true"}, {"off", "on"}, {"0", "1"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (size_t value = 0; value < 2; value++)
            if (bytes_equal_nocase(bytes_of_string(text), bytes_of_string(words[i][value]))) {
                *out = value;
                return true;
            }
    return false;
}

/* Says that text is not what the setting takes. */
static enum status refuse(const struct setting *setting, const char *text, const char *what, struct writer *why)
{
    value_print_quoted(why, text);
    writer_format(why, " %s; allowed: ", what);
    value_print_allowed(setting, why);
    return STATUS_BADARG;
}

static enum status store_number(struct config *config, const struct setting *setting, const char *text,
                                struct writer *why)
{
    uint64_t number;
    struct bytes view = bytes_of_string(text);
    bool parsed = setting->type == SETTING_INTEGER    ? bytes_to_u64(view, &number)
                  : setting->type == SETTING_FRACTION ? parse_fraction(view, &number)
                                                      : parse_scaled(view, setting->type, &number);
    if (!parsed)
        return refuse(setting, text, "cannot be read", why);
    if (number < setting->least || number > setting->most)
        return refuse(setting, text, number < setting->least ? "is too small" : "is too large", why);
    if ((setting->flags & SETTING_POWER_OF_TWO) && (number & (number - 1)))
        return refuse(setting, text, "is not a power of two", why);
    void *field = field_of(config, setting);
    if (setting->type == SETTING_INTEGER)
        *(uint32_t *)field = (uint32_t)number;
    else if (setting->type == SETTING_SIZE)
        *(uint64_t *)field = number;
    else if (setting->type == SETTING_DURATION)
        *(int64_t *)field = (int64_t)number;
    else
        *(double *)field = (double)number / 10000;
    return STATUS_OK;
}

static enum status store_level(struct config *config, const struct setting *setting, const char *text,
                               struct writer *why)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (bytes_equal_nocase(bytes_of_string(text), bytes_of_string(levels[i].name))) {
            *(enum config_level *)field_of(config, setting) = levels[i].level;
            return STATUS_OK;
        }
    return refuse(setting, text, "is not a level", why);
}

static enum status store_string(struct config *config, const struct setting *setting, struct bytes text)
{
    struct bytes copy = arena_copy(&config->memory, text);
    if (!copy.at)
        return STATUS_NOMEM;
    *(const char **)field_of(config, setting) = (const char *)copy.at;
    return STATUS_OK;
}

/* Whether it has a ; that opens a comment in a file, at its front or behind a blank: CONFIG GET could not show it. */
static bool has_comment(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == ';' && (i == 0 || text.at[i - 1] == ' '))
            return true;
    return false;
}

static enum status store_text(struct config *config, const struct setting *setting, const char *text,
                              struct writer *why)
{
    struct bytes view = bytes_of_string(text);
    struct address address;
    for (size_t i = 0; i < view.size; i++)
        if (view.at[i] < ' ' || view.at[i] == 0x7f)
            return refuse(setting, text, "has control bytes", why);
    if (has_comment(view))
        return refuse(setting, text, "has a ; that opens a comment", why);
    if (setting->type == SETTING_PATH && view.size == 0 && !(setting->flags & SETTING_MAY_BE_EMPTY))
        return refuse(setting, text, "is empty", why);
    if (setting->type == SETTING_ADDRESS) {
        if (bytes_equal_nocase(view, BYTES("off")))
            view = BYTES("off");
        else if (!address_parse(view, 0, &address) || address.kind != ADDRESS_TCP)
            return refuse(setting, text, "is not an address", why);
    }
    return store_string(config, setting, view);
}

/* What is wrong with an agency, or NULL. */
static const char *agency_problem(struct bytes item)
{
    for (size_t parts = 1;; parts++) {
        size_t end = bytes_find(item, BYTES("|"), 0);
        struct bytes part = bytes_trim(bytes_upto(item, end));
        if (part.size < SETTING_AGENCY_NAME_LEAST || part.size > SETTING_AGENCY_NAME_MAX)
            return part.size ? "has a name that is too short or too long" : "has an empty name";
        if (parts > SETTING_AGENCY_PARTS_MAX)
            return "has too many names";
        if (end == SIZE_MAX)
            return NULL;
        item = bytes_from(item, end + 1);
    }
}

/* What is wrong with one item of a list, or NULL. */
static const char *item_problem(const struct setting *setting, struct bytes item)
{
    struct address address;
    if (setting->type == SETTING_ADDRESSES)
        return address_parse(item, 0, &address) ? NULL : "is not an address";
    if (has_comment(item))
        return "has a ; that opens a comment";
    for (size_t i = 0; i < item.size; i++)
        if (item.at[i] < ' ' || item.at[i] == 0x7f)
            return "has control bytes";
    return setting->type == SETTING_AGENCIES ? agency_problem(item) : NULL;
}

static enum status store_list(struct config *config, const struct setting *setting, const char *text, bool add,
                              struct writer *why)
{
    struct config_list *field = field_of(config, setting);
    size_t kept = add ? field->count : 0;
    struct bytes rest = bytes_of_string(text);
    size_t room = kept + 1;
    for (size_t i = 0; i < rest.size; i++)
        room += rest.at[i] == ',';
    const char **items = arena_array(&config->memory, room, sizeof *items);
    if (!items)
        return STATUS_NOMEM;
    if (kept)
        memcpy(items, field->at, kept * sizeof *items);
    size_t count = kept;
    while (rest.size) {
        struct bytes item = bytes_upto(rest, bytes_find(rest, BYTES(","), 0));
        rest = bytes_from(rest, item.size + 1);
        item = bytes_trim(item);
        if (item.size == 0)
            continue;
        struct bytes copy = arena_copy(&config->memory, item);
        if (!copy.at)
            return STATUS_NOMEM;
        items[count++] = (const char *)copy.at;
        const char *problem = item_problem(setting, item);
        if (problem)
            return refuse(setting, items[count - 1], problem, why);
    }
    size_t most = setting->type == SETTING_AGENCIES ? SETTING_AGENCIES_MAX : SETTING_LIST_MAX;
    if (count > most) {
        writer_format(why, "the list has more than %zu items", most);
        return STATUS_BADARG;
    }
    if (count == 0 && setting->type == SETTING_ADDRESSES && !(setting->flags & SETTING_MAY_BE_EMPTY))
        return refuse(setting, text, "names no address", why);
    *field = (struct config_list){items, count};
    return STATUS_OK;
}

enum status value_store(struct config *config, const struct setting *setting, const char *text, bool add,
                        struct writer *why)
{
    switch (setting->type) {
    case SETTING_INTEGER:
    case SETTING_SIZE:
    case SETTING_DURATION:
    case SETTING_FRACTION: return store_number(config, setting, text, why);
    case SETTING_BOOLEAN:
        if (!parse_boolean(text, field_of(config, setting)))
            return refuse(setting, text, "is neither", why);
        return STATUS_OK;
    case SETTING_LEVEL: return store_level(config, setting, text, why);
    case SETTING_ADDRESS:
    case SETTING_PATH: return store_text(config, setting, text, why);
    case SETTING_ADDRESSES:
    case SETTING_AGENCIES:
    case SETTING_LIST: return store_list(config, setting, text, add, why);
    }
    return STATUS_BADARG;
}

static void print_scaled(uint64_t number, const struct unit *units, struct writer *out)
{
    size_t i = 0;
    while (number == 0 ? i < UNITS : number % units[i].factor != 0)
        i++;
    writer_format(out, "%" PRIu64 "%s", number == 0 ? 0 : number / units[i].factor, number == 0 ? "" : units[i].name);
}

/* number in ten-thousandths, without closing zeros. */
static void print_fraction(uint64_t number, struct writer *out)
{
    char text[32];
    int size = snprintf(text, sizeof text, "%" PRIu64 ".%04" PRIu64, number / 10000, number % 10000);
    while (text[size - 1] == '0')
        size--;
    if (text[size - 1] == '.')
        size--;
    writer_bytes(out, bytes_of(text, (size_t)size));
}

/* A number of the setting's kind, in its unit. */
static void print_number(const struct setting *setting, uint64_t number, struct writer *out)
{
    if (setting->type == SETTING_SIZE)
        print_scaled(number, size_units, out);
    else if (setting->type == SETTING_DURATION)
        print_scaled(number, time_units, out);
    else if (setting->type == SETTING_FRACTION)
        print_fraction(number, out);
    else
        writer_format(out, "%" PRIu64, number);
}

static void print_list(const struct config_list *list, struct writer *out)
{
    for (size_t i = 0; i < list->count; i++)
        writer_format(out, "%s%s", i ? ", " : "", list->at[i]);
}

void value_print(const struct config *config, const struct setting *setting, struct writer *out)
{
    const void *field = field_in(config, setting);
    switch (setting->type) {
    case SETTING_INTEGER: print_number(setting, *(const uint32_t *)field, out); break;
    case SETTING_SIZE: print_number(setting, *(const uint64_t *)field, out); break;
    case SETTING_DURATION: print_number(setting, (uint64_t) * (const int64_t *)field, out); break;
    case SETTING_FRACTION: print_number(setting, (uint64_t)(*(const double *)field * 10000 + 0.5), out); break;
    case SETTING_BOOLEAN: writer_format(out, "%s", *(const bool *)field ? "yes" : "no"); break;
    case SETTING_LEVEL:
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            if (levels[i].level == *(const enum config_level *)field)
                writer_format(out, "%s", levels[i].name);
        break;
    case SETTING_ADDRESS:
    case SETTING_PATH: writer_format(out, "%s", *(const char *const *)field); break;
    case SETTING_ADDRESSES:
    case SETTING_AGENCIES:
    case SETTING_LIST: print_list(field, out); break;
    }
}

void value_print_allowed(const struct setting *setting, struct writer *out)
{
    switch (setting->type) {
    case SETTING_INTEGER:
    case SETTING_SIZE:
    case SETTING_DURATION:
    case SETTING_FRACTION:
        writer_format(out, "%sfrom ", setting->flags & SETTING_POWER_OF_TWO ? "a power of two " : "");
        print_number(setting, setting->least, out);
        writer_format(out, " to ");
        print_number(setting, setting->most, out);
        if (setting->type == SETTING_SIZE)
            writer_format(out, ", bytes with K, M, G or T");
        if (setting->type == SETTING_DURATION)
            writer_format(out, ", with ms, s, m, h or d");
        break;
    case SETTING_BOOLEAN: writer_format(out, "yes or no"); break;
    case SETTING_LEVEL: writer_format(out, "error, warning, notice, info or debug"); break;
    case SETTING_ADDRESS: writer_format(out, "ADDR:PORT, [IPV6]:PORT, *:PORT or off"); break;
    case SETTING_ADDRESSES:
        writer_format(out, "ADDR:PORT, [IPV6]:PORT, *:PORT or unix:PATH, with commas between");
        break;
    case SETTING_PATH:
        writer_format(out, setting->flags & SETTING_MAY_BE_EMPTY ? "a path, or nothing" : "a path");
        break;
    case SETTING_LIST: writer_format(out, "names with commas between"); break;
    case SETTING_AGENCIES:
        writer_format(out, "agencies with commas between, each 1 to %d names of %d to %d bytes with | between",
                      SETTING_AGENCY_PARTS_MAX, SETTING_AGENCY_NAME_LEAST, SETTING_AGENCY_NAME_MAX);
        break;
    }
}

void value_print_quoted(struct writer *out, const char *text)
{
    enum { MOST = 60 };
    size_t size = strlen(text);
    writer_u8(out, '"');
    for (size_t i = 0; i < size && i < MOST; i++) {
        uint8_t byte = (uint8_t)text[i];
        if (byte < ' ' || byte == 0x7f)
            writer_format(out, "\\x%02x", byte);
        else
            writer_u8(out, byte);
    }
    writer_format(out, "%s\"", size > MOST ? "..." : "");
}
