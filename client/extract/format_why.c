#include "client/extract/format.h"

#include "client/terminal.h"

#include <inttypes.h>
#include <string.h>

#define KEPT    "\x1b[32m"
#define DROPPED "\x1b[2m"
#define PLAIN   "\x1b[0m"

enum { REASONS_MAX = 64, TEXT_COLUMNS_MIN = 20, PART_KEPT_MAX = 4096 };

/* Dropped lines by their reason. Reasons are static, so that equal ones mostly are one pointer. */
struct reason_count {
    const char *reason;
    size_t lines;
};

static void put_line(const struct article_line *line, size_t reason_columns, struct why_look look, struct writer *clean,
                     struct writer *out)
{
    size_t before = strlen("keep 100%  ") + reason_columns + 2;
    size_t room = look.columns > before + TEXT_COLUMNS_MIN ? look.columns - before : TEXT_COLUMNS_MIN;
    bool cut = look.columns != SIZE_MAX;
    /* A code point takes at most four bytes and at least no column: enough for the room, and never a whole long line.
     */
    struct bytes part = cut ? bytes_upto(line->text, PART_KEPT_MAX) : line->text;
    writer_clear(clean);
    terminal_clean(part, clean);
    struct bytes text = writer_view(clean);
    bool too_wide = cut && (part.size < line->text.size || terminal_width_of(text) > room);
    if (too_wide)
        text = terminal_cut(text, room - 1);
    writer_format(out, "%s%s %3.0f%%  %-*s  ", look.colour ? line->kept ? KEPT : DROPPED : "",
                  line->kept ? "keep" : "drop", (double)line->score * 100, (int)reason_columns, line->reason);
    if (look.colour && line->kept)
        writer_bytes(out, BYTES(PLAIN));
    writer_bytes(out, text);
    writer_format(out, "%s%s\n", too_wide ? "\xe2\x80\xa6" : "", look.colour && !line->kept ? PLAIN : "");
    out->failed |= clean->failed;
}

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

void format_why(const struct article *article, struct why_look look, struct writer *out)
{
    size_t reason_columns = 0;
    struct writer clean = {0};
    for (size_t i = 0; i < article->line_count; i++) {
        size_t columns = strlen(article->lines[i].reason);
        reason_columns = columns > reason_columns ? columns : reason_columns;
    }
    for (size_t i = 0; i < article->line_count; i++)
        put_line(&article->lines[i], reason_columns, look, &clean, out);
    writer_close(&clean);
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
