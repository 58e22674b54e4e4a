#include "shingle/extract/loose_json.h"

/* Reading: what is open, and the name that waits for its value. */
struct parser {
    struct bytes text;
    size_t at;
    struct loose_json *json;
    uint32_t capacity;
    uint32_t depth;    /* open containers; the first is the top level's array */
    uint32_t too_deep; /* containers open below LOOSE_JSON_DEPTH_MAX */
    struct bytes key;  /* .at is NULL when none waits */
    uint32_t open[LOOSE_JSON_DEPTH_MAX];
    uint32_t last[LOOSE_JSON_DEPTH_MAX]; /* last member of each open container */
};

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static uint8_t peek(const struct parser *parser, size_t at)
{
    return at < parser->text.size ? parser->text.at[at] : 0;
}

static size_t skip_space(const struct parser *parser, size_t at)
{
    while (at < parser->text.size && is_space(parser->text.at[at]))
        at++;
    return at;
}

static bool in_object(const struct parser *parser)
{
    return parser->json->at[parser->open[parser->depth - 1]].kind == LOOSE_JSON_OBJECT;
}

/* Adds a value to the innermost container; 0 when it is passed over. */
static uint32_t add_value(struct parser *parser, enum loose_json_kind kind, struct bytes text)
{
    struct loose_json *json = parser->json;
    struct bytes key = parser->key;
    parser->key = bytes_of(NULL, 0);
    if (parser->too_deep || json->count == parser->capacity) {
        json->passed_over++;
        return 0;
    }
    uint32_t at = json->count++;
    uint32_t parent = parser->open[parser->depth - 1];
    uint32_t last = parser->last[parser->depth - 1];
    json->at[at] = (struct loose_json_value){.kind = kind, .parent = parent, .key = key, .text = text};
    if (last)
        json->at[last].next = at;
    else
        json->at[parent].first = at;
    parser->last[parser->depth - 1] = at;
    return at;
}

static void open_container(struct parser *parser, enum loose_json_kind kind)
{
    uint32_t at = add_value(parser, kind, bytes_of(NULL, 0));
    if (!at || parser->depth == LOOSE_JSON_DEPTH_MAX) {
        parser->too_deep++;
        return;
    }
    parser->open[parser->depth] = at;
    parser->last[parser->depth] = 0;
    parser->depth++;
}

/* Closes the innermost container of that kind, and what was left open in it; a stray bracket does nothing. */
static void close_container(struct parser *parser, enum loose_json_kind kind)
{
    parser->key = bytes_of(NULL, 0);
    if (parser->too_deep) {
        parser->too_deep--;
        return;
    }
    for (uint32_t depth = parser->depth; depth > 1; depth--) {
        if (parser->json->at[parser->open[depth - 1]].kind == kind) {
            parser->depth = depth - 1;
            return;
        }
    }
}

/* True when a member's name without quotes stands at offset at, with its colon. */
static bool is_bare_name(const struct parser *parser, size_t at)
{
    enum { NAME_MAX_SIZE = 40 };
    size_t end = at;
    for (uint8_t c = peek(parser, end); end - at < NAME_MAX_SIZE; c = peek(parser, ++end)) {
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!letter && c != '_' && c != '@' && c != '$')
            break;
    }
    return end > at && peek(parser, skip_space(parser, end)) == ':';
}

/* True when the quote at offset at can be a string's end: what follows could follow a string here. */
static bool ends_string(const struct parser *parser, size_t at)
{
    size_t next = skip_space(parser, at + 1);
    uint8_t c = peek(parser, next);
    bool wants_key = in_object(parser) && !parser->key.at;
    if (next >= parser->text.size || c == ';')
        return true;
    if (wants_key)
        return c == ':' || c == '}' || c == ',';
    if (c == '}' || c == ']')
        return true;
    if (c == '"' && next > at + 1) /* a comma was forgotten between lines */
        return memchr(parser->text.at + at, '\n', next - at) != NULL;
    if (c != ',')
        return false;
    next = skip_space(parser, next + 1);
    c = peek(parser, next);
    if (in_object(parser))
        return c == '"' || c == '\'' || c == '}' || c == '/' || c == ',' || c == 0 || is_bare_name(parser, next);
    return c == '"' || c == '\'' || c == '{' || c == '[' || c == ']' || c == '-' || (c >= '0' && c <= '9') ||
           c == 't' || c == 'f' || c == 'n' || c == 0;
}

/* The string that begins at the cursor, without its quotes; the cursor goes behind it. */
static struct bytes read_string(struct parser *parser)
{
    uint8_t quote = parser->text.at[parser->at++];
    size_t start = parser->at;
    size_t at = start;
    while (at < parser->text.size) {
        if (parser->text.at[at] == '\\')
            at += 2;
        else if (parser->text.at[at] == quote && ends_string(parser, at))
            break;
        else
            at++;
    }
    size_t end = at < parser->text.size ? at : parser->text.size;
    parser->at = end + 1;
    return bytes_of(parser->text.at + start, end - start);
}

static struct bytes read_bare(struct parser *parser)
{
    size_t start = parser->at;
    while (parser->at < parser->text.size && !is_space(parser->text.at[parser->at]) &&
           !memchr(",:{}[]\"", parser->text.at[parser->at], 7))
        parser->at++;
    return bytes_of(parser->text.at + start, parser->at - start);
}

/* A string or bare word was read: a name when a colon follows and the object waits for one, else a value. */
static void take_scalar(struct parser *parser, struct bytes text, enum loose_json_kind kind)
{
    size_t next = skip_space(parser, parser->at);
    if (in_object(parser) && !parser->key.at && !parser->too_deep) {
        if (peek(parser, next) == ':') {
            parser->key = text;
            parser->at = next + 1;
        }
        return; /* a value without a name says nothing */
    }
    (void)add_value(parser, kind, text);
}

static void skip_past(struct parser *parser, struct bytes mark)
{
    size_t end = bytes_find(parser->text, mark, parser->at);
    parser->at = end == SIZE_MAX ? parser->text.size : end + mark.size;
}

/* Skips what is no JSON at the cursor: comments, and marks that hide a script from old readers. */
static bool skip_mark(struct parser *parser)
{
    static const char *const marks[] = {"<!--", "-->", "<![CDATA[", "]]>", NULL};
    struct bytes rest = bytes_from(parser->text, parser->at);
    for (const char *const *mark = marks; *mark; mark++) {
        if (bytes_starts_with(rest, bytes_of_string(*mark))) {
            parser->at += strlen(*mark);
            return true;
        }
    }
    if (bytes_starts_with(rest, BYTES("/*"))) {
        parser->at += 2;
        skip_past(parser, BYTES("*/"));
        return true;
    }
    if (!bytes_starts_with(rest, BYTES("//")))
        return false;
    parser->at = skip_space(parser, parser->at + 2);
    rest = bytes_from(parser->text, parser->at);
    if (!bytes_starts_with(rest, BYTES("<!")) && !bytes_starts_with(rest, BYTES("]]>")))
        skip_past(parser, BYTES("\n"));
    return true;
}

static void read_value(struct parser *parser)
{
    uint8_t c = parser->text.at[parser->at];
    if (is_space(c) || c == ',' || c == ':' || c == ';') {
        parser->at++;
    } else if (skip_mark(parser)) {
        return;
    } else if (c == '{' || c == '[') {
        parser->at++;
        open_container(parser, c == '{' ? LOOSE_JSON_OBJECT : LOOSE_JSON_ARRAY);
    } else if (c == '}' || c == ']') {
        parser->at++;
        close_container(parser, c == '}' ? LOOSE_JSON_OBJECT : LOOSE_JSON_ARRAY);
    } else if (c == '"' || c == '\'') {
        take_scalar(parser, read_string(parser), LOOSE_JSON_STRING);
    } else {
        take_scalar(parser, read_bare(parser), LOOSE_JSON_LITERAL);
    }
}

/* Most values that the text can hold: each has a bracket, a colon or a comma before it, or begins the text. */
static uint32_t count_values(struct bytes text)
{
    size_t count = 2;
    for (size_t i = 0; i < text.size; i++)
        count += (text.at[i] == ',') | (text.at[i] == ':') | (text.at[i] == '{') | (text.at[i] == '[');
    return (uint32_t)(count < LOOSE_JSON_VALUES_MAX ? count : LOOSE_JSON_VALUES_MAX);
}

enum status loose_json_read(struct bytes text, struct arena *arena, struct loose_json *out)
{
    struct parser parser = {.text = text, .json = out, .capacity = count_values(text), .depth = 1};
    *out = (struct loose_json){.at = arena_array(arena, parser.capacity, sizeof *out->at), .count = 1};
    if (!out->at)
        return STATUS_NOMEM;
    out->at[0] = (struct loose_json_value){.kind = LOOSE_JSON_ARRAY};
    while (parser.at < text.size)
        read_value(&parser);
    arena_shrink(arena, out->at, parser.capacity * sizeof *out->at, out->count * sizeof *out->at);
    return STATUS_OK;
}

uint32_t loose_json_member(const struct loose_json *json, uint32_t value, struct bytes key)
{
    if (json->at[value].kind != LOOSE_JSON_OBJECT)
        return 0;
    for (uint32_t member = json->at[value].first; member; member = json->at[member].next)
        if (bytes_equal(json->at[member].key, key))
            return member;
    return 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits at offset at, or -1. */
static int32_t hex4(struct bytes text, size_t at)
{
    int32_t code = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = at + i < text.size ? hex_digit(text.at[at + i]) : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

static uint8_t *put_utf8(uint8_t *to, uint32_t code)
{
    if (code < 0x80) {
        *to++ = (uint8_t)code;
    } else if (code < 0x800) {
        *to++ = (uint8_t)(0xc0 | code >> 6);
        *to++ = (uint8_t)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *to++ = (uint8_t)(0xe0 | code >> 12);
        *to++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        *to++ = (uint8_t)(0x80 | (code & 0x3f));
    } else {
        *to++ = (uint8_t)(0xf0 | code >> 18);
        *to++ = (uint8_t)(0x80 | (code >> 12 & 0x3f));
        *to++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        *to++ = (uint8_t)(0x80 | (code & 0x3f));
    }
    return to;
}

/* The "\uXXXX" at *at (and its second half), written as UTF-8; a lone half becomes U+FFFD. */
static uint8_t *unescape_unit(struct bytes text, size_t *at, uint8_t *to)
{
    int32_t code = hex4(text, *at + 2);
    if (code < 0) {
        *at += 2;
        *to++ = 'u';
        return to;
    }
    *at += 6;
    if (code >= 0xd800 && code < 0xdc00 && *at + 1 < text.size && text.at[*at] == '\\' && text.at[*at + 1] == 'u') {
        int32_t low = hex4(text, *at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            *at += 6;
            return put_utf8(to, (uint32_t)(0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)));
        }
    }
    bool half = code >= 0xd800 && code < 0xe000;
    return put_utf8(to, half ? 0xfffd : (uint32_t)code);
}

struct bytes loose_json_text(const struct loose_json *json, uint32_t value, struct arena *arena)
{
    struct bytes text = json->at[value].text;
    if (!text.size || !memchr(text.at, '\\', text.size))
        return text;
    uint8_t *start = arena_alloc(arena, text.size); /* no escape is shorter than what it means */
    uint8_t *to = start;
    if (!start)
        return bytes_of(NULL, 0);
    for (size_t at = 0; at < text.size;) {
        uint8_t c = text.at[at];
        if (c != '\\' || at + 1 == text.size) {
            *to++ = c;
            at++;
            continue;
        }
        uint8_t next = text.at[at + 1];
        if (next == 'u') {
            to = unescape_unit(text, &at, to);
            continue;
        }
        *to++ = next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next == 'b' || next == 'f' ? ' ' : next;
        at += 2;
    }
    arena_shrink(arena, start, text.size, (size_t)(to - start));
    return bytes_of(start, (size_t)(to - start));
}
