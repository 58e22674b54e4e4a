/*
 * Laws: a record or an event that opens is written back as the same bytes, so no two forms mean the same; a text that
 * unpacks has exactly the size that was asked for, and packs and unpacks to itself. The first byte of the input says
 * which of the three it is.
 */
#include "daemon/store/event.h"
#include "daemon/store/pack.h"
#include "daemon/store/record.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool law)
{
    if (!law)
        abort();
}

static void try_record(struct bytes input, struct arena *arena, struct writer *writer)
{
    struct record record;
    if (record_decode(input, arena, &record) != STATUS_OK)
        return;
    record_encode(&record, writer);
    require(bytes_equal(writer_view(writer), input));
}

static void try_event(struct bytes input, struct writer *writer)
{
    struct event event;
    if (event_decode(input, &event) != STATUS_OK)
        return;
    require(event_name(event.kind)[0] != '?');
    event_encode(&event, writer);
    require(bytes_equal(writer_view(writer), input));
}

static void try_unpack(struct bytes input, struct arena *arena, struct writer *writer)
{
    struct packer *packer;
    struct bytes text;
    struct bytes again;
    if (input.size < 2)
        return;
    size_t wanted = (size_t)input.at[0] | (size_t)input.at[1] << 8;
    struct bytes packed = bytes_from(input, 2);
    require(packer_open(1, &packer) == STATUS_OK);
    if (packer_unpack(packer, packed, wanted, (struct bytes){NULL, 0}, arena, &text) == STATUS_OK) {
        require(text.size == wanted);
        require(packer_pack(packer, text, packed, writer) == STATUS_OK);
        require(packer_unpack(packer, writer_view(writer), wanted, packed, arena, &again) == STATUS_OK);
        require(bytes_equal(text, again));
    }
    packer_close(packer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct writer writer = {0};
    if (size == 0)
        return 0;
    struct bytes input = bytes_of(data + 1, size - 1);
    arena_init(&arena, 4096, 1 << 20);
    if (data[0] % 3 == 0)
        try_record(input, &arena, &writer);
    else if (data[0] % 3 == 1)
        try_event(input, &writer);
    else
        try_unpack(input, &arena, &writer);
    writer_close(&writer);
    arena_close(&arena);
    return 0;
}
