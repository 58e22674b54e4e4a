#include "shingle/extract/tokenizer_raw.h"

static bool ends_name(struct bytes page, size_t at)
{
    if (at >= page.size)
        return false;
    uint8_t c = page.at[at];
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == '/' || c == '>';
}

/* True when name stands at offset at, in any case, and ends there. */
static bool has_name(struct bytes page, size_t at, struct bytes name)
{
    return name.size && bytes_starts_with_nocase(bytes_from(page, at), name) && ends_name(page, at + name.size);
}

/* True when "</name" stands at offset at. */
static bool has_end_tag(struct bytes page, size_t at, struct bytes name)
{
    return page.size - at > 2 && page.at[at + 1] == '/' && has_name(page, at + 2, name);
}

/* Offset of the next "<" at or after from, or the page's size. */
static size_t next_angle(struct bytes page, size_t from)
{
    const uint8_t *found = from < page.size ? memchr(page.at + from, '<', page.size - from) : NULL;
    return found ? (size_t)(found - page.at) : page.size;
}

size_t raw_text_end(struct bytes page, size_t from, struct bytes name)
{
    size_t at = next_angle(page, from);
    while (at < page.size && !has_end_tag(page, at, name))
        at = next_angle(page, at + 1);
    return at;
}

static bool has_arrow(struct bytes page, size_t at)
{
    return page.size - at > 2 && page.at[at + 1] == '-' && page.at[at + 2] == '>';
}

/*
 * Script text behind "<!--", from its first "-", up to and with "-->"; *ended when the script's own end tag comes
 * first.
 * "<!-->" closes at once, which is why the caller starts at that dash.
 */
static size_t escaped_end(struct bytes page, size_t at, struct bytes name, bool *ended)
{
    bool doubled = false; /* inside "<script" of the escaped text */
    *ended = false;
    while (at < page.size) {
        if (page.at[at] == '-' && has_arrow(page, at))
            return at + 3;
        if (page.at[at] != '<') {
            at++;
        } else if (!doubled && has_end_tag(page, at, name)) {
            *ended = true;
            return at;
        } else if (!doubled && has_name(page, at + 1, BYTES("script"))) {
            doubled = true;
            at += sizeof "<script";
        } else if (doubled && has_end_tag(page, at, BYTES("script"))) {
            doubled = false;
            at += sizeof "</script";
        } else {
            at++;
        }
    }
    return page.size;
}

size_t script_text_end(struct bytes page, size_t from, struct bytes name)
{
    bool ended = false;
    size_t at = next_angle(page, from);
    while (at < page.size && !has_end_tag(page, at, name)) {
        if (!bytes_starts_with(bytes_from(page, at), BYTES("<!--")))
            at = next_angle(page, at + 1);
        else if ((at = escaped_end(page, at + 2, name, &ended)) < page.size && !ended)
            at = next_angle(page, at);
    }
    return at;
}

/* The text of a comment that the page's end closes: without the dashes that might have begun its own end. */
static struct bytes unclosed_comment(struct bytes text)
{
    if (bytes_ends_with(text, BYTES("--!")))
        return bytes_upto(text, text.size - 3);
    if (bytes_ends_with(text, BYTES("--")))
        return bytes_upto(text, text.size - 2);
    return bytes_upto(text, text.size - bytes_ends_with(text, BYTES("-")));
}

size_t comment_end(struct bytes page, size_t from, struct bytes *text)
{
    struct bytes rest = bytes_from(page, from);
    *text = bytes_upto(rest, 0);
    if (bytes_starts_with(rest, BYTES(">")))
        return from + 1;
    if (bytes_starts_with(rest, BYTES("->")))
        return from + 2;
    for (size_t at = 0; at < rest.size; at++) {
        const uint8_t *dash = memchr(rest.at + at, '-', rest.size - at);
        if (!dash)
            break;
        at = (size_t)(dash - rest.at);
        struct bytes here = bytes_from(rest, at);
        *text = bytes_upto(rest, at);
        if (bytes_starts_with(here, BYTES("-->")))
            return from + at + 3;
        if (bytes_starts_with(here, BYTES("--!>")))
            return from + at + 4;
    }
    *text = unclosed_comment(rest);
    return page.size;
}
