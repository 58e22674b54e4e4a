/*
 * shingle-extract --jsonl: one page a line in, one article a line out, in order. Memory is bounded however long the
 * input is: one line, its page and its article at a time.
 */
#ifndef CLIENT_EXTRACT_JSONL_H
#define CLIENT_EXTRACT_JSONL_H

#include "client/extract/options.h"

#include <stdio.h>

enum { EXTRACT_LINE_MAX = 96 << 20 /* bytes of an input line; a longer one gives an error line */ };

/*
 * Reads in to its end and writes to out. name is for messages. A bad line gives {"id": ..., "error": ...} and makes the
 * result EXTRACT_FAILED; the lines after it are done all the same.
 */
enum extract_exit extract_jsonl(FILE *in, const char *name, FILE *out, const struct extract_options *options);

#endif
