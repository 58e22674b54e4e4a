/*
 * Legacy encodings to UTF-8. Those of one byte go through a table of 128 codes, which libc makes and the standard
 * mends; those of several bytes through iconv, piece by piece.
 */
#include "shingle/extract/charset_table.h"
#include "shingle/text/utf8.h"

#include <errno.h>
#include <iconv.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
enum { REPLACEMENT_SIZE = 3, GROWTH = 3, ROOM = 64 };

/* Where decoded text goes; there is always room for GROWTH times what is left of the page. */
struct output {
    uint8_t *start;
    size_t capacity;
    uint8_t *at;
    size_t bad;
};

static bool output_open(struct output *out, size_t page_size, struct arena *arena)
{
    if (page_size > (SIZE_MAX - ROOM) / GROWTH)
        return false;
    out->capacity = page_size * GROWTH + ROOM;
    out->start = arena_alloc(arena, out->capacity);
    out->at = out->start;
    out->bad = 0;
    return out->start != NULL;
}

static struct bytes output_close(struct output *out, struct arena *arena)
{
    size_t size = (size_t)(out->at - out->start);
    arena_shrink(arena, out->start, out->capacity, size);
    return bytes_of(out->start, size);
}

static void put_bad(struct output *out)
{
    memcpy(out->at, replacement, REPLACEMENT_SIZE);
    out->at += REPLACEMENT_SIZE;
    out->bad++;
}

static void put_code(struct output *out, uint32_t code)
{
    if (code < 0x80) {
        *out->at++ = (uint8_t)code;
    } else if (code < 0x800) {
        *out->at++ = (uint8_t)(0xc0 | code >> 6);
        *out->at++ = (uint8_t)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        *out->at++ = (uint8_t)(0xe0 | code >> 12);
        *out->at++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        *out->at++ = (uint8_t)(0x80 | (code & 0x3f));
    } else {
        *out->at++ = (uint8_t)(0xf0 | code >> 18);
        *out->at++ = (uint8_t)(0x80 | (code >> 12 & 0x3f));
        *out->at++ = (uint8_t)(0x80 | (code >> 6 & 0x3f));
        *out->at++ = (uint8_t)(0x80 | (code & 0x3f));
    }
}

static uint32_t unit_at(struct bytes page, size_t at, bool big_endian)
{
    return big_endian ? (uint32_t)page.at[at] << 8 | page.at[at + 1] : (uint32_t)page.at[at + 1] << 8 | page.at[at];
}

static void decode_utf_16(struct bytes page, bool big_endian, struct output *out)
{
    size_t at = 0;
    for (; page.size - at >= 2; at += 2) {
        uint32_t unit = unit_at(page, at, big_endian);
        uint32_t next = page.size - at >= 4 ? unit_at(page, at + 2, big_endian) : 0;
        if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            put_code(out, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            at += 2;
        } else if (unit >= 0xd800 && unit < 0xe000) {
            put_bad(out);
        } else {
            put_code(out, unit);
        }
    }
    if (at < page.size)
        put_bad(out);
}

enum { TABLE_FROM = 0x80, TABLE_SIZE = 0x80 };

/* The code that a converter makes of one byte; 0 when it makes none, or needs more bytes. */
static uint32_t code_of_byte(iconv_t converter, uint8_t byte)
{
    char from[1] = {(char)byte};
    uint8_t to[16];
    char *in = from, *out = (char *)to;
    size_t left = 1, room = sizeof to, at = 0;
    (void)iconv(converter, &in, &left, &out, &room);
    (void)iconv(converter, NULL, NULL, &out, &room); /* what waits for a mark that could follow */
    size_t size = sizeof to - room;
    return left || !size ? 0 : utf8_next(bytes_of(to, size), &at);
}

/*
 * Where the standard's table is not libc's: libc has the windows encodings as Microsoft documents them, with holes in
 * 80 to 9F, which the standard fills with the control characters of the same number; and older forms of Apple's.
 */
static uint32_t code_by_standard(enum charset charset, uint8_t byte, uint32_t code)
{
    if (charset == CHARSET_X_USER_DEFINED)
        return 0xf780 + (byte - TABLE_FROM);
    if (charset == CHARSET_MACINTOSH && byte == 0xc6)
        return 0x2206; /* increment, not Delta */
    if (charset == CHARSET_MACINTOSH && byte == 0xf0)
        return 0xf8ff; /* the apple */
    if (charset == CHARSET_X_MAC_CYRILLIC && byte == 0xff)
        return 0x20ac; /* euro */
    return code || byte >= 0xa0 ? code : byte;
}

static void decode_by_table(iconv_t converter, enum charset charset, struct bytes page, struct output *out)
{
    uint32_t codes[TABLE_SIZE];
    for (unsigned i = 0; i < TABLE_SIZE; i++) {
        uint8_t byte = (uint8_t)(TABLE_FROM + i);
        codes[i] = code_by_standard(charset, byte, code_of_byte(converter, byte));
    }
    for (size_t at = 0; at < page.size; at++) {
        uint8_t byte = page.at[at];
        if (byte < TABLE_FROM)
            *out->at++ = byte;
        else if (codes[byte - TABLE_FROM])
            put_code(out, codes[byte - TABLE_FROM]);
        else
            put_bad(out);
    }
}

/* Decodes all of page; each byte at which the encoding breaks becomes U+FFFD and decoding goes on behind it. */
static void decode_by_iconv(iconv_t converter, enum charset charset, struct bytes page, struct output *out)
{
    char *from = (char *)(uintptr_t)page.at; /* iconv's type lacks a const that it keeps */
    size_t left = page.size;
    while (left) {
        char *to = (char *)out->at;
        size_t room = out->capacity - (size_t)(out->at - out->start);
        size_t result = iconv(converter, &from, &left, &to, &room);
        out->at = (uint8_t *)to;
        if (result != (size_t)-1 || !left || errno == E2BIG) /* the last cannot be: see output_open */
            break;
        if ((charset == CHARSET_GBK || charset == CHARSET_GB18030) && (uint8_t)*from == 0x80)
            put_code(out, 0x20ac); /* euro, as Microsoft has it */
        else
            put_bad(out);
        from++;
        left--;
    }
    char *to = (char *)out->at;
    size_t room = out->capacity - (size_t)(out->at - out->start);
    (void)iconv(converter, NULL, NULL, &to, &room); /* what a stateful encoding holds back */
    out->at = (uint8_t *)to;
}

static bool has_one_byte(enum charset charset)
{
    return charset < CHARSET_GBK || charset == CHARSET_X_USER_DEFINED;
}

enum status charset_decode_legacy(struct bytes page, enum charset charset, struct arena *arena,
                                  struct charset_text *out)
{
    struct output output;
    bool is_utf_16 = charset == CHARSET_UTF_16LE || charset == CHARSET_UTF_16BE;
    const char *name = charset_rows[charset].iconv ? charset_rows[charset].iconv : "CP1252";
    iconv_t converter = is_utf_16 ? (iconv_t)-1 : iconv_open("UTF-8", name);
    if (!is_utf_16 && converter == (iconv_t)-1) /* a system without this table: what is ASCII stays readable */
        return utf8_repair(page, arena, &out->text, &out->bad);
    enum status status = STATUS_NOMEM;
    if (output_open(&output, page.size, arena)) {
        if (is_utf_16)
            decode_utf_16(page, charset == CHARSET_UTF_16BE, &output);
        else if (has_one_byte(charset))
            decode_by_table(converter, charset, page, &output);
        else
            decode_by_iconv(converter, charset, page, &output);
        out->text = output_close(&output, arena);
        out->bad = output.bad;
        status = STATUS_OK;
    }
    if (!is_utf_16)
        (void)iconv_close(converter);
    return status;
}
