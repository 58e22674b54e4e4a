/*
 * What a short line of a page says about dates: "Published Nov 20, 2025 9:30 | Updated Nov 21".
 *
 *     struct date_line said;
 *     if (date_line_read(line, above, DATE_DAY_FIRST, &arena, &said) && said.published.size)
 *         use(said.published, said.grade);
 */
#ifndef SHINGLE_EXTRACT_DATE_LINE_H
#define SHINGLE_EXTRACT_DATE_LINE_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/extract/text_date.h"

enum date_grade {
    DATE_PASSING, /* a line that mentions a date among other words */
    DATE_ALONE,   /* little else than the date */
    DATE_LABELLED /* a word says that it was published then */
};

struct date_line {
    struct bytes published; /* as iso_date writes it; empty when there is none */
    struct bytes changed;   /* the date that a word calls that of the last change */
    enum date_grade grade;  /* of published */
};

/*
 * Reads a line of which TEXT_DATE_TEXT_MAX bytes are looked at. above: the line above, or empty; when it is short, it
 * may say what a date that opens the line is. False when the line has no date.
 */
bool date_line_read(struct bytes line, struct bytes above, enum date_order order, struct arena *arena,
                    struct date_line *out);

/* True when text has a word such as "published", "veröffentlicht", "发布" or "updated", in any ASCII case. */
bool date_line_is_labelled(struct bytes text);

#endif
