#include "daemon/options.h"

#include <getopt.h>
#include <stdio.h>

const char OPTIONS_HELP_TEXT[] =
    "Usage: shingled [-c FILE] [--data DIR] [--listen ADDR:PORT|unix:PATH]... [--http ADDR:PORT|off]\n"
    "       shingled [-c FILE] --check-config\n"
    "       shingled --check DIR\n"
    "       shingled --hash-token < TOKEN\n"
    "       shingled --salvage OLD NEW\n"
    "\n"
    "Takes news pages over TCP, keeps the articles, and tells at once which of them are copies.\n"
    "\n"
    "  -c, --config FILE   read settings from FILE; without it the defaults hold\n"
    "      --data DIR      data directory (store.path)\n"
    "      --listen ADDR   where to take commands, may be repeated (listen.address)\n"
    "      --http ADDR     where to answer HTTP, or off (listen.http)\n"
    "      --check-config  check the settings and exit: 0 when they are right, 78 when not\n"
    "      --check DIR     verify a store and exit: 0 clean, 2 damaged, 3 not a store\n"
    "      --hash-token    read a token from standard input and print its hash, for the users file\n"
    "      --salvage OLD   copy all that can be read of a damaged store OLD to a new one, NEW, and exit: 0 all was\n"
    "                      copied, 2 something is lost and named, 3 not a store, 74 NEW cannot be written\n"
    "      --commands-markdown\n"
    "                      print the list of commands as it stands in doc/protocol.md\n"
    "      --version       print the version\n"
    "  -h, --help          print this\n"
    "\n"
    "Signals: SIGTERM and SIGINT finish what was accepted, commit and exit; SIGHUP reads the settings again.\n"
    "See shingled(8) and shingled.conf(5).\n";

enum {
    OPTION_DATA = 256,
    OPTION_LISTEN,
    OPTION_HTTP,
    OPTION_CHECK_CONFIG,
    OPTION_CHECK,
    OPTION_HASH_TOKEN,
    OPTION_SALVAGE,
    OPTION_COMMANDS,
    OPTION_VERSION
};

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"data", required_argument, NULL, OPTION_DATA},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"http", required_argument, NULL, OPTION_HTTP},
    {"check-config", no_argument, NULL, OPTION_CHECK_CONFIG},
    {"check", required_argument, NULL, OPTION_CHECK},
    {"hash-token", no_argument, NULL, OPTION_HASH_TOKEN},
    {"salvage", required_argument, NULL, OPTION_SALVAGE},
    {"commands-markdown", no_argument, NULL, OPTION_COMMANDS},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static void take(struct options *options, int option, const char *value)
{
    switch (option) {
    case 'c': options->config_path = value; break;
    case 'h': options->mode = OPTIONS_HELP; break;
    case OPTION_DATA: options->data = value; break;
    case OPTION_HTTP: options->http = value; break;
    case OPTION_CHECK_CONFIG: options->mode = OPTIONS_CHECK_CONFIG; break;
    case OPTION_HASH_TOKEN: options->mode = OPTIONS_HASH_TOKEN; break;
    case OPTION_COMMANDS: options->mode = OPTIONS_COMMANDS; break;
    case OPTION_VERSION: options->mode = OPTIONS_VERSION; break;
    case OPTION_CHECK:
        options->mode = OPTIONS_CHECK_STORE;
        options->check_path = value;
        break;
    case OPTION_SALVAGE:
        options->mode = OPTIONS_SALVAGE;
        options->check_path = value;
        break;
    case OPTION_LISTEN:
        if (options->listen_count < OPTIONS_LISTEN_MAX) {
            options->listen[options->listen_count++] = value;
            break;
        }
        (void)fprintf(stderr, "shingled: --listen stands more than %d times\n", OPTIONS_LISTEN_MAX);
        options->mode = OPTIONS_WRONG;
        break;
    default: options->mode = OPTIONS_WRONG; break;
    }
}

struct options options_read(int argc, char **argv)
{
    struct options options = {.mode = OPTIONS_RUN};
    int option;
    while ((option = getopt_long(argc, argv, "c:h", long_options, NULL)) != -1) {
        take(&options, option, optarg);
        if (options.mode == OPTIONS_WRONG)
            break;
    }
    if (options.mode == OPTIONS_SALVAGE && optind < argc)
        options.salvage_to = argv[optind++];
    if (options.mode == OPTIONS_SALVAGE && !options.salvage_to) {
        (void)fprintf(stderr, "shingled: --salvage takes two directories: the damaged store, and the new one\n");
        options.mode = OPTIONS_WRONG;
    }
    if (options.mode != OPTIONS_WRONG && optind < argc) {
        (void)fprintf(stderr, "shingled: \"%s\" is not an option\n", argv[optind]);
        options.mode = OPTIONS_WRONG;
    }
    if (options.mode == OPTIONS_WRONG)
        (void)fprintf(stderr, "Try: shingled --help\n");
    return options;
}

enum status options_config(const struct options *options, struct config *config, struct writer *errors)
{
    enum status status = config_open(config);
    if (status == STATUS_OK && options->config_path)
        status = config_load(config, options->config_path, errors);
    if (status == STATUS_OK && options->data)
        status = config_set(config, "store.path", options->data, errors);
    if (status == STATUS_OK && options->http)
        status = config_set(config, "listen.http", options->http, errors);
    for (size_t i = 0; status == STATUS_OK && i < options->listen_count; i++)
        status = (i == 0 ? config_set : config_add)(config, "listen.address", options->listen[i], errors);
    return status == STATUS_OK ? config_verify(config, errors) : status;
}
