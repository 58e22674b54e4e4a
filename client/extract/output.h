/* How shingle-extract prints an article. */
#ifndef CLIENT_EXTRACT_OUTPUT_H
#define CLIENT_EXTRACT_OUTPUT_H

#include "shingle/extract/page.h"

#include <jansson.h>
#include <stdio.h>

/*
 * The article as a JSON object; what is unknown is null. id (a new reference is taken) may be NULL, url empty. NULL
 * when memory ran out.
 */
json_t *article_to_json(const struct article *article, json_t *id, struct bytes url);

/* Prints every line of the page: kept or dropped, its score and reason, and the text cut to width columns. */
void article_print_why(const struct article *article, FILE *out, size_t width);

#endif
