#include "daemon/ingest/submission_fields.h"

#include "daemon/ingest/when.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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
    [FIELD_URL] = {{"url", "link", "canonical_url", "mainentityofpage"}, SUBMISSION_URL_MAX},
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
    [FIELD_MATCH_CONTAINMENT] = {{"match_containment"}, SUBMISSION_FIELD_MAX},
    [FIELD_MATCH_RESEMBLANCE] = {{"match_resemblance"}, SUBMISSION_FIELD_MAX},
    [FIELD_MATCH_CERTAINTY] = {{"match_certainty"}, SUBMISSION_FIELD_MAX},
    [FIELD_MATCH_WINDOW] = {{"match_window"}, SUBMISSION_FIELD_MAX},
    [FIELD_MATCH_SAME_LANGUAGE] = {{"match_same_language"}, SUBMISSION_FIELD_MAX},
    [FIELD_MATCH_OTHER_SOURCE] = {{"match_other_source"}, SUBMISSION_FIELD_MAX},
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

/* A share over 0, at most 1: "0.75", ".5", "1". */
static bool parse_share(struct bytes text, double *out)
{
    char digits[24];
    char *end;
    if (text.size == 0 || text.size >= sizeof digits)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((text.at[i] < '0' || text.at[i] > '9') && text.at[i] != '.')
            return false;
    memcpy(digits, text.at, text.size);
    digits[text.size] = 0;
    *out = strtod(digits, &end);
    return *end == 0 && *out > 0 && *out <= 1;
}

/* "90s", "45m", "12h", "30d", "2w"; "0" is for ever. */
static bool parse_window(struct bytes text, int64_t *out_ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    uint64_t number;
    if (bytes_equal(text, BYTES("0"))) {
        *out_ms = 0;
        return true;
    }
    for (size_t i = 0; text.size && i < sizeof units / sizeof *units; i++) {
        if (text.at[text.size - 1] != (uint8_t)units[i].unit ||
            !bytes_to_u64(bytes_upto(text, text.size - 1), &number) || number == 0)
            continue;
        bool fits = number <= (uint64_t)(SUBMISSION_WINDOW_MAX_MS / units[i].ms);
        *out_ms = fits ? (int64_t)number * units[i].ms : 0;
        return fits;
    }
    return false;
}

static enum status take_shares(const struct field_values *values, struct arena *arena, struct submission_policy *policy,
                               struct bytes *problem)
{
    const struct {
        enum submission_field field;
        double *share;
    } shares[] = {{FIELD_MATCH_CONTAINMENT, &policy->containment},
                  {FIELD_MATCH_RESEMBLANCE, &policy->resemblance},
                  {FIELD_MATCH_CERTAINTY, &policy->certainty}};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        struct bytes told = values->value[shares[i].field];
        policy->given |= told.size > 0;
        if (told.size == 0 || parse_share(told, shares[i].share))
            continue;
        *problem = field_problem(arena, "%s must be a number over 0, at most 1", rows[shares[i].field].names[0]);
        return STATUS_BADARG;
    }
    return STATUS_OK;
}

static enum status take_policy(const struct field_values *values, struct arena *arena, struct submission_policy *policy,
                               struct bytes *problem)
{
    const struct {
        enum submission_field field;
        bool *yes;
    } switches[] = {{FIELD_MATCH_SAME_LANGUAGE, &policy->same_language},
                    {FIELD_MATCH_OTHER_SOURCE, &policy->other_source}};
    struct bytes window = values->value[FIELD_MATCH_WINDOW];
    policy->has_window = window.size > 0;
    policy->given = policy->has_window;
    if (window.size && !parse_window(window, &policy->window_ms)) {
        *problem = field_problem(arena, "match_window must be 0 or a time such as 12h or 30d, at most 36500d");
        return STATUS_BADARG;
    }
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        struct bytes told = values->value[switches[i].field];
        policy->given |= told.size > 0;
        if (told.size == 0 || parse_yes(told, switches[i].yes))
            continue;
        *problem = field_problem(arena, "%s must be yes or no", rows[switches[i].field].names[0]);
        return STATUS_BADARG;
    }
    return take_shares(values, arena, policy, problem);
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

static bool is_url(struct bytes text)
{
    return bytes_starts_with_nocase(text, BYTES("http://")) || bytes_starts_with_nocase(text, BYTES("https://"));
}

/* trafilatura calls the page's address its source; the site is then told by the address. */
static void take_source(struct submission *out)
{
    if (out->url.size || out->source.size > SUBMISSION_URL_MAX || !is_url(out->source))
        return;
    out->url = out->source;
    out->source = BYTES("");
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
    take_source(out);
    take_body(values, out);
    enum status status = check_sizes(values, arena, problem);
    if (status == STATUS_OK)
        status = take_stripping(values, arena, out, problem);
    if (status == STATUS_OK)
        status = take_policy(values, arena, &out->policy, problem);
    if (status == STATUS_OK)
        status = take_status(values, arena, out, problem);
    if (status == STATUS_OK && out->body.size == 0 && !out->cancelled) {
        *problem = field_problem(arena, "no page: give text, html or body");
        status = STATUS_BADARG;
    }
    return status;
}
