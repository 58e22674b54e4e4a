#include "client/items.h"

#include "client/crawl/head_lines.h"
#include "client/crawl/http_response.h"
#include "client/crawl/json_scan.h"
#include "client/crawl/warc.h"
#include "client/page.h"

#include <stdlib.h>

enum {
    SNIFFED = 4096,   /* bytes of a file that are looked at */
    CHARSET_MAX = 40, /* bytes of a charset's name */
    PAGE_MAX = 16 << 20
};

enum form { FORM_LINES, FORM_JSON, FORM_WARC, FORM_PAGE, FORM_NOTHING };

struct items {
    struct input *input;
    struct items_place place;
    enum form form;
    uint64_t number;
    size_t held; /* bytes of the last object that still stand in the input */
    struct byte_source source;
    struct warc warc;
    struct http_scratch scratch;
    struct writer page; /* a page with its charset before it */
    const char *why;
};

static enum status peek(void *owner, size_t least, struct bytes *view)
{
    return input_peek(owner, least, view);
}

static void take(void *owner, size_t size)
{
    input_take(owner, size);
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The first bytes that are no blanks, with a whole line of them or SNIFFED; less only at the file's end. */
static enum status peek_begin(struct items *items, struct bytes *begin)
{
    enum status status = STATUS_OK;
    for (size_t least = 1; status == STATUS_OK; least = begin->size + 1) {
        status = input_peek(items->input, least, begin);
        size_t blanks = 0;
        while (blanks < begin->size && blanks < SNIFFED && is_space(begin->at[blanks]))
            blanks++;
        struct bytes rest = bytes_from(*begin, blanks);
        bool object = bytes_starts_with(rest, BYTES("{")) && bytes_find(rest, BYTES("\n"), 0) != SIZE_MAX;
        if (begin->size >= SNIFFED || object || bytes_starts_with(rest, BYTES("["))) {
            *begin = rest;
            return STATUS_OK;
        }
    }
    *begin = bytes_trim(*begin);
    return status == STATUS_END ? STATUS_OK : status;
}

/* A line of its own with an opening bracket is how every printer of indented JSON begins. */
static bool is_indented(struct bytes begin)
{
    return bytes_equal(bytes_trim(bytes_upto(begin, bytes_find(begin, BYTES("\n"), 0))), BYTES("{"));
}

/*
 * Whether a markup tag comes first, behind comments and processing instructions. Other files of a directory may hold
 * tags further down: pages of Markdown, templates, scripts.
 */
static bool begins_with_tag(struct bytes begin)
{
    const struct {
        struct bytes open, close;
    } passed[] = {{BYTES("\xef\xbb\xbf"), BYTES("")}, {BYTES("<!--"), BYTES("-->")}, {BYTES("<?"), BYTES(">")}};
    for (size_t i = 0; i < sizeof passed / sizeof *passed;) {
        begin = bytes_trim(begin);
        if (!bytes_starts_with(begin, passed[i].open)) {
            i++;
            continue;
        }
        size_t end = bytes_find(begin, passed[i].close, passed[i].open.size);
        if (end == SIZE_MAX)
            return true; /* it goes on behind what was looked at */
        begin = bytes_from(begin, end + passed[i].close.size);
        i = 0;
    }
    return begin.size == 0 || begin.at[0] == '<';
}

static enum form form_of(struct bytes begin, bool found)
{
    if (bytes_starts_with(begin, BYTES("WARC/")))
        return FORM_WARC;
    if (bytes_starts_with(begin, BYTES("[")) || is_indented(begin))
        return FORM_JSON;
    if (bytes_starts_with(begin, BYTES("{")))
        return FORM_LINES;
    struct bytes sniffed = bytes_upto(begin, SNIFFED);
    if (begin.size && page_is_html(sniffed) && (!found || begins_with_tag(sniffed)))
        return FORM_PAGE;
    return found ? FORM_NOTHING : FORM_LINES;
}

enum status items_open(const struct items_place *place, struct items **out)
{
    *out = NULL;
    struct items *items = calloc(1, sizeof *items);
    if (!items)
        return STATUS_NOMEM;
    struct bytes begin = BYTES("");
    items->place = *place;
    enum status status = input_open(place->path, &items->input);
    if (status != STATUS_OK) {
        free(items);
        return status;
    }
    /* What cannot be read is told when items are asked for. */
    (void)!peek_begin(items, &begin);
    items->form = form_of(begin, place->found);
    items->source = (struct byte_source){items->input, peek, take};
    warc_open(&items->warc, &items->source);
    *out = items;
    return STATUS_OK;
}

void items_close(struct items *items)
{
    if (!items)
        return;
    input_close(items->input);
    warc_close(&items->warc);
    http_scratch_close(&items->scratch);
    writer_close(&items->page);
    free(items);
}

/* What can be seen without parsing: the daemon parses, and says what is wrong. NULL when the line may go. */
static const char *problem_of(struct bytes line)
{
    if (line.at[0] != '{')
        return "SYNTAX the line is not a JSON object";
    if (line.at[line.size - 1] != '}')
        return "SYNTAX the JSON object does not end in this line";
    return NULL;
}

static enum status next_line(struct items *items, struct item *out)
{
    struct bytes line;
    do {
        enum status status = input_line(items->input, &line);
        items->number += status == STATUS_OK || status == STATUS_TOOBIG;
        out->number = items->number;
        if (status == STATUS_TOOBIG) {
            out->problem = "TOOBIG the line is over 64 MiB";
            return STATUS_OK;
        }
        if (status != STATUS_OK)
            return status;
        line = bytes_trim(line);
    } while (line.size == 0);
    out->json = line;
    out->problem = problem_of(line);
    return STATUS_OK;
}

static enum status fail(struct items *items, enum status status, const char *why)
{
    items->why = why;
    return status;
}

static enum status next_object(struct items *items, struct item *out)
{
    struct json_scan scan = {.depth = 0};
    struct bytes view;
    enum status status, found;
    input_take(items->input, items->held);
    items->held = 0;
    size_t least = 1;
    do {
        status = input_peek(items->input, least, &view);
        found = json_scan(&scan, view);
        if (scan.depth == 0 && found == STATUS_END) { /* nothing but blanks: they need not be kept */
            input_take(items->input, view.size);
            scan = (struct json_scan){.depth = 0};
            view.size = 0;
        }
        if (view.size > INPUT_LINE_MAX && found == STATUS_END)
            return fail(items, STATUS_TOOBIG, "a JSON object is over 64 MiB");
        least = view.size + 1;
    } while (found == STATUS_END && status == STATUS_OK);
    if (found == STATUS_SYNTAX)
        return fail(items, STATUS_SYNTAX, "something else than JSON objects stands here");
    if (found == STATUS_END)
        return status == STATUS_END && scan.depth ? fail(items, STATUS_DAMAGED, "the file ends inside a JSON object")
                                                  : status;
    out->number = ++items->number;
    out->json = bytes_of(view.at + scan.begin, scan.end - scan.begin);
    items->held = scan.end;
    return STATUS_OK;
}

static enum status next_page(struct items *items, struct item *out)
{
    if (items->number++)
        return STATUS_END;
    enum status status = input_rest(items->input, PAGE_MAX, &out->page);
    out->number = items->number;
    out->html = true;
    if (status == STATUS_TOOBIG) {
        out->problem = "TOOBIG the page is over 16 MiB";
        out->page = BYTES("");
        return STATUS_OK;
    }
    if (status != STATUS_OK || !items->place.name)
        return status;
    out->id = bytes_of_string(items->place.name);
    if (items->place.base) {
        writer_clear(&items->page);
        writer_bytes(&items->page, bytes_of_string(items->place.base));
        writer_bytes(&items->page, out->id);
        out->url = writer_view(&items->page);
    }
    return items->page.failed ? STATUS_NOMEM : STATUS_OK;
}

/* Puts the charset that HTTP told where an HTML reader looks for it first; what HTTP says wins (HTML, 13.2.3.2). */
static enum status tell_charset(struct items *items, struct bytes charset, struct item *out)
{
    if (charset.size == 0 || charset.size > CHARSET_MAX)
        return STATUS_OK;
    for (size_t i = 0; i < charset.size; i++) {
        uint8_t c = charset.at[i];
        bool fits = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' ||
                    c == '.' || c == ':';
        if (!fits)
            return STATUS_OK;
    }
    writer_clear(&items->page);
    writer_format(&items->page, "<meta charset=\"%" BYTES_FORMAT "\">", BYTES_ARGS(charset));
    writer_bytes(&items->page, out->page);
    if (items->page.failed)
        return STATUS_NOMEM;
    out->page = writer_view(&items->page);
    return STATUS_OK;
}

/* Whether a page of this type may be an article: HTML, or not told and HTML by its looks. */
static bool is_article_type(struct bytes type, struct bytes page)
{
    type = head_token(type);
    return bytes_equal_nocase(type, BYTES("text/html")) || bytes_equal_nocase(type, BYTES("application/xhtml+xml")) ||
           (type.size == 0 && page_is_html(page));
}

static enum status take_response(struct items *items, const struct warc_record *record, struct item *out)
{
    struct http_response response;
    if (!http_response_read(record->block, &response)) {
        out->passed = "not HTTP";
        return STATUS_OK;
    }
    if (response.status != 200) {
        out->passed = "without a page (HTTP status)";
        return STATUS_OK;
    }
    enum status status = http_response_page(&response, &items->scratch, &out->page, &out->problem);
    if (status != STATUS_OK) {
        out->page = BYTES("");
        return status == STATUS_NOMEM ? status : STATUS_OK;
    }
    if (!is_article_type(response.content_type, out->page)) {
        out->passed = "not HTML";
        return STATUS_OK;
    }
    out->html = true;
    return tell_charset(items, head_parameter(response.content_type, "charset"), out);
}

static void take_plain(const struct warc_record *record, struct item *out)
{
    out->page = record->block;
    out->html = record->type == WARC_RESOURCE;
    if (out->html && !is_article_type(record->content_type, out->page))
        out->passed = "not HTML";
}

static enum status next_record(struct items *items, struct item *out)
{
    struct warc_record record;
    enum status status = warc_next(&items->warc, &record);
    out->number = items->warc.number;
    if (status != STATUS_OK)
        return items->warc.why ? fail(items, status, items->warc.why) : status;
    out->id = record.id;
    out->url = record.url;
    out->fetched = record.date;
    if (record.type == WARC_REVISIT)
        out->passed = "revisits";
    else if (record.type == WARC_OTHER)
        out->passed = "about the crawl";
    else if (record.too_big)
        out->passed = "over 32 MiB";
    else if (record.type == WARC_RESPONSE)
        return take_response(items, &record, out);
    else
        take_plain(&record, out);
    return STATUS_OK;
}

enum status items_next(struct items *items, struct item *out)
{
    *out = (struct item){.number = 0};
    switch (items->form) {
    case FORM_LINES: return next_line(items, out);
    case FORM_JSON: return next_object(items, out);
    case FORM_WARC: return next_record(items, out);
    case FORM_PAGE: return next_page(items, out);
    case FORM_NOTHING: break;
    }
    return STATUS_END;
}

bool items_ready(const struct items *items)
{
    return items->form != FORM_LINES || input_ready(items->input);
}

const struct input *items_input(const struct items *items)
{
    return items->input;
}

const char *items_why(const struct items *items)
{
    return items->why ? items->why : input_why(items->input);
}

const char *items_noun(const struct items *items)
{
    return items->form == FORM_LINES ? "line" : "article";
}
