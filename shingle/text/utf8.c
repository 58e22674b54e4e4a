#include "shingle/text/utf8.h"

enum { ASCII_STRIDE = 32, REPLACEMENT_SIZE = 3 };

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/*
 * Reads the sequence that begins text, which is not empty. Returns its size and *valid; when it is not well-formed the
 * size is that of its maximal subpart. The second byte's range is what rules out overlong forms (after E0, F0),
 * surrogates (after ED) and numbers over U+10FFFF (after F4): table 3-7.
 */
static size_t sequence(struct bytes text, bool *valid)
{
    uint8_t lead = text.at[0];
    *valid = lead < 0x80;
    if (*valid || lead < 0xc2 || lead > 0xf4)
        return 1;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (text.size < 2 || text.at[1] < low || text.at[1] > high)
        return 1;
    for (size_t i = 2; i < size; i++) {
        if (i >= text.size || !is_continuation(text.at[i]))
            return i;
    }
    *valid = true;
    return size;
}

static size_t ascii_upto(struct bytes text, size_t at)
{
    for (; text.size - at >= ASCII_STRIDE; at += ASCII_STRIDE) {
        uint64_t part[ASCII_STRIDE / 8];
        memcpy(part, text.at + at, sizeof part);
        if ((part[0] | part[1] | part[2] | part[3]) & 0x8080808080808080u)
            break;
    }
    while (at < text.size && text.at[at] < 0x80)
        at++;
    return at;
}

/* Behind the well-formed sequences of 2 and 3 bytes, the usual ones, that begin at `at`. */
static size_t common_upto(struct bytes text, size_t at)
{
    const uint8_t *bytes = text.at;
    while (text.size - at >= 3) {
        uint8_t lead = bytes[at];
        if (lead >= 0xc2 && lead < 0xe0 && is_continuation(bytes[at + 1])) {
            at += 2;
        } else if (lead > 0xe0 && lead < 0xf0 && lead != 0xed && is_continuation(bytes[at + 1]) &&
                   is_continuation(bytes[at + 2])) {
            at += 3;
        } else {
            break;
        }
    }
    return at;
}

size_t utf8_valid_upto(struct bytes text)
{
    size_t at = ascii_upto(text, 0);
    while (at < text.size) {
        at = common_upto(text, at);
        if (at == text.size)
            break;
        bool valid;
        size_t size = sequence(bytes_from(text, at), &valid);
        if (!valid)
            return at;
        at += size;
        if (at < text.size && text.at[at] < 0x80)
            at = ascii_upto(text, at);
    }
    return at;
}

uint32_t utf8_next_rare(struct bytes text, size_t *at)
{
    struct bytes rest = bytes_of(text.at + *at, text.size - *at);
    bool valid;
    size_t size = sequence(rest, &valid);
    *at += size;
    if (!valid)
        return UTF8_REPLACEMENT;
    if (size == 1)
        return rest.at[0];
    uint32_t code_point = rest.at[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++)
        code_point = code_point << 6 | (rest.at[i] & 0x3fu);
    return code_point;
}

size_t utf8_put(uint8_t out[UTF8_SIZE_MAX], uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (uint8_t)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (uint8_t)(0xc0 | code_point >> 6);
        out[1] = (uint8_t)(0x80 | (code_point & 0x3f));
        return 2;
    }
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
        code_point = UTF8_REPLACEMENT;
    if (code_point < 0x10000) {
        out[0] = (uint8_t)(0xe0 | code_point >> 12);
        out[1] = (uint8_t)(0x80 | (code_point >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (code_point & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | code_point >> 18);
    out[1] = (uint8_t)(0x80 | (code_point >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (code_point >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (code_point & 0x3f));
    return 4;
}

/* Copies text to out with replacements, or only counts when out is NULL; returns the size of the copy. */
static size_t replace(struct bytes text, size_t from, uint8_t *out, size_t *bad_count)
{
    size_t written = from;
    size_t bad = 0;
    if (out && from)
        memcpy(out, text.at, from);
    while (from < text.size) {
        size_t good = utf8_valid_upto(bytes_from(text, from));
        if (out && good)
            memcpy(out + written, text.at + from, good);
        written += good;
        from += good;
        if (from == text.size)
            break;
        bool valid;
        from += sequence(bytes_from(text, from), &valid);
        if (out)
            (void)utf8_put(out + written, UTF8_REPLACEMENT);
        written += REPLACEMENT_SIZE;
        bad++;
    }
    *bad_count = bad;
    return written;
}

enum status utf8_repair(struct bytes text, struct arena *arena, struct bytes *out, size_t *bad_count)
{
    *out = text;
    *bad_count = 0;
    size_t valid = utf8_valid_upto(text);
    if (valid == text.size)
        return STATUS_OK;
    size_t size = replace(text, valid, NULL, bad_count);
    uint8_t *copy = arena_alloc(arena, size);
    if (!copy)
        return STATUS_NOMEM;
    (void)replace(text, valid, copy, bad_count);
    *out = bytes_of(copy, size);
    return STATUS_OK;
}
