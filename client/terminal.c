#include "client/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

enum { COLUMNS_USUAL = 80, COLUMNS_LEAST = 20, COLUMNS_MOST = 10000 };

bool terminal_is(FILE *file)
{
    return isatty(fileno(file)) == 1;
}

bool terminal_has_colour(FILE *file)
{
    const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
    return terminal_is(file) && !(no_colour && *no_colour) && kind && strcmp(kind, "dumb") != 0;
}

size_t terminal_columns(FILE *file)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    uint64_t number;
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_LEAST)
        return size.ws_col;
    if (columns && bytes_to_u64(bytes_of_string(columns), &number) && number >= COLUMNS_LEAST && number <= COLUMNS_MOST)
        return (size_t)number;
    return COLUMNS_USUAL;
}

/* The next character and its size in bytes; a bad byte is U+FFFD of size 1. */
static size_t next_point(struct bytes text, utf8proc_int32_t *point)
{
    utf8proc_ssize_t size = utf8proc_iterate(text.at, (utf8proc_ssize_t)text.size, point);
    if (size > 0)
        return (size_t)size;
    *point = 0xfffd;
    return 1;
}

/* C0, DEL, C1, and the overrides that make text read backwards. */
static bool is_control(utf8proc_int32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069) || point == 0x2028 || point == 0x2029;
}

static void clean(struct bytes text, bool keep_lines, struct writer *out)
{
    bool after_space = true;
    while (text.size) {
        utf8proc_int32_t point;
        size_t size = next_point(text, &point);
        bool space = point == ' ' || (point >= '\t' && point <= '\r');
        if (keep_lines && (point == '\n' || point == '\t' || point == ' '))
            writer_u8(out, (uint8_t)point);
        else if (space && !keep_lines) {
            if (!after_space)
                writer_u8(out, ' ');
        } else if (point == 0xfffd || is_control(point)) {
            if (!(keep_lines && point == '\r'))
                writer_format(out, "\xef\xbf\xbd");
        } else {
            writer_bytes(out, bytes_upto(text, size));
        }
        after_space = space;
        text = bytes_from(text, size);
    }
}

void terminal_clean(struct bytes text, struct writer *out)
{
    clean(bytes_trim(text), false, out);
}

void terminal_clean_lines(struct bytes text, struct writer *out)
{
    clean(text, true, out);
}

size_t terminal_width_of(struct bytes text)
{
    size_t columns = 0;
    while (text.size) {
        utf8proc_int32_t point;
        size_t size = next_point(text, &point);
        columns += (size_t)utf8proc_charwidth(point);
        text = bytes_from(text, size);
    }
    return columns;
}

struct bytes terminal_cut(struct bytes text, size_t columns)
{
    size_t used = 0;
    struct bytes rest = text;
    while (rest.size) {
        utf8proc_int32_t point;
        size_t size = next_point(rest, &point);
        used += (size_t)utf8proc_charwidth(point);
        if (used > columns)
            break;
        rest = bytes_from(rest, size);
    }
    return bytes_upto(text, text.size - rest.size);
}
