#include "daemon/http/http_chunks.h"

enum { DIGITS_MAX = 15 }; /* of a size: far over any limit, and no overflow */

static int digit_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_size(struct http_chunks *chunks, uint8_t c)
{
    int digit = digit_of(c);
    if (digit >= 0) {
        chunks->left = chunks->left * 16 + (uint64_t)digit;
        return ++chunks->digits <= DIGITS_MAX;
    }
    if (chunks->digits == 0)
        return false;
    if (c == '\r')
        chunks->at = CHUNKS_SIZE_LF;
    else if (c == ';' || c == ' ' || c == '\t')
        chunks->at = CHUNKS_EXTENSION;
    else
        return false;
    return true;
}

static bool take_extension(struct http_chunks *chunks, uint8_t c)
{
    if (c == '\r')
        chunks->at = CHUNKS_SIZE_LF;
    return ++chunks->line <= HTTP_CHUNKS_LINE && (c >= ' ' || c == '\t' || c == '\r');
}

static bool begin_chunk(struct http_chunks *chunks, uint8_t c)
{
    chunks->at = chunks->left ? CHUNKS_DATA : CHUNKS_TRAILER;
    chunks->line = chunks->digits = 0;
    return c == '\n';
}

/* Behind the last chunk: lines, and an empty one at the end. left counts all of their bytes. */
static bool take_trailer(struct http_chunks *chunks, uint8_t c)
{
    if (++chunks->left > HTTP_CHUNKS_TRAILER || chunks->cr != (c == '\n'))
        return false;
    if (c == '\n') {
        chunks->done = chunks->line == 0;
        chunks->line = 0;
    }
    chunks->line += c != '\r' && c != '\n';
    chunks->cr = c == '\r';
    return c >= ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool take(struct http_chunks *chunks, uint8_t c)
{
    switch (chunks->at) {
    case CHUNKS_SIZE: return take_size(chunks, c);
    case CHUNKS_EXTENSION: return take_extension(chunks, c);
    case CHUNKS_SIZE_LF: return begin_chunk(chunks, c);
    case CHUNKS_DATA: break;
    case CHUNKS_DATA_CR: chunks->at = CHUNKS_DATA_LF; return c == '\r';
    case CHUNKS_DATA_LF: chunks->at = CHUNKS_SIZE; return c == '\n';
    case CHUNKS_TRAILER: return take_trailer(chunks, c);
    }
    return false;
}

size_t http_chunks_feed(struct http_chunks *chunks, struct bytes input, struct bytes *data)
{
    *data = (struct bytes){input.at, 0};
    size_t used = 0;
    while (used < input.size && !chunks->done) {
        if (chunks->at == CHUNKS_DATA) {
            struct bytes rest = bytes_from(input, used);
            *data = bytes_upto(rest, chunks->left < rest.size ? (size_t)chunks->left : rest.size);
            chunks->left -= data->size;
            if (chunks->left == 0)
                chunks->at = CHUNKS_DATA_CR;
            return used + data->size;
        }
        if (!take(chunks, input.at[used]))
            return SIZE_MAX;
        used++;
    }
    return used;
}
