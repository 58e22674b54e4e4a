#include "client/import_report.h"

#include "client/answer.h"
#include "client/number_text.h"
#include "client/terminal.h"
#include "client/time_text.h"

#include <inttypes.h>
#include <jansson.h>

enum { PROGRESS_EVERY_MS = 200 };

void import_report_open(struct import_report *report, const struct options *options)
{
    *report = (struct import_report){.options = options,
                                     .noun = "line",
                                     .started_ms = time_now_ms(),
                                     .progress = !options->quiet && terminal_is(stderr)};
}

static void hide_progress(struct import_report *report)
{
    if (report->progress_shown)
        (void)fputs("\r\x1b[K", stderr);
    report->progress_shown = false;
}

void import_report_problem(struct import_report *report, struct window_tag at, const char *text)
{
    hide_progress(report);
    (void)fflush(stdout);
    if (at.file && at.line)
        (void)fprintf(stderr, "%s:%" PRIu64 ": %s\n", at.file, at.line, text);
    else
        (void)fprintf(stderr, "%s%s%s\n", at.file ? at.file : "shinglectl", ": ", text);
}

/* Words after which the rest of the file would fail as well. */
static bool is_fatal(const char *error)
{
    static const char *const words[] = {"FULL ",   "READONLY ", "STOPPING ", "NOAUTH ",
                                        "NOPERM ", "LIMIT ",    "IO ",       "WRONGPASS "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(error, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* The submitter's own id, a page's or that in a line of JSON, where the daemon did not take it. Appends a JSON value.
 */
static void print_own_id(struct bytes line, bool page, struct writer *out)
{
    static const char *const names[] = {"id", "uri", "identifier"};
    if (page && line.size) {
        answer_json_string(line, out);
        return;
    }
    json_t *object = json_loadb((const char *)line.at, line.size, 0, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const json_t *id = json_object_get(object, names[i]);
        if (json_is_string(id)) {
            answer_json_string(bytes_of(json_string_value(id), json_string_length(id)), out);
            json_decref(object);
            return;
        }
        if (json_is_integer(id)) {
            writer_format(out, "\"%" JSON_INTEGER_FORMAT "\"", json_integer_value(id));
            json_decref(object);
            return;
        }
    }
    json_decref(object);
    writer_format(out, "null");
}

static void print_line(struct import_report *report)
{
    writer_u8(&report->line, '\n');
    if (!report->line.failed)
        (void)fwrite(report->line.at, 1, report->line.size, stdout);
    writer_clear(&report->line);
}

static void count(struct import_count *counts, struct bytes name)
{
    size_t i = 0;
    name = bytes_upto(name, sizeof counts->name - 1);
    while (i + 1 < IMPORT_STATUSES_MAX && *counts[i].name && !bytes_equal(bytes_of_string(counts[i].name), name))
        i++;
    if (!*counts[i].name)
        (void)snprintf(counts[i].name, sizeof counts[i].name, "%" BYTES_FORMAT, BYTES_ARGS(name));
    counts[i].count++;
}

void import_report_passed(struct import_report *report, const char *kind)
{
    report->passed_count++;
    count(report->passed, bytes_of_string(kind));
}

/* What a page is told when it has no article: an answer like others, since a crawl is full of such pages. NULL: other.
 */
static const char *no_article(const struct window_slot *slot, const char *text)
{
    if (!slot->tag.page)
        return NULL;
    return strncmp(text, "NOARTICLE ", 10) == 0 ? "without an article"
           : strncmp(text, "TOOSHORT ", 9) == 0 ? "too short"
                                                : NULL;
}

static void tell_failure(struct import_report *report, const struct window_slot *slot)
{
    char text[512];
    if (slot->reply && slot->reply->type == REDIS_REPLY_ERROR)
        (void)snprintf(text, sizeof text, "%.*s", (int)slot->reply->len, slot->reply->str);
    else
        (void)snprintf(text, sizeof text, "%s", slot->problem ? slot->problem : "the answer is not a map");
    const char *none = no_article(slot, text);
    if (none) {
        count(report->statuses, bytes_of_string(none));
    } else {
        report->failed++;
        report->fatal |= slot->reply && is_fatal(text);
        import_report_problem(report, slot->tag, text);
    }
    if (!report->options->json)
        return;
    writer_format(&report->line, "{\"key\":");
    print_own_id(slot->told, slot->tag.page, &report->line);
    writer_format(&report->line, ",\"id\":null,\"status\":\"error\",\"error\":");
    answer_json_string(bytes_of_string(text), &report->line);
    writer_format(&report->line, ",\"file\":");
    answer_json_string(bytes_of_string(slot->tag.file), &report->line);
    writer_format(&report->line, ",\"line\":%" PRIu64 "}", slot->tag.line);
    print_line(report);
}

/* The fields that scripts rely on come first and always; the others follow as the daemon sends them. */
static void print_answer(struct import_report *report, const redisReply *map)
{
    static const char *const first[] = {"key",       "id",          "status",      "cluster",
                                        "canonical", "resemblance", "containment", "agency"};
    enum { FIRST = sizeof first / sizeof *first };
    for (size_t i = 0; i < FIRST; i++) {
        writer_format(&report->line, "%c\"%s\":", i ? ',' : '{', first[i]);
        answer_json_value(first[i], answer_field(map, first[i]), &report->line);
    }
    for (size_t i = 0; i + 1 < map->elements; i += 2) {
        struct bytes name = bytes_of(map->element[i]->str, map->element[i]->len);
        bool told = map->element[i]->type != REDIS_REPLY_STRING || name.size > 32;
        for (size_t j = 0; j < FIRST && !told; j++)
            told = bytes_equal(name, bytes_of_string(first[j]));
        if (told)
            continue;
        writer_u8(&report->line, ',');
        answer_json_string(name, &report->line);
        writer_u8(&report->line, ':');
        answer_json_value(map->element[i]->str, map->element[i + 1], &report->line);
    }
    writer_u8(&report->line, '}');
    print_line(report);
}

void import_report_slot(struct import_report *report, const struct window_slot *slot)
{
    char number[ANSWER_NUMBER_SIZE];
    report->answered++;
    report->bytes += slot->tag.size;
    report->last = slot->tag;
    struct bytes status = slot->reply ? answer_text(slot->reply, "status", number) : BYTES("");
    if (status.size == 0) {
        tell_failure(report, slot);
        return;
    }
    count(report->statuses, status);
    if (report->options->json)
        print_answer(report, slot->reply);
}

void import_report_progress(struct import_report *report, const struct input *input)
{
    int64_t now = time_now_ms();
    if (!report->progress || now - report->shown_ms < PROGRESS_EVERY_MS)
        return;
    uint64_t done, size;
    char lines[NUMBER_TEXT_SIZE], rate[NUMBER_TEXT_SIZE], share[16] = "";
    double seconds = (double)(now - report->started_ms) / 1000;
    input_progress(input, &done, &size);
    if (size)
        (void)snprintf(share, sizeof share, "  %3.0f %%", (double)done * 100 / (double)size);
    (void)fprintf(stderr, "\r%s %ss%s  %s/s  %.1f MB/s  %s failed\x1b[K", number_grouped(report->answered, lines),
                  report->noun, share,
                  number_grouped((uint64_t)((double)report->answered / (seconds > 0.1 ? seconds : 0.1)), rate),
                  (double)report->bytes / 1e6 / (seconds > 0.1 ? seconds : 0.1),
                  number_grouped(report->failed, (char[NUMBER_TEXT_SIZE]){0}));
    (void)fflush(stderr);
    report->shown_ms = now;
    report->progress_shown = true;
}

bool import_report_close(struct import_report *report)
{
    FILE *to = report->options->json ? stderr : stdout; /* with --json, standard output is for the lines alone */
    double seconds = (double)(time_now_ms() - report->started_ms) / 1000;
    char text[NUMBER_TEXT_SIZE];
    hide_progress(report);
    (void)fprintf(to, "%s %s%s %s", number_grouped(report->answered, text), report->noun,
                  report->answered == 1 ? "" : "s", report->options->check ? "checked" : "imported");
    for (size_t i = 0; i < IMPORT_STATUSES_MAX && *report->statuses[i].name; i++)
        (void)fprintf(to, "%s%s %s", i ? ", " : ": ", number_grouped(report->statuses[i].count, text),
                      report->statuses[i].name);
    if (report->failed)
        (void)fprintf(to, "%s%s failed", *report->statuses[0].name ? ", " : ": ", number_grouped(report->failed, text));
    for (size_t i = 0; i < IMPORT_STATUSES_MAX && *report->passed[i].name; i++)
        (void)fprintf(to, "%s%s %s", i ? ", " : "; passed over: ", number_grouped(report->passed[i].count, text),
                      report->passed[i].name);
    (void)fprintf(to, "; %.1f s", seconds);
    if (seconds >= 0.1)
        (void)fprintf(to, ", %s/s", number_grouped((uint64_t)((double)report->answered / seconds), text));
    (void)fputc('\n', to);
    writer_close(&report->line);
    return fflush(stdout) == 0 && !ferror(stdout);
}
