/*
 * Keyed hashing: XXH3 with a secret of the store's own. Unkeyed XXH3 is forgeable (its default secret is public), so
 * everything that guards a table or makes a fingerprint goes through a hash_key. Each purpose reads another window of
 * the secret, so equal bytes under two purposes give unrelated hashes.
 *
 *     uint64_t slot = hash_bytes(key, HASH_URL, url);
 *
 * Source: XXH3 by Yann Collet (xxHash 0.8), XXH3_64bits_withSecret. Not a cryptographic hash: the secret must not leave
 * the daemon, nor must raw hashes.
 */
#ifndef SHINGLE_BASE_HASH_KEY_H
#define SHINGLE_BASE_HASH_KEY_H

#include "shingle/base/bytes.h"

enum { HASH_SECRET_SIZE = 192 };

struct hash_key {
    uint8_t secret[HASH_SECRET_SIZE];
};

enum hash_purpose {
    HASH_WORD,    /* one folded word */
    HASH_SHINGLE, /* a run of words' hashes */
    HASH_TEXT,    /* all of an article's words, for exact copies */
    HASH_URL,     /* a URL */
    HASH_YOUR_ID, /* a submitter's own id */
    HASH_SOURCE,  /* a source or site name */
    HASH_LINE,    /* a line of a site's template */
    HASH_CHECKSUM /* a stored value */
};

/*
 * XXH3 wants at least 136 bytes of secret (XXH3_SECRET_SIZE_MIN): 192 leave room for 8 windows that are 7 bytes apart.
 */
enum { HASH_WINDOW_SIZE = 136, HASH_WINDOW_STEP = 7 };

/* The purpose's window of the secret, HASH_WINDOW_SIZE bytes. For hash_bytes and hash_inline.h. */
static inline const uint8_t *hash_window(const struct hash_key *key, enum hash_purpose purpose)
{
    return key->secret + (size_t)purpose * HASH_WINDOW_STEP;
}

/* 64-bit hash of view under key for one purpose. Any size, also 0. */
uint64_t hash_bytes(const struct hash_key *key, enum hash_purpose purpose, struct bytes view);

/*
 * A key derived from a 64-bit seed (splitmix64): for tests, benches and tools that need no store. Equal seeds give
 * equal keys. A store's key comes from the system's random source instead.
 */
struct hash_key hash_key_from_seed(uint64_t seed);

/* One step of splitmix64 (Steele, Lea, Flood 2014): a cheap mixer and generator for tests and benches. */
static inline uint64_t mix64(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

#endif
