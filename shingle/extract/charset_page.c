/*
 * What a page says about its own encoding, after the HTML standard's prescan (13.2.3.2) over bytes that may not even be
 * ASCII. A late meta counts too: browsers start again when they come upon one.
 */
#include "shingle/extract/charset_table.h"

struct prescan {
    struct bytes page;
    size_t at;
};

/* An attribute as the prescan reads it: views into the page, any case. */
struct raw_attribute {
    struct bytes name;
    struct bytes value;
};

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static bool is_letter(uint8_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool at_end(const struct prescan *scan)
{
    return scan->at >= scan->page.size;
}

static void skip_space(struct prescan *scan)
{
    while (!at_end(scan) && is_space(scan->page.at[scan->at]))
        scan->at++;
}

static struct bytes since(const struct prescan *scan, size_t start)
{
    return bytes_of(scan->page.at + start, scan->at - start);
}

/* The value behind "="; false when the page ends in it, which makes it count for nothing. */
static bool read_value(struct prescan *scan, struct bytes *value)
{
    skip_space(scan);
    if (at_end(scan))
        return false;
    uint8_t quote = scan->page.at[scan->at];
    if (quote == '"' || quote == '\'') {
        size_t start = ++scan->at;
        while (!at_end(scan) && scan->page.at[scan->at] != quote)
            scan->at++;
        *value = since(scan, start);
        scan->at++;
        return scan->at <= scan->page.size;
    }
    size_t start = scan->at;
    while (!at_end(scan) && !is_space(scan->page.at[scan->at]) && scan->page.at[scan->at] != '>')
        scan->at++;
    *value = since(scan, start);
    return !at_end(scan);
}

/* The next attribute of a tag ("get an attribute"); false at the tag's or the page's end. */
static bool read_attribute(struct prescan *scan, struct raw_attribute *out)
{
    while (!at_end(scan) && (is_space(scan->page.at[scan->at]) || scan->page.at[scan->at] == '/'))
        scan->at++;
    if (at_end(scan) || scan->page.at[scan->at] == '>')
        return false;
    size_t start = scan->at++; /* a "=" that comes first is part of the name */
    while (!at_end(scan) && !is_space(scan->page.at[scan->at]) && scan->page.at[scan->at] != '=' &&
           scan->page.at[scan->at] != '/' && scan->page.at[scan->at] != '>')
        scan->at++;
    *out = (struct raw_attribute){since(scan, start), {NULL, 0}};
    skip_space(scan);
    if (at_end(scan))
        return false;
    if (scan->page.at[scan->at] != '=')
        return true;
    scan->at++;
    return read_value(scan, &out->value);
}

/* The label behind "charset=" in a content attribute ("extracting a character encoding from a meta element"). */
static struct bytes label_of_content(struct bytes content)
{
    struct prescan scan = {content, 0};
    for (size_t found; (found = bytes_find_nocase(content, BYTES("charset"), scan.at)) != SIZE_MAX;) {
        scan.at = found + 7;
        skip_space(&scan);
        if (at_end(&scan) || content.at[scan.at] != '=')
            continue;
        scan.at++;
        skip_space(&scan);
        uint8_t quote = at_end(&scan) ? 0 : content.at[scan.at];
        bool quoted = quote == '"' || quote == '\'';
        size_t start = scan.at += quoted;
        while (!at_end(&scan) &&
               (quoted ? content.at[scan.at] != quote : !is_space(content.at[scan.at]) && content.at[scan.at] != ';'))
            scan.at++;
        return quoted && at_end(&scan) ? bytes_of(NULL, 0) : since(&scan, start);
    }
    return bytes_of(NULL, 0);
}

/* A page cannot say in ASCII that it is UTF-16; and x-user-defined is another name there. */
static enum charset as_page_means(enum charset charset)
{
    if (charset == CHARSET_UTF_16BE || charset == CHARSET_UTF_16LE)
        return CHARSET_UTF_8;
    return charset == CHARSET_X_USER_DEFINED ? CHARSET_WINDOWS_1252 : charset;
}

/* What a meta tag, whose attributes come next, declares. */
static enum charset read_meta(struct prescan *scan)
{
    struct raw_attribute attribute;
    enum charset charset = CHARSET_NONE;
    bool got_pragma = false;
    bool need_pragma = false;
    bool has_charset = false;
    while (read_attribute(scan, &attribute)) {
        if (bytes_equal_nocase(attribute.name, BYTES("http-equiv"))) {
            got_pragma |= bytes_equal_nocase(attribute.value, BYTES("content-type"));
        } else if (bytes_equal_nocase(attribute.name, BYTES("charset"))) {
            charset = charset_from_label(attribute.value);
            has_charset = true;
            need_pragma = false;
        } else if (bytes_equal_nocase(attribute.name, BYTES("content")) && !has_charset && !need_pragma) {
            charset = charset_from_label(label_of_content(attribute.value));
            need_pragma = charset != CHARSET_NONE;
        }
    }
    if (at_end(scan) || (need_pragma && !got_pragma)) /* a tag that the page's end cut is none */
        return CHARSET_NONE;
    return as_page_means(charset);
}

static void skip_tag(struct prescan *scan)
{
    struct raw_attribute attribute;
    while (!at_end(scan) && !is_space(scan->page.at[scan->at]) && scan->page.at[scan->at] != '>')
        scan->at++;
    while (read_attribute(scan, &attribute))
        ;
}

static void skip_past(struct prescan *scan, struct bytes mark, size_t from)
{
    size_t found = bytes_find(scan->page, mark, from);
    scan->at = found == SIZE_MAX ? scan->page.size : found + mark.size;
}

static bool is_meta(struct bytes rest)
{
    return rest.size > 5 && bytes_starts_with_nocase(rest, BYTES("<meta")) &&
           (is_space(rest.at[5]) || rest.at[5] == '/');
}

/* What the "<" at the scan's place declares; the scan goes behind it. */
static enum charset read_markup(struct prescan *scan)
{
    struct bytes rest = bytes_from(scan->page, scan->at);
    if (bytes_starts_with(rest, BYTES("<!--"))) {
        skip_past(scan, BYTES("-->"), scan->at + 2); /* "<!-->" is whole */
    } else if (is_meta(rest)) {
        scan->at += 5;
        return read_meta(scan);
    } else if (rest.size > 2 && (is_letter(rest.at[1]) || (rest.at[1] == '/' && is_letter(rest.at[2])))) {
        skip_tag(scan);
    } else if (rest.size > 1 && (rest.at[1] == '!' || rest.at[1] == '/' || rest.at[1] == '?')) {
        skip_past(scan, BYTES(">"), scan->at + 1);
    } else {
        scan->at++;
    }
    return CHARSET_NONE;
}

/* The encoding of "<?xml ... encoding="..." ...?>". */
static enum charset from_xml_declaration(struct bytes page)
{
    if (!bytes_starts_with(page, BYTES("<?xml")))
        return CHARSET_NONE;
    size_t end = bytes_find(page, BYTES(">"), 0);
    struct prescan scan = {bytes_upto(page, end == SIZE_MAX ? 0 : end), 0};
    size_t found = bytes_find(scan.page, BYTES("encoding"), 0);
    if (found == SIZE_MAX)
        return CHARSET_NONE;
    scan.at = found + 8;
    skip_space(&scan);
    if (at_end(&scan) || scan.page.at[scan.at] != '=')
        return CHARSET_NONE;
    scan.at++;
    struct bytes value = {NULL, 0};
    return read_value(&scan, &value) ? as_page_means(charset_from_label(value)) : CHARSET_NONE;
}

enum charset charset_from_page(struct bytes page)
{
    struct prescan scan = {bytes_upto(page, CHARSET_LABEL_SCAN_MAX), 0};
    enum charset charset = CHARSET_NONE;
    while (charset == CHARSET_NONE && !at_end(&scan)) {
        const uint8_t *angle = memchr(scan.page.at + scan.at, '<', scan.page.size - scan.at);
        if (!angle)
            break;
        scan.at = (size_t)(angle - scan.page.at);
        charset = read_markup(&scan);
    }
    return charset != CHARSET_NONE ? charset : from_xml_declaration(page);
}

enum charset charset_from_transport(struct bytes content_type)
{
    enum charset charset = charset_from_label(content_type);
    return charset != CHARSET_NONE ? charset : charset_from_label(label_of_content(content_type));
}

struct bytes charset_page_lang(struct bytes page)
{
    enum { LANG_SCAN_MAX = 4096 };
    struct bytes head = bytes_upto(page, LANG_SCAN_MAX);
    struct prescan scan = {head, 0};
    struct raw_attribute attribute;
    size_t html = bytes_find_nocase(head, BYTES("<html"), 0);
    if (html == SIZE_MAX)
        return bytes_of(NULL, 0);
    scan.at = html + 5;
    while (read_attribute(&scan, &attribute))
        if (bytes_equal_nocase(attribute.name, BYTES("lang")) || bytes_equal_nocase(attribute.name, BYTES("xml:lang")))
            return bytes_trim(attribute.value);
    return bytes_of(NULL, 0);
}
