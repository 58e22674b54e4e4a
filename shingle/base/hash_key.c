#include "shingle/base/hash_key.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* XXH3 wants at least XXH3_SECRET_SIZE_MIN (136) bytes of secret: 192 leave room for 8 windows that are 7 bytes apart.
 */
enum { WINDOW = XXH3_SECRET_SIZE_MIN, STEP = 7 };
_Static_assert(HASH_CHECKSUM *STEP + WINDOW <= HASH_SECRET_SIZE, "every purpose has a window of its own");

uint64_t hash_bytes(const struct hash_key *key, enum hash_purpose purpose, struct bytes view)
{
    return XXH3_64bits_withSecret(view.at, view.size, key->secret + (size_t)purpose * STEP, WINDOW);
}

struct hash_key hash_key_from_seed(uint64_t seed)
{
    struct hash_key key;
    for (size_t i = 0; i < HASH_SECRET_SIZE; i += sizeof seed) {
        uint64_t part = mix64(seed + i);
        memcpy(key.secret + i, &part, sizeof part);
    }
    return key;
}
