/*
 * What an import tells: a line of JSON for each line, problems with file and line, progress, and a summary.
 *
 *     struct import_report report;
 *     import_report_open(&report, options);
 *     import_report_slot(&report, slot);         // in order
 *     import_report_close(&report);
 */
#ifndef CLIENT_IMPORT_REPORT_H
#define CLIENT_IMPORT_REPORT_H

#include "client/input.h"
#include "client/window.h"
#include "shingle/base/writer.h"

enum { IMPORT_STATUSES_MAX = 16 };

/* How often something was said. */
struct import_count {
    char name[32];
    uint64_t count;
};

struct import_report {
    const struct options *options;
    const char *noun;                                  /* what is counted: lines, or articles where not all are lines */
    uint64_t answered, failed;                         /* lines */
    uint64_t bytes;                                    /* of the lines that were answered */
    struct import_count statuses[IMPORT_STATUSES_MAX]; /* as they came up */
    struct import_count passed[IMPORT_STATUSES_MAX];   /* what had nothing for the daemon, by its kind */
    uint64_t passed_count;
    struct window_tag last; /* the last line up to which all were answered; file NULL = none */
    bool fatal;             /* the daemon will take nothing more */
    bool progress;          /* shown on standard error */
    bool progress_shown;    /* and stands there now */
    int64_t started_ms, shown_ms;
    struct writer line;
};

void import_report_open(struct import_report *report, const struct options *options);

/* Tells about a request that is done. */
void import_report_slot(struct import_report *report, const struct window_slot *slot);

/* Counts something that the daemon need not see. */
void import_report_passed(struct import_report *report, const char *kind);

/* Shows how far it is, now and then, when standard error is a terminal. */
void import_report_progress(struct import_report *report, const struct input *input);

/* Says a problem on standard error, above the progress. file may be NULL; line 0: without a line. */
void import_report_problem(struct import_report *report, struct window_tag at, const char *text);

/* Prints the summary and frees the memory. False when standard output failed. */
bool import_report_close(struct import_report *report);

#endif
