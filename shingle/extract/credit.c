#include "shingle/extract/credit.h"

enum {
    LINES_BEFORE = 25, /* lines above the body in which a credit counts */
    LINES_AFTER = 12,  /* lines below it */
    TAIL_LINES = 3,    /* last lines of the body that may end in a credit in brackets */
    BYLINE_LINES = 2,  /* first lines of the body that may be a byline */
    BYLINE_WORDS = 14, /* words of a byline */
    CREDIT_WORDS = 60,
    ALONE_WORDS = 8
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

static bool is_photo_credit(struct bytes text)
{
    static const char *const phrases[] = {"photo", "foto",    "image",  "picture",      "getty", "bild:", "video",
                                          "pool",  "handout", "via ap", "shutterstock", "file/", NULL};
    return has_any(text, phrases);
}

void credit_from_byline(struct bytes byline, struct agency_set *set)
{
    if (byline.size && byline.size <= 400 && !is_photo_credit(byline))
        agencies_in(byline, set);
}

/* Behind "Source:" and its like in other languages; the whole line when there is no such word. */
static struct bytes behind_source(struct bytes text)
{
    static const char *const words[] = {"source",   "quelle", "fuente", "fonte",  "kaynak", "bron",   "sources",
                                        "quellen",  "źródło", "zdroj",  "kilde",  "lähde",  "forrás", "источник",
                                        "Источник", "来源",   "出典",   "المصدر", NULL};
    for (const char *const *word = words; *word; word++) {
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

static bool opens_with_by(struct bytes text)
{
    static const char *const words[] = {"by ", "von ", "par ", "por ", "di ", "av ", "door ", NULL};
    for (const char *const *word = words; *word; word++) {
        if (bytes_starts_with_nocase(text, bytes_of_string(*word)))
            return true;
    }
    return false;
}

static bool is_in_figure(const struct line *line)
{
    return line->tag == LINE_CAPTION || (line->own_hints & 1u << HINT_FIGURE);
}

/* A line that only names agencies: in or below the body, or above it as a byline. */
static bool credit_alone(const struct line_list *list, size_t index, bool above, struct agency_set *set)
{
    const struct line *line = &list->at[index];
    if (line->words > ALONE_WORDS || is_in_figure(line))
        return false;
    bool byline = opens_with_by(line->text);
    if (above && !byline) {
        const struct line *before = index ? &list->at[index - 1] : line;
        byline = before->words <= 3 && (before->first_topics >> LEXICON_BYLINE & 1);
    }
    return (!above || byline) && agencies_only(line->text, set);
}

/* "By Jane Roe and The Associated Press", "Jane Roe, Associated Press": a byline in the text. */
static bool credit_byline_line(const struct line *line, struct agency_set *set)
{
    if (line->words > BYLINE_WORDS || line->last_kind == LETTER_STOP || is_in_figure(line) ||
        is_photo_credit(line->text))
        return false;
    if (opens_with_by(line->text))
        return agencies_in(line->text, set);
    size_t comma = line->text.size;
    while (comma > 0 && line->text.at[comma - 1] != ',')
        comma--;
    bool names = line->capitals == line->words && line->commas == 1;
    return comma > 1 && names && agencies_only(bytes_from(line->text, comma), set);
}

static void add_all(const struct agency_set *named, struct agency_set *set)
{
    for (size_t i = 0; i < named->count; i++)
        agency_set_add(set, named->at[i]);
}

/* named: the agencies in the line. Few lines have one, so they are looked for before the phrases. */
static bool credit_phrase(const struct line *line, const struct agency_set *named, struct agency_set *set)
{
    static const char *const phrases[] = {"contributed to this",
                                          "contributing:",
                                          "contributed from",
                                          " contributed.",
                                          "additional reporting by",
                                          "information from the",
                                          "material from the",
                                          "used in this report",
                                          "distributed by",
                                          "contributed reporting",
                                          "contributed to the report",
                                          "inputs from",
                                          "agency inputs",
                                          "mit material",
                                          "con información de",
                                          "a contribué",
                                          "avec l'afp",
                                          "avec afp",
                                          "con informazioni",
                                          "com informações d",
                                          "wire reports",
                                          "wire services",
                                          "with reporting from",
                                          "with files from",
                                          "met informatie van",
                                          "informationen der",
                                          "translated from",
                                          "story was originally published by",
                                          NULL};
    if (!named->count || !has_any(line->text, phrases) || is_photo_credit(line->text))
        return false;
    add_all(named, set);
    return true;
}

/* "(Reporting by Jane Roe; Editing by John Doe)" closes a Reuters story; another agency named in it wins. */
static bool credit_reporting(const struct line *line, struct agency_set *set, size_t reuters)
{
    static const char *const reporting[] = {"reporting by", "reportage de", "bericht von", NULL};
    static const char *const editing[] = {"editing by", "writing by",    "compiled by",
                                          "édité par",  "redigiert von", NULL};
    if (line->words > CREDIT_WORDS * 2 || !has_any(line->text, reporting) || !has_any(line->text, editing))
        return false;
    if (!agencies_in(line->text, set))
        agency_set_add(set, reuters);
    return true;
}

static bool credit_copyright(const struct line *line, const struct agency_set *named, struct agency_set *set)
{
    static const char *const signs[] = {"©", "(c) ", "copyright", "may not be published", NULL};
    if (!named->count || is_in_figure(line) || !has_any(line->text, signs) || is_photo_credit(line->text))
        return false;
    add_all(named, set);
    return true;
}

/* A body line that ends in "(Reuters)", "(dpa/AFP)", "- AP". */
static bool credit_tail(const struct line *line, struct agency_set *set)
{
    struct bytes text = line->text;
    if (text.size < 4 || is_in_figure(line))
        return false;
    size_t from = text.size > 80 ? text.size - 80 : 0, open = SIZE_MAX, dash = SIZE_MAX;
    for (size_t at = from; at + 1 < text.size; at++) {
        if (text.at[at] == '(' || text.at[at] == '[')
            open = at;
        if (text.at[at] == '-' && (at == 0 || text.at[at - 1] == ' '))
            dash = at;
    }
    struct bytes last = bytes_trim(text);
    while (last.size && (last.at[last.size - 1] == '.' || last.at[last.size - 1] == ' '))
        last.size--;
    bool closed = last.size && (last.at[last.size - 1] == ')' || last.at[last.size - 1] == ']');
    if (open != SIZE_MAX && closed && bytes_find(text, BYTES(")"), open) + 3 >= text.size)
        return agencies_only(bytes_from(text, open), set);
    return dash != SIZE_MAX && dash > from && agencies_only(bytes_from(text, dash), set);
}

static size_t find_reuters(void)
{
    size_t size;
    return agency_at(BYTES("Reuters"), 0, &size);
}

/* What one line says; true when it credits somebody. */
static bool credit_of_line(const struct line_list *list, size_t index, size_t first, size_t last,
                           struct agency_set *set)
{
    const struct line *line = &list->at[index];
    struct bytes source = line->words <= CREDIT_WORDS / 3 ? behind_source(line->text) : (struct bytes){NULL, 0};
    if (source.size && agencies_only(source, set))
        return true;
    if (credit_alone(list, index, index < first, set))
        return true;
    if (index < first + BYLINE_LINES && credit_byline_line(line, set))
        return true;
    if (index < first)
        return false;
    struct agency_set named = {.count = 0};
    if (line->words <= CREDIT_WORDS)
        agencies_in(line->text, &named);
    if (credit_phrase(line, &named, set) || credit_reporting(line, set, find_reuters()))
        return true;
    if (index + TAIL_LINES > last && index <= last && line->kept && credit_tail(line, set))
        return true;
    return index + TAIL_LINES > last && credit_copyright(line, &named, set);
}

void credit_from_lines(const struct line_list *list, struct agency_set *set)
{
    size_t first = SIZE_MAX, last = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->at[i].kept)
            continue;
        first = first == SIZE_MAX ? i : first;
        last = i;
    }
    if (first == SIZE_MAX)
        return;
    size_t from = first > LINES_BEFORE ? first - LINES_BEFORE : 0;
    for (size_t i = from; i < list->count && i <= last + LINES_AFTER; i++)
        credit_of_line(list, i, first, last, set);
}
