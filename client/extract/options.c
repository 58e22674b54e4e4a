#include "client/extract/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#ifndef SHINGLED_VERSION
#define SHINGLED_VERSION "unknown"
#endif

static const char help[] =
    "usage: shingle-extract [--url URL] [--jsonl] [--format text|json] [--why] [FILE...]\n"
    "Takes a news page, HTML or plain text, and prints its article without the rest of the page.\n"
    "Reads standard input when no FILE is given or FILE is -.\n"
    "\n"
    "  --jsonl        input is one JSON object a line: id, url, title, html or text;\n"
    "                 output is one a line, in order: id, url, title, text, byline, published,\n"
    "                 modified, agency, site, lang and more; a bad line gives id and error\n"
    "  --format F     text (the article's paragraphs) or json (one object a page)\n"
    "  --why          prints every line of the page with its verdict, score and reason\n"
    "  --url URL      where the page was fetched\n"
    "  --title TITLE  its headline, if known; wins over the page's own\n"
    "  --kind K       html, text or auto (the default: told apart by content)\n"
    "  --as-is        keeps all text; only reads metadata and wire credit\n"
    "  --help         this text\n"
    "  --version      the version\n"
    "\n"
    "Exit status: 0 done; 1 an input failed; 2 wrong usage; 3 a page without an article.\n";

static const char *const kinds[] = {[PAGE_AUTO] = "auto", [PAGE_HTML] = "html", [PAGE_TEXT] = "text"};

static bool complain(const char *what, const char *value, enum extract_exit *code)
{
    fprintf(stderr, "shingle-extract: %s: %s; try --help\n", value, what);
    *code = EXTRACT_USAGE;
    return false;
}

static bool read_kind(const char *value, struct extract_options *options, enum extract_exit *code)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!strcmp(value, kinds[i])) {
            options->kind = (enum page_kind)i;
            return true;
        }
    }
    return complain("--kind takes auto, html or text", value, code);
}

static bool read_format(const char *value, struct extract_options *options, enum extract_exit *code)
{
    if (!strcmp(value, "json"))
        options->format = EXTRACT_JSON;
    else if (!strcmp(value, "text"))
        options->format = EXTRACT_TEXT;
    else
        return complain("--format takes text or json", value, code);
    return true;
}

bool extract_options_read(int argc, char **argv, struct extract_options *options, enum extract_exit *code)
{
    enum { URL = 256, JSONL, FORMAT, WHY, TITLE, KIND, AS_IS, HELP, VERSION };
    static const struct option longs[] = {
        {"url", required_argument, NULL, URL},       {"jsonl", no_argument, NULL, JSONL},
        {"format", required_argument, NULL, FORMAT}, {"why", no_argument, NULL, WHY},
        {"title", required_argument, NULL, TITLE},   {"kind", required_argument, NULL, KIND},
        {"as-is", no_argument, NULL, AS_IS},         {"help", no_argument, NULL, HELP},
        {"version", no_argument, NULL, VERSION},     {NULL, 0, NULL, 0}};
    *options = (struct extract_options){.format = EXTRACT_TEXT};
    *code = EXTRACT_OK;
    opterr = 0;
    for (int option; (option = getopt_long(argc, argv, "h", longs, NULL)) != -1;) {
        bool good = true;
        switch (option) {
        case URL: options->url = optarg; break;
        case JSONL: options->jsonl = true; break;
        case FORMAT: good = read_format(optarg, options, code); break;
        case WHY: options->why = true; break;
        case TITLE: options->title = optarg; break;
        case KIND: good = read_kind(optarg, options, code); break;
        case AS_IS: options->as_is = true; break;
        case 'h':
        case HELP: fputs(help, stdout); return false;
        case VERSION: puts("shingle-extract " SHINGLED_VERSION); return false;
        default: return complain("unknown option or missing value", argv[optind - 1], code);
        }
        if (!good)
            return false;
    }
    if (options->jsonl && (options->url || options->title || options->why))
        return complain("cannot be combined with --url, --title or --why", "--jsonl", code);
    options->files = argv + optind;
    options->file_count = argc - optind;
    return true;
}
