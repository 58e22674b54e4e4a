/*
 * The command line: which commands there are, which options each takes, and what was given.
 *
 *     struct options options;
 *     int exit = options_parse(argc, argv, &options);
 *     if (options.command)
 *         exit = options.command->run(&client, &options);
 *
 * One table of options and one of commands give the parser, its messages and every help text.
 */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include "shingle/base/bytes.h"

struct client;
struct options;

/* Bits: which options a command takes. */
enum option_bit {
    OPTION_JSON = 1 << 0,
    OPTION_TSV = 1 << 1,
    OPTION_CHECK = 1 << 2,
    OPTION_PAGE = 1 << 3, /* --url, --source, --id, --title, --published, --lang */
    OPTION_RETRY = 1 << 4,
    OPTION_WINDOW = 1 << 5,
    OPTION_QUIET = 1 << 6,
    OPTION_FILTER = 1 << 7, /* --since, --until, --min-size, --source, --agency */
    OPTION_LIMIT = 1 << 8,
    OPTION_AFTER = 1 << 9,
    OPTION_TEMPLATE = 1 << 10, /* --no-template */
    OPTION_REMOVE = 1 << 11,   /* --source, --cluster, --list */
    OPTION_EXPIRE = 1 << 12,   /* --by-published */
    OPTION_MATCH =
        1 << 13, /* --containment, --resemblance, --certainty, --match-window, --same-language, --other-source */
    OPTION_EXPLAIN = 1 << 14, /* --explain */
    OPTION_RESUME = 1 << 15,  /* --resume, --base-url */
    OPTION_EXPORT = 1 << 16,  /* --canonicals */
    OPTION_FIELDS = 1 << 17,
    OPTION_INTERVAL = 1 << 19,
    OPTION_PAGED = 1 << 18 /* --no-pager: what it prints may be long */
};

enum option_colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

struct command {
    const char *name;
    const char *arguments; /* for help, e.g. "FILE..." */
    const char *summary;
    unsigned options; /* of enum option_bit */
    int least, most;  /* positional arguments; most < 0: any number */
    int (*run)(struct client *client, const struct options *options);
};

/* One option of the table that parser, help and completions are made of. */
struct option_row {
    const char *name;
    int id;               /* its letter, or a number past the letters for one without */
    unsigned commands;    /* taken where a command has one of these bits; 0: by every one, and before it */
    const char *argument; /* for help; NULL when it takes none; "a|b" in small letters: one of these */
    const char *text;
};

enum { OPTION_ID_WORDS = 256 /* from here on an id is no letter */ };

struct options {
    const struct command *commands; /* all there are, command_count of them */
    size_t command_count;
    const struct command *command; /* NULL: nothing to run, the exit status is all */
    const char *server;            /* as given, else $SHINGLED_SERVER, else the default */
    const char *user, *token_file; /* NULL when not given */
    bool tls, no_pager;
    enum option_colour colour;
    const char *ca, *certificate; /* PEM files; NULL when not given */
    uint64_t timeout_s;
    bool json, tsv, check, quiet;
    bool explain, same_language, other_source, canonicals;
    const char *containment, *resemblance, *certainty, *match_window;  /* NULL when not given */
    bool by_published;                                                 /* not by when they came */
    const char *cluster, *list;                                        /* what to remove; NULL when not given */
    bool no_template;                                                  /* the lines that a site repeats stay */
    const char *url, *source, *id, *title, *published, *lang, *agency; /* NULL when not given */
    const char *since, *until;
    uint64_t min_size; /* 0 when not given */
    uint64_t limit;    /* 0 = no limit */
    bool has_after;
    uint64_t after;
    const char *resume, *base_url; /* NULL when not given */
    const char *fields;            /* names with commas between; NULL when not given */
    uint64_t retry_s, interval_s;
    uint64_t window;
    char **arguments; /* positional, argument_count of them */
    int argument_count;
};

enum { OPTIONS_WINDOW = 64 /* default requests in flight of an import */ };

/*
 * Reads the command line into out, with defaults. Returns an exit status that counts only when out->command is NULL:
 * CLIENT_OK after --help or --version (printed), CLIENT_USAGE after a mistake (told on standard error). argv is
 * rearranged and must outlive out.
 */
int options_parse(int argc, char **argv, const struct command *commands, size_t command_count, struct options *out);

/* All options. */
const struct option_row *options_rows(size_t *count);

#endif
