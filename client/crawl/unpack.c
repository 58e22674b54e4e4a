#include "client/crawl/unpack.h"

#include <zlib.h>
#include <zstd.h>

enum {
    STEP = 64 << 10, /* bytes that are made room for at once */
    WINDOW_GZIP = 15 + 16,
    WINDOW_ZLIB = 15,
    WINDOW_RAW = -15,
    ZSTD_WINDOW_LOG = 23 /* 8 MiB, as RFC 9659 bounds it for HTTP */
};

enum coding coding_named(struct bytes name)
{
    static const struct {
        const char *name;
        enum coding coding;
    } rows[] = {{"gzip", CODING_GZIP}, {"x-gzip", CODING_GZIP}, {"deflate", CODING_DEFLATE}, {"zstd", CODING_ZSTD}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (bytes_equal_nocase(name, bytes_of_string(rows[i].name)))
            return rows[i].coding;
    return CODING_UNKNOWN;
}

bool coding_begins(enum coding coding, struct bytes body)
{
    switch (coding) {
    case CODING_GZIP: return bytes_starts_with(body, BYTES("\x1f\x8b"));
    case CODING_ZSTD: return bytes_starts_with(body, BYTES("\x28\xb5\x2f\xfd"));
    case CODING_DEFLATE: return body.size > 0 && body.at[0] != '<';
    case CODING_UNKNOWN: break;
    }
    return false;
}

/* Room for at least one byte more than most may have, so that too much shows. NULL: STATUS_TOOBIG or NOMEM. */
static uint8_t *room_for(struct writer *out, size_t begin, size_t most, size_t *size, enum status *status)
{
    size_t used = out->size - begin;
    if (used > most) {
        *status = STATUS_TOOBIG;
        return NULL;
    }
    *size = most - used + 1 < STEP ? most - used + 1 : STEP;
    uint8_t *room = writer_reserve(out, *size);
    *status = room ? STATUS_OK : STATUS_NOMEM;
    return room;
}

static enum status inflate_all(struct bytes body, int window, size_t most, struct writer *out)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)body.at, .avail_in = (uInt)body.size};
    size_t begin = out->size, size;
    enum status status;
    int result = Z_OK;
    if (body.size > UINT32_MAX)
        return STATUS_TOOBIG;
    if (inflateInit2(&stream, window) != Z_OK)
        return STATUS_NOMEM;
    do {
        uint8_t *room = room_for(out, begin, most, &size, &status);
        if (!room)
            break;
        stream.next_out = room;
        stream.avail_out = (uInt)size;
        result = inflate(&stream, Z_NO_FLUSH);
        out->size += size - stream.avail_out;
    } while (result == Z_OK);
    (void)inflateEnd(&stream);
    if (status == STATUS_OK && result != Z_STREAM_END)
        status = result == Z_MEM_ERROR ? STATUS_NOMEM : STATUS_DAMAGED;
    return status == STATUS_OK && out->size - begin > most ? STATUS_TOOBIG : status;
}

static enum status unzstd(struct bytes body, size_t most, struct writer *out)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();
    ZSTD_inBuffer from = {body.at, body.size, 0};
    size_t begin = out->size, left = 1, size;
    enum status status = STATUS_OK;
    if (!context || ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG)))
        status = STATUS_NOMEM;
    while (status == STATUS_OK && left) {
        uint8_t *room = room_for(out, begin, most, &size, &status);
        if (!room)
            break;
        ZSTD_outBuffer to = {room, size, 0};
        size_t before = from.pos;
        left = ZSTD_decompressStream(context, &to, &from);
        out->size += to.pos;
        if (ZSTD_isError(left) || (left && to.pos == 0 && from.pos == before))
            status = STATUS_DAMAGED;
    }
    (void)ZSTD_freeDCtx(context);
    return status == STATUS_OK && out->size - begin > most ? STATUS_TOOBIG : status;
}

enum status unpack(enum coding coding, struct bytes body, size_t most, struct writer *out)
{
    size_t begin = out->size;
    enum status status;
    switch (coding) {
    case CODING_GZIP: return inflate_all(body, WINDOW_GZIP, most, out);
    case CODING_ZSTD: return unzstd(body, most, out);
    case CODING_DEFLATE: /* what the name means is zlib's format; what servers send is often without its head */
        status = inflate_all(body, WINDOW_ZLIB, most, out);
        if (status != STATUS_DAMAGED)
            return status;
        out->size = begin;
        return inflate_all(body, WINDOW_RAW, most, out);
    case CODING_UNKNOWN: break;
    }
    return STATUS_UNKNOWN;
}
