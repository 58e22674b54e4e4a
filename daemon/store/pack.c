#include "daemon/store/pack.h"

#define ZLIB_CONST /* next_in points to const */
#include <stdlib.h>
#include <zlib.h>

enum {
    RAW_WINDOW_BITS = -15,
    MEMORY_LEVEL = 8,
    FAST_LEVEL = 1,
    FAST_WINDOW_BITS = -13, /* 8 KiB: most texts are shorter, and a reset has less to clear */
    FAST_MEMORY_LEVEL = 6,
    SIZE_MAX_PACKED = 1 << 30
};

struct packer {
    z_stream deflate;
    z_stream fast; /* of FAST_LEVEL */
    z_stream inflate;
};

enum status packer_open(int level, struct packer **out)
{
    *out = NULL;
    if (level < 1 || level > 9)
        return STATUS_BADARG;
    struct packer *packer = calloc(1, sizeof *packer);
    if (!packer)
        return STATUS_NOMEM;
    if (deflateInit2(&packer->deflate, level, Z_DEFLATED, RAW_WINDOW_BITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(packer);
        return STATUS_NOMEM;
    }
    if (deflateInit2(&packer->fast, FAST_LEVEL, Z_DEFLATED, FAST_WINDOW_BITS, FAST_MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
            Z_OK ||
        inflateInit2(&packer->inflate, RAW_WINDOW_BITS) != Z_OK) {
        (void)deflateEnd(&packer->deflate);
        (void)deflateEnd(&packer->fast);
        free(packer);
        return STATUS_NOMEM;
    }
    *out = packer;
    return STATUS_OK;
}

void packer_close(struct packer *packer)
{
    if (!packer)
        return;
    (void)deflateEnd(&packer->deflate);
    (void)deflateEnd(&packer->fast);
    (void)inflateEnd(&packer->inflate);
    free(packer);
}

/* The end of a base that deflate can look back on. */
static struct bytes window_of(struct bytes base)
{
    return base.size > PACK_WINDOW ? bytes_from(base, base.size - PACK_WINDOW) : base;
}

static enum status pack(z_stream *stream, struct bytes text, struct bytes window, struct writer *writer)
{
    if (text.size > SIZE_MAX_PACKED)
        return STATUS_TOOBIG;
    (void)deflateReset(stream);
    if (window.size && deflateSetDictionary(stream, window.at, (uInt)window.size) != Z_OK)
        return STATUS_BADARG;
    size_t room = deflateBound(stream, (uLong)text.size);
    uint8_t *at = writer_reserve(writer, room);
    if (!at)
        return STATUS_NOMEM;
    stream->next_in = text.at;
    stream->avail_in = (uInt)text.size;
    stream->next_out = at;
    stream->avail_out = (uInt)room;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return STATUS_NOMEM;
    writer->size += room - stream->avail_out;
    return STATUS_OK;
}

enum status packer_pack(struct packer *packer, struct bytes text, struct bytes base, struct writer *writer)
{
    return pack(&packer->deflate, text, window_of(base), writer);
}

enum status packer_pack_fast(struct packer *packer, struct bytes text, struct writer *writer)
{
    return pack(&packer->fast, text, (struct bytes){NULL, 0}, writer);
}

enum status packer_unpack(struct packer *packer, struct bytes packed, size_t size, struct bytes base,
                          struct arena *arena, struct bytes *out)
{
    z_stream *stream = &packer->inflate;
    struct bytes window = window_of(base);
    if (size > SIZE_MAX_PACKED || packed.size > SIZE_MAX_PACKED)
        return STATUS_DAMAGED;
    uint8_t *at = arena_alloc(arena, size + 1);
    if (!at)
        return STATUS_NOMEM;
    (void)inflateReset(stream);
    if (window.size && inflateSetDictionary(stream, window.at, (uInt)window.size) != Z_OK)
        return STATUS_DAMAGED;
    stream->next_in = packed.at;
    stream->avail_in = (uInt)packed.size;
    stream->next_out = at;
    stream->avail_out = (uInt)size + 1; /* one more than expected, so that a longer text shows */
    if (inflate(stream, Z_FINISH) != Z_STREAM_END || stream->avail_out != 1 || stream->avail_in != 0)
        return STATUS_DAMAGED;
    at[size] = 0;
    *out = bytes_of(at, size);
    return STATUS_OK;
}

enum status packer_unpack_any(struct packer *packer, struct bytes packed, size_t most, struct arena *arena,
                              struct bytes *out)
{
    z_stream *stream = &packer->inflate;
    size_t room = packed.size * 4 + 64;
    if (most > SIZE_MAX_PACKED || packed.size > SIZE_MAX_PACKED)
        return STATUS_DAMAGED;
    for (;;) {
        room = room < most ? room : most;
        uint8_t *at = arena_alloc(arena, room + 1);
        if (!at)
            return STATUS_NOMEM;
        (void)inflateReset(stream);
        stream->next_in = packed.at;
        stream->avail_in = (uInt)packed.size;
        stream->next_out = at;
        stream->avail_out = (uInt)room + 1;
        int result = inflate(stream, Z_FINISH);
        size_t size = room + 1 - stream->avail_out;
        if (result == Z_STREAM_END && stream->avail_in == 0 && size <= room) {
            *out = bytes_of(at, size);
            return STATUS_OK;
        }
        if (stream->avail_out > 0 || room == most)
            return STATUS_DAMAGED;
        room *= 4;
    }
}
