/* What shingle-extract's command line asks for. */
#ifndef CLIENT_EXTRACT_OPTIONS_H
#define CLIENT_EXTRACT_OPTIONS_H

#include "shingle/extract/agency_table.h"
#include "shingle/extract/page.h"

#include <stdbool.h>
#include <stddef.h>

enum { EXTRACT_THREADS_MAX = 256 };

enum extract_format { EXTRACT_TEXT, EXTRACT_JSON, EXTRACT_MARKDOWN, EXTRACT_HTML };

struct extract_options {
    const char *url; /* of a single page, or NULL */
    const char *title;
    bool jsonl;
    bool why;
    bool as_is;
    enum extract_format format;
    enum page_kind kind;
    size_t threads; /* 1 to EXTRACT_THREADS_MAX; 0: as many as there are processors */
    char **files;   /* "-" is standard input */
    int file_count;
    const char *agency_items[AGENCY_ITEMS_MAX]; /* as agency_table.h has them, not yet checked */
    size_t agency_count;
    const struct agency_table *agencies; /* made of them by main, or NULL */
};

/* Exit codes of the program; of several, a lower one but OK wins. */
enum extract_exit {
    EXTRACT_OK = 0,
    EXTRACT_FAILED = 1,    /* an input could not be read, or a line was bad; the others were done */
    EXTRACT_USAGE = 2,     /* wrong arguments; nothing was done */
    EXTRACT_NO_ARTICLE = 3 /* all inputs were read, but a page had no article (not with --jsonl or --format json) */
};

/*
 * Reads the command line. True to go on; false to end with *code: after --help and --version (printed, EXTRACT_OK) and
 * after a mistake (told on standard error, EXTRACT_USAGE).
 */
bool extract_options_read(int argc, char **argv, struct extract_options *options, enum extract_exit *code);

#endif
