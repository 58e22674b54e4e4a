#include "shingle/extract/charset.h"

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

/*
 * libc's tables know the windows encodings as Microsoft documents them, with holes in 80 to 9F; the standard fills
 * these with the control characters of the same number.
 */
static bool is_hole(enum charset charset, uint8_t byte)
{
    return byte >= 0x80 && byte < 0xa0 &&
           ((charset >= CHARSET_WINDOWS_874 && charset <= CHARSET_WINDOWS_1258) || charset == CHARSET_MACINTOSH);
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
        if (is_hole(charset, (uint8_t)*from))
            put_code(out, (uint8_t)*from);
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

static enum status decode_legacy(struct bytes page, enum charset charset, struct arena *arena, struct charset_text *out)
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

enum status charset_decode_as(struct bytes page, enum charset charset, struct arena *arena, struct charset_text *out)
{
    *out = (struct charset_text){.charset = charset == CHARSET_NONE ? CHARSET_UTF_8 : charset};
    if (out->charset == CHARSET_UTF_8)
        return utf8_repair(page, arena, &out->text, &out->bad);
    return decode_legacy(page, out->charset, arena, out);
}

/* The encoding of a byte order mark, and its size; CHARSET_NONE when there is none. */
static enum charset byte_order_mark(struct bytes page, size_t *size)
{
    *size = 2;
    if (bytes_starts_with(page, BYTES("\xfe\xff")))
        return CHARSET_UTF_16BE;
    if (bytes_starts_with(page, BYTES("\xff\xfe")))
        return CHARSET_UTF_16LE;
    *size = 3;
    if (bytes_starts_with(page, BYTES("\xef\xbb\xbf")))
        return CHARSET_UTF_8;
    *size = 0;
    return CHARSET_NONE;
}

/* An XML declaration in UTF-16 without its mark. */
static enum charset wide_declaration(struct bytes page)
{
    if (bytes_starts_with(page, BYTES("<\0?\0x\0")))
        return CHARSET_UTF_16LE;
    return bytes_starts_with(page, BYTES("\0<\0?\0x")) ? CHARSET_UTF_16BE : CHARSET_NONE;
}

enum charset charset_declared(struct bytes page, struct bytes transport, enum charset_origin *origin)
{
    size_t mark;
    *origin = CHARSET_BY_BOM;
    enum charset charset = byte_order_mark(page, &mark);
    if (charset != CHARSET_NONE)
        return charset;
    *origin = CHARSET_BY_TRANSPORT;
    charset = charset_from_transport(transport);
    if (charset != CHARSET_NONE)
        return charset;
    *origin = CHARSET_BY_PAGE;
    charset = wide_declaration(page);
    return charset != CHARSET_NONE ? charset : charset_from_page(page);
}

/* Encodings whose text is ASCII bytes, so that it looks like UTF-8 whatever it says. */
static bool looks_like_utf_8(enum charset charset)
{
    return charset == CHARSET_ISO_2022_JP || charset == CHARSET_UTF_16BE || charset == CHARSET_UTF_16LE;
}

enum status charset_decode(struct bytes page, struct bytes transport, struct arena *arena, struct charset_text *out)
{
    size_t mark;
    enum charset_origin origin;
    enum charset charset = charset_declared(page, transport, &origin);
    (void)byte_order_mark(page, &mark);
    if (origin == CHARSET_BY_BOM) {
        page = bytes_from(page, mark);
    } else if (!looks_like_utf_8(charset) && utf8_valid_upto(page) == page.size &&
               charset_guess_wide(page) == CHARSET_NONE) {
        charset = CHARSET_UTF_8;
        origin = CHARSET_BY_CONTENT;
    }
    if (charset == CHARSET_NONE || charset == CHARSET_REPLACEMENT) {
        charset = charset_guess(page, charset_page_lang(page));
        origin = CHARSET_BY_GUESS;
    }
    enum status status = charset_decode_as(page, charset, arena, out);
    out->origin = origin;
    return status;
}
