#include "client/options.h"

#include "client/client.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#define DEFAULT_SERVER "127.0.0.1:7625"

enum { TIMEOUT_S = 60, INTERVAL_S = 2, EVERY = 0 };

/* An option's letter, or a number past the letters for one without. */
enum option_id {
    ID_HELP = 'h',
    ID_VERSION = 'V',
    ID_SERVER = 's',
    ID_LIMIT = 'n',
    ID_QUIET = 'q',
    ID_TIMEOUT = OPTION_ID_WORDS,
    ID_USER,
    ID_TOKEN_FILE,
    ID_TLS,
    ID_CA,
    ID_CERTIFICATE,
    ID_JSON,
    ID_TSV,
    ID_CHECK,
    ID_URL,
    ID_SOURCE,
    ID_KEY,
    ID_TITLE,
    ID_PUBLISHED,
    ID_LANG,
    ID_AGENCY,
    ID_SINCE,
    ID_UNTIL,
    ID_MIN_SIZE,
    ID_AFTER,
    ID_RETRY,
    ID_WINDOW,
    ID_NO_TEMPLATE,
    ID_CLUSTER,
    ID_LIST,
    ID_BY_PUBLISHED,
    ID_EXPLAIN,
    ID_CONTAINMENT,
    ID_RESEMBLANCE,
    ID_CERTAINTY,
    ID_MATCH_WINDOW,
    ID_SAME_LANGUAGE,
    ID_OTHER_SOURCE,
    ID_RESUME,
    ID_BASE_URL,
    ID_CANONICALS,
    ID_FIELDS,
    ID_COLOUR,
    ID_NO_PAGER,
    ID_INTERVAL
};

static const struct option_row rows[] = {
    {"server", ID_SERVER, EVERY, "ADDR", "ADDR:PORT or unix:PATH; else $SHINGLED_SERVER, else " DEFAULT_SERVER},
    {"user", ID_USER, EVERY, "NAME", "who you are; else $SHINGLED_USER, else default"},
    {"token-file", ID_TOKEN_FILE, EVERY, "FILE", "holds your token; else $SHINGLED_TOKEN_FILE, $SHINGLED_TOKEN"},
    {"tls", ID_TLS, EVERY, NULL, "speak TLS, trusting the system's authorities"},
    {"ca", ID_CA, EVERY, "FILE", "speak TLS, trusting the certificates in FILE; else $SHINGLED_CA"},
    {"certificate", ID_CERTIFICATE, EVERY, "FILE", "your own certificate and key, where the daemon asks for one"},
    {"timeout", ID_TIMEOUT, EVERY, "SECONDS", "give up after so long without a byte from the daemon (60)"},
    {"color", ID_COLOUR, EVERY, "auto|always|never", "auto (unless given): on a terminal, where $NO_COLOR is not set"},
    {"help", ID_HELP, EVERY, NULL, "show this"},
    {"version", ID_VERSION, EVERY, NULL, "show the version"},
    {"json", ID_JSON, OPTION_JSON, NULL, "one JSON object a line, for programs"},
    {"tsv", ID_TSV, OPTION_TSV, NULL, "tab-separated; of articles and clusters YOUR-ID<TAB>CLUSTER for every article"},
    {"fields", ID_FIELDS, OPTION_FIELDS, "NAMES", "only these fields, with commas between, in this order"},
    {"check", ID_CHECK, OPTION_CHECK, NULL, "ask what would happen; nothing is kept"},
    {"url", ID_URL, OPTION_PAGE, "URL", "the page's address"},
    {"source", ID_SOURCE, OPTION_PAGE | OPTION_FILTER | OPTION_REMOVE, "NAME", "who published it, e.g. reuters.com"},
    {"id", ID_KEY, OPTION_PAGE, "ID", "your own id for it"},
    {"title", ID_TITLE, OPTION_PAGE, "TEXT", "its headline, when the page does not tell"},
    {"published", ID_PUBLISHED, OPTION_PAGE, "TIME", "when, as ISO 8601"},
    {"lang", ID_LANG, OPTION_PAGE, "CODE", "its language, e.g. en"},
    {"no-template", ID_NO_TEMPLATE, OPTION_TEMPLATE, NULL, "leave in the lines that its site repeats, and learn none"},
    {"cluster", ID_CLUSTER, OPTION_REMOVE, "ID", "all articles of the cluster that this article is in"},
    {"list", ID_LIST, OPTION_REMOVE, "FILE", "articles named in a file, one a line; - for standard input"},
    {"by-published", ID_BY_PUBLISHED, OPTION_EXPIRE, NULL, "by when they were published, not by when they came"},
    {"explain", ID_EXPLAIN, OPTION_EXPLAIN, NULL,
     "show every article that it was compared with, and why it joins or not"},
    {"containment", ID_CONTAINMENT, OPTION_MATCH, "SHARE", "of the shorter text in the other, to be compared closely"},
    {"resemblance", ID_RESEMBLANCE, OPTION_MATCH, "SHARE", "from here a copy, below an excerpt or extended"},
    {"certainty", ID_CERTAINTY, OPTION_MATCH, "SHARE", "to be a copy at all"},
    {"match-window", ID_MATCH_WINDOW, OPTION_MATCH, "TIME", "only with articles that are younger, e.g. 30d"},
    {"same-language", ID_SAME_LANGUAGE, OPTION_MATCH, NULL, "only with articles of its language"},
    {"other-source", ID_OTHER_SOURCE, OPTION_MATCH, NULL, "only with articles of other sources"},
    {"agency", ID_AGENCY, OPTION_FILTER, "NAME", "only clusters that credit this agency"},
    {"since", ID_SINCE, OPTION_FILTER, "TIME",
     "only clusters with news since then: 2h, 3d, 2025-11-21, 2025-11-21T08:00Z"},
    {"until", ID_UNTIL, OPTION_FILTER, "TIME", "only clusters that began before"},
    {"min-size", ID_MIN_SIZE, OPTION_FILTER, "N", "only clusters of at least N articles (2; 1 with --json)"},
    {"limit", ID_LIMIT, OPTION_LIMIT, "N", "at most N"},
    {"after", ID_AFTER, OPTION_AFTER, "N", "only what comes after this number, of a change or of an article"},
    {"canonicals", ID_CANONICALS, OPTION_EXPORT, NULL, "only the canonical article of each cluster"},
    {"retry", ID_RETRY, OPTION_RETRY, "SECONDS", "when the connection breaks, try for so long to go on (0)"},
    {"resume", ID_RESUME, OPTION_RESUME, "FILE", "keep in FILE how far it came, and go on from there"},
    {"base-url", ID_BASE_URL, OPTION_RESUME, "URL",
     "of pages in a directory: URL and their path in it is their address"},
    {"window", ID_WINDOW, OPTION_WINDOW, "N", "requests in flight, 1 to 128 (64)"},
    {"quiet", ID_QUIET, OPTION_QUIET, NULL, "no progress"},
    {"interval", ID_INTERVAL, OPTION_INTERVAL, "SECONDS", "between two looks, 1 to 3600 (2)"},
    {"no-pager", ID_NO_PAGER, OPTION_PAGED, NULL, "on a terminal, do not show it through $PAGER"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static bool takes(const struct command *command, const struct option_row *row)
{
    return row->commands == EVERY || (command && (command->options & row->commands));
}

static void print_options(const struct command *command, bool every)
{
    for (size_t i = 0; i < ROWS; i++) {
        char left[64];
        if ((rows[i].commands == EVERY) != every || !takes(command, &rows[i]))
            continue;
        bool letter = rows[i].id < OPTION_ID_WORDS;
        (void)snprintf(left, sizeof left, "%c%c%s--%s%s%s", letter ? '-' : ' ', letter ? (char)rows[i].id : ' ',
                       letter ? ", " : "  ", rows[i].name, rows[i].argument ? " " : "",
                       rows[i].argument ? rows[i].argument : "");
        printf("  %-24s %s\n", left, rows[i].text);
    }
}

static int print_help(const struct command *commands, size_t count, const struct command *command)
{
    if (command) {
        printf("usage: shinglectl [-s ADDR] %s [OPTION...] %s\n%s.\n\n", command->name, command->arguments,
               command->summary);
        print_options(command, false);
    } else {
        printf("usage: shinglectl [-s ADDR] COMMAND [OPTION...] [ARGUMENT...]\nTalks to shingled, the news "
               "deduplication daemon.\n\n");
        for (size_t i = 0; i < count; i++)
            printf("  %-12s %-18s %s\n", commands[i].name, commands[i].arguments, commands[i].summary);
        printf("\nAn article is named by its number, its URL, or key:ID with your own id.\n"
               "shinglectl COMMAND --help shows a command's options.\n\n");
    }
    print_options(command, true);
    printf("\nExit status: 0 done, 1 something failed or was refused, 2 wrong usage, 3 no connection.\n");
    return CLIENT_OK;
}

static int mistake(const char *what, const char *value)
{
    (void)fprintf(stderr, "shinglectl: %s%s%s\nTry: shinglectl --help\n", what, value ? ": " : "", value ? value : "");
    return CLIENT_USAGE;
}

static bool take_number(const char *text, uint64_t least, uint64_t most, uint64_t *out)
{
    return bytes_to_u64(bytes_of_string(text), out) && *out >= least && *out <= most;
}

static bool take_colour(const char *text, enum option_colour *out)
{
    static const char *const names[] = {[COLOUR_AUTO] = "auto", [COLOUR_ALWAYS] = "always", [COLOUR_NEVER] = "never"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(text, names[i]) == 0) {
            *out = (enum option_colour)i;
            return true;
        }
    return false;
}

/* Stores one option; false when its value is wrong. */
static bool take(struct options *out, enum option_id id, const char *value)
{
    switch (id) {
    case ID_SERVER: out->server = value; return true;
    case ID_USER: out->user = value; return true;
    case ID_TOKEN_FILE: out->token_file = value; return true;
    case ID_TLS: return out->tls = true;
    case ID_CA: out->ca = value; return out->tls = true;
    case ID_CERTIFICATE: out->certificate = value; return true;
    case ID_TIMEOUT: return take_number(value, 1, 86400, &out->timeout_s);
    case ID_JSON: return out->json = true;
    case ID_TSV: return out->tsv = true;
    case ID_CHECK: return out->check = true;
    case ID_QUIET: return out->quiet = true;
    case ID_EXPLAIN: return out->explain = true;
    case ID_CONTAINMENT: out->containment = value; return true;
    case ID_RESEMBLANCE: out->resemblance = value; return true;
    case ID_CERTAINTY: out->certainty = value; return true;
    case ID_MATCH_WINDOW: out->match_window = value; return true;
    case ID_SAME_LANGUAGE: return out->same_language = true;
    case ID_OTHER_SOURCE: return out->other_source = true;
    case ID_CLUSTER: out->cluster = value; return true;
    case ID_LIST: out->list = value; return true;
    case ID_BY_PUBLISHED: return out->by_published = true;
    case ID_NO_TEMPLATE: return out->no_template = true;
    case ID_URL: out->url = value; return true;
    case ID_SOURCE: out->source = value; return true;
    case ID_KEY: out->id = value; return true;
    case ID_TITLE: out->title = value; return true;
    case ID_PUBLISHED: out->published = value; return true;
    case ID_LANG: out->lang = value; return true;
    case ID_AGENCY: out->agency = value; return true;
    case ID_SINCE: out->since = value; return true;
    case ID_UNTIL: out->until = value; return true;
    case ID_MIN_SIZE: return take_number(value, 1, UINT32_MAX, &out->min_size);
    case ID_LIMIT: return take_number(value, 1, UINT64_MAX, &out->limit);
    case ID_AFTER: out->has_after = true; return take_number(value, 0, UINT64_MAX, &out->after);
    case ID_RESUME: out->resume = value; return *value != '\0';
    case ID_BASE_URL: out->base_url = value; return true;
    case ID_CANONICALS: return out->canonicals = true;
    case ID_COLOUR: return take_colour(value, &out->colour);
    case ID_INTERVAL: return take_number(value, 1, 3600, &out->interval_s);
    case ID_NO_PAGER: return out->no_pager = true;
    case ID_FIELDS: out->fields = value; return true;
    case ID_RETRY: return take_number(value, 0, 86400, &out->retry_s);
    case ID_WINDOW: return take_number(value, 1, 128, &out->window);
    case ID_HELP:
    case ID_VERSION: break;
    }
    return false;
}

static const struct option_row *row_of(int id)
{
    for (size_t i = 0; i < ROWS; i++)
        if ((int)rows[i].id == id)
            return &rows[i];
    return NULL;
}

/*
 * Reads options up to the first word that is none (leading) or to the end. Returns -1 to go on, else an exit status;
 * help is set when it was asked for.
 */
static int take_options(int argc, char **argv, bool leading, const struct command *command, struct options *out,
                        bool *help)
{
    struct option longs[ROWS + 1] = {{0}};
    for (size_t i = 0; i < ROWS; i++)
        longs[i] =
            (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument, NULL, (int)rows[i].id};
    for (int id; (id = getopt_long(argc, argv, leading ? "+hVs:" : "hVs:n:q", longs, NULL)) != -1;) {
        const struct option_row *row = row_of(id);
        char text[80];
        if (!row)
            return mistake("no such option, or its value is missing", argv[optind - 1]);
        if (id == ID_HELP) {
            *help = true;
            return -1;
        }
        if (id == ID_VERSION) {
            puts("shinglectl " SHINGLED_VERSION);
            return CLIENT_OK;
        }
        (void)snprintf(text, sizeof text, "%s does not take --%s", command ? command->name : "shinglectl", row->name);
        if (!takes(command, row))
            return mistake(text, NULL);
        (void)snprintf(text, sizeof text, "--%s", row->name);
        if (!take(out, (enum option_id)id, optarg))
            return mistake(text, optarg);
    }
    return -1;
}

static const struct command *command_named(const struct command *commands, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

int options_parse(int argc, char **argv, const struct command *commands, size_t command_count, struct options *out)
{
    const char *server = getenv("SHINGLED_SERVER");
    *out = (struct options){.commands = commands,
                            .command_count = command_count,
                            .server = server && *server ? server : DEFAULT_SERVER,
                            .timeout_s = TIMEOUT_S,
                            .window = OPTIONS_WINDOW,
                            .interval_s = INTERVAL_S};
    const char *ca = getenv("SHINGLED_CA");
    if (ca && *ca) {
        out->ca = ca;
        out->tls = true;
    }
    bool help = false;
    opterr = 0;
    int exit = take_options(argc, argv, true, NULL, out, &help);
    if (exit != -1)
        return exit;
    if (!help && optind < argc && strcmp(argv[optind], "help") == 0) {
        help = true;
        optind++;
    }
    const struct command *command = optind < argc ? command_named(commands, command_count, argv[optind]) : NULL;
    if (optind < argc && !command)
        return mistake("no such command", argv[optind]);
    if (!command && !help)
        return mistake("which command?", NULL);
    /* The command's own part, with its name where getopt expects the program's. */
    argc -= optind;
    argv += optind;
    optind = 0;
    if (!help && (exit = take_options(argc, argv, false, command, out, &help)) != -1)
        return exit;
    if (help)
        return print_help(commands, command_count, command);
    out->arguments = argv + optind;
    out->argument_count = argc - optind;
    if (out->argument_count < command->least)
        return mistake("what is missing", command->arguments);
    if (command->most >= 0 && out->argument_count > command->most)
        return mistake("too many arguments", out->arguments[command->most]);
    out->command = command;
    return CLIENT_OK;
}

const struct option_row *options_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}
