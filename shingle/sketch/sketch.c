#include "shingle/sketch/sketch.h"

#include "shingle/base/hash_inline.h"
#include "shingle/sketch/hash_sort.h"
#include "shingle/sketch/simhash.h"

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

/* The words' hashes in one array, with room for as many numbers more in front: [room][hashes]. */
static uint64_t *gather(struct words words, struct arena *arena)
{
    uint64_t *room = arena_array(arena, words.count, 2 * sizeof *room);
    if (!room)
        return NULL;
    for (size_t i = 0; i < words.count; i++)
        room[words.count + i] = words.at[i].hash;
    return room;
}

/* The hash of each run of width numbers. */
static void hash_runs(const struct hash_key *key, const uint64_t *hashes, size_t width, uint64_t *out, size_t count)
{
    enum { USUAL = 5 };
    if (width == USUAL) {
        for (size_t i = 0; i < count; i++)
            out[i] = hash_numbers(key, HASH_SHINGLE, hashes + i, USUAL);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = hash_bytes(key, HASH_SHINGLE, bytes_of(hashes + i, width * sizeof *hashes));
}

/*
 * Turns what gather made into the set: the shingles are hashed into the room, sorted with the words' hashes as scratch,
 * and the rest of the memory is given back.
 */
static struct shingle_set make_set(const struct sketch_params *params, const struct hash_key *key, uint64_t *room,
                                   size_t count, struct arena *arena)
{
    uint64_t *hashes = room + count;
    size_t width = params->width;
    size_t shingles = count >= width ? count - width + 1 : 0;
    hash_runs(key, hashes, width, room, shingles);
    size_t distinct = hash_sort(room, hashes, shingles);
    arena_shrink(arena, room, 2 * count * sizeof *room, distinct * sizeof *room);
    return (struct shingle_set){distinct ? room : NULL, distinct};
}

enum status shingles_build(const struct sketch_params *params, const struct hash_key *key, struct words words,
                           struct arena *arena, struct shingle_set *out)
{
    *out = (struct shingle_set){NULL, 0};
    enum status status = sketch_params_check(params);
    if (status != STATUS_OK || words.count < params->width)
        return status;
    uint64_t *room = gather(words, arena);
    if (!room)
        return STATUS_NOMEM;
    *out = make_set(params, key, room, words.count, arena);
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

/* The rate at which set gives between min_keys and max_keys keys, as near to the usual one as that allows. */
static uint64_t rate_for(const struct sketch_params *params, struct shingle_set set)
{
    uint64_t rate = params->sample_rate;
    while (rate > 1 && shingles_below(set, rate).count < params->min_keys)
        rate /= 2;
    while (shingles_below(set, rate).count > params->max_keys)
        rate *= 2;
    return rate;
}

enum status sketch_build(const struct sketch_params *params, const struct hash_key *key, struct words words,
                         struct arena *arena, struct sketch *out)
{
    *out = (struct sketch){.words = (uint32_t)words.count, .rate = 1};
    enum status status = sketch_params_check(params);
    if (status != STATUS_OK || words.count == 0)
        return status;
    uint64_t *room = gather(words, arena);
    if (!room)
        return STATUS_NOMEM;
    out->text_hash = hash_bytes(key, HASH_TEXT, bytes_of(room + words.count, words.count * sizeof *room));
    out->shingles = make_set(params, key, room, words.count, arena);
    uint64_t rate = rate_for(params, out->shingles);
    out->rate = (uint32_t)rate;
    out->keys = shingles_below(out->shingles, rate);
    out->simhash = simhash_of(out->shingles.at, out->shingles.count);
    return STATUS_OK;
}
