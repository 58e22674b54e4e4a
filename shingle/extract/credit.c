#include "shingle/extract/credit.h"

#include "shingle/extract/credit_line.h"

enum {
    LINES_BEFORE = 25,    /* lines above the body in which a credit counts */
    LINES_AFTER = 20,     /* lines below it */
    COPYRIGHT_AFTER = 12, /* of these, what may hold its copyright, and not the site's */
    ALONE_AFTER = 1,      /* plain text: lines below it in which a name alone is a credit, and not a list's */
    BRACKET_AFTER = 3,    /* and a name in brackets */
    TAIL_LINES = 3,       /* last lines of the body that may end in a credit in brackets */
    BYLINE_LINES = 2,     /* first lines of the body that may be a byline */
    HEAD_LINES = 6,       /* and, where the date stands beside, a name */
    DATE_DISTANCE = 2,    /* lines between a name alone and the date */
    DATE_WORDS = 14       /* words of a line that tells the date */
};

/* Where the body of a page begins and ends. */
struct body {
    const struct line_list *list;
    size_t first, last; /* kept lines */
    bool whole;         /* every line is kept: what stands around the body is among them */
};

static bool is_date(const struct line *line)
{
    return line->words <= DATE_WORDS && line->digits >= 4;
}

/* Whether a line that tells the date stands next to the line, as in the head of an article. */
static bool is_near_date(const struct body *body, size_t index)
{
    const struct line_list *list = body->list;
    size_t from = index > DATE_DISTANCE ? index - DATE_DISTANCE : 0;
    for (size_t i = from; i < body->first + HEAD_LINES && i < list->count && i <= index + DATE_DISTANCE; i++)
        if (i != index && is_date(&list->at[i]))
            return true;
    return false;
}

static bool is_behind_label(const struct body *body, size_t index)
{
    return index > 0 && credit_is_label(&body->list->at[index - 1]);
}

/* Above the body: bylines, sources, and a name alone where the date stands. */
static bool credit_above(const struct body *body, size_t index, struct agency_set *set)
{
    const struct line *line = &body->list->at[index];
    if (credit_source(line, set) || credit_byline(line, set))
        return true;
    if (is_behind_label(body, index))
        return credit_alone(line, AGENCY_LOOSE, set);
    if (body->list->title_line != SIZE_MAX && index < body->list->title_line)
        return false;
    return credit_dated(line, set) || (is_near_date(body, index) && credit_beside_date(line, set));
}

/* Inside the body, where any name but in a sentence of thanks is a picture's or a graphic's. */
static bool credit_inside(const struct body *body, size_t index, struct agency_set *set)
{
    const struct line *line = &body->list->at[index];
    bool head = index<body->first + BYLINE_LINES, tail = index + TAIL_LINES> body->last;
    if (credit_phrase(line, set) || credit_reporting(line, set) || (body->whole && credit_source(line, set)))
        return true;
    if (head && credit_byline(line, set))
        return true;
    if (!head && index < body->first + HEAD_LINES && is_near_date(body, index))
        return credit_byline(line, set) || credit_beside_date(line, set);
    if (head && !tail && credit_is_copyright(line->text))
        return false; /* of a picture on top */
    if ((head || tail) &&
        (credit_source(line, set) || credit_alone(line, AGENCY_STRICT | (index == body->last ? AGENCY_STAFF : 0), set)))
        return true;
    if (line->kept && (tail ? credit_tail(line, set) : credit_tail_staff(line, set)))
        return true;
    return tail && (credit_signature(line, set) || credit_copyright(line, set));
}

/* Whether the line above is a link: then what follows may be the source of another story in a list. */
static bool is_behind_link(const struct body *body, size_t index)
{
    const struct line *above = &body->list->at[index - 1];
    return above->link_words * 2 > above->words;
}

static bool credit_below(const struct body *body, size_t index, struct agency_set *set)
{
    const struct line *line = &body->list->at[index];
    size_t distance = index - body->last;
    if (credit_source(line, set) || credit_phrase(line, set) || credit_reporting(line, set) ||
        credit_signature(line, set))
        return true;
    if (is_behind_label(body, index) && credit_alone(line, AGENCY_LOOSE, set))
        return true;
    if (distance > COPYRIGHT_AFTER)
        return false;
    if (credit_copyright(line, set))
        return true;
    size_t near = line->first_kind == LETTER_OPEN ? BRACKET_AFTER : ALONE_AFTER;
    bool close = line->tag != LINE_TEXT ? !is_behind_link(body, index) : distance <= near;
    return close && credit_alone(line, AGENCY_STRICT | (distance == 1 ? AGENCY_STAFF : 0), set);
}

void credit_from_lines(const struct line_list *list, struct agency_set *set)
{
    struct body body = {.list = list, .first = SIZE_MAX, .whole = true};
    for (size_t i = 0; i < list->count; i++) {
        if (!list->at[i].kept) {
            body.whole = false;
            continue;
        }
        body.first = body.first == SIZE_MAX ? i : body.first;
        body.last = i;
    }
    if (body.first == SIZE_MAX)
        return;
    for (size_t i = body.first > LINES_BEFORE ? body.first - LINES_BEFORE : 0; i < list->count; i++) {
        if (i > body.last + LINES_AFTER)
            break;
        if (i < body.first)
            (void)credit_above(&body, i, set);
        else if (i <= body.last)
            (void)credit_inside(&body, i, set);
        else
            (void)credit_below(&body, i, set);
    }
}
