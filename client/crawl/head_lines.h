/*
 * Blocks of "Name: value" lines up to an empty line, as WARC records and HTTP messages begin (RFC 9112, 5).
 *
 *     size_t size = head_size(view, 0);                  // with the empty line; SIZE_MAX: it is not there yet
 *     struct bytes type = head_value(head, "Content-Type");
 *
 * Lines end with CR LF or LF. A line that begins with a blank goes on with the one before and is passed over.
 */
#ifndef CLIENT_CRAWL_HEAD_LINES_H
#define CLIENT_CRAWL_HEAD_LINES_H

#include "shingle/base/bytes.h"

/* Bytes of the block that view begins with, the empty line included, or SIZE_MAX. No line ends before from. */
size_t head_size(struct bytes view, size_t from);

/* The first line of a block. */
struct bytes head_first_line(struct bytes head);

/* The trimmed value of the first line with this name, whatever its case; empty when there is none. Linear. */
struct bytes head_value(struct bytes head, const char *name);

/* The value without its parameters: "text/html" of "text/html; charset=utf-8". */
struct bytes head_token(struct bytes value);

/* The value of a parameter, without quotes: "utf-8" for "charset"; empty when there is none. */
struct bytes head_parameter(struct bytes value, const char *name);

#endif
