/*
 * The fields of a submission and the names that programs give them.
 */
#ifndef DAEMON_INGEST_SUBMISSION_FIELDS_H
#define DAEMON_INGEST_SUBMISSION_FIELDS_H

#include "daemon/ingest/submission.h"

enum submission_field {
    FIELD_YOUR_ID,
    FIELD_URL,
    FIELD_TITLE,
    FIELD_TEXT,
    FIELD_HTML,
    FIELD_BODY,
    FIELD_SOURCE,
    FIELD_LANG,
    FIELD_BYLINE,
    FIELD_PUBLISHED,
    FIELD_MODIFIED,
    FIELD_FETCHED,
    FIELD_AGENCY,
    FIELD_STRIP,
    FIELD_TEMPLATE,
    FIELD_MATCH_CONTAINMENT,
    FIELD_MATCH_RESEMBLANCE,
    FIELD_MATCH_CERTAINTY,
    FIELD_MATCH_WINDOW,
    FIELD_MATCH_SAME_LANGUAGE,
    FIELD_MATCH_OTHER_SOURCE,
    FIELD_EMBARGOED,
    FIELD_PUBSTATUS
};
enum { FIELDS = FIELD_PUBSTATUS + 1 };

/* The values as they come in: of several names for a field the one that stands first in the table wins. */
struct field_values {
    struct bytes value[FIELDS];
    uint8_t rank[FIELDS]; /* place of the name that gave the value, from 1; 0 = none yet */
};

/* The field that name stands for, and the name's place among the field's names, from 1. False when it is none's. */
bool field_find(struct bytes name, enum submission_field *field, uint8_t *rank);

/* Takes a value. BADARG when the same name came before with another value. */
MUST_CHECK enum status field_take(struct field_values *values, enum submission_field field, uint8_t rank,
                                  struct bytes value);

/* Checks all values and makes the submission of them. Statuses as submission_from_pairs. */
MUST_CHECK enum status fields_finish(const struct field_values *values, struct arena *arena, struct submission *out,
                                     struct bytes *problem);

/* A text for people in arena; empty when memory ran out. */
struct bytes field_problem(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
