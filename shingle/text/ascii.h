/*
 * Eight bytes at a time: which of them are ASCII letters and digits. For words.c.
 *
 *     struct eight eight = eight_of(word_eight(text));
 *     unsigned count = (unsigned)__builtin_ctz(~eight_gather(eight.letters | eight.digits));    // how many in front
 *
 * A number holds the bytes, the first one lowest; each byte is tested by additions that do not carry into the next.
 */
#ifndef SHINGLE_TEXT_ASCII_H
#define SHINGLE_TEXT_ASCII_H

#include <stdint.h>

/* The uppermost bit of each byte: whether it is an ASCII letter, an ASCII digit. The other bits are 0. */
struct eight {
    uint64_t letters;
    uint64_t digits;
};

/* The byte eight times. */
static inline uint64_t eight_times(uint8_t byte)
{
    return byte * 0x0101010101010101u;
}

/* Which of eight bytes, each below 0x80, are from first to last: in their uppermost bits; the other bits are noise. */
static inline uint64_t eight_between(uint64_t bytes, uint8_t first, uint8_t last)
{
    return (bytes + eight_times((uint8_t)(0x80 - first))) & ~(bytes + eight_times((uint8_t)(0x7f - last)));
}

static inline struct eight eight_of(uint64_t bytes)
{
    uint64_t ascii = ~bytes & eight_times(0x80);
    uint64_t low = bytes & eight_times(0x7f);
    uint64_t lower_case = low | eight_times(0x20);
    return (struct eight){eight_between(lower_case, 'a', 'z') & ascii, eight_between(low, '0', '9') & ascii};
}

/* The uppermost bits of eight bytes as eight bits, the first byte's lowest. */
static inline unsigned eight_gather(uint64_t tops)
{
    return (unsigned)((tops >> 7) * 0x0102040810204080u >> 56);
}

#endif
