#include "client/extract/format.h"

#include "client/terminal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { REASONS_MAX = 64 };

/* Dropped lines by their reason. Reasons are static, so that equal ones mostly are one pointer. */
struct reason_count {
    const char *reason;
    size_t lines;
};

static void count_reason(struct reason_count *counts, const char *reason)
{
    size_t i = 0;
    while (i + 1 < REASONS_MAX && counts[i].reason && strcmp(counts[i].reason, reason) != 0)
        i++;
    counts[i].reason = counts[i].reason ? counts[i].reason : reason;
    counts[i].lines++;
}

/* "; dropped: 12 menu, 5 related stories, 9 for other reasons" */
static void put_reasons(const struct article *article, struct writer *out)
{
    struct reason_count counts[REASONS_MAX] = {{NULL, 0}};
    size_t left = article->lines_dropped;
    for (size_t i = 0; i < article->line_count; i++) {
        if (!article->lines[i].kept)
            count_reason(counts, article->lines[i].reason);
    }
    for (size_t shown = 0; left && shown <= FORMAT_WHY_REASONS_MAX; shown++) {
        struct reason_count *most = counts;
        for (size_t i = 0; i < REASONS_MAX; i++)
            most = counts[i].lines > most->lines ? &counts[i] : most;
        const char *before = shown ? ", " : "; dropped: ";
        if (shown == FORMAT_WHY_REASONS_MAX && most->lines < left)
            writer_format(out, "%s%zu for other reasons", before, left);
        else
            writer_format(out, "%s%zu %s", before, most->lines, most->reason);
        left -= most->lines;
        most->lines = 0;
    }
}

static void put_fact(const char *name, struct bytes text, struct writer *out)
{
    if (!text.size)
        return;
    writer_format(out, "   %s: ", name);
    terminal_clean(text, out);
    writer_u8(out, '\n');
}

static void put_lines(const struct article *article, struct verdict_look look, struct writer *out)
{
    struct verdict_line *rows = calloc(article->line_count + 1, sizeof *rows);
    if (!rows) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < article->line_count; i++) {
        const struct article_line *line = &article->lines[i];
        rows[i] = (struct verdict_line){line->text, bytes_of_string(line->reason), (double)line->score, line->kept};
    }
    verdict_lines_write(rows, article->line_count, look, out);
    free(rows);
}

void format_why(const struct article *article, struct verdict_look look, struct writer *out)
{
    put_lines(article, look, out);
    writer_format(out, "-- %" PRIu32 " of %zu lines kept", article->lines_kept, article->line_count);
    if (article->outcome == ARTICLE_NONE)
        writer_format(out, "; no article: %s", article->reason);
    put_reasons(article, out);
    writer_u8(out, '\n');
    put_fact("title", article->title, out);
    put_fact("byline", article->byline, out);
    put_fact("published", article->published, out);
    put_fact("agency", article->agency, out);
}
