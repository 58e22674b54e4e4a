#include "client/marked_text.h"

#include "client/terminal.h"

#include <stdio.h>

enum { MARKS_WIDTH = 4, LEAST_WIDTH = 12 /* columns of a long word's part */ };

const struct mark mark_none = {"", "", ""};
const struct mark mark_cut = {"\x1b[31m", "[-", "-]"};
const struct mark mark_added = {"\x1b[32m", "{+", "+}"};

struct marked_text marked_text_of(const struct client *client)
{
    bool narrow = client->terminal && client->width < MARKED_WIDTH_MOST;
    return (struct marked_text){.colour = client->colour, .width = narrow ? client->width : MARKED_WIDTH_MOST};
}

void marked_text_end(struct marked_text *out)
{
    if (out->column)
        putchar('\n');
    out->column = 0;
    out->blank = out->line = false;
}

/* Prints the blank that is due, or begins a new line where something of a width does not fit. */
static void separate(struct marked_text *out, size_t width)
{
    if (out->line || out->column + out->blank + width > out->width) {
        marked_text_end(out);
    } else if (out->blank && out->column) {
        putchar(' ');
        out->column++;
    }
    out->blank = false;
}

static void add_word(struct marked_text *out, struct bytes word, const struct mark *mark, bool first, bool last)
{
    bool colour = out->colour && *mark->colour;
    const char *open = !out->colour && first ? mark->open : "", *close = !out->colour && last ? mark->close : "";
    size_t width = terminal_width_of(word) + strlen(open) + strlen(close);
    separate(out, width);
    printf("%s%s%" BYTES_FORMAT "%s%s", colour ? mark->colour : "", open, BYTES_ARGS(word), close,
           colour ? "\x1b[0m" : "");
    out->column += width;
}

/* The next word; of one that is long, as in scripts without blanks, as much as the line has room for. */
static struct bytes next_word(const struct marked_text *out, struct bytes text)
{
    size_t size = 0, used = out->line ? MARKS_WIDTH : out->column + out->blank + MARKS_WIDTH;
    while (size < text.size && text.at[size] != ' ' && text.at[size] != '\n' && text.at[size] != '\t')
        size++;
    struct bytes word = bytes_upto(text, size);
    if (terminal_width_of(word) <= out->width / 2)
        return word;
    size_t room = out->width > used + LEAST_WIDTH ? out->width - used : out->width - MARKS_WIDTH;
    struct bytes fits = terminal_cut(word, room);
    return fits.size ? fits : word;
}

/* Takes the blanks off the beginning and notes that they are due. */
static struct bytes skip_blanks(struct marked_text *out, struct bytes text)
{
    while (text.size && (text.at[0] == ' ' || text.at[0] == '\n' || text.at[0] == '\t')) {
        out->line |= text.at[0] == '\n';
        out->blank = true;
        text = bytes_from(text, 1);
    }
    return text;
}

void marked_text_add(struct marked_text *out, struct bytes text, const struct mark *mark)
{
    struct writer clean = {0};
    terminal_clean_lines(text, &clean);
    struct bytes rest = skip_blanks(out, writer_view(&clean));
    for (bool first = true; rest.size; first = false) {
        struct bytes word = next_word(out, rest);
        rest = bytes_from(rest, word.size);
        add_word(out, word, mark, first, bytes_trim(rest).size == 0);
        rest = skip_blanks(out, rest);
    }
    writer_close(&clean);
}
