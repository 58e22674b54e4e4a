#include "client/verdict_lines.h"

#include "client/terminal.h"

#include <string.h>

#define KEPT    "\x1b[32m"
#define DROPPED "\x1b[2m"
#define PLAIN   "\x1b[0m"

enum { TEXT_COLUMNS_MIN = 20, PART_MAX = 4096 /* bytes of a line that are looked at when it is cut */ };

/* Appends foreign text, clean and at most columns wide, with an ellipsis where it was cut. Gives the columns taken. */
static size_t put_cut(struct bytes text, size_t columns, struct writer *clean, struct writer *out)
{
    struct bytes part = columns == SIZE_MAX ? text : bytes_upto(text, PART_MAX);
    writer_clear(clean);
    terminal_clean(part, clean);
    struct bytes line = writer_view(clean);
    bool cut = columns != SIZE_MAX && (part.size < text.size || terminal_width_of(line) > columns);
    if (cut)
        line = terminal_cut(line, columns - 1);
    writer_bytes(out, line);
    if (cut)
        writer_bytes(out, BYTES("\xe2\x80\xa6"));
    out->failed |= clean->failed;
    return terminal_width_of(line) + cut;
}

static void put_line(const struct verdict_line *line, size_t reason_columns, struct verdict_look look,
                     struct writer *clean, struct writer *out)
{
    size_t before = strlen("keep 100%  ") + reason_columns + 2;
    size_t room = look.columns > before + TEXT_COLUMNS_MIN ? look.columns - before : TEXT_COLUMNS_MIN;
    writer_format(out, "%s%s %3.0f%%  ",
                  !look.colour ? ""
                  : line->kept ? KEPT
                               : DROPPED,
                  line->kept ? "keep" : "drop", line->score * 100);
    size_t width = put_cut(line->reason, reason_columns, clean, out);
    writer_format(out, "%*s%s", (int)(reason_columns - width + 2), "", look.colour && line->kept ? PLAIN : "");
    (void)put_cut(line->text, look.columns == SIZE_MAX ? SIZE_MAX : room, clean, out);
    writer_format(out, "%s\n", look.colour && !line->kept ? PLAIN : "");
}

void verdict_lines_write(const struct verdict_line *lines, size_t count, struct verdict_look look, struct writer *out)
{
    size_t reason_columns = 0;
    struct writer clean = {0};
    for (size_t i = 0; i < count; i++) {
        writer_clear(&clean);
        terminal_clean(bytes_upto(lines[i].reason, PART_MAX), &clean);
        size_t columns = terminal_width_of(writer_view(&clean));
        reason_columns = columns > reason_columns ? columns : reason_columns;
    }
    reason_columns = reason_columns < VERDICT_REASON_MOST ? reason_columns : VERDICT_REASON_MOST;
    for (size_t i = 0; i < count; i++)
        put_line(&lines[i], reason_columns, look, &clean, out);
    writer_close(&clean);
}
