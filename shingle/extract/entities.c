#include "shingle/extract/entities.h"

#include "shingle/extract/entities_table.h"

enum {
    LEGACY_NAME_MAX = 6, /* bytes of the longest name that counts without ";", such as Aacute */
    NUMBER_MAX = 0x10ffff
};

static const uint8_t replacement[3] = {0xef, 0xbf, 0xbd}; /* U+FFFD */

/* What the numbers 80 to 9F stand for; 0 = themselves. */
static const uint16_t windows_1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                          0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                          0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static bool is_letter_or_digit(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static const struct entity *find_name(const uint8_t *name, size_t size)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ name[i]) * 16777619u;
    size_t slot = hash >> (32 - ENTITY_SLOT_BITS);
    for (; entity_slots[slot]; slot = (slot + 1) % (1u << ENTITY_SLOT_BITS)) {
        const struct entity *entity = &entities[entity_slots[slot] - 1];
        if (entity->name_size == size && memcmp(entity_names + entity->name_at, name, size) == 0)
            return entity;
    }
    return NULL;
}

/*
 * The longest name at the start of text. Names are letters and digits and perhaps one ";" behind them, so the longest
 * is either the whole run with its ";" or one of the few short ones that old pages write without.
 */
static const struct entity *longest_name(struct bytes text)
{
    size_t run = 0;
    size_t most = text.size < ENTITY_NAME_MAX ? text.size : ENTITY_NAME_MAX;
    while (run < most && is_letter_or_digit(text.at[run]))
        run++;
    if (run < most && run && text.at[run] == ';') {
        const struct entity *entity = find_name(text.at, run + 1);
        if (entity)
            return entity;
    }
    for (size_t size = run < LEGACY_NAME_MAX ? run : LEGACY_NAME_MAX; size >= 2; size--) {
        const struct entity *entity = find_name(text.at, size);
        if (entity)
            return entity;
    }
    return NULL;
}

static size_t read_name(struct bytes text, bool in_attribute, uint8_t *value, size_t *value_size)
{
    const struct entity *entity = longest_name(bytes_from(text, 1));
    if (!entity)
        return 0;
    size_t size = 1 + (size_t)entity->name_size;
    if (in_attribute && text.at[size - 1] != ';' && size < text.size &&
        (text.at[size] == '=' || is_letter_or_digit(text.at[size])))
        return 0;
    memcpy(value, entity->value, entity->value_size);
    *value_size = entity->value_size;
    return size;
}

static size_t put_utf8(uint32_t code, uint8_t *out)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (uint8_t)(0xc0 | code >> 6);
        out[1] = (uint8_t)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (uint8_t)(0xe0 | code >> 12);
        out[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (code & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | code >> 18);
    out[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (code & 0x3f));
    return 4;
}

static int digit_value(uint8_t c, bool hexadecimal)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return hexadecimal && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t read_number(struct bytes text, uint8_t *value, size_t *value_size)
{
    bool hexadecimal = text.size > 2 && (text.at[2] | 0x20) == 'x';
    size_t start = hexadecimal ? 3 : 2;
    size_t at = start;
    uint32_t code = 0;
    for (int digit; at < text.size && (digit = digit_value(text.at[at], hexadecimal)) >= 0; at++)
        if (code <= NUMBER_MAX) /* past it, it only has to stay past it */
            code = code * (hexadecimal ? 16 : 10) + (uint32_t)digit;
    if (at == start)
        return 0;
    if (at < text.size && text.at[at] == ';')
        at++;
    if (code == 0 || code > NUMBER_MAX || (code >= 0xd800 && code <= 0xdfff))
        code = 0xfffd;
    else if (code >= 0x80 && code <= 0x9f && windows_1252[code - 0x80])
        code = windows_1252[code - 0x80];
    *value_size = put_utf8(code, value);
    return at;
}

size_t entity_read(struct bytes text, bool in_attribute, uint8_t value[ENTITY_VALUE_MAX], size_t *value_size)
{
    if (text.size < 2)
        return 0;
    if (text.at[1] == '#')
        return read_number(text, value, value_size);
    return read_name(text, in_attribute, value, value_size);
}

uint32_t entities_count_long(struct bytes text)
{
    uint32_t count = 0;
    for (size_t at = 0; at < text.size;) {
        const uint8_t *found = memchr(text.at + at, '&', text.size - at);
        if (!found)
            break;
        size_t start = at = (size_t)(found - text.at) + 1;
        while (at < text.size && at - start < ENTITY_NAME_MAX && is_letter_or_digit(text.at[at]))
            at++;
        count += at - start == ENTITY_NAME_MAX;
    }
    return count;
}

/* Most bytes that decoding can give: "&nGt;" is 5 bytes for 6, the worst of the table; a NUL is 1 for 3. */
static bool decoded_bound(struct bytes text, unsigned flags, size_t *bound)
{
    size_t nuls = 0;
    if (flags & ENTITIES_NUL)
        for (size_t i = 0; i < text.size; i++)
            nuls += text.at[i] == 0;
    if (text.size > SIZE_MAX / 4)
        return false;
    *bound = text.size + text.size / 5 + 2 * nuls + ENTITY_VALUE_MAX;
    return true;
}

enum status entities_decode(struct bytes text, unsigned flags, struct arena *arena, struct bytes *out)
{
    size_t bound;
    uint8_t *start = decoded_bound(text, flags, &bound) ? arena_alloc(arena, bound) : NULL;
    if (!start)
        return STATUS_NOMEM;
    uint8_t *put = start;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.at[i];
        if (c == '&' && !(flags & ENTITIES_NONE)) {
            size_t value_size = 0;
            size_t size = entity_read(bytes_from(text, i), flags & ENTITIES_ATTRIBUTE, put, &value_size);
            if (size) {
                put += value_size;
                i += size - 1;
                continue;
            }
        } else if (c == 0 && (flags & ENTITIES_NUL)) {
            memcpy(put, replacement, sizeof replacement);
            put += sizeof replacement;
            continue;
        } else if (c == '\r' && (flags & ENTITIES_NEWLINES)) {
            if (i + 1 < text.size && text.at[i + 1] == '\n')
                continue;
            c = '\n';
        } else if (c >= 'A' && c <= 'Z' && (flags & ENTITIES_LOWER)) {
            c |= 0x20;
        }
        *put++ = c;
    }
    arena_shrink(arena, start, bound, (size_t)(put - start));
    *out = bytes_of(start, (size_t)(put - start));
    return STATUS_OK;
}
