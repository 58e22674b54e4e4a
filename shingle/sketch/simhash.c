#include "shingle/sketch/simhash.h"

enum { PLANES = 64, GROUP = 8, GROUP_PLANE = 3 };

/* Adds a and b to the plane; returns what carries into the next plane. */
static inline uint64_t full_add(uint64_t *plane, uint64_t a, uint64_t b)
{
    uint64_t half = *plane ^ a;
    uint64_t carry = (*plane & a) | (half & b);
    *plane = half ^ b;
    return carry;
}

/* Adds 2^first to the counters whose bit in carry is set. */
static inline void ripple(uint64_t planes[PLANES], unsigned first, uint64_t carry)
{
    for (unsigned i = first; carry && i < PLANES; i++) {
        uint64_t next = planes[i] & carry;
        planes[i] ^= carry;
        carry = next;
    }
}

static void count_eight(uint64_t planes[PLANES], const uint64_t hashes[GROUP])
{
    uint64_t two_a = full_add(&planes[0], hashes[0], hashes[1]);
    uint64_t two_b = full_add(&planes[0], hashes[2], hashes[3]);
    uint64_t two_c = full_add(&planes[0], hashes[4], hashes[5]);
    uint64_t two_d = full_add(&planes[0], hashes[6], hashes[7]);
    uint64_t four_a = full_add(&planes[1], two_a, two_b);
    uint64_t four_b = full_add(&planes[1], two_c, two_d);
    uint64_t eight = full_add(&planes[2], four_a, four_b);
    ripple(planes, GROUP_PLANE, eight);
}

/* The counters that are over limit, as bits: compares from the uppermost plane down. */
static uint64_t over(const uint64_t planes[PLANES], uint64_t limit)
{
    uint64_t greater = 0;
    uint64_t equal = UINT64_MAX;
    for (unsigned i = PLANES; i-- > 0;) {
        uint64_t wanted = (limit >> i & 1) ? UINT64_MAX : 0;
        greater |= equal & planes[i] & ~wanted;
        equal &= ~(planes[i] ^ wanted);
    }
    return greater;
}

uint64_t simhash_of(const uint64_t *hashes, size_t count)
{
    uint64_t planes[PLANES] = {0};
    size_t done = 0;
    for (; count - done >= GROUP; done += GROUP)
        count_eight(planes, hashes + done);
    for (; done < count; done++)
        ripple(planes, 0, hashes[done]);
    return over(planes, count / 2);
}
