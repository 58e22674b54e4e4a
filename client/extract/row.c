#include "client/extract/row.h"

#include "shingle/text/utf8.h"

static const char unknown_escape[] = "not JSON: a string has an unknown escape";

/* A cursor over a line; the first problem stays. */
struct scan {
    const uint8_t *at, *end;
    struct arena *arena;
    const char *problem;
};

static void fail(struct scan *scan, const char *problem)
{
    if (!scan->problem)
        scan->problem = problem;
    scan->at = scan->end;
}

static void skip_space(struct scan *scan)
{
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r' || *scan->at == '\n'))
        scan->at++;
}

static bool take(struct scan *scan, uint8_t sign)
{
    skip_space(scan);
    if (scan->at == scan->end || *scan->at != sign)
        return false;
    scan->at++;
    return true;
}

/* Passes over a string behind its opening quote; the view is what stands between the quotes. */
static struct bytes skip_string(struct scan *scan, bool *escaped)
{
    const uint8_t *start = scan->at;
    *escaped = false;
    while (scan->at < scan->end && *scan->at != '"') {
        if (*scan->at < 0x20) {
            fail(scan, "not JSON: a string has a control character");
            return (struct bytes){0};
        }
        if (*scan->at++ != '\\')
            continue;
        *escaped = true;
        if (scan->at < scan->end && (!*scan->at || !strchr("\"\\/bfnrtu", *scan->at)))
            fail(scan, unknown_escape);
        else
            scan->at += scan->at < scan->end;
    }
    if (scan->at == scan->end) {
        fail(scan, "not JSON: a string does not end");
        return (struct bytes){0};
    }
    return bytes_of(start, (size_t)(scan->at++ - start));
}

static bool read_hex(struct bytes text, size_t at, uint32_t *code)
{
    *code = 0;
    if (text.size < 4 || at > text.size - 4)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        uint8_t digit = text.at[i], low = digit | 0x20;
        if (digit >= '0' && digit <= '9')
            *code = *code << 4 | (uint32_t)(digit - '0');
        else if (low >= 'a' && low <= 'f')
            *code = *code << 4 | (uint32_t)(low - 'a' + 10);
        else
            return false;
    }
    return true;
}

/* The code point of "uXXXX" at *at, of two when they are a pair; *at moves behind. False when it is not one. */
static bool read_unicode(struct bytes text, size_t *at, uint32_t *code)
{
    uint32_t low;
    if (!read_hex(text, *at + 1, code))
        return false;
    *at += 5;
    bool high = *code >= 0xd800 && *code < 0xdc00;
    if (high && bytes_starts_with(bytes_from(text, *at), BYTES("\\u")) && read_hex(text, *at + 2, &low) &&
        low >= 0xdc00 && low < 0xe000) {
        *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
        *at += 6;
    }
    return true;
}

/* The string without its escapes, in the arena; never longer than with them. */
static struct bytes unescape(struct scan *scan, struct bytes text)
{
    static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    uint8_t *out = arena_alloc(scan->arena, text.size + 1);
    size_t size = 0, at = 0;
    if (!out) {
        fail(scan, "memory ran out");
        return (struct bytes){0};
    }
    while (at < text.size) {
        const uint8_t *next = memchr(text.at + at, '\\', text.size - at);
        size_t plain = next ? (size_t)(next - text.at) - at : text.size - at;
        memcpy(out + size, text.at + at, plain);
        size += plain;
        at += plain + 1;
        if (!next)
            break;
        const char *sign = at < text.size && text.at[at] ? strchr(signs, text.at[at]) : NULL;
        uint32_t code;
        if (sign) {
            out[size++] = (uint8_t)meant[sign - signs];
            at++;
        } else if (at < text.size && text.at[at] == 'u' && read_unicode(text, &at, &code)) {
            size += utf8_put(out + size, code);
        } else {
            fail(scan, unknown_escape);
            return (struct bytes){0};
        }
    }
    return bytes_of(out, size);
}

static size_t skip_digits(struct scan *scan)
{
    const uint8_t *start = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return (size_t)(scan->at - start);
}

static bool skip_number(struct scan *scan)
{
    scan->at += scan->at < scan->end && *scan->at == '-';
    bool zero = scan->at < scan->end && *scan->at == '0';
    size_t digits = skip_digits(scan);
    if (!digits || (zero && digits > 1))
        return false;
    if (scan->at < scan->end && *scan->at == '.') {
        scan->at++;
        if (!skip_digits(scan))
            return false;
    }
    if (scan->at < scan->end && (*scan->at | 0x20) == 'e') {
        scan->at++;
        scan->at += scan->at < scan->end && (*scan->at == '+' || *scan->at == '-');
        return skip_digits(scan) > 0;
    }
    return true;
}

static bool skip_word(struct scan *scan, struct bytes word)
{
    if (!bytes_starts_with(bytes_of(scan->at, (size_t)(scan->end - scan->at)), word))
        return false;
    scan->at += word.size;
    return true;
}

/* A value that is no array or object. */
static void skip_plain(struct scan *scan)
{
    bool escaped;
    if (take(scan, '"'))
        (void)skip_string(scan, &escaped);
    else if (!skip_word(scan, BYTES("true")) && !skip_word(scan, BYTES("false")) && !skip_word(scan, BYTES("null")) &&
             !skip_number(scan))
        fail(scan, "not JSON: a value is none");
}

static void skip_name(struct scan *scan)
{
    bool escaped;
    if (!take(scan, '"'))
        fail(scan, "not JSON: an object's member has no name");
    else
        (void)skip_string(scan, &escaped);
    if (!take(scan, ':'))
        fail(scan, "not JSON: an object's member has no value");
}

/* Passes over a value without recursion: one bit a level tells objects from arrays. */
static void skip_value(struct scan *scan)
{
    uint8_t is_object[ROW_DEPTH_MAX];
    size_t depth = 0;
    do {
        bool object = take(scan, '{');
        if (object || take(scan, '[')) {
            if (depth == ROW_DEPTH_MAX) {
                fail(scan, "nested too deeply");
                return;
            }
            is_object[depth++] = object;
            if (!take(scan, object ? '}' : ']')) {
                if (object)
                    skip_name(scan);
                continue;
            }
            depth--;
        } else {
            skip_plain(scan);
        }
        while (depth && take(scan, is_object[depth - 1] ? '}' : ']'))
            depth--;
        if (!depth)
            return;
        if (!take(scan, ','))
            fail(scan, "not JSON: an array or object does not end");
        else if (is_object[depth - 1])
            skip_name(scan);
    } while (!scan->problem);
}

static struct bytes *member_of(struct row *row, struct bytes name)
{
    if (bytes_equal(name, BYTES("url")))
        return &row->url;
    if (bytes_equal(name, BYTES("title")))
        return &row->title;
    if (bytes_equal(name, BYTES("html")))
        return &row->html;
    return bytes_equal(name, BYTES("text")) ? &row->text : NULL;
}

static void read_member(struct scan *scan, struct row *row)
{
    bool escaped;
    if (!take(scan, '"')) {
        fail(scan, "not JSON: an object's member has no name");
        return;
    }
    struct bytes name = skip_string(scan, &escaped);
    if (escaped)
        name = unescape(scan, name);
    if (!take(scan, ':'))
        fail(scan, "not JSON: an object's member has no value");
    skip_space(scan);
    struct bytes *member = member_of(row, name);
    const uint8_t *start = scan->at;
    if (member && take(scan, '"')) {
        struct bytes value = skip_string(scan, &escaped);
        *member = escaped ? unescape(scan, value) : value;
        return;
    }
    skip_value(scan);
    if (member)
        *member = (struct bytes){0};
    else if (!scan->problem && bytes_equal(name, BYTES("id")))
        row->id = bytes_of(start, (size_t)(scan->at - start));
}

const char *row_read(struct bytes line, struct arena *arena, struct row *out)
{
    struct scan scan = {line.at, line.at + line.size, arena, NULL};
    *out = (struct row){0};
    if (utf8_valid_upto(line) != line.size)
        return "not JSON: the line is not UTF-8";
    if (!take(&scan, '{'))
        return "not a JSON object";
    if (!take(&scan, '}')) {
        do
            read_member(&scan, out);
        while (take(&scan, ','));
        if (!take(&scan, '}'))
            fail(&scan, "not JSON: an array or object does not end");
    }
    skip_space(&scan);
    if (scan.at != scan.end)
        fail(&scan, "not JSON: something follows the object");
    return scan.problem;
}
