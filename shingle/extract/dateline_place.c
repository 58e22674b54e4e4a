#include "shingle/extract/dateline_place.h"

#include "shingle/extract/letter.h"

enum { PLACE_WORDS_MAX = 9, LONG_WORD = 5 };

static size_t skip_kinds(struct bytes text, size_t at, unsigned kinds)
{
    while (at < text.size) {
        size_t next = at;
        if (!(1u << letter_kind(letter_next(text, &next)) & kinds))
            break;
        at = next;
    }
    return at;
}

static struct bytes trim_signs(struct bytes text)
{
    const unsigned signs = 1u << LETTER_SPACE | 1u << LETTER_COMMA | 1u << LETTER_DASH | 1u << LETTER_COLON |
                           1u << LETTER_BAR | 1u << LETTER_OPEN;
    text = bytes_from(text, skip_kinds(text, 0, signs | 1u << LETTER_STOP));
    for (;;) {
        size_t end = text.size;
        if (!end)
            return text;
        size_t last = end - 1;
        while (last > 0 && (text.at[last] & 0xc0) == 0x80)
            last--;
        size_t at = last;
        uint32_t code = letter_next(text, &at);
        if (!(1u << letter_kind(code) & signs) && code != '=' && code != 0xff1d)
            return text;
        text.size = last;
    }
}

/* Offset of the first digit of any script, or SIZE_MAX. */
static size_t find_digit(struct bytes text)
{
    for (size_t at = 0; at < text.size;) {
        size_t here = at;
        if (letter_kind(letter_next(text, &at)) == LETTER_DIGIT)
            return here;
    }
    return SIZE_MAX;
}

bool place_is(struct bytes text)
{
    size_t at = 0, words = 0, length = 0, long_words = 0;
    bool lower = false;
    while (at < text.size) {
        enum letter_kind kind = letter_kind(letter_next(text, &at));
        bool letter = kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_UNSPACED ||
                      kind == LETTER_DIGIT;
        if (letter && !length) {
            lower = kind == LETTER_LOWER;
            if (words++ == 0 && lower)
                return false;
        }
        length += letter;
        if (letter || kind == LETTER_JOINER)
            continue;
        /* a stop behind a long word ends a sentence; "Sept." and "N.Y." are shorter */
        if ((kind == LETTER_STOP && length >= LONG_WORD && at + 4 < text.size) || kind == LETTER_QUOTE ||
            kind == LETTER_COLON)
            return false;
        long_words += lower && length >= LONG_WORD - 1;
        length = 0;
    }
    long_words += lower && length >= LONG_WORD - 1;
    bool comma = bytes_find(text, BYTES(","), 0) != SIZE_MAX;
    return words <= PLACE_WORDS_MAX && long_words <= (find_digit(text) == SIZE_MAX ? 0 : comma ? 2 : 1);
}

/* Words in capitals that open lines of pages in place of a city. */
static bool is_label(struct bytes word)
{
    static const char *const labels[] = {"FILE",    "FILES",     "UPDATE",     "UPDATED", "BREAKING",  "WATCH", "VIDEO",
                                         "PHOTO",   "PHOTOS",    "LIVE",       "OPINION", "EXCLUSIVE", "NOTE",  "READ",
                                         "CORRECT", "CORRECTED", "CORRECTION", "FACTBOX", "ANALYSIS",  "ALSO",  NULL};
    for (const char *const *label = labels; *label; label++)
        if (bytes_equal(word, bytes_of_string(*label)))
            return true;
    return false;
}

bool place_is_capitals(struct bytes text)
{
    size_t at = 0, upper = 0, end = 0;
    while (at < text.size) {
        enum letter_kind kind = letter_kind(letter_next(text, &at));
        if (kind == LETTER_LOWER)
            return false;
        if (kind == LETTER_COMMA || kind == LETTER_OPEN)
            break;
        upper += kind == LETTER_UPPER;
        end = at;
    }
    return upper >= 3 && !is_label(bytes_trim(bytes_upto(text, end)));
}

bool place_is_caseless(struct bytes text)
{
    for (size_t at = 0; at < text.size;) {
        enum letter_kind kind = letter_kind(letter_next(text, &at));
        if (kind == LETTER_UNSPACED || kind == LETTER_OTHER)
            return true;
    }
    return false;
}

/* Behind the writer's name that stands in front of some: "By Jane Roe ABUJA, Nov 1". */
static struct bytes behind_writer(struct bytes text)
{
    if (!bytes_starts_with(text, BYTES("By ")))
        return text;
    for (size_t at = 3; at + 3 < text.size; at++)
        if (text.at[at - 1] == ' ' && place_is_capitals(bytes_from(text, at)))
            return bytes_from(text, at);
    return text;
}

void place_split(struct bytes text, struct bytes *city, struct bytes *date)
{
    struct bytes place = behind_writer(trim_signs(text));
    size_t comma = bytes_find(place, BYTES(","), 0);
    struct bytes first = bytes_upto(place, comma);
    size_t digit = find_digit(first);
    if (digit == SIZE_MAX) {
        *city = bytes_trim(first);
    } else { /* "NEW YORK Nov 21", "東京 21日" */
        size_t space = digit;
        while (space > 0 && first.at[space - 1] != ' ')
            space--;
        space = space ? space : digit; /* "北京11月21日" has no blanks */
        *city = trim_signs(bytes_upto(first, space));
        *date = bytes_trim(bytes_from(first, space));
    }
    while (comma != SIZE_MAX) {
        struct bytes rest = bytes_from(place, comma + 1);
        comma = bytes_find(place, BYTES(","), comma + 1);
        if (comma != SIZE_MAX)
            rest.size = (size_t)(place.at + comma - rest.at);
        if (find_digit(rest) != SIZE_MAX && !date->size)
            *date = trim_signs(rest);
    }
}
