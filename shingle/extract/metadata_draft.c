#include "shingle/extract/metadata_draft.h"

#include "shingle/extract/entities.h"

static bool is_list(enum metadata_field field)
{
    return field == FIELD_AUTHOR || field == FIELD_KEYWORDS || field == FIELD_CREDIT;
}

/* Bytes of white space at offset at: ASCII, or U+00A0, U+2000 to U+200B, U+2028, U+202F, U+3000, U+FEFF; 0 when none.
 */
static size_t space_size(struct bytes text, size_t at)
{
    const uint8_t *c = text.at + at;
    size_t left = text.size - at;
    if (c[0] == ' ' || (c[0] >= '\t' && c[0] <= '\r'))
        return 1;
    if (left >= 2 && c[0] == 0xc2 && c[1] == 0xa0)
        return 2;
    if (left < 3)
        return 0;
    if (c[0] == 0xe2 && c[1] == 0x80 && (c[2] <= 0x8b || c[2] == 0xa8 || c[2] == 0xaf))
        return 3;
    return (c[0] == 0xe3 && c[1] == 0x80 && c[2] == 0x80) || (c[0] == 0xef && c[1] == 0xbb && c[2] == 0xbf) ? 3 : 0;
}

/* At most size bytes, ending with a whole character. */
static struct bytes cut(struct bytes text, size_t size)
{
    if (text.size <= size)
        return text;
    while (size && (text.at[size] & 0xc0) == 0x80)
        size--;
    return bytes_upto(text, size);
}

/* True when text is clean as it is. */
static bool is_clean(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.at[i];
        if (c < ' ' || c == '&' || c == '<' || c == 0xc2 || c == 0xe2 || c == 0xe3 || c == 0xef ||
            (c == ' ' && (i == 0 || i + 1 == text.size || text.at[i + 1] == ' ')))
            return false;
    }
    return text.size <= METADATA_VALUE_MAX;
}

/* True for the "<" of a tag that stayed in a value, such as "<em>"; *size: bytes of the tag. */
static bool is_tag(struct bytes text, size_t at, size_t *size)
{
    enum { TAG_SIZE_MAX = 200 };
    uint8_t next = at + 1 < text.size ? text.at[at + 1] : 0;
    if (next != '/' && (next < 'a' || next > 'z') && (next < 'A' || next > 'Z'))
        return false;
    struct bytes rest = bytes_upto(bytes_from(text, at), TAG_SIZE_MAX);
    const uint8_t *close = memchr(rest.at, '>', rest.size);
    *size = close ? (size_t)(close - rest.at) + 1 : 0;
    return close != NULL;
}

struct bytes draft_clean(struct metadata_draft *draft, struct bytes text)
{
    text = cut(text, (size_t)4 * METADATA_VALUE_MAX);
    if (is_clean(text))
        return text;
    if (text.size && memchr(text.at, '&', text.size) && entities_decode(text, 0, draft->arena, &text) != STATUS_OK)
        return bytes_of(NULL, 0);
    uint8_t *start = arena_alloc(draft->arena, text.size + 1);
    size_t size = 0;
    bool blank = false;
    if (!start)
        return bytes_of(NULL, 0);
    for (size_t i = 0; i < text.size;) {
        size_t skip = space_size(text, i);
        if (skip || (text.at[i] == '<' && is_tag(text, i, &skip))) {
            blank |= text.at[i] != '<';
            i += skip;
            continue;
        }
        if (blank && size)
            start[size++] = ' ';
        blank = false;
        start[size++] = text.at[i++];
    }
    arena_shrink(draft->arena, start, text.size + 1, size);
    return cut(bytes_of(start, size), METADATA_VALUE_MAX);
}

/* True when a joined list has the value as one of its parts. */
static bool list_has(struct bytes list, struct bytes value)
{
    for (size_t at = bytes_find(list, value, 0); at != SIZE_MAX; at = bytes_find(list, value, at + 1)) {
        bool starts = at == 0 || (at >= 2 && list.at[at - 2] == ',');
        bool ends = at + value.size == list.size || list.at[at + value.size] == ',';
        if (starts && ends)
            return true;
    }
    return false;
}

static enum status add_to_list(struct metadata_draft *draft, struct bytes *list, struct bytes value)
{
    size_t size = list->size + 2 + value.size;
    if (list_has(*list, value) || size > METADATA_VALUE_MAX)
        return STATUS_OK;
    uint8_t *joined = arena_alloc(draft->arena, size);
    if (!joined)
        return STATUS_NOMEM;
    memcpy(joined, list->at, list->size);
    memcpy(joined + list->size, ", ", 2);
    memcpy(joined + list->size + 2, value.at, value.size);
    *list = bytes_of(joined, size);
    return STATUS_OK;
}

enum status draft_add(struct metadata_draft *draft, enum metadata_field field, enum metadata_source source,
                      struct bytes value)
{
    struct bytes *slot = &draft->value[field][source];
    if (slot->size && !is_list(field))
        return STATUS_OK;
    value = draft_clean(draft, value);
    if (!value.size)
        return STATUS_OK;
    if (slot->size)
        return add_to_list(draft, slot, value);
    *slot = value;
    return STATUS_OK;
}

bool draft_wants(const struct metadata_draft *draft, enum metadata_field field, enum metadata_source source)
{
    size_t size = draft->value[field][source].size;
    return size == 0 || (is_list(field) && size < METADATA_VALUE_MAX / 2);
}

struct bytes draft_choose(const struct metadata_draft *draft, enum metadata_field field,
                          const enum metadata_source *order)
{
    for (; *order != SOURCE_NONE; order++)
        if (draft->value[field][*order].size)
            return draft->value[field][*order];
    return bytes_of(NULL, 0);
}
