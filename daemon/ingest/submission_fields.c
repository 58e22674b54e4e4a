#include "daemon/ingest/submission_fields.h"

#include "daemon/ingest/when.h"

#include <stdarg.h>
#include <stdio.h>

enum { NAMES_MAX = 8 };

/*
 * Our own name first, then those of news-please, trafilatura, schema.org NewsArticle and ninjs; limit in bytes, 0 = the
 * wire's own limit.
 */
static const struct field_row {
    const char *names[NAMES_MAX];
    size_t limit;
} rows[FIELDS] = {
    [FIELD_YOUR_ID] = {{"id", "key", "uri", "identifier", "guid"}, SUBMISSION_YOUR_ID_MAX},
    [FIELD_URL] = {{"url", "link", "canonical_url"}, SUBMISSION_URL_MAX},
    [FIELD_TITLE] = {{"title", "headline", "title_page", "title_rss", "headlines"}, SUBMISSION_FIELD_MAX},
    [FIELD_TEXT] = {{"text", "maintext", "articlebody", "body_text", "raw_text"}, 0},
    [FIELD_HTML] = {{"html", "body_html", "raw_html"}, 0},
    [FIELD_BODY] = {{"body", "bodies"}, 0},
    [FIELD_SOURCE] = {{"source", "source_domain", "hostname", "domain", "publisher", "sitename"}, SUBMISSION_FIELD_MAX},
    [FIELD_LANG] = {{"lang", "language", "inlanguage"}, SUBMISSION_FIELD_MAX},
    [FIELD_BYLINE] = {{"byline", "author", "authors"}, SUBMISSION_FIELD_MAX},
    [FIELD_PUBLISHED] = {{"published", "date_publish", "datepublished", "date", "versioncreated"},
                         SUBMISSION_FIELD_MAX},
    [FIELD_MODIFIED] = {{"modified", "date_modify", "datemodified"}, SUBMISSION_FIELD_MAX},
    [FIELD_FETCHED] = {{"fetched", "date_download", "filedate"}, SUBMISSION_FIELD_MAX},
    [FIELD_AGENCY] = {{"agency"}, SUBMISSION_FIELD_MAX},
    [FIELD_STRIP] = {{"strip"}, SUBMISSION_FIELD_MAX},
    [FIELD_TEMPLATE] = {{"site_template"}, SUBMISSION_FIELD_MAX},
    [FIELD_EMBARGOED] = {{"embargoed"}, SUBMISSION_FIELD_MAX},
    [FIELD_PUBSTATUS] = {{"pubstatus"}, SUBMISSION_FIELD_MAX},
};

bool field_find(struct bytes name, enum submission_field *field, uint8_t *rank)
{
    for (size_t i = 0; i < FIELDS; i++) {
        for (size_t j = 0; j < NAMES_MAX && rows[i].names[j]; j++) {
            if (bytes_equal_nocase(name, bytes_of_string(rows[i].names[j]))) {
                *field = (enum submission_field)i;
                *rank = (uint8_t)(j + 1);
                return true;
            }
        }
    }
    return false;
}

enum status field_take(struct field_values *values, enum submission_field field, uint8_t rank, struct bytes value)
{
    uint8_t held = values->rank[field];
    if (held == rank)
        return bytes_equal(values->value[field], value) ? STATUS_OK : STATUS_BADARG;
    /* An empty value stands for none: a crawler that writes "text": "" has no text. */
    if (value.size == 0 || (held && held < rank))
        return STATUS_OK;
    values->rank[field] = rank;
    values->value[field] = value;
    return STATUS_OK;
}

struct bytes field_problem(struct arena *arena, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return arena_copy(arena, bytes_of_string(text));
}

static enum status check_sizes(const struct field_values *values, struct arena *arena, struct bytes *problem)
{
    for (size_t i = 0; i < FIELDS; i++) {
        if (rows[i].limit == 0 || values->value[i].size <= rows[i].limit)
            continue;
        *problem = field_problem(arena, "%s has %zu bytes, at most %zu are taken", rows[i].names[0],
                                 values->value[i].size, rows[i].limit);
        return STATUS_TOOBIG;
    }
    return STATUS_OK;
}

static bool parse_yes(struct bytes text, bool *out)
{
    static const char *const yes[] = {"yes", "true", "1", "on"};
    static const char *const no[] = {"no", "false", "0", "off"};
    for (size_t i = 0; i < 4; i++) {
        if (bytes_equal_nocase(text, bytes_of_string(yes[i])) || bytes_equal_nocase(text, bytes_of_string(no[i]))) {
            *out = bytes_equal_nocase(text, bytes_of_string(yes[i]));
            return true;
        }
    }
    return false;
}

static enum status take_stripping(const struct field_values *values, struct arena *arena, struct submission *out,
                                  struct bytes *problem)
{
    bool strip = true;
    bool template = true;
    struct bytes told = values->value[FIELD_TEMPLATE];
    if (values->value[FIELD_STRIP].size && !parse_yes(values->value[FIELD_STRIP], &strip)) {
        *problem = field_problem(arena, "strip must be yes or no");
        return STATUS_BADARG;
    }
    if (told.size && !parse_yes(told, &template)) {
        *problem = field_problem(arena, "site_template must be yes or no");
        return STATUS_BADARG;
    }
    out->as_is = !strip;
    out->template = told.size == 0 ? SUBMISSION_TEMPLATE_AUTO
                    : template     ? SUBMISSION_TEMPLATE_YES
                                   : SUBMISSION_TEMPLATE_NO;
    return STATUS_OK;
}

static enum status take_status(const struct field_values *values, struct arena *arena, struct submission *out,
                               struct bytes *problem)
{
    struct bytes embargo = values->value[FIELD_EMBARGOED];
    struct bytes pubstatus = values->value[FIELD_PUBSTATUS];
    if (embargo.size && !when_parse(embargo, &out->embargoed_until_ms)) {
        *problem = field_problem(arena, "embargoed is no time: write it like 2025-11-21T18:00:00Z");
        return STATUS_BADARG;
    }
    out->cancelled = bytes_equal_nocase(pubstatus, BYTES("canceled")) ||
                     bytes_equal_nocase(pubstatus, BYTES("cancelled")) ||
                     bytes_equal_nocase(pubstatus, BYTES("withheld"));
    if (!when_parse(values->value[FIELD_FETCHED], &out->fetched_ms))
        out->fetched_ms = 0;
    return STATUS_OK;
}

/* Text that somebody took out of the page already goes before the page itself. */
static void take_body(const struct field_values *values, struct submission *out)
{
    if (values->value[FIELD_TEXT].size) {
        out->body = values->value[FIELD_TEXT];
        out->kind = SUBMISSION_BODY_TEXT;
    } else if (values->value[FIELD_HTML].size) {
        out->body = values->value[FIELD_HTML];
        out->kind = SUBMISSION_BODY_HTML;
    } else {
        out->body = values->value[FIELD_BODY];
        out->kind = SUBMISSION_BODY_AUTO;
    }
}

enum status fields_finish(const struct field_values *values, struct arena *arena, struct submission *out,
                          struct bytes *problem)
{
    *out = (struct submission){
        .your_id = values->value[FIELD_YOUR_ID],
        .url = values->value[FIELD_URL],
        .title = values->value[FIELD_TITLE],
        .source = values->value[FIELD_SOURCE],
        .lang = values->value[FIELD_LANG],
        .byline = values->value[FIELD_BYLINE],
        .agency = values->value[FIELD_AGENCY],
        .published = values->value[FIELD_PUBLISHED],
        .modified = values->value[FIELD_MODIFIED],
    };
    take_body(values, out);
    enum status status = check_sizes(values, arena, problem);
    if (status == STATUS_OK)
        status = take_stripping(values, arena, out, problem);
    if (status == STATUS_OK)
        status = take_status(values, arena, out, problem);
    if (status == STATUS_OK && out->body.size == 0 && !out->cancelled) {
        *problem = field_problem(arena, "no page: give text, html or body");
        status = STATUS_BADARG;
    }
    return status;
}
