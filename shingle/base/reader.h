/*
 * Cursor over untrusted bytes. It cannot overrun and remembers its first error: read everything, then judge once.
 *
 *     struct reader reader = reader_of(value);
 *     uint64_t id = reader_u64(&reader);
 *     struct bytes url = reader_bytes(&reader, reader_varint(&reader));
 *     if (!reader_done(&reader))
 *         return STATUS_DAMAGED;
 *
 * After an error every read gives zero or an empty view. Numbers are little-endian but where the name says otherwise.
 */
#ifndef SHINGLE_BASE_READER_H
#define SHINGLE_BASE_READER_H

#include "shingle/base/bytes.h"

struct reader {
    struct bytes rest;
    bool failed;
};

static inline struct reader reader_of(struct bytes view)
{
    return (struct reader){view, false};
}

uint8_t reader_u8(struct reader *reader);
uint16_t reader_u16(struct reader *reader);
uint32_t reader_u32(struct reader *reader);
uint64_t reader_u64(struct reader *reader);
uint64_t reader_u64_be(struct reader *reader);
double reader_f64(struct reader *reader);

/* Unsigned LEB128 as writer_varint writes it: shortest form, at most 10 bytes; any other form is an error. */
uint64_t reader_varint(struct reader *reader);

/* The next size bytes, a view into the input. */
struct bytes reader_bytes(struct reader *reader, uint64_t size);

/* A varint length and that many bytes. */
struct bytes reader_string(struct reader *reader);

/* True when nothing failed and nothing is left. */
static inline bool reader_done(const struct reader *reader)
{
    return !reader->failed && reader->rest.size == 0;
}

#endif
