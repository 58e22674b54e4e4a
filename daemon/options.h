/*
 * The command line of shingled.
 */
#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include "config/config.h"

enum options_mode {
    OPTIONS_RUN,
    OPTIONS_HELP,
    OPTIONS_VERSION,
    OPTIONS_CHECK_CONFIG,
    OPTIONS_CHECK_STORE,
    OPTIONS_HASH_TOKEN,
    OPTIONS_SALVAGE,
    OPTIONS_COMMANDS,
    OPTIONS_WRONG /* a message is on standard error */
};

enum { OPTIONS_LISTEN_MAX = 64 };

struct options {
    enum options_mode mode;
    const char *config_path; /* -c, or NULL */
    const char *data;        /* --data, or NULL */
    const char *http;        /* --http, or NULL */
    const char *check_path;  /* --check, or --salvage's first */
    const char *salvage_to;  /* --salvage's second */
    const char *listen[OPTIONS_LISTEN_MAX];
    size_t listen_count;
};

/* Reads the command line. The strings stay argv's. */
struct options options_read(int argc, char **argv);

/*
 * Fills config: defaults, then the file, then the command line, then the checks. STATUS_OK, or another status with
 * lines in errors. The caller closes config after both.
 */
MUST_CHECK enum status options_config(const struct options *options, struct config *config, struct writer *errors);

/* The text of --help. */
extern const char OPTIONS_HELP_TEXT[];

#endif
