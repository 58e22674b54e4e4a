#include "client/crawl/head_lines.h"

size_t head_size(struct bytes view, size_t from)
{
    for (size_t end = from; (end = bytes_find(view, BYTES("\n"), end)) != SIZE_MAX; end++) {
        struct bytes next = bytes_from(view, end + 1);
        if (bytes_starts_with(next, BYTES("\n")))
            return end + 2;
        if (bytes_starts_with(next, BYTES("\r\n")))
            return end + 3;
    }
    return SIZE_MAX;
}

/* Takes the first line off rest, without its end. */
static struct bytes take_line(struct bytes *rest)
{
    size_t end = bytes_find(*rest, BYTES("\n"), 0);
    struct bytes line = bytes_upto(*rest, end);
    *rest = end == SIZE_MAX ? bytes_from(*rest, rest->size) : bytes_from(*rest, end + 1);
    return line;
}

struct bytes head_first_line(struct bytes head)
{
    return bytes_trim(take_line(&head));
}

struct bytes head_value(struct bytes head, const char *name)
{
    struct bytes wanted = bytes_of_string(name);
    while (head.size) {
        struct bytes line = take_line(&head);
        if (line.size > wanted.size && line.at[wanted.size] == ':' &&
            bytes_equal_nocase(bytes_upto(line, wanted.size), wanted))
            return bytes_trim(bytes_from(line, wanted.size + 1));
    }
    return BYTES("");
}

struct bytes head_token(struct bytes value)
{
    return bytes_trim(bytes_upto(value, bytes_find(value, BYTES(";"), 0)));
}

struct bytes head_parameter(struct bytes value, const char *name)
{
    struct bytes wanted = bytes_of_string(name);
    for (size_t at = 0; (at = bytes_find(value, BYTES(";"), at)) != SIZE_MAX;) {
        struct bytes rest = bytes_from(value, ++at);
        struct bytes part = bytes_trim(bytes_upto(rest, bytes_find(rest, BYTES(";"), 0)));
        if (part.size <= wanted.size || part.at[wanted.size] != '=' ||
            !bytes_equal_nocase(bytes_upto(part, wanted.size), wanted))
            continue;
        part = bytes_from(part, wanted.size + 1);
        if (part.size >= 2 && part.at[0] == '"' && part.at[part.size - 1] == '"')
            part = bytes_of(part.at + 1, part.size - 2);
        return part;
    }
    return BYTES("");
}
