#include "shingle/extract/credit_line.h"

#include "shingle/extract/credit.h"

enum {
    BYLINE_WORDS = 14, /* words of a byline */
    BYLINE_SIZE = 400, /* bytes of names, and of any line that is a credit by its form alone */
    CREDIT_WORDS = 60, /* words of a sentence of thanks */
    ALONE_WORDS = 8,
    SOURCE_WORDS = 20,
    DATE_SIZE = 48,      /* bytes of a date and time */
    COPYRIGHT_SIZE = 60, /* bytes in which a copyright names its holder */
    TAIL_SIZE = 80       /* last bytes of a line that a credit may take */
};

static bool has_any(struct bytes text, const char *const *phrases)
{
    if (text.size > AGENCY_TEXT_MAX)
        return false;
    for (; *phrases; phrases++) {
        if (bytes_find_nocase(text, bytes_of_string(*phrases), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static bool opens_with_any(struct bytes text, const char *const *words)
{
    for (; *words; words++) {
        if (bytes_starts_with_nocase(text, bytes_of_string(*words)))
            return true;
    }
    return false;
}

bool credit_is_photo(struct bytes text)
{
    static const char *const phrases[] = {
        "photo",       "foto",         "image", "picture", "getty", "bild:",   "video", "pool",     "handout", "via ap",
        "via reuters", "shutterstock", "file/", "kuva:",   "fotó",  "zdjęcie", "фото",  "graphic:", "via afp", NULL};
    return has_any(text, phrases);
}

bool credit_in_figure(const struct line *line)
{
    return line->tag == LINE_CAPTION || (line->own_hints & 1u << HINT_FIGURE);
}

bool credit_opens_with_by(struct bytes text)
{
    static const char *const words[] = {"by ",   "von ", "par ",  "por ", "di ",     "av ", "af ",
                                        "door ", "by: ", "von: ", "от ",  "autor: ", NULL};
    return opens_with_any(text, words);
}

/* Words for people of an agency, behind or before its name: "AP Science Writer". */
static bool has_role(struct bytes text)
{
    static const char *const roles[] = {"writer",    "correspondent", "reporter", "staff",
                                        "editor",    "journalist",    "bureau",   "desk",
                                        "redaktion", "korrespondent", "muhabir",  NULL};
    return has_any(text, roles);
}

static bool is_letter(struct bytes text, size_t at)
{
    if (at >= text.size)
        return false;
    enum letter_kind kind = letter_kind(letter_next(text, &at));
    return kind == LETTER_LOWER || kind == LETTER_UPPER || kind == LETTER_OTHER;
}

/* Whether "in Berlin" or the like is all that text has. */
static bool is_whereabouts(struct bytes text)
{
    static const char *const words[] = {"in ", "à ", "en ", "aus ", "at ", NULL};
    text = bytes_trim(text);
    if (!opens_with_any(text, words) || text.size > 40)
        return false;
    size_t at = bytes_find(text, BYTES(" "), 0) + 1;
    return at < text.size && letter_kind(letter_next(text, &at)) == LETTER_UPPER;
}

/* "AP Science Writer", "ap congressional correspondent": an abbreviation before a role, in any case. */
static bool add_role(struct bytes piece, struct agency_set *set)
{
    uint8_t upper[4];
    size_t size = bytes_find(piece, BYTES(" "), 0);
    struct agency_match match;
    if (size == SIZE_MAX || !has_role(bytes_from(piece, size)))
        return false;
    if (!agency_at(set, piece, 0, &match)) {
        if (size < 2 || size > sizeof upper)
            return false;
        for (size_t i = 0; i < size; i++)
            upper[i] = piece.at[i] >= 'a' && piece.at[i] <= 'z' ? piece.at[i] & 0xdf : piece.at[i];
        if (!agency_at(set, bytes_of(upper, size), 0, &match) || match.size != size)
            return false;
    }
    if (!match.sure || match.family)
        return false;
    agency_set_add(set, match.agency);
    return true;
}

/* A full name of several words that ends names: "jane roe associated press". */
static bool add_ending(struct bytes piece, struct agency_set *set)
{
    for (size_t at = 1; at < piece.size; at++) {
        struct agency_match match;
        if (piece.at[at - 1] != ' ' || !agency_at(set, piece, at, &match) || at + match.size != piece.size)
            continue;
        bool several = bytes_find(bytes_of(piece.at + at, match.size), BYTES(" "), 0) != SIZE_MAX;
        bool capitals = !is_letter(piece, at) || (piece.at[at + 1] >= 'A' && piece.at[at + 1] <= 'Z');
        if (!several && (!match.sure || match.family || !capitals))
            return false;
        agency_set_add(set, match.agency);
        return true;
    }
    return false;
}

/* One of the names that a byline parts. */
static bool add_piece(struct bytes piece, struct agency_set *set)
{
    struct agency_match match;
    piece = bytes_trim(piece);
    if (!piece.size)
        return false;
    if (agencies_credited(piece, AGENCY_STRICT | AGENCY_STAFF, set) || add_role(piece, set) || add_ending(piece, set))
        return true;
    if (!agency_at(set, piece, 0, &match) || !match.sure || !is_whereabouts(bytes_from(piece, match.size)))
        return false;
    agency_set_add(set, match.agency);
    return true;
}

/* Where a name of a byline ends at the earliest: a sign, or "and" in one of some languages. *size: bytes of it. */
static bool parts_names(struct bytes text, size_t at, size_t *size)
{
    static const char *const words[] = {" and ", " und ", " et ",  " y ",   " e ",  " en ", " och ", " with ", " | ",
                                        " of ",  " for ", " mit ", " via ", " -- ", " – ",  " — ",   " - ",    NULL};
    *size = 1;
    if (memchr(",;/()|[]", text.at[at], 8))
        return true;
    if (text.at[at] != ' ')
        return false;
    for (const char *const *word = words; *word; word++)
        if (bytes_starts_with_nocase(bytes_from(text, at), bytes_of_string(*word))) {
            *size = strlen(*word);
            return true;
        }
    return false;
}

static bool add_names(struct bytes names, struct agency_set *set)
{
    bool any = false;
    size_t from = 0;
    for (size_t at = 0, size = 1; at < names.size; at += size) {
        if (!parts_names(names, at, &size)) {
            size = 1;
            continue;
        }
        any |= add_piece(bytes_of(names.at + from, at - from), set);
        from = at + size;
    }
    return add_piece(bytes_from(names, from), set) || any;
}

void credit_from_byline(struct bytes byline, struct agency_set *set)
{
    if (!byline.size || byline.size > BYLINE_SIZE || credit_is_photo(byline))
        return;
    if (!agencies_credited(byline, AGENCY_STRICT | AGENCY_STAFF, set))
        (void)add_names(byline, set);
}

void credit_from_metadata(struct bytes names, struct agency_set *set)
{
    while (names.size) {
        struct bytes name = bytes_upto(names, bytes_find(names, BYTES(", "), 0));
        names = bytes_from(names, name.size + 2);
        credit_from_byline(name, set);
    }
}

static const char *const source_words[] = {"source",   "quelle",   "fuente",  "fonte",  "kaynak", "bron",   "sources",
                                           "quellen",  "fuentes",  "fonti",   "fontes", "źródło", "Źródło", "zdroj",
                                           "kilde",    "källa",    "lähde",   "forrás", "sursa",  "izvor",  "източник",
                                           "источник", "Источник", "джерело", "πηγή",   "Πηγή",   "来源",   "來源",
                                           "出典",     "المصدر",   "منبع",    "출처",   "sumber", NULL};

/* Behind "Source:" and its like in other languages; empty when there is no such word. */
static struct bytes behind_source(struct bytes text)
{
    for (const char *const *word = source_words; *word; word++) {
        struct bytes key = bytes_of_string(*word);
        if (!bytes_starts_with_nocase(text, key))
            continue;
        struct bytes rest = bytes_trim(bytes_from(text, key.size));
        if (rest.size && rest.at[0] == ':')
            return bytes_trim(bytes_from(rest, 1));
        if (bytes_starts_with(rest, BYTES("：")))
            return bytes_trim(bytes_from(rest, 3));
    }
    return (struct bytes){NULL, 0};
}

bool credit_source(const struct line *line, struct agency_set *set)
{
    if (line->words > SOURCE_WORDS || line->text.size > BYLINE_SIZE)
        return false;
    struct bytes text = line->text;
    if (text.size && (text.at[0] == '(' || text.at[0] == '['))
        text = bytes_from(text, 1);
    struct bytes source = behind_source(text);
    return source.size && agencies_credited(source, AGENCY_STAFF, set);
}

bool credit_is_label(const struct line *line)
{
    static const char *const labels[] = {"contributor", "contributors", "contributing", "by",
                                         "von",         "par",          "author",       NULL};
    struct bytes text = line->text;
    if (line->words > 2 || text.size < 2 || text.size > BYLINE_SIZE)
        return false;
    if (text.at[text.size - 1] == ':')
        text.size--;
    for (const char *const *word = source_words; *word; word++)
        if (bytes_equal_nocase(text, bytes_of_string(*word)))
            return true;
    for (const char *const *word = labels; *word; word++)
        if (bytes_equal_nocase(text, bytes_of_string(*word)))
            return true;
    return false;
}

/* "Associated Press in Westquay" */
static bool credit_whereabouts(const struct line *line, struct agency_set *set)
{
    struct agency_match match;
    if (line->words > ALONE_WORDS || credit_in_figure(line) || !agency_at(set, line->text, 0, &match) || !match.sure ||
        !is_whereabouts(bytes_from(line->text, match.size)))
        return false;
    agency_set_add(set, match.agency);
    return true;
}

bool credit_alone(const struct line *line, unsigned how, struct agency_set *set)
{
    return line->words <= ALONE_WORDS && line->text.size <= BYLINE_SIZE && line->last_kind != LETTER_COLON &&
           !credit_in_figure(line) && !credit_is_photo(line->text) && agencies_credited(line->text, how, set);
}

bool credit_beside_date(const struct line *line, struct agency_set *set)
{
    struct agency_match match;
    if (credit_alone(line, AGENCY_STRICT, set))
        return true;
    /* "Reuters, Jane Roe": behind a slash it would be a photographer */
    if (line->words > ALONE_WORDS || line->text.size > BYLINE_SIZE || line->capitals < line->words ||
        credit_in_figure(line) || credit_is_photo(line->text) || !agency_at(set, line->text, 0, &match) ||
        !match.sure || !bytes_starts_with(bytes_from(line->text, match.size), BYTES(", ")))
        return credit_whereabouts(line, set);
    agency_set_add(set, match.agency);
    return true;
}

bool credit_dated(const struct line *line, struct agency_set *set)
{
    struct agency_match match;
    if (line->words > BYLINE_WORDS || line->text.size > BYLINE_SIZE || line->digits < 4 || credit_in_figure(line) ||
        !agency_at(set, line->text, 0, &match) || !match.sure)
        return false;
    struct bytes rest = bytes_trim(bytes_from(line->text, match.size));
    if (rest.size > DATE_SIZE || line->topics[LEXICON_DATE] == 0)
        return false;
    agency_set_add(set, match.agency);
    return true;
}

/* Names in capitals and the words that join them, before an agency. */
static bool is_names(const struct line *line, size_t joining)
{
    return line->capitals + joining >= line->words && line->commas == 1;
}

/* Behind the last comma of a line. */
static struct bytes behind_comma(struct bytes text)
{
    size_t comma = text.size;
    while (comma > 0 && text.at[comma - 1] != ',')
        comma--;
    return comma > 1 ? bytes_from(text, comma) : (struct bytes){NULL, 0};
}

bool credit_byline(const struct line *line, struct agency_set *set)
{
    if (line->words > BYLINE_WORDS || line->text.size > BYLINE_SIZE || line->last_kind == LETTER_STOP ||
        credit_in_figure(line) || credit_is_photo(line->text))
        return false;
    if (credit_opens_with_by(line->text)) {
        struct bytes names = bytes_from(line->text, bytes_find(line->text, BYTES(" "), 0) + 1);
        return agencies_credited(names, AGENCY_LOOSE, set) || add_names(names, set);
    }
    if (credit_whereabouts(line, set))
        return true;
    /* an abbreviation behind a name, "Jane Roe, AP", is as often a photographer's */
    struct bytes agency = bytes_trim(behind_comma(line->text));
    return agency.size && is_names(line, 0) && bytes_find(agency, BYTES(" "), 0) != SIZE_MAX &&
           agencies_credited(agency, AGENCY_STRICT, set);
}

bool credit_signature(const struct line *line, struct agency_set *set)
{
    static const char *const joining[] = {" and ", " und ", " et ", " y ", " e ", " en ", " och ", " & ", NULL};
    if (line->words < 5 || line->words > BYLINE_WORDS || line->text.size > BYLINE_SIZE || credit_in_figure(line) ||
        !has_any(line->text, joining))
        return false;
    struct bytes agency = behind_comma(line->text);
    return agency.size && is_names(line, 2) && agencies_credited(agency, AGENCY_STRICT, set);
}

/* The agencies in a sentence. Few lines have one, so they are looked for before the phrases. */
static bool named_in(const struct line *line, const struct agency_set *set, struct agency_set *named)
{
    *named = agency_set_like(set);
    return line->words <= CREDIT_WORDS && agencies_in(line->text, named);
}

bool credit_phrase(const struct line *line, struct agency_set *set)
{
    static const char *const phrases[] = {"contributed to this",
                                          "contributing:",
                                          "contributed from",
                                          " contributed.",
                                          "additional reporting",
                                          "additional material",
                                          "information from the",
                                          "material from the",
                                          "used in this report",
                                          "distributed by",
                                          "contributed reporting",
                                          "contributed to the report",
                                          "inputs from",
                                          "input from",
                                          "agency inputs",
                                          "mit material",
                                          "mit informationen",
                                          "unter verwendung",
                                          "con información de",
                                          "con informacion de",
                                          "a contribué",
                                          "avec l'afp",
                                          "avec l’afp",
                                          "avec afp",
                                          "avec les agences",
                                          "con informazioni",
                                          "com informações d",
                                          "com agência",
                                          "wire reports",
                                          "wire services",
                                          "with reporting from",
                                          "with reporting by",
                                          "with files from",
                                          "with a file from",
                                          "met informatie van",
                                          "informationen der",
                                          "informationen von",
                                          "translated from",
                                          "story was originally published by",
                                          "article originally appeared",
                                          "contributors ",
                                          "originally published by",
                                          "story from ",
                                          "this story by",
                                          "por agencia",
                                          "haber: ",
                                          "по материалам",
                                          "с использованием",
                                          "по информации агентства",
                                          "na podstawie",
                                          "с помощью",
                                          "tin từ",
                                          NULL};
    struct agency_set named;
    if (!named_in(line, set, &named) || !has_any(line->text, phrases) || credit_is_photo(line->text) ||
        credit_in_figure(line))
        return false;
    agency_set_join(set, &named);
    return true;
}

bool credit_reporting(const struct line *line, struct agency_set *set)
{
    static const char *const reporting[] = {"reporting by",
                                            "reported by",
                                            "reportage de",
                                            "bericht von",
                                            "reporte de",
                                            "reportaje de",
                                            "reportagem de",
                                            "reporting and writing by",
                                            NULL};
    static const char *const editing[] = {"editing by",    "writing by",        "compiled by",        "édité par",
                                          "redigiert von", "editado por",       "editado en español", "edição de",
                                          "edited by",     "version française", "rédigé par",         NULL};
    static const char *const openings[] = {"report", "bericht", NULL}; /* of all phrases of reporting */
    struct agency_match match;
    if (line->words > CREDIT_WORDS * 2 || !has_any(line->text, openings) || !has_any(line->text, reporting) ||
        !has_any(line->text, editing))
        return false;
    if (!agencies_in(line->text, set) && agency_at(set, BYTES("Reuters"), 0, &match))
        agency_set_add(set, match.agency);
    return true;
}

static const char *const copyright_signs[] = {"©", "(c) ", "copyright", NULL};

bool credit_is_copyright(struct bytes text)
{
    return has_any(text, copyright_signs);
}

/* Behind the last sign, or sign and year, of a copyright that opens a line; empty when there is none. */
static struct bytes behind_copyright(struct bytes text)
{
    size_t first = SIZE_MAX;
    for (const char *const *sign = copyright_signs; *sign; sign++) {
        size_t at = bytes_find_nocase(bytes_upto(text, COPYRIGHT_SIZE), bytes_of_string(*sign), 0);
        if (at != SIZE_MAX)
            first = first == SIZE_MAX || at + strlen(*sign) > first ? at + strlen(*sign) : first;
    }
    return first == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(text, first);
}

/* Whether two capitalised words stand behind a slash or bar: "© AFP / JANE ROE" is a photographer's. */
static bool is_photographers(struct bytes rest)
{
    size_t at = 0, names = 0;
    while (at < rest.size && rest.at[at] == ' ')
        at++;
    if (at >= rest.size || (rest.at[at] != '/' && rest.at[at] != '|'))
        return false;
    bool open = true;
    for (at++; at < rest.size && rest.at[at] != '.';) {
        enum letter_kind kind = letter_kind(letter_next(rest, &at));
        names += open && kind == LETTER_UPPER;
        open = kind == LETTER_SPACE;
    }
    return names >= 2;
}

bool credit_copyright(const struct line *line, struct agency_set *set)
{
    if (line->words > CREDIT_WORDS || line->text.size > AGENCY_TEXT_MAX || credit_in_figure(line) ||
        credit_is_photo(line->text))
        return false;
    struct bytes rest = behind_copyright(line->text);
    for (size_t at = 0; at < rest.size && at < COPYRIGHT_SIZE;) {
        struct agency_match match;
        if (agency_at(set, rest, at, &match)) {
            if (!match.sure || is_photographers(bytes_from(rest, at + match.size)))
                return false;
            agency_set_add(set, match.agency);
            struct bytes others = bytes_upto(bytes_from(rest, at), bytes_find(bytes_from(rest, at), BYTES("."), 0));
            (void)agencies_credited(others, AGENCY_STAFF, set);
            return true;
        }
        enum letter_kind kind = letter_kind(letter_next(rest, &at));
        if (kind == LETTER_UPPER || kind == LETTER_OTHER || kind == LETTER_UNSPACED)
            return false; /* somebody else's */
    }
    return false;
}

/* Bytes of a dash at text[at]: "-", "–", "—", "―"; 0 when there is none. */
static size_t dash_size(struct bytes text, size_t at)
{
    if (text.at[at] == '-')
        return 1;
    return at + 3 <= text.size && text.at[at] == 0xe2 && text.at[at + 1] == 0x80 && text.at[at + 2] >= 0x93 &&
                   text.at[at + 2] <= 0x95
               ? 3
               : 0;
}

/* What stands in the bracket that closes a line, full-width ones too; empty when none does. *open: where it opens. */
static struct bytes last_bracket(struct bytes text, size_t from, size_t *open)
{
    static const char *const closing[] = {")", "]", "）", "】", "］", "/", NULL};
    static const char *const opening[] = {"(", "[", "（", "【", "［", "/", NULL};
    while (text.size && (text.at[text.size - 1] == '.' || text.at[text.size - 1] == ' '))
        text.size--;
    for (size_t kind = 0; closing[kind]; kind++) {
        struct bytes open_sign = bytes_of_string(opening[kind]), close_sign = bytes_of_string(closing[kind]);
        if (!bytes_ends_with(text, close_sign))
            continue;
        size_t end = text.size - close_sign.size, last = SIZE_MAX;
        for (size_t at = from; at < end; at++)
            if (bytes_starts_with(bytes_of(text.at + at, end - at), open_sign))
                last = at;
        if (last == SIZE_MAX)
            continue;
        *open = last;
        return bytes_of(text.at + last + open_sign.size, end - last - open_sign.size);
    }
    return (struct bytes){NULL, 0};
}

/* Whether a sentence ends in front of at. */
static bool is_behind_stop(struct bytes text, size_t at)
{
    text = bytes_trim(bytes_upto(text, at));
    return text.size && (memchr(".!?\"", text.at[text.size - 1], 4) || bytes_ends_with(text, BYTES("”")) ||
                         bytes_ends_with(text, BYTES("。")) || bytes_ends_with(text, BYTES("“")));
}

bool credit_tail_staff(const struct line *line, struct agency_set *set)
{
    struct bytes text = line->text;
    size_t from = text.size > TAIL_SIZE ? text.size - TAIL_SIZE : 0, open = 0;
    struct bytes inside = last_bracket(text, from, &open);
    struct agency_set alone = agency_set_like(set);
    return inside.size && is_behind_stop(text, open) && !agencies_only(inside, &alone) &&
           agencies_credited(inside, AGENCY_STAFF | AGENCY_STRICT, set);
}

bool credit_tail(const struct line *line, struct agency_set *set)
{
    struct bytes text = line->text;
    if (text.size < 4 || credit_in_figure(line))
        return false;
    size_t from = text.size > TAIL_SIZE ? text.size - TAIL_SIZE : 0, open = 0, dash = SIZE_MAX;
    struct bytes inside = last_bracket(text, from, &open);
    if (inside.size && !credit_is_photo(inside))
        /* behind a sentence a bracket is no party and no state */
        return agencies_credited(inside, AGENCY_STAFF | (is_behind_stop(text, open) ? 0 : AGENCY_STRICT), set);
    for (size_t at = from; at + 1 < text.size; at++)
        if (dash_size(text, at) && (at == 0 || text.at[at - 1] == ' '))
            dash = at;
    return dash != SIZE_MAX && dash > from &&
           agencies_credited(bytes_from(text, dash + dash_size(text, dash)), AGENCY_STRICT, set);
}
