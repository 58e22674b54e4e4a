#include "shingle/base/hash_key.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

_Static_assert(HASH_WINDOW_SIZE >= XXH3_SECRET_SIZE_MIN, "a window is enough for XXH3");
_Static_assert(HASH_CHECKSUM *HASH_WINDOW_STEP + HASH_WINDOW_SIZE <= HASH_SECRET_SIZE, "every purpose has its window");

uint64_t hash_bytes(const struct hash_key *key, enum hash_purpose purpose, struct bytes view)
{
    return XXH3_64bits_withSecret(view.at, view.size, hash_window(key, purpose), HASH_WINDOW_SIZE);
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
