#include "tests/fuzz/reply_reader.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 16, DIGITS_MAX = 20 };

static bool is_one_of(uint8_t kind, const char *kinds)
{
    return kind && strchr(kinds, kind);
}

/* The line that opens a reply, without its kind and its end. False when its end is not there. */
static bool read_line(struct bytes bytes, struct bytes *line)
{
    const uint8_t *end = bytes.size ? memmem(bytes.at, bytes.size, "\r\n", 2) : NULL;
    if (!end)
        return false;
    *line = bytes_of(bytes.at + 1, (size_t)(end - bytes.at) - 1);
    return true;
}

/* A whole number in decimal; -1 is how nulls are written. */
static bool read_number(struct bytes line, int64_t *out)
{
    char text[DIGITS_MAX + 1] = "";
    char *end = NULL;
    if (line.size == 0 || line.size > DIGITS_MAX)
        return false;
    memcpy(text, line.at, line.size);
    *out = strtoll(text, &end, 10);
    return end == text + line.size && text[0] != ' ' && text[0] != '+';
}

static ptrdiff_t size_of(struct bytes bytes, unsigned depth);

static ptrdiff_t size_of_parts(struct bytes bytes, size_t used, uint64_t parts, unsigned depth)
{
    for (uint64_t i = 0; i < parts; i++) {
        ptrdiff_t size = size_of(bytes_from(bytes, used), depth + 1);
        if (size <= 0)
            return size;
        used += (size_t)size;
    }
    return (ptrdiff_t)used;
}

static ptrdiff_t size_of_text(struct bytes bytes, size_t used, uint64_t size)
{
    if (bytes.size - used < size + 2)
        return REPLIED_MORE;
    return memcmp(bytes.at + used + size, "\r\n", 2) == 0 ? (ptrdiff_t)(used + size + 2) : REPLIED_WRONG;
}

static ptrdiff_t size_of(struct bytes bytes, unsigned depth)
{
    struct bytes line;
    int64_t number = 0;
    if (depth > DEPTH_MAX || (bytes.size && !is_one_of(bytes.at[0], "+-:_#,($=!*~>%")))
        return REPLIED_WRONG;
    if (!read_line(bytes, &line))
        return REPLIED_MORE;
    size_t used = line.size + 3;
    if (is_one_of(bytes.at[0], "+-_#,("))
        return (ptrdiff_t)used;
    if (!read_number(line, &number))
        return REPLIED_WRONG;
    if (bytes.at[0] == ':')
        return (ptrdiff_t)used;
    if (number < 0)
        return number == -1 && is_one_of(bytes.at[0], "$*") ? (ptrdiff_t)used : REPLIED_WRONG;
    if (is_one_of(bytes.at[0], "$=!"))
        return size_of_text(bytes, used, (uint64_t)number);
    return size_of_parts(bytes, used, (uint64_t)number * (bytes.at[0] == '%' ? 2 : 1), depth);
}

ptrdiff_t replied_size(struct bytes bytes)
{
    return bytes.size ? size_of(bytes, 0) : REPLIED_MORE;
}

uint64_t replied_id(struct bytes reply)
{
    static const char name[] = "$2\r\nid\r\n:";
    struct bytes line;
    int64_t number = 0;
    if (reply.size == 0 || !is_one_of(reply.at[0], "*%") || !read_line(reply, &line))
        return 0;
    struct bytes rest = bytes_from(reply, line.size + 3);
    if (rest.size < sizeof name || memcmp(rest.at, name, sizeof name - 1) != 0 ||
        !read_line(bytes_from(rest, sizeof name - 2), &line) || !read_number(line, &number) || number < 0)
        return 0;
    return (uint64_t)number;
}
