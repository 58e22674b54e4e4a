/*
 * Simhash of a set of hashes (Charikar 2002; Manku, Jain, Das Sarma 2007): bit i is set when more than half of the
 * hashes have it set. Sets that share much have simhashes that differ in few bits (simhash_distance, resemblance.h).
 *
 * Sixty-four counters a hash are slow (64 additions). Here the counters stand upright: plane k holds bit k of all 64,
 * so that full adders on whole words count eight hashes for all bits in about 40 operations (carry-save adders; Harley
 * and Seal's method in Warren, Hacker's Delight, 5-1), and the comparison with the half is bit-parallel too.
 */
#ifndef SHINGLE_SKETCH_SIMHASH_H
#define SHINGLE_SKETCH_SIMHASH_H

#include <stddef.h>
#include <stdint.h>

/* Simhash of count hashes; 0 when there are none. Linear. */
uint64_t simhash_of(const uint64_t *hashes, size_t count);

#endif
