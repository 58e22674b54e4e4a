#include "shingle/sketch/hash_sort.h"

#include <stdbool.h>
#include <string.h>

enum {
    BUCKET_BITS = 11, /* of most buckets: their counters are 8 KiB on the stack */
    BUCKET_MAX = 32,  /* hashes of one bucket that are put in order by insertion */
    BYTE_VALUES = 256
};

/* Orders hashes that are at most BUCKET_MAX places from where they belong. */
static void insertion_sort(uint64_t *hashes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t hash = hashes[i];
        size_t place = i;
        for (; place > 0 && hashes[place - 1] > hash; place--)
            hashes[place] = hashes[place - 1];
        hashes[place] = hash;
    }
}

/*
 * Moves hashes into scratch by their upper `bits` bits; inside a bucket they stay in the order they came. Returns
 * false, with nothing moved, when a bucket has more than BUCKET_MAX.
 */
static bool distribute(const uint64_t *hashes, uint64_t *scratch, size_t count, unsigned bits)
{
    uint32_t starts[(1 << BUCKET_BITS) + 1];
    size_t buckets = (size_t)1 << bits;
    unsigned shift = 64 - bits;
    memset(starts, 0, (buckets + 1) * sizeof *starts);
    for (size_t i = 0; i < count; i++)
        starts[(hashes[i] >> shift) + 1]++;
    uint32_t most = 0;
    for (size_t i = 1; i <= buckets; i++) {
        most = starts[i] > most ? starts[i] : most;
        starts[i] += starts[i - 1];
    }
    if (most > BUCKET_MAX)
        return false;
    for (size_t i = 0; i < count; i++)
        scratch[starts[hashes[i] >> shift]++] = hashes[i];
    return true;
}

/* Least significant byte first; eight passes, so what was in hashes ends in hashes. */
static void radix_sort(uint64_t *hashes, uint64_t *scratch, size_t count)
{
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t starts[BYTE_VALUES + 1] = {0};
        for (size_t i = 0; i < count; i++)
            starts[(hashes[i] >> shift & 0xff) + 1]++;
        for (size_t i = 1; i <= BYTE_VALUES; i++)
            starts[i] += starts[i - 1];
        for (size_t i = 0; i < count; i++)
            scratch[starts[hashes[i] >> shift & 0xff]++] = hashes[i];
        uint64_t *swapped = hashes;
        hashes = scratch;
        scratch = swapped;
    }
}

/* Copies sorted hashes but for repeats; from and to may be the same. */
static size_t distinct(const uint64_t *from, uint64_t *to, size_t count)
{
    uint64_t last = from[0];
    size_t kept = 1;
    to[0] = last;
    for (size_t i = 1; i < count; i++) {
        uint64_t hash = from[i];
        to[kept] = hash;
        kept += hash != last;
        last = hash;
    }
    return kept;
}

size_t hash_sort(uint64_t *hashes, uint64_t *scratch, size_t count)
{
    if (count < 2)
        return count;
    unsigned bits = 1;
    while (bits < BUCKET_BITS && ((size_t)1 << bits) < count)
        bits++;
    if (count <= UINT32_MAX && distribute(hashes, scratch, count, bits)) {
        insertion_sort(scratch, count);
        return distinct(scratch, hashes, count);
    }
    radix_sort(hashes, scratch, count);
    return distinct(hashes, hashes, count);
}
