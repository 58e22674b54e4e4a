#include "shingle/extract/hints.h"

#include "shingle/extract/hint_words.h"

enum { PREFIX_MIN = 5, PREFIX_MAX = 10 };

static uint32_t hints_of_hash(uint32_t hash)
{
    size_t bit = hint_bit_of(hash), slot = hint_slot_of(hash);
    if (!(hint_filter[bit / 64] >> bit % 64 & 1))
        return 0;
    while (hint_slots[slot].hash) {
        if (hint_slots[slot].hash == hash)
            return hint_slots[slot].hints;
        slot = (slot + 1) % HINT_SLOTS;
    }
    return 0;
}

/* A word of a name as it is read: its hash and those of its beginnings. */
struct name_word {
    uint32_t hash;
    uint32_t size;
    uint32_t starts[PREFIX_MAX - PREFIX_MIN + 1];
};

static void word_add(struct name_word *word, uint8_t letter)
{
    word->hash = hint_hash_step(word->hash, letter);
    word->size++;
    if (word->size >= PREFIX_MIN && word->size <= PREFIX_MAX)
        word->starts[word->size - PREFIX_MIN] = word->hash;
}

/* A word that is not listed counts as its longest listed beginning: "cookielawinfo" is a cookie's. */
static uint32_t word_end(struct name_word *word)
{
    uint32_t hints = hints_of_hash(word->hash);
    uint32_t size = word->size > PREFIX_MAX ? PREFIX_MAX : word->size;
    while (!hints && size >= PREFIX_MIN)
        hints = hints_of_hash(word->starts[size-- - PREFIX_MIN]);
    word->hash = HINT_HASH_START;
    word->size = 0;
    return hints;
}

uint32_t hints_of_value(struct bytes value)
{
    struct name_word word = {.hash = HINT_HASH_START};
    uint32_t hints = 0;
    bool lower = false;
    value = bytes_upto(value, HINT_VALUE_MAX);
    for (size_t i = 0; i < value.size; i++) {
        uint8_t small = value.at[i] | 0x20;
        bool letter = small >= 'a' && small <= 'z', is_lower = letter && small == value.at[i];
        if (word.size && (!letter || (lower && !is_lower)))
            hints |= word_end(&word);
        if (letter)
            word_add(&word, small);
        lower = is_lower;
    }
    return word.size ? hints | word_end(&word) : hints;
}

static uint32_t hints_of_tag(enum tag tag)
{
#define HINT(name) (1u << HINT_##name)
    static const struct {
        enum tag tag;
        uint32_t hints;
    } of_tag[] = {{TAG_ARTICLE, HINT(ARTICLE)}, {TAG_MAIN, HINT(MAIN)},         {TAG_HEADER, HINT(HEADER)},
                  {TAG_FOOTER, HINT(FOOTER)},   {TAG_NAV, HINT(NAV)},           {TAG_ASIDE, HINT(ASIDE)},
                  {TAG_FIGURE, HINT(FIGURE)},   {TAG_FIGCAPTION, HINT(FIGURE)}, {TAG_FORM, HINT(FORM)},
                  {TAG_FIELDSET, HINT(FORM)},   {TAG_TABLE, HINT(TABLE)},       {TAG_BLOCKQUOTE, HINT(QUOTE)},
                  {TAG_DIALOG, HINT(CONSENT)},  {TAG_TIME, HINT(META)},         {TAG_ADDRESS, HINT(META)},
                  {TAG_MENU, HINT(NAV)},        {TAG_Q, HINT(QUOTE)},           {TAG_SEARCH, HINT(FORM)},
                  {TAG_PICTURE, HINT(FIGURE)}};
    for (size_t i = 0; i < sizeof of_tag / sizeof *of_tag; i++) {
        if (of_tag[i].tag == tag)
            return of_tag[i].hints;
    }
    return 0;
}

/* Whether a style says NAME:VALUE. */
static bool style_says(struct bytes style, struct bytes name, struct bytes value)
{
    size_t at = bytes_find_nocase(style, name, 0);
    if (at == SIZE_MAX)
        return false;
    struct bytes rest = bytes_trim(bytes_from(style, at + name.size));
    return rest.size && rest.at[0] == ':' && bytes_starts_with_nocase(bytes_trim(bytes_from(rest, 1)), value);
}

static bool style_hides(struct bytes style)
{
    style = bytes_upto(style, HINT_VALUE_MAX);
    return style_says(style, BYTES("display"), BYTES("none")) ||
           style_says(style, BYTES("visibility"), BYTES("hidden"));
}

static uint32_t hints_of_attribute(const struct attribute *attribute)
{
    struct bytes value = bytes_of(attribute->at, attribute->size);
    switch ((unsigned)attribute->name) {
    case ATTRIBUTE_CLASS:
    case ATTRIBUTE_ID:
    case ATTRIBUTE_ROLE:
    case ATTRIBUTE_DATA_TESTID:
    case ATTRIBUTE_DATA_COMPONENT:
    case ATTRIBUTE_DATA_NAME:
    case ATTRIBUTE_DATA_TYPE:
    case ATTRIBUTE_ARIA_LABEL: return hints_of_value(value);
    case ATTRIBUTE_ITEMPROP:
        return hints_of_value(value) | (bytes_equal_nocase(value, BYTES("articleBody")) ? HINT(ARTICLE) : 0);
    case ATTRIBUTE_HIDDEN: return HINT(HIDDEN);
    case ATTRIBUTE_ARIA_HIDDEN: return bytes_equal_nocase(value, BYTES("true")) ? HINT(HIDDEN) : 0;
    case ATTRIBUTE_STYLE: return style_hides(value) ? HINT(HIDDEN) | HINT(UNSEEN) : 0;
    default: return 0;
    }
#undef HINT
}

uint32_t hints_of_node(const struct node *node)
{
    uint32_t hints = hints_of_tag((enum tag)node->tag);
    for (size_t i = 0; i < node->attribute_count; i++)
        hints |= hints_of_attribute(&node->attributes[i]);
    return hints;
}

bool node_is_unseen(const struct node *node)
{
    bool hidden;
    node_attribute(node, ATTRIBUTE_HIDDEN, &hidden);
    return hidden || style_hides(node_attribute(node, ATTRIBUTE_STYLE, NULL));
}

/* The value of NAME: VALUE when a declaration is of that name, else empty. */
static struct bytes declared(struct bytes declaration, struct bytes name)
{
    declaration = bytes_trim(declaration);
    if (!bytes_starts_with_nocase(declaration, name))
        return (struct bytes){NULL, 0};
    struct bytes rest = bytes_trim(bytes_from(declaration, name.size));
    return rest.size && rest.at[0] == ':' ? bytes_trim(bytes_from(rest, 1)) : (struct bytes){NULL, 0};
}

bool style_keeps_lines(const struct node *node, bool around)
{
    struct bytes style = bytes_upto(node_attribute(node, ATTRIBUTE_STYLE, NULL), HINT_VALUE_MAX);
    while (style.size) {
        size_t end = bytes_find(style, BYTES(";"), 0);
        struct bytes value = declared(bytes_upto(style, end), BYTES("white-space"));
        bool keeps =
            bytes_starts_with_nocase(value, BYTES("pre")) || bytes_starts_with_nocase(value, BYTES("break-spaces"));
        around = value.size ? keeps : around;
        style = end < style.size ? bytes_from(style, end + 1) : (struct bytes){NULL, 0};
    }
    return around;
}
