/*
 * The table of encodings, for the charset files alone.
 */
#ifndef SHINGLE_EXTRACT_CHARSET_TABLE_H
#define SHINGLE_EXTRACT_CHARSET_TABLE_H

#include "shingle/extract/charset.h"

struct charset_row {
    const char *name;   /* the standard's */
    const char *iconv;  /* libc's, NULL when iconv does not read it */
    const char *labels; /* lower-case, parted by blanks */
};

extern const struct charset_row charset_rows[CHARSET_COUNT];

/*
 * Decodes from an encoding other than UTF-8: fills out->text and out->bad. CHARSET_REPLACEMENT is read as windows-1252.
 * STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status charset_decode_legacy(struct bytes page, enum charset charset, struct arena *arena,
                                             struct charset_text *out);

/* How bytes over 0x7f stand in a sample. */
struct charset_profile {
    size_t high;        /* bytes over 0x7f */
    size_t after_high;  /* of these, how many follow another */
    size_t counts[256]; /* of each byte; for high ones only those next to a letter or another high byte */
};

/* True when a language tag such as "pt-BR" is of this language, or of one of these, parted by blanks: "pl cs". */
bool charset_lang_is(struct bytes lang, const char *code);
bool charset_lang_among(struct bytes lang, const char *codes);

/* The likeliest encoding of text in a Latin alphabet; windows-1252 when nothing speaks for another. */
enum charset charset_guess_latin(const struct charset_profile *profile, struct bytes lang);

/* UTF-16 without its mark, in which every other byte of a page or so is 0; CHARSET_NONE when it is not. */
enum charset charset_guess_wide(struct bytes page);

/* The value of a lang attribute in the page's first bytes, e.g. "ru"; empty when there is none. */
struct bytes charset_page_lang(struct bytes page);

#endif
