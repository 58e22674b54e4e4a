/*
 * In lots: the numbers of the next articles (ARTICLES), then what is kept of each (DOC), then the text of each that is
 * wanted (TEXT), so three round trips a lot. Only the records of a lot and one text are in memory. After a refusal that
 * passes (BUSY) the lot begins again behind the last line that was written.
 *
 *     {"id":your id,"url":...,"title":...,"text":...,"strip":"no",...,"article":17,"cluster":3,"canonical":3,...}
 */
#include "client/export.h"

#include "client/answer.h"
#include "client/fields.h"
#include "client/info.h"
#include "client/interrupt.h"
#include "client/number_text.h"
#include "client/terminal.h"
#include "client/time_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    LOT = 64, /* articles; their requests are all in flight at once, which the daemon's limits.pipeline allows */
    PROGRESS_EVERY_MS = 200,
    BUSY_TIME_MS = 300000 /* BUSY for so long: given up */
};

/* Where the daemon's record has a field of the line. */
static const struct export_field {
    const char *name, *from;
} known[] = {
    {"id", "key"},
    {"url", "url"},
    {"title", "title"},
    {"source", "source"},
    {"byline", "byline"},
    {"agency", "agency"},
    {"lang", "lang"},
    {"published", "published"},
    {"modified", "modified"},
    {"article", "id"},
    {"cluster", "cluster"},
    {"canonical", "canonical"},
    {"status", "status"},
    {"submitted", "submitted"},
    {"strip", NULL}, /* "no": the text is clean */
    {"text", NULL},
};
enum { KNOWN = sizeof known / sizeof *known };

struct export_article {
    uint64_t id;
    redisReply *doc; /* NULL: not wanted */
};

struct exporter {
    struct client *client;
    const struct options *options;
    const struct export_field *fields[KNOWN];
    size_t field_count;
    bool with_text;
    uint64_t after; /* the last article that is done with */
    uint64_t seen, written, total;
    struct export_article lot[LOT];
    size_t count;      /* of the lot */
    int64_t busy_ms;   /* how long to wait before the rest of the lot is asked for again; 0: it is done */
    int64_t waited_ms; /* without a line since */
    bool damaged;      /* an article could not be read */
    struct interrupt interrupt;
    int write_error; /* errno of the first line that could not be written */
    struct writer line;
    bool progress, progress_shown;
    int64_t started_ms, shown_ms;
};

static bool is_over(struct exporter *export)
{
    return interrupt_seen(&export->interrupt) || ferror(stdout) ||
           (export->options->limit && export->written >= export->options->limit);
}

static void hide_progress(struct exporter *export)
{
    if (export->progress_shown)
        (void)fputs("\r\x1b[K", stderr);
    export->progress_shown = false;
}

static void show_progress(struct exporter *export)
{
    int64_t now = time_now_ms();
    char written[NUMBER_TEXT_SIZE], rate[NUMBER_TEXT_SIZE], share[16] = "";
    double seconds = (double)(now - export->started_ms) / 1000;
    if (!export->progress || now - export->shown_ms < PROGRESS_EVERY_MS)
        return;
    if (export->total >= export->seen && export->total)
        (void)snprintf(share, sizeof share, "  %3.0f %%", (double)export->seen * 100 / (double)export->total);
    (void)fprintf(stderr, "\r%s articles%s  %s/s\x1b[K", number_grouped(export->written, written), share,
                  number_grouped((uint64_t)((double)export->written / (seconds > 0.1 ? seconds : 0.1)), rate));
    (void)fflush(stderr);
    export->shown_ms = now;
    export->progress_shown = true;
}

/* What an error about one article means: CLIENT_OK, it is passed over or asked for again; else the export ends. */
static int judge_error(struct exporter *export, uint64_t id, const redisReply *reply)
{
    struct bytes text = bytes_of(reply->str, reply->len);
    if (bytes_starts_with(text, BYTES("NOTFOUND "))) /* forgotten since it was listed */
        return CLIENT_OK;
    if (bytes_starts_with(text, BYTES("BUSY "))) {
        long wait_ms = strtol(reply->str + strlen("BUSY "), NULL, 10);
        export->busy_ms = wait_ms > 0 && wait_ms < 10000 ? wait_ms : 100;
        return CLIENT_OK;
    }
    hide_progress(export);
    (void)fprintf(stderr, "shinglectl: article %" PRIu64 ": %.*s\n", id, (int)reply->len, reply->str);
    if (!bytes_starts_with(text, BYTES("DAMAGED ")))
        return CLIENT_FAILED;
    export->damaged = true;
    return CLIENT_OK;
}

static bool send_for(struct exporter *export, const char *name, uint64_t id)
{
    char reference[24];
    struct request request = {0};
    (void)snprintf(reference, sizeof reference, "%" PRIu64, id);
    request_add_string(&request, name);
    request_add_string(&request, reference);
    return connection_send(export->client, &request);
}

/* The numbers of the next articles. */
static int list_lot(struct exporter *export)
{
    char cursor[24], count[24];
    struct request request = {0};
    int exit;
    (void)snprintf(cursor, sizeof cursor, "%" PRIu64, export->after);
    (void)snprintf(count, sizeof count, "%d", LOT);
    request_add_string(&request, "ARTICLES");
    request_add_pair(&request, "CURSOR", cursor);
    request_add_pair(&request, "COUNT", count);
    export->count = 0;
    redisReply *reply = connection_ask(export->client, &request);
    if (!reply)
        return CLIENT_UNREACHABLE;
    exit = reply->type == REDIS_REPLY_ERROR ? judge_error(export, export->after, reply) : CLIENT_OK;
    if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2 && reply->element[1]->type == REDIS_REPLY_ARRAY) {
        const redisReply *rows = reply->element[1];
        for (size_t i = 0; i < rows->elements && export->count < LOT; i++)
            if (rows->element[i]->type == REDIS_REPLY_ARRAY && rows->element[i]->elements >= 1)
                export->lot[export->count++] =
                    (struct export_article){.id = (uint64_t)rows->element[i]->element[0]->integer};
    }
    freeReplyObject(reply);
    return exit;
}

static bool is_wanted(const struct exporter *export, const redisReply *doc)
{
    if (doc->type != REDIS_REPLY_ARRAY)
        return false;
    return !export->options->canonicals || answer_integer(doc, "canonical", 0) == answer_integer(doc, "id", -1);
}

/* The records of the lot, which ends before the first that the daemon is too busy for. */
static int read_docs(struct exporter *export)
{
    size_t count = export->count;
    int exit = CLIENT_OK;
    for (size_t i = 0; i < count; i++)
        if (!send_for(export, "DOC", export->lot[i].id))
            return CLIENT_FAILED;
    for (size_t i = 0; i < count; i++) {
        redisReply *doc = connection_receive(export->client);
        export->lot[i].doc = NULL;
        if (!doc) {
            export->count = i;
            return CLIENT_UNREACHABLE;
        }
        if (doc->type == REDIS_REPLY_ERROR && exit == CLIENT_OK && !export->busy_ms)
            exit = judge_error(export, export->lot[i].id, doc);
        if (export->busy_ms && export->count == count)
            export->count = i;
        if (is_wanted(export, doc) && i < export->count)
            export->lot[i].doc = doc;
        else
            freeReplyObject(doc);
    }
    return exit;
}

/* A field that has no value is left out. */
static void write_field(struct exporter *export, const struct export_field *field, const redisReply *doc,
                        struct bytes text)
{
    const redisReply *value = field->from ? answer_field(doc, field->from) : NULL;
    if (field->from && !value)
        return;
    writer_format(&export->line, "%c\"%s\":", export->line.size ? ',' : '{', field->name);
    if (value)
        answer_json_value(field->from, value, &export->line);
    else if (strcmp(field->name, "text") == 0)
        answer_json_string(text, &export->line);
    else
        writer_format(&export->line, "\"no\"");
}

static void write_line(struct exporter *export, const redisReply *doc, struct bytes text)
{
    struct writer *line = &export->line;
    for (size_t i = 0; i < export->field_count; i++)
        write_field(export, export->fields[i], doc, text);
    writer_format(line, line->size ? "}\n" : "{}\n");
    if (!line->failed && fwrite(line->at, 1, line->size, stdout) < line->size && !export->write_error)
        export->write_error = errno;
    writer_clear(line);
    export->written++;
    export->waited_ms = 0;
}

/* One article of the lot is done with: without a text to write, when the reply is NULL. */
static int finish(struct exporter *export, size_t i, const redisReply *reply)
{
    int exit = CLIENT_OK;
    if (reply && reply->type == REDIS_REPLY_ERROR)
        exit = judge_error(export, export->lot[i].id, reply);
    if (exit != CLIENT_OK || export->busy_ms)
        return exit;
    const redisReply *doc = export->lot[i].doc;
    if (doc && !export->with_text)
        write_line(export, doc, BYTES(""));
    else if (reply && reply->type == REDIS_REPLY_STRING)
        write_line(export, doc, bytes_of(reply->str, reply->len));
    if (export->line.failed) {
        (void)fputs("shinglectl: out of memory\n", stderr);
        return CLIENT_FAILED;
    }
    export->after = export->lot[i].id;
    export->seen++;
    return CLIENT_OK;
}

/* Asks for the texts of the lot and writes the lines. All replies are taken, also those behind the last line. */
static int write_lot(struct exporter *export)
{
    int exit = CLIENT_OK;
    bool done = false;
    for (size_t i = 0; i < export->count; i++)
        if (export->with_text && export->lot[i].doc && !send_for(export, "TEXT", export->lot[i].id))
            return CLIENT_FAILED;
    int64_t busy_ms = export->busy_ms; /* of what is behind the lot */
    export->busy_ms = 0;
    for (size_t i = 0; i < export->count; i++) {
        bool asked = export->with_text && export->lot[i].doc;
        redisReply *reply = asked ? connection_receive(export->client) : NULL;
        if (asked && !reply)
            return CLIENT_UNREACHABLE;
        done |= is_over(export) || exit != CLIENT_OK || export->busy_ms;
        if (!done)
            exit = finish(export, i, reply);
        freeReplyObject(reply);
        show_progress(export);
    }
    if (!export->busy_ms)
        export->busy_ms = busy_ms;
    return exit;
}

static void drop_lot(struct exporter *export)
{
    for (size_t i = 0; i < export->count; i++)
        freeReplyObject(export->lot[i].doc);
}

/* Waits as the daemon asked; not for ever. */
static int wait_busy(struct exporter *export)
{
    const struct timespec time = {export->busy_ms / 1000, export->busy_ms % 1000 * 1000000};
    export->waited_ms += export->busy_ms;
    export->busy_ms = 0;
    (void)nanosleep(&time, NULL);
    if (export->waited_ms < BUSY_TIME_MS)
        return CLIENT_OK;
    hide_progress(export);
    (void)fputs("shinglectl: the daemon stays busy\n", stderr);
    return CLIENT_FAILED;
}

static int export_all(struct exporter *export)
{
    for (;;) {
        int exit = list_lot(export);
        if (exit == CLIENT_OK && export->count == 0 && !export->busy_ms)
            return CLIENT_OK;
        if (exit == CLIENT_OK)
            exit = read_docs(export);
        if (exit == CLIENT_OK)
            exit = write_lot(export);
        drop_lot(export);
        if (exit == CLIENT_OK && export->busy_ms)
            exit = wait_busy(export);
        if (exit != CLIENT_OK || is_over(export))
            return exit;
    }
}

/* The sum, and how to go on where it is not all. */
static int tell_end(struct exporter *export, int exit)
{
    char text[NUMBER_TEXT_SIZE];
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    int error = export->write_error ? export->write_error : errno;
    hide_progress(export);
    if (!written && error != EPIPE) /* whoever reads may have enough */
        (void)fprintf(stderr, "shinglectl: cannot write: %s\n", strerror(error));
    if (!export->options->quiet)
        (void)fprintf(stderr, "%s article%s exported\n", number_grouped(export->written, text),
                      export->written == 1 ? "" : "s");
    if (written && (export->interrupt.seen || exit != CLIENT_OK))
        (void)fprintf(stderr, "shinglectl: not all; go on with --after %" PRIu64 "\n", export->after);
    if (exit == CLIENT_OK && (!written || export->interrupt.seen || export->damaged))
        exit = CLIENT_FAILED;
    return exit;
}

/* The fields of --fields, or all. False, told, when one is unknown. */
static bool choose_fields(struct exporter *export)
{
    struct fields wanted;
    const char *names[KNOWN];
    for (size_t i = 0; i < KNOWN; i++)
        names[i] = known[i].name;
    if (!fields_parse(export->options->fields, &wanted) || !fields_among(&wanted, names, KNOWN))
        return false;
    export->field_count = wanted.count ? wanted.count : KNOWN;
    for (size_t i = 0; i < export->field_count; i++) {
        size_t at = wanted.count ? 0 : i;
        while (wanted.count && strcmp(names[at], wanted.at[i]) != 0)
            at++;
        export->fields[i] = &known[at];
        export->with_text |= strcmp(names[at], "text") == 0;
    }
    return true;
}

int export_run(struct client *client, const struct options *options)
{
    struct exporter export = {.client = client,
                              .options = options,
                              .after = options->after,
                              .interrupt = INTERRUPT_NONE,
                              .progress = !options->quiet && terminal_is(stderr) && !client->terminal,
                              .started_ms = time_now_ms()};
    if (!choose_fields(&export))
        return CLIENT_USAGE;
    if (!connection_open(client, false))
        return CLIENT_UNREACHABLE;
    interrupt_open(&export.interrupt);
    struct info info = {0};
    if (export.progress && !options->has_after && !options->limit && info_ask(client, &info) == CLIENT_OK)
        export.total = info_number(&info, "articles");
    info_close(&info);
    int exit = tell_end(&export, export_all(&export));
    interrupt_close(&export.interrupt);
    writer_close(&export.line);
    return exit;
}
