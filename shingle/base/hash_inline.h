/*
 * hash_bytes for short things of a size that the compiler knows, compiled into the caller: for loops that hash millions
 * of them. Without the call and XXH3's choice by size, 16 bytes take a third of the time and 40 bytes two thirds.
 *
 *     uint64_t hash = hash_pair(key, HASH_WORD, first_eight, last_eight);
 *
 * Pulls in all of xxhash.h; include it in .c files and internal headers only.
 */
#ifndef SHINGLE_BASE_HASH_INLINE_H
#define SHINGLE_BASE_HASH_INLINE_H

#include "shingle/base/hash_key.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Equals hash_bytes of the 16 bytes that hold first and second, each little-endian. */
static inline uint64_t hash_pair(const struct hash_key *key, enum hash_purpose purpose, uint64_t first, uint64_t second)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    uint64_t pair[2] = {__builtin_bswap64(first), __builtin_bswap64(second)};
#else
    uint64_t pair[2] = {first, second};
#endif
    return XXH3_64bits_withSecret(pair, sizeof pair, hash_window(key, purpose), HASH_WINDOW_SIZE);
}

/* Equals hash_bytes of 32 bytes. */
static inline uint64_t hash_quad(const struct hash_key *key, enum hash_purpose purpose, const uint8_t at[32])
{
    return XXH3_64bits_withSecret(at, 32, hash_window(key, purpose), HASH_WINDOW_SIZE);
}

/* Equals hash_bytes of the count numbers at `at`, as they stand in memory. For a count that is constant. */
static inline uint64_t hash_numbers(const struct hash_key *key, enum hash_purpose purpose, const uint64_t *at,
                                    size_t count)
{
    return XXH3_64bits_withSecret(at, count * sizeof *at, hash_window(key, purpose), HASH_WINDOW_SIZE);
}

#endif
