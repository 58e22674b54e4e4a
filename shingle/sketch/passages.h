/*
 * Passages that two texts have in common: runs of equal words, for EXPLAIN and as evidence beside the shingles.
 *
 *     struct passages shared;
 *     enum status status = passages_find(words_a, words_b, PASSAGE_WORDS_DEFAULT, &arena, &shared);
 *     for (size_t i = 0; status == STATUS_OK && i < shared.count; i++)
 *         show(passage_text(text_a, words_a, shared.at[i].a, shared.at[i].count));
 */
#ifndef SHINGLE_SKETCH_PASSAGES_H
#define SHINGLE_SKETCH_PASSAGES_H

#include "shingle/base/arena.h"
#include "shingle/base/bytes.h"
#include "shingle/base/status.h"
#include "shingle/text/words.h"

enum {
    PASSAGE_WORDS_DEFAULT = 8, /* words of a passage worth showing */
    PASSAGE_TRIES = 8          /* places in a that are tried for one place in b */
};

/* Words a .. a + count - 1 of the first text equal words b .. b + count - 1 of the second. */
struct passage {
    uint32_t a;
    uint32_t b;
    uint32_t count;
};

struct passages {
    const struct passage *at; /* by rising b; they do not overlap in b, but may in a where a repeats itself */
    size_t count;
    size_t longest; /* number of the longest passage (the first such); 0 when there is none */
    size_t a_words; /* words of a that lie in a passage, each counted once */
    size_t b_words; /* words of b that lie in a passage */
};

/*
 * Finds runs of at least min_words (1 or more) equal words, going through b and taking at each place the longest run
 * among PASSAGE_TRIES places in a, the last ones where there are more. Passages are maximal: none can be longer at its
 * end, nor at its beginning but into the passage before it. (Karp and Rabin 1987 for the fingerprints of runs; greedy
 * tiling after Wise 1993.) The array lives in arena. STATUS_OK; STATUS_BADARG when min_words is 0; STATUS_NOMEM.
 * Time is linear in both counts, for any input; memory at most 28 bytes a word of a, given back when it is the arena's
 * newest, and 12 bytes for every min_words words of b.
 */
MUST_CHECK enum status passages_find(struct words a, struct words b, uint32_t min_words, struct arena *arena,
                                     struct passages *out);

/* The bytes of text from word `first` to word first + count - 1, with what stands between them. */
struct bytes passage_text(struct bytes text, struct words words, size_t first, size_t count);

#endif
