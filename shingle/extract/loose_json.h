/*
 * JSON as web pages write it: read for what it says, never refused. A flat array of values in document order, without
 * recursion, so that depth is harmless.
 *
 *     struct loose_json json;
 *     if (loose_json_read(script, &arena, &json) != STATUS_OK)
 *         return STATUS_NOMEM;
 *     for (uint32_t i = json.at[0].first; i; i = json.at[i].next)
 *         use(loose_json_text(&json, loose_json_member(&json, i, BYTES("headline")), &arena));
 *
 * What is let pass: line feeds and bare quotes in strings, trailing and missing commas, comments, CDATA and HTML
 * comment marks around it, several values one after the other, unclosed braces, names without quotes, single quotes. A
 * quote in a string counts as its end only when what follows could follow a string.
 */
#ifndef SHINGLE_EXTRACT_LOOSE_JSON_H
#define SHINGLE_EXTRACT_LOOSE_JSON_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    LOOSE_JSON_DEPTH_MAX = 64,      /* open objects and arrays; the content of deeper ones is passed over */
    LOOSE_JSON_VALUES_MAX = 1 << 16 /* values of a text; further ones are passed over */
};

enum loose_json_kind {
    LOOSE_JSON_ARRAY,
    LOOSE_JSON_OBJECT,
    LOOSE_JSON_STRING,
    LOOSE_JSON_LITERAL /* a number, true, false, null, or a bare word */
};

struct loose_json_value {
    enum loose_json_kind kind;
    uint32_t parent;
    uint32_t first;    /* first member, 0 = none */
    uint32_t next;     /* next member of the same parent, 0 = none */
    struct bytes key;  /* as written, without quotes; empty in an array */
    struct bytes text; /* of a string or literal, as written, without quotes */
};

struct loose_json {
    struct loose_json_value *at; /* at[0] is an array of what stands on the top level */
    uint32_t count;
    uint32_t passed_over; /* values past the limits above */
};

/* Reads text; views point into it. Linear. STATUS_NOMEM when the arena is exhausted, else STATUS_OK. */
MUST_CHECK enum status loose_json_read(struct bytes text, struct arena *arena, struct loose_json *out);

/* The member of an object by name; 0 when value is no object or has none. */
uint32_t loose_json_member(const struct loose_json *json, uint32_t value, struct bytes key);

/* Text of a string or literal with its escapes undone, in the arena when it has any; empty for 0, objects and arrays.
 */
struct bytes loose_json_text(const struct loose_json *json, uint32_t value, struct arena *arena);

#endif
