#include "shingle/base/reader.h"

struct bytes reader_bytes(struct reader *reader, uint64_t size)
{
    if (reader->failed || size > reader->rest.size) {
        reader->failed = true;
        return (struct bytes){NULL, 0};
    }
    struct bytes taken = bytes_upto(reader->rest, (size_t)size);
    reader->rest = bytes_from(reader->rest, (size_t)size);
    return taken;
}

static uint64_t little(struct reader *reader, size_t size)
{
    struct bytes taken = reader_bytes(reader, size);
    uint64_t value = 0;
    for (size_t i = taken.size; i-- > 0;)
        value = value << 8 | taken.at[i];
    return value;
}

uint8_t reader_u8(struct reader *reader)
{
    return (uint8_t)little(reader, 1);
}

uint16_t reader_u16(struct reader *reader)
{
    return (uint16_t)little(reader, 2);
}

uint32_t reader_u32(struct reader *reader)
{
    return (uint32_t)little(reader, 4);
}

uint64_t reader_u64(struct reader *reader)
{
    return little(reader, 8);
}

uint64_t reader_u64_be(struct reader *reader)
{
    return __builtin_bswap64(little(reader, 8));
}

double reader_f64(struct reader *reader)
{
    uint64_t bits = little(reader, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

uint64_t reader_varint(struct reader *reader)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = reader_u8(reader);
        if (reader->failed)
            return 0;
        bool overflow = shift == 63 && byte > 1;
        bool padded = shift > 0 && byte == 0;
        if (overflow || padded)
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return value;
    }
    reader->failed = true;
    return 0;
}

struct bytes reader_string(struct reader *reader)
{
    return reader_bytes(reader, reader_varint(reader));
}
