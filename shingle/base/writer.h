/*
 * Growing buffer of bytes on the heap. It remembers a failed allocation: write everything, then judge once.
 *
 *     struct writer writer = {0};
 *     writer_varint(&writer, id);
 *     writer_string(&writer, url);
 *     if (writer.failed)
 *         goto out;
 *     use(writer_view(&writer));
 *     writer_clear(&writer);   // keeps the memory for the next use
 *     writer_close(&writer);
 *
 * Numbers are little-endian but where the name says otherwise. After a failure writes do nothing.
 */
#ifndef SHINGLE_BASE_WRITER_H
#define SHINGLE_BASE_WRITER_H

#include "shingle/base/bytes.h"

struct writer {
    uint8_t *at;
    size_t size;     /* bytes written */
    size_t capacity; /* bytes of memory at `at` */
    bool failed;
};

/* Room for size more bytes behind what is written, not counted yet; NULL and failed when memory ran out. */
uint8_t *writer_reserve(struct writer *writer, size_t size);

void writer_u8(struct writer *writer, uint8_t value);
void writer_u16(struct writer *writer, uint16_t value);
void writer_u32(struct writer *writer, uint32_t value);
void writer_u64(struct writer *writer, uint64_t value);
void writer_u64_be(struct writer *writer, uint64_t value);
void writer_f64(struct writer *writer, double value);

/* Unsigned LEB128, shortest form, 1 to 10 bytes. */
void writer_varint(struct writer *writer, uint64_t value);

void writer_bytes(struct writer *writer, struct bytes view);

/* A varint length and the bytes: what reader_string reads. */
void writer_string(struct writer *writer, struct bytes view);

/* Text by a printf format. */
void writer_format(struct writer *writer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written, valid until the next write. */
static inline struct bytes writer_view(const struct writer *writer)
{
    return (struct bytes){writer->at, writer->size};
}

/* Empties it, also of a failure, and keeps its memory. */
static inline void writer_clear(struct writer *writer)
{
    writer->size = 0;
    writer->failed = false;
}

/* Frees the memory; the writer is empty and usable again. */
void writer_close(struct writer *writer);

#endif
