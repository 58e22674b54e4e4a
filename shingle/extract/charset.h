/*
 * From a page's bytes to UTF-8: which encoding, then the decoding.
 *
 *     struct charset_text decoded;
 *     enum status status = charset_decode(body, BYTES("text/html; charset=latin1"), &arena, &decoded);
 *     if (status == STATUS_OK)
 *         parse(decoded.text);
 *
 * In this order: a byte order mark; bytes that are UTF-8 (no legacy text of any length is so by chance, and pages that
 * were converted keep their old label), or nearly all are, or were before the page was cut; the transport's label; the
 * page's own label; a guess from the bytes and the page's language. A label that says UTF-8 over bytes that are next to
 * never is passed over, as are labels of the encodings that the standard refuses to read ("replacement"). Labels and
 * names are those of the Encoding Standard (encoding.spec.whatwg.org), in which latin1 means windows-1252 and gb2312
 * means GBK.
 */
#ifndef SHINGLE_EXTRACT_CHARSET_H
#define SHINGLE_EXTRACT_CHARSET_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    CHARSET_LABEL_SCAN_MAX =
        64 << 10,                 /* bytes of a page in which its own label is sought; the standard asks for 1024 */
    CHARSET_GUESS_MAX = 256 << 10 /* bytes that a guess looks at */
};

/* The encodings, by the standard's names; see charset_name. */
enum charset {
    CHARSET_NONE, /* no such encoding, or nothing known */
    CHARSET_UTF_8,
    CHARSET_IBM866,
    CHARSET_ISO_8859_2,
    CHARSET_ISO_8859_3,
    CHARSET_ISO_8859_4,
    CHARSET_ISO_8859_5,
    CHARSET_ISO_8859_6,
    CHARSET_ISO_8859_7,
    CHARSET_ISO_8859_8,
    CHARSET_ISO_8859_8_I,
    CHARSET_ISO_8859_10,
    CHARSET_ISO_8859_13,
    CHARSET_ISO_8859_14,
    CHARSET_ISO_8859_15,
    CHARSET_ISO_8859_16,
    CHARSET_KOI8_R,
    CHARSET_KOI8_U,
    CHARSET_MACINTOSH,
    CHARSET_WINDOWS_874,
    CHARSET_WINDOWS_1250,
    CHARSET_WINDOWS_1251,
    CHARSET_WINDOWS_1252,
    CHARSET_WINDOWS_1253,
    CHARSET_WINDOWS_1254,
    CHARSET_WINDOWS_1255,
    CHARSET_WINDOWS_1256,
    CHARSET_WINDOWS_1257,
    CHARSET_WINDOWS_1258,
    CHARSET_X_MAC_CYRILLIC,
    CHARSET_GBK,
    CHARSET_GB18030,
    CHARSET_BIG5,
    CHARSET_EUC_JP,
    CHARSET_ISO_2022_JP,
    CHARSET_SHIFT_JIS,
    CHARSET_EUC_KR,
    CHARSET_REPLACEMENT, /* encodings that the standard refuses to read; here: as if there were no label */
    CHARSET_UTF_16BE,
    CHARSET_UTF_16LE,
    CHARSET_X_USER_DEFINED,
    CHARSET_COUNT
};

/* How an encoding was found. */
enum charset_origin { CHARSET_BY_GUESS, CHARSET_BY_BOM, CHARSET_BY_TRANSPORT, CHARSET_BY_PAGE, CHARSET_BY_CONTENT };

struct charset_text {
    struct bytes text;          /* valid UTF-8, without byte order mark: the page itself, or a copy in the arena */
    enum charset charset;       /* what it was decoded from */
    enum charset_origin origin; /* how that was found */
    size_t bad;                 /* byte sequences that became U+FFFD */
};

/* The standard's name, e.g. "windows-1252"; "" for CHARSET_NONE. Static storage. */
const char *charset_name(enum charset charset);

/* The encoding that a label means, in any case and with white space around it; CHARSET_NONE when it means none. */
enum charset charset_from_label(struct bytes label);

/* The encoding of a Content-Type such as "text/html; charset=utf-8", or of a label alone. */
enum charset charset_from_transport(struct bytes content_type);

/*
 * What a page says of itself in its first CHARSET_LABEL_SCAN_MAX bytes: meta charset, meta http-equiv, or an XML
 * declaration (HTML standard 13.2.3.2, "prescan a byte stream to determine its encoding"). CHARSET_NONE when nothing.
 */
enum charset charset_from_page(struct bytes page);

/* What the standard finds without looking at the text: byte order mark, transport, page; CHARSET_NONE when nothing. */
enum charset charset_declared(struct bytes page, struct bytes transport, enum charset_origin *origin);

/* The likeliest encoding of bytes that are not UTF-8; lang: the page's language such as "ru", or empty. Never NONE. */
enum charset charset_guess(struct bytes page, struct bytes lang);

/*
 * Decodes a page. transport: its Content-Type or charset label, or empty. Valid UTF-8 is not copied; a copy has at most
 * three times the page's size. Bytes that mean nothing become U+FFFD, counted in out->bad; the page is never cut short.
 * Linear. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status charset_decode(struct bytes page, struct bytes transport, struct arena *arena,
                                      struct charset_text *out);

/* Decodes from a known encoding; as charset_decode, but believes the caller. CHARSET_NONE is taken as UTF-8. */
MUST_CHECK enum status charset_decode_as(struct bytes page, enum charset charset, struct arena *arena,
                                         struct charset_text *out);

#endif
