#include "shingle/extract/doctype.h"

/* Reading a doctype: where we are, and whether it is over (its ">" was taken, or the page ended). */
struct cursor {
    struct bytes page;
    size_t at;
    bool over;
};

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->page.size && is_space(cursor->page.at[cursor->at]))
        cursor->at++;
}

/* After white space: true when there is nothing more, which is wrong if the page ended (or bad_if_closed). */
static bool is_over(struct cursor *cursor, struct doctype *out, bool bad_if_closed)
{
    skip_space(cursor);
    if (cursor->at == cursor->page.size) {
        out->force_quirks = true;
        cursor->over = true;
    } else if (cursor->page.at[cursor->at] == '>') {
        out->force_quirks |= bad_if_closed;
        cursor->at++;
        cursor->over = true;
    }
    return cursor->over;
}

static void read_name(struct cursor *cursor, struct doctype *out)
{
    size_t start = cursor->at;
    while (cursor->at < cursor->page.size && !is_space(cursor->page.at[cursor->at]) &&
           cursor->page.at[cursor->at] != '>')
        cursor->at++;
    out->name = bytes_of(cursor->page.at + start, cursor->at - start);
}

/* A quoted identifier at the cursor; false when there is no quote. A ">" or the page's end inside it ends it all. */
static bool read_identifier(struct cursor *cursor, struct doctype *out, struct bytes *identifier)
{
    uint8_t quote = cursor->page.at[cursor->at];
    if (quote != '"' && quote != '\'')
        return false;
    size_t start = ++cursor->at;
    while (cursor->at < cursor->page.size && cursor->page.at[cursor->at] != quote && cursor->page.at[cursor->at] != '>')
        cursor->at++;
    *identifier = bytes_of(cursor->page.at + start, cursor->at - start);
    if (cursor->at == cursor->page.size || cursor->page.at[cursor->at] == '>') {
        out->force_quirks = true;
        cursor->over = true;
    }
    cursor->at += cursor->at < cursor->page.size;
    return true;
}

/* Whatever is left up to ">" means nothing. */
static void skip_bogus(struct cursor *cursor)
{
    const uint8_t *close = memchr(cursor->page.at + cursor->at, '>', cursor->page.size - cursor->at);
    cursor->at = close ? (size_t)(close - cursor->page.at) + 1 : cursor->page.size;
    cursor->over = true;
}

static void read_system(struct cursor *cursor, struct doctype *out)
{
    out->has_system_id = read_identifier(cursor, out, &out->system_id);
    if (!out->has_system_id)
        out->force_quirks = true;
    if (!cursor->over && (!out->has_system_id || !is_over(cursor, out, false)))
        skip_bogus(cursor);
}

static void read_public(struct cursor *cursor, struct doctype *out)
{
    out->has_public_id = read_identifier(cursor, out, &out->public_id);
    if (!out->has_public_id)
        out->force_quirks = true;
    if (cursor->over)
        return;
    if (!out->has_public_id)
        skip_bogus(cursor);
    else if (!is_over(cursor, out, false))
        read_system(cursor, out);
}

size_t doctype_read(struct bytes page, size_t from, struct doctype *out)
{
    struct cursor cursor = {page, from, false};
    *out = (struct doctype){0};
    if (is_over(&cursor, out, true))
        return cursor.at;
    read_name(&cursor, out);
    if (is_over(&cursor, out, false))
        return cursor.at;
    struct bytes rest = bytes_from(page, cursor.at);
    bool is_public = bytes_starts_with_nocase(rest, BYTES("public"));
    if (!is_public && !bytes_starts_with_nocase(rest, BYTES("system"))) {
        out->force_quirks = true;
        skip_bogus(&cursor);
        return cursor.at;
    }
    cursor.at += 6;
    if (is_over(&cursor, out, true))
        return cursor.at;
    if (is_public)
        read_public(&cursor, out);
    else
        read_system(&cursor, out);
    return cursor.at;
}
