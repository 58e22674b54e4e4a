/*
 * Laws: chunks give the same body, and end at the same byte or fail alike, in one piece and byte by byte, and a body is
 * never longer than what holds it; what a target's parts unescape to is never longer than they; a reply that is read
 * gives JSON that is read again. The first byte chooses.
 */
#include "daemon/http/http_chunks.h"
#include "daemon/http/http_target.h"
#include "daemon/http/resp_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

static size_t unchunk(struct bytes input, size_t step, struct writer *body)
{
    struct http_chunks chunks = {0};
    size_t used = 0;
    while (!chunks.done && used < input.size) {
        struct bytes data;
        size_t taken = http_chunks_feed(&chunks, bytes_upto(bytes_from(input, used), step), &data);
        if (taken == SIZE_MAX)
            return SIZE_MAX;
        writer_bytes(body, data);
        used += taken;
    }
    return used;
}

static void check_chunks(struct bytes input)
{
    struct writer whole = {0};
    struct writer bytewise = {0};
    size_t used = unchunk(input, SIZE_MAX, &whole);
    require(used == unchunk(input, 1, &bytewise));
    require(bytes_equal(writer_view(&whole), writer_view(&bytewise)) && whole.size <= input.size);
    writer_close(&whole);
    writer_close(&bytewise);
}

static void check_target(struct bytes input)
{
    struct arena arena;
    struct bytes path = input;
    struct bytes query = input;
    struct bytes name;
    struct bytes value;
    size_t size = 0;
    arena_init(&arena, 1024, 0);
    while (http_target_segment(&path, &arena, &value) == STATUS_OK)
        size += value.size + 1;
    require(size <= input.size);
    size = 0;
    while (http_target_parameter(&query, &arena, &name, &value) == STATUS_OK)
        size += name.size + value.size;
    require(size <= input.size);
    arena_close(&arena);
}

static void check_reply(struct bytes input)
{
    json_t *value;
    if (resp_json(input, &value) != STATUS_OK)
        return;
    struct writer out = {0};
    json_write(value, &out);
    json_t *again =
        out.failed ? NULL : json_loadb((const char *)out.at, out.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    require(out.failed || again);
    json_decref(again);
    json_decref(value);
    writer_close(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes input = bytes_of(data, size);
    if (size == 0)
        return 0;
    input = bytes_from(input, 1);
    if (*data % 3 == 0)
        check_chunks(input);
    else if (*data % 3 == 1)
        check_target(input);
    else
        check_reply(input);
    return 0;
}
