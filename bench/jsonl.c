#include "bench/jsonl.h"

#include "shingle/base/writer.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

enum { PIECE = 1 << 20, WINDOW_LOG_MAX = 27 };

static struct bytes member(struct arena *arena, json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return (struct bytes){0};
    return arena_copy(arena, bytes_of(json_string_value(value), json_string_length(value)));
}

static int add_line(struct jsonl *jsonl, struct bytes line)
{
    json_t *object = json_loadb((const char *)line.at, line.size, JSON_ALLOW_NUL, NULL);
    if (!json_is_object(object)) {
        json_decref(object);
        return -1;
    }
    if (jsonl->count == jsonl->room) {
        jsonl->room = jsonl->room ? 2 * jsonl->room : 1024;
        struct jsonl_article *at = realloc(jsonl->at, jsonl->room * sizeof *at);
        if (!at)
            abort();
        jsonl->at = at;
    }
    struct arena *arena = &jsonl->arena;
    jsonl->at[jsonl->count++] = (struct jsonl_article){
        .id = member(arena, object, "id"),
        .url = member(arena, object, "url"),
        .source = member(arena, object, "source"),
        .title = member(arena, object, "title"),
        .date = member(arena, object, "date"),
        .lang = member(arena, object, "lang"),
        .text = member(arena, object, "text"),
    };
    json_decref(object);
    return 0;
}

static int read_file(const char *path, struct writer *out)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    for (;;) {
        uint8_t *room = writer_reserve(out, PIECE);
        size_t got = room ? fread(room, 1, PIECE, file) : 0;
        out->size += got;
        if (got == 0)
            break;
    }
    int failed = ferror(file) || out->failed;
    (void)fclose(file);
    return failed ? -1 : 0;
}

static int unpack(struct bytes packed, struct writer *out)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();
    size_t left = ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, WINDOW_LOG_MAX));
    ZSTD_inBuffer in = {packed.at, packed.size, 0};
    bool full = false; /* then more may wait inside */
    while (left == 0 && (in.pos < in.size || full)) {
        ZSTD_outBuffer piece = {writer_reserve(out, PIECE), PIECE, 0};
        if (!piece.dst || ZSTD_isError(ZSTD_decompressStream(context, &piece, &in)))
            left = 1;
        out->size += piece.pos;
        full = piece.pos == PIECE;
    }
    ZSTD_freeDCtx(context);
    return left == 0 ? 0 : -1;
}

int jsonl_load(const char *path, struct jsonl *jsonl)
{
    struct writer file = {0}, plain = {0};
    if (jsonl->arena.block_size == 0)
        arena_init(&jsonl->arena, 1 << 20, 0);
    int failed = read_file(path, &file);
    struct bytes text = writer_view(&file);
    if (!failed && bytes_starts_with(text, BYTES("\x28\xb5\x2f\xfd"))) {
        failed = unpack(text, &plain);
        text = writer_view(&plain);
    }
    if (failed)
        fprintf(stderr, "%s: cannot be read\n", path);
    for (size_t line = 1; !failed && text.size > 0; line++) {
        size_t end = bytes_find(text, BYTES("\n"), 0);
        struct bytes one = bytes_upto(text, end);
        if (one.size > 0 && add_line(jsonl, one) != 0)
            fprintf(stderr, "%s:%zu: not a JSON object\n", path, line);
        text = bytes_from(text, end == SIZE_MAX ? end : end + 1);
    }
    writer_close(&file);
    writer_close(&plain);
    return failed;
}

void jsonl_close(struct jsonl *jsonl)
{
    free(jsonl->at);
    arena_close(&jsonl->arena);
    *jsonl = (struct jsonl){0};
}
