#include "shingle/match/profile_cache.h"

#include "shingle/base/pages.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_A_SLOT = 1024 }; /* about one article's profile: then two that share a slot are rare */

/* An entry in the ring, followed by its words and figures. */
struct entry {
    uint32_t id;
    uint32_t count;
    uint32_t shingles;
    uint32_t figure_count;
};

struct profile_cache {
    uint32_t *ring; /* units of 4 bytes */
    size_t bytes, units;
    size_t ready;     /* of them have memory: it is taken a huge page at a time, while the ring fills at first */
    uint64_t written; /* units written in all; the next goes to written % units */
    uint64_t *slots;  /* by id & mask: where in `written` its entry began, plus 1 */
    uint32_t mask;
};

enum { ENTRY_UNITS = sizeof(struct entry) / sizeof(uint32_t) };

enum status profile_cache_open(size_t bytes, struct profile_cache **out)
{
    bytes = bytes < PROFILE_CACHE_BYTES_MIN ? PROFILE_CACHE_BYTES_MIN : bytes;
    size_t slots = 64;
    while (slots < bytes / BYTES_A_SLOT && slots < (size_t)1 << 24)
        slots *= 2;
    struct profile_cache *cache = calloc(1, sizeof *cache);
    uint32_t *ring = pages_map(bytes);
    uint64_t *slot = calloc(slots, sizeof *slot);
    if (!cache || !ring || !slot) {
        free(cache);
        pages_unmap(ring, bytes);
        free(slot);
        return STATUS_NOMEM;
    }
    *cache = (struct profile_cache){
        .ring = ring, .bytes = bytes, .units = bytes / sizeof *ring, .slots = slot, .mask = (uint32_t)slots - 1};
    *out = cache;
    return STATUS_OK;
}

void profile_cache_close(struct profile_cache *cache)
{
    if (!cache)
        return;
    pages_unmap(cache->ring, cache->bytes);
    free(cache->slots);
    free(cache);
}

/* Memory for units up to `end`. */
static void make_ready(struct profile_cache *cache, size_t end)
{
    const size_t step = PAGES_HUGE / sizeof *cache->ring;
    while (cache->ready < end) {
        size_t left = cache->units - cache->ready, count = left < step ? left : step;
        pages_ready(cache->ring + cache->ready, count * sizeof *cache->ring);
        cache->ready += count;
    }
}

void profile_cache_put(struct profile_cache *cache, uint32_t id, struct profile profile)
{
    size_t units = ENTRY_UNITS + (size_t)profile.count + profile.figure_count;
    if (units > cache->units / 4)
        return;
    size_t at = cache->written % cache->units;
    if (at + units > cache->units) {
        cache->written += cache->units - at; /* an entry does not wrap: begin again at the front */
        at = 0;
    }
    make_ready(cache, at + units);
    struct entry entry = {id, profile.count, profile.shingles, profile.figure_count};
    memcpy(cache->ring + at, &entry, sizeof entry);
    memcpy(cache->ring + at + ENTRY_UNITS, profile.words, profile.count * sizeof *profile.words);
    memcpy(cache->ring + at + ENTRY_UNITS + profile.count, profile.figures,
           profile.figure_count * sizeof *profile.figures);
    cache->slots[id & cache->mask] = cache->written + 1;
    cache->written += units;
}

bool profile_cache_find(const struct profile_cache *cache, uint32_t id, struct profile *out)
{
    uint64_t start = cache->slots[id & cache->mask];
    if (start == 0 || cache->written - (start - 1) > cache->units)
        return false;
    const uint32_t *at = cache->ring + (start - 1) % cache->units;
    struct entry entry;
    memcpy(&entry, at, sizeof entry);
    if (entry.id != id)
        return false;
    at += ENTRY_UNITS;
    *out = (struct profile){at, entry.count, entry.shingles, at + entry.count, entry.figure_count};
    return true;
}

void profile_cache_drop(struct profile_cache *cache, uint32_t id)
{
    struct profile profile;
    if (profile_cache_find(cache, id, &profile))
        cache->slots[id & cache->mask] = 0;
}
