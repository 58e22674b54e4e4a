#include "shingle/base/writer.h"

#include "shingle/base/checked.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 256 };

uint8_t *writer_reserve(struct writer *writer, size_t size)
{
    size_t wanted;
    if (writer->failed || !checked_add_size(writer->size, size, &wanted)) {
        writer->failed = true;
        return NULL;
    }
    if (wanted > writer->capacity) {
        size_t capacity = writer->capacity ? writer->capacity : FIRST_CAPACITY;
        while (capacity < wanted)
            capacity = capacity <= SIZE_MAX / 2 ? capacity * 2 : wanted;
        uint8_t *grown = realloc(writer->at, capacity);
        if (!grown) {
            writer->failed = true;
            return NULL;
        }
        writer->at = grown;
        writer->capacity = capacity;
    }
    return writer->at + writer->size;
}

void writer_bytes(struct writer *writer, struct bytes view)
{
    uint8_t *room = view.size ? writer_reserve(writer, view.size) : NULL;
    if (!room)
        return;
    memcpy(room, view.at, view.size);
    writer->size += view.size;
}

static void little(struct writer *writer, uint64_t value, size_t size)
{
    uint8_t raw[8];
    for (size_t i = 0; i < size; i++)
        raw[i] = (uint8_t)(value >> (8 * i));
    writer_bytes(writer, bytes_of(raw, size));
}

void writer_u8(struct writer *writer, uint8_t value)
{
    little(writer, value, 1);
}

void writer_u16(struct writer *writer, uint16_t value)
{
    little(writer, value, 2);
}

void writer_u32(struct writer *writer, uint32_t value)
{
    little(writer, value, 4);
}

void writer_u64(struct writer *writer, uint64_t value)
{
    little(writer, value, 8);
}

void writer_u64_be(struct writer *writer, uint64_t value)
{
    little(writer, __builtin_bswap64(value), 8);
}

void writer_f64(struct writer *writer, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    little(writer, bits, 8);
}

void writer_varint(struct writer *writer, uint64_t value)
{
    uint8_t raw[10];
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        raw[size++] = (uint8_t)(value | 0x80);
    raw[size++] = (uint8_t)value;
    writer_bytes(writer, bytes_of(raw, size));
}

void writer_string(struct writer *writer, struct bytes view)
{
    writer_varint(writer, view.size);
    writer_bytes(writer, view);
}

void writer_format(struct writer *writer, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): clang-tidy 14 takes va_copy for the end of args */
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    uint8_t *room = size >= 0 ? writer_reserve(writer, (size_t)size + 1) : NULL;
    if (room) {
        (void)vsnprintf((char *)room, (size_t)size + 1, format, again);
        writer->size += (size_t)size;
    } else {
        writer->failed = true;
    }
    va_end(again);
}

void writer_close(struct writer *writer)
{
    free(writer->at);
    *writer = (struct writer){0};
}
