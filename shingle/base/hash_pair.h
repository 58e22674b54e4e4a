/*
 * hash_bytes for exactly 16 bytes, given as two numbers and compiled into the caller: for loops that hash millions of
 * short things. Without the call and XXH3's choice by size it takes a third of the time.
 *
 *     uint64_t hash = hash_pair(key, HASH_WORD, first_eight, last_eight);
 *
 * Pulls in all of xxhash.h; include it in .c files and internal headers only.
 */
#ifndef SHINGLE_BASE_HASH_PAIR_H
#define SHINGLE_BASE_HASH_PAIR_H

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

#endif
