#include "client/extract/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#ifndef SHINGLED_VERSION
#define SHINGLED_VERSION "unknown"
#endif

static const char help[] =
    "usage: shingle-extract [OPTION...] [FILE...]\n"
    "       shingle-extract --jsonl [OPTION...] [FILE...]\n"
    "Takes a news page, HTML or plain text, and prints its article without the rest of the page.\n"
    "Files may be compressed with gzip or zstd. Standard input is read when no FILE is given or FILE is -.\n"
    "\n"
    "  --jsonl        input is one JSON object a line: id, url, title, html or text;\n"
    "                 output is one a line, in order: id, url, outcome, title, text, byline,\n"
    "                 published, agency, site, lang and more; a bad line gives id and error\n"
    "  --format F     text      the article's paragraphs (the default)\n"
    "                 json      one object a page, as with --jsonl\n"
    "                 markdown  title, headings, lists, quotes and tables as CommonMark\n"
    "                 html      one <article> a page\n"
    "                 with --jsonl, markdown and html are a member of each object\n"
    "  --why          every line of the page: kept or dropped, how sure, and why;\n"
    "                 with --jsonl or --format json, the member \"lines\"\n"
    "  --threads N    pages that are worked on at once, 1 to 256; the number of processors\n"
    "                 unless given; the output is in order whatever it is\n"
    "  --url URL      where the page was fetched\n"
    "  --title TITLE  its headline, if known; wins over the page's own\n"
    "  --kind K       html, text or auto (the default: told apart by content, and with\n"
    "                 --jsonl by the field that it is in)\n"
    "  --as-is        keeps all text; only reads metadata and wire credit\n"
    "  --agency A     a wire agency to credit beside those that are built in: the name to\n"
    "                 report, then other names and sites with | between; commas part\n"
    "                 several, and the option may be given again\n"
    "  --help         this text\n"
    "  --version      the version\n"
    "\n"
    "Examples:\n"
    "  shingle-extract page.html\n"
    "  shingle-extract --why page.html\n"
    "  shingle-extract --format markdown page.html > page.md\n"
    "  shingle-extract --jsonl pages.jsonl.zst > articles.jsonl\n"
    "  shingle-extract --agency 'Fana|Fana Broadcasting|fanamc.com' --format json page.html\n"
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
    static const char *const formats[] = {
        [EXTRACT_TEXT] = "text", [EXTRACT_JSON] = "json", [EXTRACT_MARKDOWN] = "markdown", [EXTRACT_HTML] = "html"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (!strcmp(value, formats[i])) {
            options->format = (enum extract_format)i;
            return true;
        }
    }
    return complain("--format takes text, json, markdown or html", value, code);
}

static bool read_threads(const char *value, struct extract_options *options, enum extract_exit *code)
{
    uint64_t number;
    if (!bytes_to_u64(bytes_of_string(value), &number) || number < 1 || number > EXTRACT_THREADS_MAX)
        return complain("--threads takes a number from 1 to 256", value, code);
    options->threads = (size_t)number;
    return true;
}

/* Splits value at its commas, in place: it is the program's own argument. */
static bool read_agencies(char *value, struct extract_options *options, enum extract_exit *code)
{
    while (value) {
        char *comma = strchr(value, ',');
        if (options->agency_count == AGENCY_ITEMS_MAX)
            return complain("--agency takes at most 64 agencies", value, code);
        if (comma)
            *comma++ = '\0';
        if (bytes_trim(bytes_of_string(value)).size)
            options->agency_items[options->agency_count++] = value;
        value = comma;
    }
    return true;
}

/* Options that make no sense together. */
static bool agree(const struct extract_options *options, enum extract_exit *code)
{
    if (options->jsonl && (options->url || options->title))
        return complain("cannot be combined with --url or --title, which its lines have", "--jsonl", code);
    if (options->why && !options->jsonl && (options->format == EXTRACT_MARKDOWN || options->format == EXTRACT_HTML))
        return complain("needs --format text or json", "--why", code);
    return true;
}

bool extract_options_read(int argc, char **argv, struct extract_options *options, enum extract_exit *code)
{
    enum { URL = 256, JSONL, FORMAT, WHY, THREADS, TITLE, KIND, AS_IS, AGENCY, HELP, VERSION };
    static const struct option longs[] = {
        {"url", required_argument, NULL, URL},         {"jsonl", no_argument, NULL, JSONL},
        {"format", required_argument, NULL, FORMAT},   {"why", no_argument, NULL, WHY},
        {"title", required_argument, NULL, TITLE},     {"kind", required_argument, NULL, KIND},
        {"threads", required_argument, NULL, THREADS}, {"as-is", no_argument, NULL, AS_IS},
        {"agency", required_argument, NULL, AGENCY},   {"help", no_argument, NULL, HELP},
        {"version", no_argument, NULL, VERSION},       {NULL, 0, NULL, 0}};
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
        case THREADS: good = read_threads(optarg, options, code); break;
        case TITLE: options->title = optarg; break;
        case KIND: good = read_kind(optarg, options, code); break;
        case AS_IS: options->as_is = true; break;
        case AGENCY: good = read_agencies(optarg, options, code); break;
        case 'h':
        case HELP: fputs(help, stdout); return false;
        case VERSION: puts("shingle-extract " SHINGLED_VERSION); return false;
        default: return complain("unknown option or missing value", argv[optind - 1], code);
        }
        if (!good)
            return false;
    }
    if (!agree(options, code))
        return false;
    options->files = argv + optind;
    options->file_count = argc - optind;
    return true;
}
