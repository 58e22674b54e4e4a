/*
 * Words and pairs of words that were learnt to stand in articles or around them: "getty images", "alle rechte",
 * "told reporters". Each has a weight, the logarithm of how much likelier it stands in an article than words do at
 * large; the table is made by bench/train_lines. A gram is found by a hash alone: what collides is noise that the
 * forests bear.
 *
 *     wording_measure(&wording_learnt, list);     // fills line.wording of every line
 */
#ifndef SHINGLE_EXTRACT_WORDING_H
#define SHINGLE_EXTRACT_WORDING_H

#include "shingle/extract/line.h"

enum {
    WORDING_SLOT_BITS = 15,
    WORDING_SLOTS = 1 << WORDING_SLOT_BITS,
    WORDING_GRAMS_MAX = WORDING_SLOTS / 2, /* so that a probe for what is not there ends soon */
    WORDING_UNIT = 16                      /* weights are in 1/WORDING_UNIT */
};

struct wording {
    uint16_t tag[WORDING_SLOTS]; /* of the gram in a slot; 0 = free */
    int8_t weight[WORDING_SLOTS];
    const uint64_t *tags; /* a bit for each tag that some slot has, so that most grams are looked up nowhere; or NULL */
};

enum { WORDING_TAG_WORDS = (1 << 16) / 64 };

extern const struct wording wording_learnt;
extern const uint64_t wording_tags[WORDING_TAG_WORDS]; /* its tags: made of it when the tree is built */

/* Hash of a pair of words; that of a single word is its own. */
static inline uint32_t wording_pair(uint32_t first, uint32_t second)
{
    return (first * 31 ^ second) * 2654435769u;
}

/* The tag that a hash has in its slot; never 0. */
static inline uint16_t wording_tag(uint32_t hash)
{
    return (uint16_t)(hash & 0xffff) ? (uint16_t)(hash & 0xffff) : 1;
}

/* Where the search for a hash begins. */
static inline size_t wording_slot(uint32_t hash)
{
    return hash * 2246822519u >> (32 - WORDING_SLOT_BITS);
}

/* Slot of the gram with this hash, or WORDING_SLOTS. */
size_t wording_find(const struct wording *table, uint32_t hash);

/* Fills line.wording of every line. Time is linear in the words. */
void wording_measure(const struct wording *table, struct line_list *list);

#endif
