/*
 * --fields: which fields of an answer are shown, in which order.
 *
 *     struct fields fields;
 *     if (!fields_parse(options->fields, &fields))      // "id,title"; NULL: all there are, count is 0
 *         return CLIENT_USAGE;                          // told already
 *     if (!fields_known(&fields, map))
 *         return CLIENT_USAGE;                          // told already, with the names there are
 */
#ifndef CLIENT_FIELDS_H
#define CLIENT_FIELDS_H

#include "shingle/base/bytes.h"

#include <hiredis/hiredis.h>

enum { FIELDS_MAX = 32, FIELD_NAME_MAX = 32 /* bytes of a name */ };

struct fields {
    char at[FIELDS_MAX][FIELD_NAME_MAX + 1];
    size_t count;
};

/*
 * Reads names between commas, blanks around them allowed. False, told, when a name is empty, too long or there twice,
 * or there are more than FIELDS_MAX.
 */
bool fields_parse(const char *text, struct fields *out);

/* Whether map has all of them; false is told, with those that it has. */
bool fields_known(const struct fields *fields, const redisReply *map);

/* The same for a list of `count` names. */
bool fields_among(const struct fields *fields, const char *const *names, size_t count);

#endif
