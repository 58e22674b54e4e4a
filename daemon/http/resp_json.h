/*
 * Makes JSON of a reply in RESP3: the bridge from the one set of handlers to the second of their two faces.
 *
 *     json_t *answer;
 *     status = resp_json(writer_view(&job->reply.out), &answer);     // errors are to be taken out before
 *     ...
 *     json_decref(answer);
 *
 *     $5 storm   "storm"          %1 key value   {"key": value}       _    null
 *     :17        17               *2 a b         [a, b]               #t   true
 *     ,0.93      0.93             ~2 a b         [a, b]               +OK  "OK"
 *
 * What is not well-formed UTF-8 gets U+FFFD in its place, as JSON has no other way to say it.
 */
#ifndef DAEMON_HTTP_RESP_JSON_H
#define DAEMON_HTTP_RESP_JSON_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/base/writer.h"

#include <jansson.h>

enum { RESP_JSON_DEPTH = 16 };

/* STATUS_OK; DAMAGED when it is no reply, goes deeper than RESP_JSON_DEPTH, or has anything behind it; NOMEM. */
MUST_CHECK enum status resp_json(struct bytes reply, json_t **out);

/* A JSON string of any bytes; NULL when memory ran out. */
json_t *json_text(struct bytes text);

/* Appends value in one line, with at most 6 digits of a fraction; out->failed when it cannot be written. */
void json_write(const json_t *value, struct writer *out);

#endif
