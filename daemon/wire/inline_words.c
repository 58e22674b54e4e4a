#include "daemon/wire/inline_words.h"

/* Reads at `in`, writes at `out` in the same body: a word is never longer than what stood for it. */
struct split {
    uint8_t *body;
    size_t in;
    size_t out;
    size_t end;
};

static bool is_gap(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

bool inline_words_forbid(struct bytes piece)
{
    for (size_t i = 0; i < piece.size; i++)
        if ((piece.at[i] < ' ' && piece.at[i] != '\t' && piece.at[i] != '\r') || piece.at[i] == 0x7f)
            return true;
    return false;
}

const char INLINE_WORDS_HTTP[] = "this is not an HTTP port";

/* "POST / HTTP/1.1", "GET /x HTTP/1.0", "Host: x". */
static bool is_http(struct bytes line)
{
    return bytes_starts_with_nocase(line, BYTES("post ")) || bytes_starts_with_nocase(line, BYTES("host:")) ||
           bytes_find(line, BYTES(" HTTP/1."), 0) != SIZE_MAX;
}

static int hex_digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static void put(struct split *split, uint8_t byte)
{
    split->body[split->out++] = byte;
}

/* What stands behind a backslash between double quotes. */
static void escaped(struct split *split)
{
    uint8_t byte = split->body[split->in++];
    if (byte == 'x' && split->in + 2 <= split->end) {
        int high = hex_digit(split->body[split->in]);
        int low = hex_digit(split->body[split->in + 1]);
        if (high >= 0 && low >= 0) {
            split->in += 2;
            put(split, (uint8_t)(high * 16 + low));
            return;
        }
    }
    put(split, byte == 'n' ? '\n' : byte == 'r' ? '\r' : byte == 't' ? '\t' : byte);
}

/* The inside of quotes, from behind the opening one to behind the closing one; false when it does not close. */
static bool quoted(struct split *split, uint8_t quote)
{
    while (split->in < split->end) {
        uint8_t byte = split->body[split->in++];
        if (byte == quote)
            return split->in == split->end || is_gap(split->body[split->in]);
        bool escape = byte == '\\' && split->in < split->end;
        if (escape && quote == '"')
            escaped(split);
        else if (escape && split->body[split->in] == '\'')
            put(split, split->body[split->in++]);
        else
            put(split, byte);
    }
    return false;
}

/* One word from split->in on; false at an unbalanced quote. */
static bool word(struct split *split)
{
    while (split->in < split->end && !is_gap(split->body[split->in])) {
        uint8_t byte = split->body[split->in++];
        if (byte == '"' || byte == '\'') {
            if (!quoted(split, byte))
                return false;
        } else {
            put(split, byte);
        }
    }
    return true;
}

static void refuse(struct request *request, enum status status, const char *what, uint64_t size, uint64_t limit)
{
    request->refused = status;
    request->refused_what = what;
    request->refused_size = size;
    request->refused_limit = limit;
}

const char *inline_words_split(struct request *request, uint32_t arguments)
{
    if (request->size && request->body[request->size - 1] == '\r')
        request->size--;
    struct bytes line = bytes_of(request->body, request->size);
    if (line.size && memchr(line.at, '\r', line.size))
        return "an inline command holds no control bytes";
    if (is_http(line))
        return INLINE_WORDS_HTTP;
    struct split split = {.body = request->body, .end = request->size};
    for (;;) {
        while (split.in < split.end && is_gap(split.body[split.in]))
            split.in++;
        if (split.in == split.end)
            break;
        size_t at = split.out;
        if (!word(&split)) {
            refuse(request, STATUS_SYNTAX, "unbalanced quotes", 0, 0);
            break;
        }
        if (request->count == arguments) {
            refuse(request, STATUS_TOOBIG, "number of arguments", (uint64_t)arguments + 1, arguments);
            break;
        }
        enum status status = request_close_argument(request, at, split.out - at);
        if (status != STATUS_OK) {
            refuse(request, status, "arguments", request->count, 0);
            break;
        }
    }
    request->size = split.out;
    return NULL;
}
