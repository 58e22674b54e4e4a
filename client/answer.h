/*
 * Reading replies. A map comes as a flat array name, value, name, value (RESP2).
 *
 *     const redisReply *size = answer_field(map, "size");
 *     struct bytes text = answer_bytes(size, number);
 */
#ifndef CLIENT_ANSWER_H
#define CLIENT_ANSWER_H

#include "shingle/base/writer.h"

#include <hiredis/hiredis.h>

enum { ANSWER_NUMBER_SIZE = 24 /* bytes that answer_bytes needs for an integer */ };

/* The value of a field, or NULL when map has none, is no map, or the value is null. */
const redisReply *answer_field(const redisReply *map, const char *name);

/* A scalar as text: a view of it, or of number for an integer. Empty for NULL, null and arrays. */
struct bytes answer_bytes(const redisReply *value, char number[ANSWER_NUMBER_SIZE]);

/* The same for a field of a map. */
struct bytes answer_text(const redisReply *map, const char *name, char number[ANSWER_NUMBER_SIZE]);

/* The field as a number; fallback when it is missing or none. */
int64_t answer_integer(const redisReply *map, const char *name, int64_t fallback);

/* Appends text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. */
void answer_json_string(struct bytes text, struct writer *out);

/*
 * Appends a scalar as JSON under the name it has: integers as numbers, resemblance and its like as numbers although
 * RESP2 carries them as text, null, else a string. Arrays become arrays of what they hold.
 */
void answer_json_value(const char *name, const redisReply *value, struct writer *out);

/* Appends a map as a JSON object. Inside, an array in an array whose even elements are lower-case words is a map. */
void answer_json_map(const redisReply *map, struct writer *out);

#endif
