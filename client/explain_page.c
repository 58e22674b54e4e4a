#include "client/explain_page.h"

#include "client/answer.h"
#include "client/terminal.h"
#include "client/verdict_lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static double score_of(const redisReply *map)
{
    char number[ANSWER_NUMBER_SIZE];
    struct bytes text = answer_text(map, "score", number);
    return text.size ? strtod((const char *)text.at, NULL) : 0; /* hiredis ends its strings with a NUL */
}

static void write_lines(const struct client *client, const redisReply *lines, struct writer *out)
{
    char number[ANSWER_NUMBER_SIZE];
    struct verdict_look look = {client->terminal ? client->width : SIZE_MAX, client->colour};
    struct verdict_line *rows = calloc(lines->elements + 1, sizeof *rows);
    if (!rows) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < lines->elements; i++)
        rows[i] = (struct verdict_line){.text = answer_text(lines->element[i], "text", number),
                                        .reason = answer_text(lines->element[i], "reason", number),
                                        .score = score_of(lines->element[i]),
                                        .kept = answer_integer(lines->element[i], "kept", 0) != 0};
    verdict_lines_write(rows, lines->elements, look, out);
    free(rows);
}

/* "-- 12 lines kept, 40 dropped, 3 of the template of example.com" */
static void write_sums(const redisReply *map, struct writer *out)
{
    char number[ANSWER_NUMBER_SIZE];
    struct bytes site = answer_text(map, "site", number);
    int64_t template = answer_integer(map, "template_lines", 0);
    writer_format(out, "-- %" PRId64 " lines kept, %" PRId64 " dropped", answer_integer(map, "lines_kept", 0),
                  answer_integer(map, "lines_dropped", 0));
    if (template) {
        writer_format(out, ", %" PRId64 " more by the template of ", template);
        terminal_clean(site, out);
    } else if (site.size) {
        writer_bytes(out, BYTES(", none by a template of "));
        terminal_clean(site, out);
    }
    writer_u8(out, '\n');
}

static void write_fact(const redisReply *map, const char *name, const char *title, struct writer *out)
{
    char number[ANSWER_NUMBER_SIZE];
    struct bytes text = answer_text(map, name, number);
    if (text.size == 0)
        return;
    writer_format(out, "   %s: ", title);
    terminal_clean(text, out);
    writer_u8(out, '\n');
}

void explain_page_show(const struct client *client, const redisReply *map)
{
    struct writer out = {0};
    const redisReply *lines = answer_field(map, "lines");
    if (lines && lines->type == REDIS_REPLY_ARRAY)
        write_lines(client, lines, &out);
    write_sums(map, &out);
    write_fact(map, "reason", "no article", &out);
    write_fact(map, "title", "title", &out);
    write_fact(map, "agency", "agency", &out);
    if (out.failed)
        (void)fputs("shinglectl: out of memory\n", stderr);
    else
        (void)fwrite(out.at, 1, out.size, stdout);
    writer_close(&out);
}
