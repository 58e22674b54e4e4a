#include "shingle/extract/charset.h"

#include "shingle/extract/charset_table.h"
#include "shingle/text/utf8.h"

enum status charset_decode_as(struct bytes page, enum charset charset, struct arena *arena, struct charset_text *out)
{
    *out = (struct charset_text){.charset = charset == CHARSET_NONE ? CHARSET_UTF_8 : charset};
    if (out->charset == CHARSET_UTF_8)
        return utf8_repair(page, arena, &out->text, &out->bad);
    return charset_decode_legacy(page, out->charset, arena, out);
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

/* How a page that is not all UTF-8 would read as such: characters of several bytes, and sequences that are none. */
struct utf_8_count {
    size_t good;
    size_t bad; /* one that the page's end cuts is not bad */
};

static struct utf_8_count count_utf_8(struct bytes page)
{
    struct utf_8_count count = {0, 0};
    for (size_t at = 0; at < page.size;) {
        if (page.at[at] < 0x80) {
            at++;
            continue;
        }
        size_t start = at;
        bool good = utf8_next(page, &at) != UTF8_REPLACEMENT || page.at[start] == 0xef;
        count.good += good;
        count.bad += !good && at < page.size;
    }
    return count;
}

/* A page's text is UTF-8, if it has any sign of that, when what is not is rare: one bad quote must not spoil a page. */
static bool reads_as_utf_8(struct utf_8_count count)
{
    enum { GOOD_TO_BAD = 16 };
    return count.good > 0 && count.bad * GOOD_TO_BAD <= count.good;
}

/* A label that says UTF-8 is wrong when next to nothing is. */
static bool denies_utf_8(struct utf_8_count count)
{
    enum { BAD_MIN = 8, BAD_TO_GOOD = 4 };
    return count.bad >= BAD_MIN && count.bad > count.good * BAD_TO_GOOD;
}

static bool has_high_byte(struct bytes page)
{
    uint8_t high = 0;
    for (size_t i = 0; i < page.size; i++)
        high |= page.at[i];
    return high >= 0x80;
}

/* ISO-2022-JP is ASCII bytes, so that it looks like UTF-8; it shows by how it changes over to kanji. */
static bool is_iso_2022_jp(struct bytes page, enum charset declared)
{
    if (declared != CHARSET_ISO_2022_JP && declared != CHARSET_NONE)
        return false;
    bool kanji = page.size && memchr(page.at, 0x1b, page.size) &&
                 (bytes_find(page, BYTES("\x1b$B"), 0) != SIZE_MAX || bytes_find(page, BYTES("\x1b$@"), 0) != SIZE_MAX);
    return (kanji || declared == CHARSET_ISO_2022_JP) && !has_high_byte(page);
}

/* Of valid UTF-8, what else it can be: encodings whose every byte is ASCII or 0. */
static enum charset other_than_utf_8(struct bytes page, enum charset declared)
{
    if (is_iso_2022_jp(page, declared))
        return CHARSET_ISO_2022_JP;
    bool wide = declared == CHARSET_UTF_16BE || declared == CHARSET_UTF_16LE;
    if (wide && page.size && memchr(page.at, 0, page.size))
        return declared;
    return charset_guess_wide(page);
}

/* The encoding of a page without a byte order mark. valid: whether the page is valid UTF-8. */
static enum charset choose(struct bytes page, bool valid, enum charset declared, enum charset_origin *origin)
{
    struct utf_8_count count = {1, 0};
    if (!valid)
        count = count_utf_8(page);
    enum charset other = valid ? other_than_utf_8(page, declared) : CHARSET_NONE;
    if (other != CHARSET_NONE) {
        *origin = other == declared ? *origin : CHARSET_BY_GUESS;
        return other;
    }
    if (valid || (reads_as_utf_8(count) && charset_guess_wide(page) == CHARSET_NONE)) {
        *origin = CHARSET_BY_CONTENT;
        return CHARSET_UTF_8;
    }
    if (declared == CHARSET_UTF_8 && denies_utf_8(count)) {
        *origin = CHARSET_BY_PAGE;
        declared = charset_from_page(page);
        declared = declared == CHARSET_UTF_8 ? CHARSET_NONE : declared;
    }
    if (declared != CHARSET_NONE && declared != CHARSET_REPLACEMENT)
        return declared;
    *origin = CHARSET_BY_GUESS;
    return charset_guess(page, charset_page_lang(page));
}

enum status charset_decode(struct bytes page, struct bytes transport, struct arena *arena, struct charset_text *out)
{
    size_t mark;
    enum charset_origin origin;
    enum charset charset = charset_declared(page, transport, &origin);
    (void)byte_order_mark(page, &mark);
    bool valid = false;
    if (origin == CHARSET_BY_BOM) {
        page = bytes_from(page, mark);
    } else {
        valid = utf8_valid_upto(page) == page.size;
        charset = choose(page, valid, charset, &origin);
    }
    if (valid && charset == CHARSET_UTF_8) { /* as most pages are: not looked through again */
        *out = (struct charset_text){.text = page, .charset = charset, .origin = origin};
        return STATUS_OK;
    }
    enum status status = charset_decode_as(page, charset, arena, out);
    out->origin = origin;
    return status;
}
