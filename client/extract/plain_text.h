/*
 * Text of pages as Markdown and HTML may hold it: UTF-8 without control characters.
 *
 *     while (at < text.size)
 *         if ((size = plain_next(text, &at, point)) ...
 */
#ifndef CLIENT_EXTRACT_PLAIN_TEXT_H
#define CLIENT_EXTRACT_PLAIN_TEXT_H

#include "shingle/base/bytes.h"
#include "shingle/text/utf8.h"

/*
 * The next character of text, at *at below text.size, as UTF-8 in out; *at moves behind it. Returns its size: 0 for a
 * control character (C0, DEL, C1), which is left out, but a line feed, tab or carriage return is a blank.
 */
size_t plain_next(struct bytes text, size_t *at, uint8_t out[UTF8_SIZE_MAX]);

#endif
