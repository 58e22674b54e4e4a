/*
 * Sketch of an article: what is needed to find its copies without its text.
 *
 *     struct sketch_params params = SKETCH_DEFAULTS;
 *     struct sketch sketch;
 *     enum status status = words_scan(&key, text, &arena, &words);
 *     if (status == STATUS_OK)
 *         status = sketch_build(&params, &key, words, &arena, &sketch);
 *
 * A shingle is the keyed hash of `width` consecutive words (Broder 1997). All distinct ones, sorted, are the set that
 * resemblance and containment are measured on. Those below 2^64 / rate are the keys for the index ("mod p sampling" by
 * threshold): every text samples by the same thresholds, so that a passage that two texts share gives both the same
 * keys, wherever it stands.
 *
 *     shingles  |k k k k|s s s s s s s s s s s s s s s s s s s|      sorted; the keys are its beginning
 *               0     2^64/16                               2^64
 *
 * The rate is a power of two; a coarser rate's keys are a subset of a finer one's. Short texts take a finer rate so
 * that they have enough keys, very long ones a coarser one so that one text cannot flood the index.
 */
#ifndef SHINGLE_SKETCH_SKETCH_H
#define SHINGLE_SKETCH_SKETCH_H

#include "shingle/base/arena.h"
#include "shingle/base/hash_key.h"
#include "shingle/base/status.h"
#include "shingle/text/words.h"

enum {
    SKETCH_WIDTH_MAX = 16,    /* words in a shingle, at most */
    SKETCH_RATE_MAX = 1 << 10 /* coarsest usual rate that can be asked for */
};

/* These change fingerprints: sketches made with different ones are not to be compared. */
struct sketch_params {
    uint32_t width;       /* words in a shingle, 1 to SKETCH_WIDTH_MAX */
    uint32_t sample_rate; /* one shingle in so many is a key; a power of two up to SKETCH_RATE_MAX */
    uint32_t min_keys;    /* sample finer, down to every shingle, until there are so many keys; at least 1 */
    uint32_t max_keys;    /* sample coarser while there are more keys; at least 2 * min_keys */
};

#define SKETCH_DEFAULTS ((struct sketch_params){.width = 5, .sample_rate = 16, .min_keys = 16, .max_keys = 512})

/* Sorted, without repeats. */
struct shingle_set {
    const uint64_t *at;
    size_t count;
};

struct sketch {
    uint64_t text_hash; /* of all words in order: equal for texts that differ in nothing but what words.h folds away.
                           0 when there are no words; an empty text is never an exact copy */
    uint64_t simhash;   /* of the shingles; 0 when there are none */
    uint32_t words;     /* words in the text */
    uint32_t rate;      /* the keys are the shingles below 2^64 / rate */
    struct shingle_set shingles; /* all of them; none when there are fewer words than the width */
    struct shingle_set keys;     /* those for the index: the beginning of shingles, not a copy. As they are below
                                    2^64 / rate, their upper bits say nothing: a hash table must use the lower ones */
};

/* STATUS_OK, or STATUS_BADARG when a field is out of its range. */
MUST_CHECK enum status sketch_params_check(const struct sketch_params *params);

/*
 * Makes the sketch of words. Its sets live in arena. STATUS_OK, STATUS_BADARG as sketch_params_check, STATUS_NOMEM.
 * Time is linear in words.count, also for words chosen by somebody hostile; memory 8 bytes a word for the set and as
 * much again while it is made.
 */
MUST_CHECK enum status sketch_build(const struct sketch_params *params, const struct hash_key *key, struct words words,
                                    struct arena *arena, struct sketch *out);

/*
 * Only the set of shingles, e.g. to verify a candidate: the same as sketch.shingles. Statuses, memory and time as
 * sketch_build.
 */
MUST_CHECK enum status shingles_build(const struct sketch_params *params, const struct hash_key *key,
                                      struct words words, struct arena *arena, struct shingle_set *out);

/* The part of a set below 2^64 / rate; rate is a power of two, 1 gives all of it. Logarithmic. */
struct shingle_set shingles_below(struct shingle_set set, uint64_t rate);

#endif
