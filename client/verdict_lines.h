/*
 * Lines of a page with a verdict each, for people: "keep  93%  sentences  The harbour of ...", aligned.
 *
 *     struct verdict_line line = {.text = text, .reason = reason, .score = 0.93, .kept = true};
 *     verdict_lines_write(&line, 1, (struct verdict_look){client->width, client->colour}, &out);
 */
#ifndef CLIENT_VERDICT_LINES_H
#define CLIENT_VERDICT_LINES_H

#include "shingle/base/writer.h"

struct verdict_line {
    struct bytes text, reason; /* foreign text: it is cleaned */
    double score;              /* 0 to 1 */
    bool kept;
};

struct verdict_look {
    size_t columns; /* lines are cut to; SIZE_MAX for whole ones */
    bool colour;
};

/* Appends a line for each. The column of reasons is as wide as the widest of these, up to VERDICT_REASON_MOST. */
enum { VERDICT_REASON_MOST = 60 };
void verdict_lines_write(const struct verdict_line *lines, size_t count, struct verdict_look look, struct writer *out);

#endif
