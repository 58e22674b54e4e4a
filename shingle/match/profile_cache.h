/*
 * Cache of recent articles' profiles: a ring of bytes that is written round and round, so the oldest go first and
 * nothing is ever freed singly. What it holds changes only speed, never an answer.
 */
#ifndef SHINGLE_MATCH_PROFILE_CACHE_H
#define SHINGLE_MATCH_PROFILE_CACHE_H

#include "shingle/base/status.h"
#include "shingle/match/profile.h"

#include <stdbool.h>

struct profile_cache;

enum { PROFILE_CACHE_BYTES_MIN = 1 << 16 };

/* bytes: of the ring, at least PROFILE_CACHE_BYTES_MIN are taken. NOMEM. */
MUST_CHECK enum status profile_cache_open(size_t bytes, struct profile_cache **out);
void profile_cache_close(struct profile_cache *cache);

/* Keeps a copy, unless it is larger than a quarter of the ring. The views that find() gave may be overwritten. */
void profile_cache_put(struct profile_cache *cache, uint32_t id, struct profile profile);

/* The profile of id, valid until the next put. False when it is not held. */
bool profile_cache_find(const struct profile_cache *cache, uint32_t id, struct profile *out);

/* Forgets the profile of id, if it is held. */
void profile_cache_drop(struct profile_cache *cache, uint32_t id);

#endif
