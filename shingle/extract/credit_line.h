/*
 * What one line says of whose story it is. Each function adds the agencies that the line credits in one certain form
 * and tells whether it found any; credit.c knows where on a page which form counts.
 */
#ifndef SHINGLE_EXTRACT_CREDIT_LINE_H
#define SHINGLE_EXTRACT_CREDIT_LINE_H

#include "shingle/extract/agency.h"
#include "shingle/extract/line.h"

/* A photo's, a video's or a graphic's credit, as far as its words tell. */
bool credit_is_photo(struct bytes text);

/* The words of a copyright, a story's or a picture's. */
bool credit_is_copyright(struct bytes text);

/* The line stands in a figure, a caption, or beside a picture. */
bool credit_in_figure(const struct line *line);

/* "by", "von", "par" and their like open the text. */
bool credit_opens_with_by(struct bytes text);

/* "SOURCE:Reuters", "Quelle: ntv.de, ino/dpa" */
bool credit_source(const struct line *line, struct agency_set *set);

/* A line that is only a label such as "Source" or "Contributors", whose value is the next line. */
bool credit_is_label(const struct line *line);

/* Agencies' names alone. how: of enum agencies_how, e.g. AGENCY_STAFF where "FMW/Bloomberg" may stand. */
bool credit_alone(const struct line *line, unsigned how, struct agency_set *set);

/* What may stand next to the date: names alone, "Reuters, Jane Roe", "Associated Press in Westquay". */
bool credit_beside_date(const struct line *line, struct agency_set *set);

/* An agency and the date: "Associated Press 3:09 p.m. EST December 30, 2016". */
bool credit_dated(const struct line *line, struct agency_set *set);

/* A byline: "By Jane Roe and The Associated Press", "Jane Roe, Associated Press", "Associated Press in Valencia". */
bool credit_byline(const struct line *line, struct agency_set *set);

/* Two or more names and their agency below a story: "Jane Roe und John Doe, dpa". */
bool credit_signature(const struct line *line, struct agency_set *set);

/* "Associated Press writer Jane Roe contributed to this report.", "(Mit Material der dpa)" */
bool credit_phrase(const struct line *line, struct agency_set *set);

/* "(Reporting by Jane Roe; Editing by John Doe)" closes a Reuters story; another agency named in it wins. */
bool credit_reporting(const struct line *line, struct agency_set *set);

/* "© 2020 The Associated Press. All rights reserved." */
bool credit_copyright(const struct line *line, struct agency_set *set);

/* A line that ends in an agency beside a writer's initials, "(dpa/gem)": of a story, and no picture or other paper. */
bool credit_tail_staff(const struct line *line, struct agency_set *set);

/* A line that ends in "(Reuters)", "(dpa/gem)", "- AP". */
bool credit_tail(const struct line *line, struct agency_set *set);

#endif
