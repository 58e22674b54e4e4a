/*
 * Sorting of 64-bit hashes into a set.
 *
 *     size_t kept = hash_sort(hashes, scratch, count);     // hashes[0 .. kept - 1]: rising, without repeats
 *
 * Hashes are spread evenly, so one pass by their upper bits leaves each a few places from its own: for the 400 shingles
 * of a usual article this takes 3 us, qsort 30. Repeated hashes, which a text full of repeats has, all fall into one
 * bucket: where a bucket is large a radix sort over all bytes takes over, so that the time is linear for any input.
 */
#ifndef SHINGLE_SKETCH_HASH_SORT_H
#define SHINGLE_SKETCH_HASH_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sorts count hashes in place, drops repeats, and returns how many are left. scratch: room for as many. Linear. */
size_t hash_sort(uint64_t *hashes, uint64_t *scratch, size_t count);

#endif
