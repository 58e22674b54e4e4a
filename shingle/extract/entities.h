/*
 * Character references of HTML ("&amp;", "&eacute", "&#8217;", "&#x2019;") after the standard's 13.2.5.72 to 84.
 *
 *     struct bytes title;
 *     enum status status = entities_decode(raw, 0, &arena, &title);
 */
#ifndef SHINGLE_EXTRACT_ENTITIES_H
#define SHINGLE_EXTRACT_ENTITIES_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    ENTITY_NAME_MAX = 32, /* bytes of the longest name with its ";" */
    ENTITY_VALUE_MAX = 6  /* bytes of UTF-8 that a reference stands for, at most */
};

/*
 * Reads the reference at the start of text, whose first byte is "&". Returns how many bytes it takes, and in value and
 * *value_size what it stands for; 0 when there is none and the "&" is only itself. In an attribute, a name without ";"
 * does not count before "=" or a letter or digit: "?a=1&copy=2" stays. Numbers that are no character (0, surrogates,
 * over 10FFFF) give U+FFFD; 80 to 9F mean windows-1252, as the standard has it.
 */
size_t entity_read(struct bytes text, bool in_attribute, uint8_t value[ENTITY_VALUE_MAX], size_t *value_size);

/*
 * References in text whose name goes on past ENTITY_NAME_MAX bytes: no name does, so they stay as they are. Linear.
 */
uint32_t entities_count_long(struct bytes text);

/* What entities_decode does besides references. */
enum entities_flag {
    ENTITIES_NONE = 1,      /* leaves references alone */
    ENTITIES_ATTRIBUTE = 2, /* the text is an attribute's value */
    ENTITIES_NUL = 4,       /* NUL becomes U+FFFD */
    ENTITIES_NEWLINES = 8,  /* CR LF and CR become LF */
    ENTITIES_LOWER = 16     /* ASCII letters become lower-case */
};

/*
 * text with its references replaced, a copy in arena; flags: of enum entities_flag. Time and memory are linear in
 * the text's size. STATUS_NOMEM when the arena is exhausted.
 */
MUST_CHECK enum status entities_decode(struct bytes text, unsigned flags, struct arena *arena, struct bytes *out);

#endif
