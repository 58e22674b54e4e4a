#include "shingle/extract/tokenizer.h"

#include "shingle/extract/doctype.h"
#include "shingle/extract/entities.h"
#include "shingle/extract/tokenizer_raw.h"

/* What a byte means where names, values and text are read. */
enum byte_class {
    IS_SPACE = 1,       /* the standard's white space */
    ENDS_NAME = 2,      /* of a tag: white space, "/" and ">" */
    ENDS_ATTRIBUTE = 4, /* the same and "=" */
    ENDS_VALUE = 8,     /* of an unquoted value: white space and ">" */
    STOPS_TEXT = 16,    /* "<", and what text must be looked at for: "&", NUL, carriage return */
    IS_LETTER = 32,
    NEEDS_COPY = 64 /* in a name: upper-case letters and NUL */
};

enum { SPACE = IS_SPACE | ENDS_NAME | ENDS_ATTRIBUTE | ENDS_VALUE };

static const uint8_t classes[256] = {
    [0] = STOPS_TEXT | NEEDS_COPY,
    ['\t'] = SPACE,
    ['\n'] = SPACE,
    ['\f'] = SPACE,
    ['\r'] = SPACE | STOPS_TEXT,
    [' '] = SPACE,
    ['/'] = ENDS_NAME | ENDS_ATTRIBUTE,
    ['>'] = ENDS_NAME | ENDS_ATTRIBUTE | ENDS_VALUE,
    ['='] = ENDS_ATTRIBUTE,
    ['<'] = STOPS_TEXT,
    ['&'] = STOPS_TEXT,
    ['A' ... 'Z'] = IS_LETTER | NEEDS_COPY,
    ['a' ... 'z'] = IS_LETTER,
};

static bool is(uint8_t c, unsigned class)
{
    return (classes[c] & class) != 0;
}

void tokenizer_init(struct tokenizer *tokenizer, struct bytes page, unsigned flags, struct arena *arena)
{
    tokenizer->page = page;
    tokenizer->at = 0;
    tokenizer->arena = arena;
    tokenizer->flags = flags;
    tokenizer->state = TOKENIZER_DATA;
    tokenizer->foreign = false;
    tokenizer->last_start = bytes_of(NULL, 0);
    tokenizer->attributes_shed = 0;
    tokenizer->attributes_cut = 0;
    tokenizer->references_long = 0;
}

static bool is_lean(const struct tokenizer *tokenizer)
{
    return (tokenizer->flags & TOKENIZER_LEAN) != 0;
}

/* Bytes that are compared at once where a text is looked through; two machine words of any 64-bit processor do it too.
 */
typedef uint8_t stride __attribute__((vector_size(16)));

static bool stride_stops(const uint8_t *at)
{
    stride bytes;
    uint64_t stops[2];
    memcpy(&bytes, at, sizeof bytes);
    bytes = (stride)((bytes == '<') | (bytes == '&') | (bytes == 0) | (bytes == '\r'));
    memcpy(stops, &bytes, sizeof stops);
    return (stops[0] | stops[1]) != 0;
}

/* The first byte of STOPS_TEXT, or end. */
static const uint8_t *text_stop(const uint8_t *at, const uint8_t *end)
{
    while (end - at >= (ptrdiff_t)sizeof(stride) && !stride_stops(at))
        at += sizeof(stride);
    while (at < end && !is(*at, STOPS_TEXT))
        at++;
    return at;
}

/* Which of the bytes that decoding changes a text has. */
enum { SEEN_AMPERSAND = 1, SEEN_NUL = 2, SEEN_RETURN = 4 };

/* text as it is, or decoded into the arena when seen has bytes that flags (of enum entities_flag) change. */
static enum status decode(struct tokenizer *tokenizer, struct bytes text, unsigned seen, unsigned flags,
                          struct bytes *out)
{
    if (flags & ENTITIES_NONE)
        seen &= ~(unsigned)SEEN_AMPERSAND;
    if (!(flags & ENTITIES_NUL))
        seen &= ~(unsigned)SEEN_NUL;
    if (is_lean(tokenizer))
        seen &= ~(unsigned)SEEN_RETURN;
    else
        flags |= ENTITIES_NEWLINES;
    if (seen & SEEN_AMPERSAND)
        tokenizer->references_long += entities_count_long(text);
    *out = text;
    return seen ? entities_decode(text, flags, tokenizer->arena, out) : STATUS_OK;
}

/* Which of the bytes that matter to decode() text has. */
static unsigned look_through(struct bytes text)
{
    unsigned seen = 0;
    const uint8_t *end = text.at + text.size;
    for (const uint8_t *at = text_stop(text.at, end); at < end; at = text_stop(at + 1, end))
        seen |= *at == '&' ? SEEN_AMPERSAND : *at == 0 ? SEEN_NUL : *at == '\r' ? SEEN_RETURN : 0;
    return seen;
}

static enum status text_token(struct tokenizer *tokenizer, struct token *token, struct bytes text, unsigned seen,
                              unsigned flags)
{
    token->kind = TOKEN_TEXT;
    token->has_nul = (seen & SEEN_NUL) && !(flags & ENTITIES_NUL);
    return decode(tokenizer, text, seen, flags, &token->text);
}

/* True when the "<" at offset at opens a tag, a comment or the like; otherwise it is text. */
static bool opens_markup(struct bytes page, size_t at)
{
    if (page.size - at < 2)
        return false;
    uint8_t c = page.at[at + 1];
    if (c == '/')
        return page.size - at > 2;
    return c == '!' || c == '?' || is(c, IS_LETTER);
}

static enum status data_text(struct tokenizer *tokenizer, struct token *token)
{
    const uint8_t *start = tokenizer->page.at + tokenizer->at;
    const uint8_t *end = tokenizer->page.at + tokenizer->page.size;
    const uint8_t *at = start;
    unsigned seen = 0;
    for (;; at++) {
        at = text_stop(at, end);
        if (at == end || (*at == '<' && opens_markup(tokenizer->page, (size_t)(at - tokenizer->page.at))))
            break;
        seen |= *at == '&' ? SEEN_AMPERSAND : *at == '\r' ? SEEN_RETURN : *at == 0 ? SEEN_NUL : 0;
    }
    tokenizer->at += (size_t)(at - start);
    return text_token(tokenizer, token, bytes_of(start, (size_t)(at - start)), seen, 0);
}

/* The text up to `end` as one token, then DATA. Raw text has no references; the tree wants it as it is. */
static enum status raw_text(struct tokenizer *tokenizer, struct token *token, size_t end)
{
    struct bytes text = bytes_upto(bytes_from(tokenizer->page, tokenizer->at), end - tokenizer->at);
    unsigned flags = tokenizer->state == TOKENIZER_CDATA    ? ENTITIES_NONE
                     : tokenizer->state == TOKENIZER_RCDATA ? ENTITIES_NUL
                                                            : ENTITIES_NONE | ENTITIES_NUL;
    bool as_is = is_lean(tokenizer) && tokenizer->state != TOKENIZER_RCDATA && tokenizer->state != TOKENIZER_CDATA;
    tokenizer->at = end;
    return text_token(tokenizer, token, text, as_is ? 0 : look_through(text), flags);
}

/* Where the text of the current state ends. */
static size_t state_text_end(const struct tokenizer *tokenizer)
{
    switch (tokenizer->state) {
    case TOKENIZER_RCDATA:
    case TOKENIZER_RAWTEXT: return raw_text_end(tokenizer->page, tokenizer->at, tokenizer->last_start);
    case TOKENIZER_SCRIPT: return script_text_end(tokenizer->page, tokenizer->at, tokenizer->last_start);
    case TOKENIZER_CDATA: {
        size_t end = bytes_find(tokenizer->page, BYTES("]]>"), tokenizer->at);
        return end == SIZE_MAX ? tokenizer->page.size : end;
    }
    case TOKENIZER_DATA:
    case TOKENIZER_PLAINTEXT: break;
    }
    return tokenizer->page.size;
}

void tokenizer_skip_text(struct tokenizer *tokenizer)
{
    tokenizer->at = state_text_end(tokenizer);
    tokenizer->state = TOKENIZER_DATA;
}

/* The name from start to at, lower-case; a view when nothing has to change. */
static enum status make_name(struct tokenizer *tokenizer, const uint8_t *start, const uint8_t *at, bool copy,
                             struct bytes *out)
{
    *out = bytes_of(start, (size_t)(at - start));
    return copy ? entities_decode(*out, ENTITIES_NONE | ENTITIES_NUL | ENTITIES_LOWER, tokenizer->arena, out)
                : STATUS_OK;
}

/* A name while it is read: where it starts, its key for the tables, whether it must be copied. */
struct name_scan {
    const uint8_t *start;
    const uint8_t *at;
    struct name_key key;
    bool copy;
};

static struct name_scan scan_name(const uint8_t *start, const uint8_t *end, unsigned ends)
{
    struct name_scan scan = {.start = start, .at = start};
    for (; scan.at < end && !is(*scan.at, ends); scan.at++) {
        size_t i = (size_t)(scan.at - start);
        uint64_t c = *scan.at;
        if (is((uint8_t)c, NEEDS_COPY)) {
            scan.copy = true;
            c |= 0x20;
        }
        if (i < 8)
            scan.key.low |= c << (8 * i);
        else if (i < 16)
            scan.key.high |= c << (8 * (i - 8));
    }
    if (scan.at - start > 16)
        scan.key = (struct name_key){0, 0};
    return scan;
}

/* Reads the value behind "=" at *at; false when the page ends in it. */
static bool scan_value(const uint8_t **at, const uint8_t *end, struct bytes *value)
{
    const uint8_t *p = *at;
    while (p < end && is(*p, IS_SPACE))
        p++;
    if (p == end)
        return false;
    uint8_t quote = *p == '"' || *p == '\'' ? *p++ : 0;
    const uint8_t *start = p;
    if (quote) {
        p = memchr(p, quote, (size_t)(end - p));
        if (!p)
            return false;
    } else {
        while (p < end && !is(*p, ENDS_VALUE))
            p++;
    }
    *value = bytes_of(start, (size_t)(p - start));
    *at = quote ? p + 1 : p;
    return true;
}

/* True when the tag under way has an attribute of that name already: the first one counts. */
static bool is_repeated(const struct tokenizer *tokenizer, size_t count, const struct token_attribute *attribute)
{
    for (size_t i = 0; i < count; i++)
        if (tokenizer->attributes[i].known == attribute->known &&
            (attribute->known != ATTRIBUTE_OTHER || bytes_equal(tokenizer->attributes[i].name, attribute->name)))
            return true;
    return false;
}

static struct bytes cut_value(struct tokenizer *tokenizer, struct bytes value)
{
    if (value.size <= TOKEN_ATTRIBUTE_BYTES_MAX)
        return value;
    size_t size = TOKEN_ATTRIBUTE_BYTES_MAX;
    while (size && (value.at[size] & 0xc0) == 0x80) /* not inside a character */
        size--;
    tokenizer->attributes_cut++;
    return bytes_upto(value, size);
}

static enum status add_attribute(struct tokenizer *tokenizer, struct token *token, struct name_scan name,
                                 struct bytes value)
{
    struct token_attribute attribute = {.known = attribute_find(name.key)};
    if (tokenizer->attributes_seen++ >= TOKEN_ATTRIBUTES_MAX) {
        tokenizer->attributes_shed++;
        return STATUS_OK;
    }
    if (token->kind == TOKEN_END_TAG || (is_lean(tokenizer) && attribute.known == ATTRIBUTE_OTHER))
        return STATUS_OK;
    bool copy = name.copy && !is_lean(tokenizer);
    enum status status = make_name(tokenizer, name.start, name.at, copy, &attribute.name);
    if (status != STATUS_OK || is_repeated(tokenizer, token->attribute_count, &attribute))
        return status;
    value = cut_value(tokenizer, value);
    status = decode(tokenizer, value, look_through(value), ENTITIES_ATTRIBUTE | ENTITIES_NUL, &attribute.value);
    tokenizer->attributes[token->attribute_count++] = attribute;
    return status;
}

/* Everything behind a tag's name up to its ">", which is taken too. *closed is false when the page ends first. */
static enum status read_attributes(struct tokenizer *tokenizer, struct token *token, const uint8_t *at, bool *closed)
{
    const uint8_t *end = tokenizer->page.at + tokenizer->page.size;
    enum status status = STATUS_OK;
    *closed = false;
    tokenizer->attributes_seen = 0;
    while (status == STATUS_OK) {
        while (at < end && (is(*at, IS_SPACE) || (*at == '/' && (end - at < 2 || at[1] != '>'))))
            at++;
        if (at == end)
            break;
        if (*at == '/' || *at == '>') {
            token->self_closing = *at == '/';
            at += *at == '/' ? 2 : 1;
            *closed = true;
            break;
        }
        /* A "=" that comes first is part of the name. */
        struct name_scan name = scan_name(at, end, ENDS_ATTRIBUTE);
        if (name.at == at) {
            name = scan_name(at + 1, end, ENDS_ATTRIBUTE);
            name.start = at;
            name.key = (struct name_key){0, 0};
        }
        at = name.at;
        while (at < end && is(*at, IS_SPACE))
            at++;
        struct bytes value = {at, 0};
        if (at < end && *at == '=') {
            at++;
            if (!scan_value(&at, end, &value)) {
                at = end;
                break;
            }
        }
        if (at < end)
            status = add_attribute(tokenizer, token, name, value);
    }
    tokenizer->at = (size_t)(at - tokenizer->page.at);
    return status;
}

/* A start or end tag whose name begins at offset at. *made is false when the page ends in it: then it is nothing. */
static enum status read_tag(struct tokenizer *tokenizer, struct token *token, size_t at, bool *made)
{
    const uint8_t *end = tokenizer->page.at + tokenizer->page.size;
    struct name_scan name = scan_name(tokenizer->page.at + at, end, ENDS_NAME);
    enum status status = read_attributes(tokenizer, token, name.at, made);
    if (status != STATUS_OK || !*made)
        return status;
    token->tag = tag_find(name.key);
    if (token->tag != TAG_OTHER)
        token->name = bytes_of(tag_name(token->tag), (size_t)(name.at - name.start));
    else
        status = make_name(tokenizer, name.start, name.at, name.copy, &token->name);
    token->attributes = tokenizer->attributes;
    if (token->kind == TOKEN_START_TAG)
        tokenizer->last_start = token->name;
    return status;
}

static enum status comment_token(struct tokenizer *tokenizer, struct token *token, struct bytes text)
{
    token->kind = TOKEN_COMMENT;
    if (is_lean(tokenizer))
        return STATUS_OK;
    return decode(tokenizer, text, look_through(text), ENTITIES_NONE | ENTITIES_NUL, &token->text);
}

/* A comment from offset from to the next ">", as the standard makes of what it cannot read. */
static enum status bogus_comment(struct tokenizer *tokenizer, struct token *token, size_t from)
{
    struct bytes rest = bytes_from(tokenizer->page, from);
    const uint8_t *close = rest.size ? memchr(rest.at, '>', rest.size) : NULL;
    size_t size = close ? (size_t)(close - rest.at) : rest.size;
    tokenizer->at = from + size + (close != NULL);
    return comment_token(tokenizer, token, bytes_upto(rest, size));
}

static enum status doctype_token(struct tokenizer *tokenizer, struct token *token, size_t from)
{
    struct doctype doctype;
    tokenizer->at = doctype_read(tokenizer->page, from, &doctype);
    token->kind = TOKEN_DOCTYPE;
    if (is_lean(tokenizer))
        return STATUS_OK;
    token->force_quirks = doctype.force_quirks;
    token->has_public_id = doctype.has_public_id;
    token->has_system_id = doctype.has_system_id;
    unsigned flags = ENTITIES_NONE | ENTITIES_NUL;
    enum status status = STATUS_OK;
    if (doctype.name.at)
        status = entities_decode(doctype.name, flags | ENTITIES_LOWER, tokenizer->arena, &token->name);
    if (status == STATUS_OK)
        status = decode(tokenizer, doctype.public_id, look_through(doctype.public_id), flags, &token->public_id);
    if (status == STATUS_OK)
        status = decode(tokenizer, doctype.system_id, look_through(doctype.system_id), flags, &token->system_id);
    return status;
}

/* What stands behind "<!" at offset from. */
static enum status read_declaration(struct tokenizer *tokenizer, struct token *token, size_t from, bool *made)
{
    struct bytes rest = bytes_from(tokenizer->page, from);
    struct bytes text;
    if (bytes_starts_with(rest, BYTES("--"))) {
        tokenizer->at = comment_end(tokenizer->page, from + 2, &text);
        return comment_token(tokenizer, token, text);
    }
    if (bytes_starts_with_nocase(rest, BYTES("doctype")))
        return doctype_token(tokenizer, token, from + 7);
    if (tokenizer->foreign && bytes_starts_with(rest, BYTES("[CDATA["))) {
        tokenizer->at = from + 7;
        tokenizer->state = TOKENIZER_CDATA;
        *made = false;
        return STATUS_OK;
    }
    return bogus_comment(tokenizer, token, from);
}

/* What the "<" at the current place opens. *made is false when it comes to nothing, such as "</>". */
static enum status read_markup(struct tokenizer *tokenizer, struct token *token, bool *made)
{
    size_t at = tokenizer->at + 1;
    uint8_t c = tokenizer->page.at[at];
    *made = true;
    if (c == '!')
        return read_declaration(tokenizer, token, at + 1, made);
    if (c == '?')
        return bogus_comment(tokenizer, token, at);
    token->kind = TOKEN_START_TAG;
    if (c == '/') {
        at++;
        if (tokenizer->page.at[at] == '>') {
            tokenizer->at = at + 1;
            *made = false;
            return STATUS_OK;
        }
        if (!is(tokenizer->page.at[at], IS_LETTER))
            return bogus_comment(tokenizer, token, at);
        token->kind = TOKEN_END_TAG;
    }
    return read_tag(tokenizer, token, at, made);
}

/* A token in DATA; *made as read_markup. */
static enum status next_in_data(struct tokenizer *tokenizer, struct token *token, bool *made)
{
    struct bytes page = tokenizer->page;
    if (page.at[tokenizer->at] != '<' || !opens_markup(page, tokenizer->at)) {
        *made = true;
        return data_text(tokenizer, token);
    }
    enum status status = read_markup(tokenizer, token, made);
    if (is_lean(tokenizer) && (token->kind == TOKEN_COMMENT || token->kind == TOKEN_DOCTYPE))
        *made = false;
    return status;
}

/* A token in any other state: the text up to its end, if there is any, and DATA from there. */
static enum status next_in_text(struct tokenizer *tokenizer, struct token *token, bool *made)
{
    size_t end = state_text_end(tokenizer);
    *made = end > tokenizer->at;
    enum status status = *made ? raw_text(tokenizer, token, end) : STATUS_OK;
    if (tokenizer->state == TOKENIZER_CDATA && end < tokenizer->page.size)
        tokenizer->at = end + 3;
    tokenizer->state = TOKENIZER_DATA;
    return status;
}

/* Member by member, since compilers clear a struct of this size by an instruction that is slow to start. */
static void token_reset(struct token *token)
{
    const struct bytes nothing = {NULL, 0};
    token->kind = TOKEN_TEXT;
    token->tag = (enum tag)0;
    token->text = token->name = token->public_id = token->system_id = nothing;
    token->attributes = NULL;
    token->attribute_count = 0;
    token->self_closing = token->has_public_id = token->has_system_id = token->force_quirks = token->has_nul = false;
}

enum status tokenizer_next(struct tokenizer *tokenizer, struct token *token)
{
    enum status status = STATUS_OK;
    bool made = false;
    while (!made && status == STATUS_OK) {
        token_reset(token);
        if (tokenizer->at >= tokenizer->page.size) {
            token->kind = TOKEN_END_OF_PAGE;
            return STATUS_OK;
        }
        status = tokenizer->state == TOKENIZER_DATA ? next_in_data(tokenizer, token, &made)
                                                    : next_in_text(tokenizer, token, &made);
    }
    return status;
}
