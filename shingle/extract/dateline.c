#include "shingle/extract/dateline.h"

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
    const unsigned signs =
        1u << LETTER_SPACE | 1u << LETTER_COMMA | 1u << LETTER_DASH | 1u << LETTER_COLON | 1u << LETTER_BAR;
    text = bytes_from(text, skip_kinds(text, 0, signs | 1u << LETTER_STOP));
    for (;;) {
        size_t end = text.size;
        if (!end)
            return text;
        size_t last = end - 1;
        while (last > 0 && (text.at[last] & 0xc0) == 0x80)
            last--;
        size_t at = last;
        if (!(1u << letter_kind(letter_next(text, &at)) & signs))
            return text;
        text.size = last;
    }
}

static bool has_digit(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    }
    return false;
}

/* Splits "LONDON, Nov 21" at the commas: the first part is the city, what has a digit is the date. */
static void split_place(struct bytes place, struct dateline *out)
{
    place = trim_signs(place);
    size_t comma = bytes_find(place, BYTES(","), 0);
    struct bytes first = bytes_upto(place, comma);
    if (!has_digit(first)) {
        out->city = bytes_trim(first);
    } else { /* "NEW YORK Nov 21", "東京 21日" */
        size_t digit = 0;
        while (!(first.at[digit] >= '0' && first.at[digit] <= '9'))
            digit++;
        size_t space = digit;
        while (space > 0 && first.at[space - 1] != ' ')
            space--;
        space = space ? space : digit; /* "北京11月21日" has no blanks */
        out->city = bytes_trim(bytes_upto(first, space));
        out->date = bytes_trim(bytes_from(first, space));
    }
    while (comma != SIZE_MAX) {
        struct bytes rest = bytes_from(place, comma + 1);
        comma = bytes_find(place, BYTES(","), comma + 1);
        if (comma != SIZE_MAX)
            rest.size = (size_t)(place.at + comma - rest.at);
        if (has_digit(rest) && !out->date.size)
            out->date = trim_signs(rest);
    }
}

/*
 * Whether text may be a place and a date: few words, opened by a capital or a caseless letter, no sentence end inside
 * (a stop behind a word of LONG_WORD letters; "Sept." and "N.Y." are shorter), and lower-case words that are long only
 * where a number makes them a month.
 */
static bool is_place(struct bytes text)
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
        if ((kind == LETTER_STOP && length >= LONG_WORD && at + 4 < text.size) || kind == LETTER_QUOTE ||
            kind == LETTER_COLON)
            return false;
        long_words += lower && length >= LONG_WORD - 1;
        length = 0;
    }
    long_words += lower && length >= LONG_WORD - 1;
    return words <= PLACE_WORDS_MAX && long_words <= (has_digit(text) ? 1 : 0);
}

/* Behind signs such as ") - " or ".-": where the story starts. *dash tells whether a dash or colon was there. */
static size_t skip_dash(struct bytes line, size_t at, bool *dash)
{
    *dash = false;
    const unsigned signs =
        1u << LETTER_SPACE | 1u << LETTER_STOP | 1u << LETTER_DASH | 1u << LETTER_COLON | 1u << LETTER_COMMA;
    size_t end = at;
    while (end < line.size) {
        size_t next = end;
        enum letter_kind kind = letter_kind(letter_next(line, &next));
        if (!(1u << kind & signs) && !(kind == LETTER_MARK && line.at[end] == '='))
            break;
        *dash |= kind == LETTER_DASH || kind == LETTER_COLON || kind == LETTER_MARK || kind == LETTER_STOP;
        end = next;
    }
    return end;
}

struct bracket {
    size_t open, inside, inside_end, end;
};

static const struct {
    const char *open, *close;
} bracket_kinds[] = {{"(", ")"}, {"[", "]"}, {"（", "）"}, {"【", "】"}, {"［", "］"}, {"/", "/"}};
enum { BRACKET_KINDS = sizeof bracket_kinds / sizeof *bracket_kinds };

/* The first bracket of a kind that stands in line. */
static bool find_bracket(struct bytes line, size_t kind, struct bracket *out)
{
    struct bytes open = bytes_of_string(bracket_kinds[kind].open), close = bytes_of_string(bracket_kinds[kind].close);
    size_t at = bytes_find(line, open, 0);
    size_t end = at == SIZE_MAX ? SIZE_MAX : bytes_find(line, close, at + open.size);
    if (end == SIZE_MAX)
        return false;
    *out = (struct bracket){at, at + open.size, end, end + close.size};
    return true;
}

/* In the agencies' Asian services the place stands in the bracket too; elsewhere that is a photographer or a party. */
static bool is_asian_place(struct bytes text)
{
    size_t at = 0;
    while (at < text.size) {
        enum letter_kind kind = letter_kind(letter_next(text, &at));
        if (kind == LETTER_UNSPACED || kind == LETTER_OTHER)
            return true;
    }
    return false;
}

/* Agencies in a bracket: alone, or behind a place as in "(서울=연합뉴스)" and "［東京 21日 ロイター］". */
static bool read_bracket(struct bytes inside, struct dateline *out)
{
    if (inside.size == 0 || inside.size > 80)
        return false;
    if (bytes_equal(inside, BYTES("PA")))
        return false; /* Pennsylvania, far more often than the Press Association */
    if (agencies_only(inside, &out->agencies))
        return true;
    for (size_t at = 1; at < inside.size; at++) {
        if ((inside.at[at] & 0xc0) == 0x80)
            continue;
        size_t size, agency = agency_at(inside, at, &size);
        struct bytes before = bytes_upto(inside, at);
        if (agency == SIZE_MAX || at + size != inside.size || !is_place(before) || !is_asian_place(before))
            continue;
        agency_set_add(&out->agencies, agency);
        struct bytes place = bytes_upto(inside, at);
        while (place.size && (place.at[place.size - 1] == '=' || place.at[place.size - 1] == ' '))
            place.size--;
        split_place(place, out);
        return true;
    }
    return false;
}

static bool is_capitals(struct bytes text)
{
    size_t at = 0, upper = 0;
    while (at < text.size) {
        enum letter_kind kind = letter_kind(letter_next(text, &at));
        if (kind == LETTER_LOWER)
            return false;
        if (kind == LETTER_COMMA || kind == LETTER_OPEN)
            break;
        upper += kind == LETTER_UPPER;
    }
    return upper >= 3;
}

/* "CITY, Region, date — text": the dash with blanks around it, or an em dash; from offset `from` on. */
static bool read_dash(struct bytes line, size_t from, struct dateline *out)
{
    size_t at = from;
    while (at < line.size) {
        size_t here = at;
        enum letter_kind kind = letter_kind(letter_next(line, &at));
        if (kind == LETTER_QUOTE || kind == LETTER_COLON)
            return false;
        bool blank =
            here > from && line.at[here - 1] == ' ' && at < line.size && (line.at[at] == ' ' || line.at[at] == '-');
        bool em_dash = here + 2 < line.size && line.at[here] == 0xe2 && line.at[here + 2] == 0x94;
        if (kind != LETTER_DASH || !(blank || em_dash))
            continue;
        struct bytes place = bytes_of(line.at + from, here - from);
        if (!place.size || !is_place(place) || !is_capitals(place))
            return false;
        bool dash;
        out->size = skip_dash(line, here, &dash);
        split_place(place, out);
        size_t size, agency = out->size < line.size ? agency_at(line, out->size, &size) : SIZE_MAX;
        if (agency != SIZE_MAX && out->size + size < line.size && line.at[out->size + size] == '.') {
            agency_set_add(&out->agencies, agency); /* "МОСКВА, 21 ноя — РИА Новости. " */
            out->size = skip_dash(line, out->size + size, &dash);
        }
        return true;
    }
    return false;
}

/* 新华社北京11月21日电（记者…）: agency, place and date up to the sign for "dispatch". */
static bool read_chinese(struct bytes line, struct dateline *out)
{
    struct bytes xinhua = BYTES("新华社"), end = BYTES("电");
    if (!bytes_starts_with(line, xinhua))
        return false;
    size_t at = bytes_find(line, end, 0), size;
    if (at == SIZE_MAX)
        return false;
    agency_set_add(&out->agencies, agency_at(line, 0, &size));
    split_place(bytes_of(line.at + xinhua.size, at - xinhua.size), out);
    out->size = at + end.size;
    struct bytes rest = bytes_from(line, out->size);
    size_t close = bytes_find(rest, BYTES("）"), 0);
    if (bytes_starts_with(rest, BYTES("（")) && close != SIZE_MAX)
        out->size += close + 3;
    bool dash;
    out->size = skip_dash(line, out->size, &dash);
    return true;
}

/* "CITY, date (AGENCY) - text" and "(AGENCY) - CITY, date - text", with any kind of bracket. */
static bool read_bracketed(struct bytes line, size_t kind, struct dateline *out)
{
    struct bracket bracket;
    if (!find_bracket(line, kind, &bracket))
        return false;
    struct bytes before = bytes_upto(line, bracket.open);
    struct bytes inside = bytes_of(line.at + bracket.inside, bracket.inside_end - bracket.inside);
    if (!is_place(before) || !read_bracket(inside, out))
        return false;
    if (before.size)
        split_place(before, out);
    bool dash;
    out->size = skip_dash(line, bracket.end, &dash);
    struct dateline city = *out;
    if (!before.size && !out->city.size && dash && read_dash(line, out->size, &city))
        *out = city;
    return true;
}

/* "AGENCY - text" */
static bool read_bare(struct bytes line, struct dateline *out)
{
    size_t size, agency = agency_at(line, 0, &size);
    if (agency == SIZE_MAX)
        return false;
    bool dash;
    size_t end = skip_dash(line, size, &dash);
    if (!dash || end <= size + 1 || end >= line.size || line.at[size] != ' ')
        return false;
    agency_set_add(&out->agencies, agency);
    out->size = end;
    return true;
}

static bool read_line(struct bytes line, struct dateline *out)
{
    if (read_chinese(line, out))
        return true;
    for (size_t kind = 0; kind < BRACKET_KINDS; kind++) {
        if (read_bracketed(line, kind, out))
            return true;
        *out = (struct dateline){.size = 0};
    }
    return read_bare(line, out) || read_dash(line, 0, out);
}

bool dateline_read(struct bytes line, struct dateline *out)
{
    *out = (struct dateline){.size = 0};
    if (!line.size)
        return false;
    struct bytes start = bytes_upto(line, DATELINE_SIZE_MAX);
    while (start.size && start.size < line.size && (line.at[start.size] & 0xc0) == 0x80)
        start.size--;
    if (read_line(start, out))
        return true;
    *out = (struct dateline){.size = 0};
    return false;
}
