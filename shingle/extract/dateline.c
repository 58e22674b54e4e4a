#include "shingle/extract/dateline.h"

#include "shingle/extract/dateline_place.h"
#include "shingle/extract/letter.h"

enum {
    INSIDE_MAX = 80, /* bytes between a dateline's brackets */
    WRITER_MAX = 60, /* bytes of a writer's name between a bracket and the text */
    STORY_WORDS = 2  /* blanks that follow a dateline that names no agency */
};

/* Behind signs such as ") - " or ".-": where the story starts. *kinds has a bit for each kind of sign passed. */
static size_t skip_dash(struct bytes line, size_t at, unsigned *kinds)
{
    const unsigned signs =
        1u << LETTER_SPACE | 1u << LETTER_STOP | 1u << LETTER_DASH | 1u << LETTER_COLON | 1u << LETTER_COMMA;
    *kinds = 0;
    while (at < line.size) {
        size_t next = at;
        enum letter_kind kind = letter_kind(letter_next(line, &next));
        if (line.at[at] == '=')
            kind = LETTER_DASH;
        if (!(1u << kind & signs))
            break;
        *kinds |= 1u << kind;
        at = next;
    }
    return at;
}

enum { PARTING = 1u << LETTER_DASH | 1u << LETTER_COLON | 1u << LETTER_STOP };

struct bracket {
    size_t open, inside, inside_end, end;
};

static const struct {
    const char *open, *close;
} bracket_kinds[] = {{"(", ")"}, {"[", "]"}, {"（", "）"}, {"【", "】"}, {"［", "］"}, {"〔", "〕"}, {"/", "/"}};
enum { BRACKET_KINDS = sizeof bracket_kinds / sizeof *bracket_kinds };

/* The first bracket of a kind that opens at or behind from. */
static bool find_bracket(struct bytes line, size_t kind, size_t from, struct bracket *out)
{
    struct bytes open = bytes_of_string(bracket_kinds[kind].open), close = bytes_of_string(bracket_kinds[kind].close);
    size_t at = bytes_find(line, open, from);
    size_t end = at == SIZE_MAX ? SIZE_MAX : bytes_find(line, close, at + open.size);
    if (end == SIZE_MAX)
        return false;
    *out = (struct bracket){at, at + open.size, end, end + close.size};
    /* "Jane Roe/AFP/Getty Images" is a picture's */
    return *open.at != '/' || end + 1 >= line.size || line.at[end + 1] == ' ' || line.at[end + 1] == '.';
}

/*
 * Agencies behind a place, as in "(서울=연합뉴스)" and "［東京 21日 ロイター］": in the agencies' Asian services the
 * place stands in the bracket too; elsewhere that is a photographer or a party.
 */
static bool read_place_inside(struct bytes inside, struct dateline *out)
{
    for (size_t at = 1; at < inside.size; at++) {
        struct agency_match match;
        if ((inside.at[at] & 0xc0) == 0x80 || !agency_at(&out->agencies, inside, at, &match))
            continue;
        struct bytes place = bytes_upto(inside, at);
        if (at + match.size != inside.size || !place_is(place) || !place_is_caseless(place))
            continue;
        agency_set_add(&out->agencies, match.agency);
        if (!agencies_in(place, &out->agencies)) /* "(뉴욕 로이터=연합뉴스)" has two */
            place_split(place, &out->city, &out->date);
        return true;
    }
    return false;
}

/* Agencies in a bracket. *sure: one of them at least is meant for certain. */
static bool read_bracket(struct bytes inside, struct dateline *out, bool *sure)
{
    if (inside.size == 0 || inside.size > INSIDE_MAX)
        return false;
    *sure = agencies_credited(inside, AGENCY_STRICT | AGENCY_STAFF, &out->agencies);
    if (*sure || bytes_equal(inside, BYTES("PA"))) /* Pennsylvania, far more often than the Press Association */
        return *sure;
    if (agencies_credited(inside, AGENCY_STAFF, &out->agencies))
        return true;
    *sure = read_place_inside(inside, out);
    return *sure;
}

/* Whether a dash parts a place from its story: blanks around it, or an em dash. */
static bool is_parting_dash(struct bytes line, size_t from, size_t here, size_t behind)
{
    bool blank = here > from && line.at[here - 1] == ' ' && behind < line.size &&
                 (line.at[behind] == ' ' || line.at[behind] == '-');
    return blank || (here + 2 < line.size && line.at[here] == 0xe2 && line.at[here + 2] == 0x94);
}

static bool has_words(struct bytes text, size_t count)
{
    for (size_t at = 0; at < text.size && count; at++)
        count -= text.at[at] == ' ';
    return count == 0;
}

/* "CITY, Region, date — text", from offset `from` on. */
static bool read_dash(struct bytes line, size_t from, struct dateline *out)
{
    size_t at = from;
    while (at < line.size) {
        size_t here = at;
        enum letter_kind kind = letter_kind(letter_next(line, &at));
        if (kind == LETTER_QUOTE || kind == LETTER_COLON)
            return false;
        if (kind != LETTER_DASH || !is_parting_dash(line, from, here, at))
            continue;
        struct bytes place = bytes_of(line.at + from, here - from);
        if (!place.size || !place_is(place) || !place_is_capitals(place))
            return false;
        unsigned kinds;
        out->size = skip_dash(line, here, &kinds);
        place_split(place, &out->city, &out->date);
        struct agency_match match;
        if (out->size < line.size && agency_at(&out->agencies, line, out->size, &match) && match.sure &&
            out->size + match.size < line.size && line.at[out->size + match.size] == '.') {
            agency_set_add(&out->agencies, match.agency); /* "МОСКВА, 21 ноя — РИА Новости. " */
            out->size = skip_dash(line, out->size + match.size, &kinds);
        }
        return out->agencies.count > 0 || has_words(bytes_from(line, out->size), STORY_WORDS);
    }
    return false;
}

/* The sign for "dispatch" that closes a Chinese dateline: the first of four. */
static size_t find_dispatch(struct bytes line, size_t *end)
{
    static const char *const signs[] = {"电", "電", "讯", "訊", NULL};
    size_t first = SIZE_MAX;
    for (const char *const *sign = signs; *sign; sign++) {
        size_t at = bytes_find(line, bytes_of_string(*sign), 0);
        if (at < first) {
            first = at;
            *end = at + strlen(*sign);
        }
    }
    return first;
}

static bool has_digit(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            return true;
    return false;
}

/* 新华社北京11月21日电（记者…）, （中央社台北21日電）: agency, place and date up to the sign for "dispatch". */
static bool read_chinese(struct bytes line, struct dateline *out)
{
    struct bytes open = BYTES("（"), close = BYTES("）");
    size_t from = bytes_starts_with(line, open) ? open.size : bytes_starts_with(line, BYTES("(")) ? 1 : 0, end = 0;
    struct agency_match match;
    if (from >= line.size || line.at[from] < 0x80 || !agency_at(&out->agencies, line, from, &match))
        return false;
    size_t at = find_dispatch(line, &end), place = from + match.size;
    struct bytes inside =
        at == SIZE_MAX || at < place ? (struct bytes){NULL, 0} : bytes_of(line.at + place, at - place);
    if (inside.size == 0 || inside.size > INSIDE_MAX || !has_digit(inside) || bytes_find(inside, BYTES("。"), 0) < at)
        return false;
    agency_set_add(&out->agencies, match.agency);
    place_split(inside, &out->city, &out->date);
    struct bytes rest = bytes_from(line, end);
    size_t closing = bytes_find(rest, close, 0);
    if (closing != SIZE_MAX && (from || bytes_starts_with(rest, open)))
        end += closing + close.size;
    else if (from == 1 && rest.size && rest.at[0] == ')')
        end++;
    unsigned kinds;
    out->size = skip_dash(line, end, &kinds);
    return true;
}

/* Behind the writer in "(서울=연합뉴스) 홍길동 기자 = 정부는". */
static size_t skip_writer(struct bytes line, size_t at)
{
    struct bytes rest = bytes_upto(bytes_from(line, at), WRITER_MAX);
    size_t sign = bytes_find(rest, BYTES("기자 = "), 0);
    return sign == SIZE_MAX ? at : at + sign + strlen("기자 = ");
}

static bool opens_lower(struct bytes text, size_t at)
{
    return at < text.size && letter_kind(letter_next(text, &at)) == LETTER_LOWER;
}

/* "CITY, date (AGENCY) - text" and "(AGENCY) - CITY, date - text", with one of a line's brackets. */
static bool read_bracketed(struct bytes line, const struct bracket *bracket, struct dateline *out)
{
    struct bytes before = bytes_upto(line, bracket->open);
    struct bytes inside = bytes_of(line.at + bracket->inside, bracket->inside_end - bracket->inside);
    bool sure = false;
    if (!place_is(before) || !read_bracket(inside, out, &sure))
        return false;
    unsigned kinds;
    out->size = skip_writer(line, skip_dash(line, bracket->end, &kinds));
    if (!sure && (before.size == 0 || !(kinds & 1u << LETTER_DASH)))
        return false;
    if (!(kinds & PARTING) && opens_lower(line, out->size))
        return false; /* "The party (PTI) called" */
    if (before.size)
        place_split(before, &out->city, &out->date);
    struct dateline city = *out;
    if (!before.size && !out->city.size && kinds & PARTING && read_dash(line, out->size, &city))
        *out = city;
    return true;
}

static struct dateline empty(const struct agency_set *page)
{
    return (struct dateline){.agencies = agency_set_like(page)};
}

static bool read_brackets(struct bytes line, const struct agency_set *page, struct dateline *out)
{
    for (size_t kind = 0; kind < BRACKET_KINDS; kind++) {
        struct bracket bracket;
        for (size_t from = 0; find_bracket(line, kind, from, &bracket); from = bracket.end) {
            *out = empty(page);
            if (read_bracketed(line, &bracket, out))
                return true;
        }
    }
    *out = empty(page);
    return false;
}

/* Whether text is parts of a place that stops part: "Москва. 21 ноября. ". */
static bool is_dotted_place(struct bytes text)
{
    for (size_t parts = 0; text.size && parts < 3; parts++) {
        size_t stop = bytes_find(text, BYTES(". "), 0);
        if (!place_is(bytes_upto(text, stop)) && !(parts && has_digit(bytes_upto(text, stop))))
            return false;
        text = stop == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(text, stop + 2);
    }
    return text.size == 0;
}

/* "AGENCY - text", "Paris, AFP - text", "Москва. 21 ноября. ИНТЕРФАКС - text" */
static bool read_bare(struct bytes line, struct dateline *out)
{
    for (size_t at = 0; at < line.size; at++) {
        struct agency_match match;
        bool border = at == 0 || line.at[at - 1] == ' ';
        if (!border || !agency_at(&out->agencies, line, at, &match) || !match.sure)
            continue;
        size_t behind = at + match.size;
        unsigned kinds;
        out->size = skip_dash(line, behind, &kinds);
        unsigned needed = at ? 1u << LETTER_DASH : PARTING;
        if (!(kinds & needed) || out->size <= behind + 1 || out->size >= line.size || line.at[behind] != ' ')
            return false;
        struct bytes before = bytes_upto(line, at);
        if (before.size && (!is_dotted_place(before) || bytes_starts_with(before, BYTES("By ")) ||
                            bytes_ends_with(before, BYTES("/ "))))
            return false; /* "Jane Roe / AFP - Getty Images" is a picture's */
        agency_set_add(&out->agencies, match.agency);
        struct bytes date = {NULL, 0};
        size_t stop = bytes_find(before, BYTES(". "), 0);
        place_split(bytes_upto(before, stop), &out->city, &out->date);
        if (stop != SIZE_MAX && !out->date.size) {
            place_split(bytes_from(before, stop + 2), &date, &out->date);
            out->date = out->date.size ? bytes_trim(bytes_from(before, stop + 2)) : out->date;
        }
        return true;
    }
    return false;
}

static bool read_line(struct bytes line, const struct agency_set *page, struct dateline *out)
{
    if (read_chinese(line, out) || read_brackets(line, page, out) || read_bare(line, out))
        return true;
    *out = empty(page);
    return read_dash(line, 0, out);
}

bool dateline_read(struct bytes line, const struct agency_set *page, struct dateline *out)
{
    *out = empty(page);
    if (!line.size)
        return false;
    struct bytes start = bytes_upto(line, DATELINE_SIZE_MAX);
    while (start.size && start.size < line.size && (line.at[start.size] & 0xc0) == 0x80)
        start.size--;
    if (read_line(start, page, out))
        return true;
    *out = empty(page);
    return false;
}
