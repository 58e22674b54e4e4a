#include "shingle/sketch/sketch.h"

#include <stdlib.h>

static bool is_power_of_two(uint64_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

enum status sketch_params_check(const struct sketch_params *params)
{
    bool good = params->width >= 1 && params->width <= SKETCH_WIDTH_MAX && is_power_of_two(params->sample_rate) &&
                params->sample_rate <= SKETCH_RATE_MAX && params->min_keys >= 1 &&
                params->max_keys / 2 >= params->min_keys;
    return good ? STATUS_OK : STATUS_BADARG;
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

enum status shingles_build(const struct sketch_params *params, const struct hash_key *key, struct words words,
                           struct arena *arena, struct shingle_set *out)
{
    *out = (struct shingle_set){NULL, 0};
    enum status status = sketch_params_check(params);
    size_t width = params->width;
    if (status != STATUS_OK || words.count < width)
        return status;
    size_t count = words.count - width + 1;
    uint64_t *set = arena_array(arena, count, sizeof *set);
    if (!set)
        return STATUS_NOMEM;
    for (size_t i = 0; i < count; i++) {
        uint64_t run[SKETCH_WIDTH_MAX];
        for (size_t j = 0; j < width; j++)
            run[j] = words.at[i + j].hash;
        set[i] = hash_bytes(key, HASH_SHINGLE, bytes_of(run, width * sizeof *run));
    }
    qsort(set, count, sizeof *set, by_value);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || set[kept - 1] != set[i])
            set[kept++] = set[i];
    }
    *out = (struct shingle_set){set, kept};
    return STATUS_OK;
}

struct shingle_set shingles_below(struct shingle_set set, uint64_t rate)
{
    if (rate <= 1)
        return set;
    uint64_t limit = UINT64_MAX / rate + 1;
    size_t low = 0;
    size_t high = set.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (set.at[middle] < limit)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct shingle_set){set.at, low};
}

static uint64_t simhash(struct shingle_set set)
{
    int counters[64] = {0};
    for (size_t i = 0; i < set.count; i++) {
        for (unsigned bit = 0; bit < 64; bit++)
            counters[bit] += (set.at[i] >> bit & 1) ? 1 : -1;
    }
    uint64_t result = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        result |= (uint64_t)(counters[bit] > 0) << bit;
    return result;
}

/* A hash over the words' hashes, in chunks so that it needs no copy of them all: each chunk opens with the last one's. */
static uint64_t text_hash(const struct hash_key *key, struct words words)
{
    uint64_t chunk[128];
    uint64_t hash = 0;
    for (size_t done = 0; done < words.count;) {
        size_t size = 1;
        chunk[0] = hash;
        while (size < sizeof chunk / sizeof *chunk && done < words.count)
            chunk[size++] = words.at[done++].hash;
        hash = hash_bytes(key, HASH_TEXT, bytes_of(chunk, size * sizeof *chunk));
    }
    return hash;
}

enum status sketch_build(const struct sketch_params *params, const struct hash_key *key, struct words words,
                         struct arena *arena, struct sketch *out)
{
    *out = (struct sketch){.words = (uint32_t)words.count};
    enum status status = shingles_build(params, key, words, arena, &out->shingles);
    if (status != STATUS_OK)
        return status;
    uint64_t rate = params->sample_rate;
    while (rate > 1 && shingles_below(out->shingles, rate).count < params->min_keys)
        rate /= 2;
    while (shingles_below(out->shingles, rate).count > params->max_keys)
        rate *= 2;
    out->rate = (uint32_t)rate;
    out->keys = shingles_below(out->shingles, rate);
    out->simhash = simhash(out->shingles);
    out->text_hash = text_hash(key, words);
    return STATUS_OK;
}
