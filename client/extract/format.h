/*
 * How an article is written: JSON, Markdown, HTML, plain text, or every line of the page with its verdict. All append
 * to a writer, whose failure is judged once at the end.
 *
 *     struct answer answer = {.article = &article, .url = url};
 *     format_json(&answer, &out);
 *
 * Whatever a page holds comes out as text: no page can put markup, control characters or bytes that are not UTF-8 into
 * Markdown and HTML, nor break a line of JSON.
 */
#ifndef CLIENT_EXTRACT_FORMAT_H
#define CLIENT_EXTRACT_FORMAT_H

#include "client/extract/options.h"
#include "client/verdict_lines.h"
#include "shingle/base/writer.h"
#include "shingle/extract/page.h"

enum {
    FORMAT_LISTS_MAX = 8,      /* lists inside each other; deeper ones are written at this depth */
    FORMAT_WHY_REASONS_MAX = 4 /* reasons that the closing line of format_why counts */
};

struct answer {
    const struct article *article;
    struct bytes id;            /* a JSON value, or empty for none */
    struct bytes url;           /* of the page, or empty */
    struct bytes file;          /* named where there are several inputs, else empty */
    enum extract_format format; /* of format_json: MARKDOWN and HTML add the article in that form */
    bool why;                   /* of format_json: every line of the page as well */
};

/* The article as a JSON object on one line; what is unknown is null. */
void format_json(const struct answer *answer, struct writer *out);

/* {"id": ..., "error": problem} on one line, with "file" and "line" where line is not 0; id as in struct answer. */
void format_json_error(struct bytes id, struct bytes file, uint64_t line, const char *problem, struct writer *out);

/* A JSON string; bytes that are not UTF-8 become U+FFFD. */
void format_json_string(struct bytes text, struct writer *out);

/* Title, a line of metadata, and the blocks (PAGE_BLOCKS) as CommonMark with the tables of GFM. */
void format_markdown(const struct article *article, struct writer *out);

/* A complete <article> of HTML: a header with title, byline and time, and the blocks (PAGE_BLOCKS). */
void format_html(const struct article *article, struct writer *out);

/* Every line of the page (PAGE_WHY): kept or dropped, how much speaks for it, why, and its text; then a summary. */
void format_why(const struct article *article, struct verdict_look look, struct writer *out);

#endif
