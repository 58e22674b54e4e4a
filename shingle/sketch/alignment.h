/*
 * Two texts word by word in reading order, as a diff shows them: the words that stay, and between them what was cut of
 * a and added in b.
 *
 *     struct alignment both;
 *     enum status status = alignment_find(words_a, words_b, &arena, &both);
 *     for (size_t i = 0; status == STATUS_OK && i < both.count; i++)
 *         show(both.at[i]);       // words of a, and of b, before it and behind the last one: cut, and added
 *
 *     a:  the port closed on Friday and reopened      both.at = {the port}, {on}, {and reopened}
 *     b:  the port shut on Saturday and reopened
 */
#ifndef SHINGLE_SKETCH_ALIGNMENT_H
#define SHINGLE_SKETCH_ALIGNMENT_H

#include "shingle/sketch/passages.h"

enum {
    ALIGNMENT_NEAR_WORDS = 3,                    /* words of a passage between two longer ones */
    ALIGNMENT_GAP_WORDS = PASSAGE_WORDS_DEFAULT, /* where neither side has more, single words count too */
};

struct alignment {
    const struct passage *at; /* by rising a and by rising b; they overlap in neither */
    size_t count;
};

/*
 * Takes the passages that passages_find knows, of PASSAGE_WORDS_DEFAULT words at least, and of them the chain that
 * keeps both orders and has most words (a text that moved is cut in one place and added in another). What lies between
 * two of the chain is gone through again for passages of ALIGNMENT_NEAR_WORDS, and small gaps for single words: in
 * large ones these would be chance. The array lives in arena. STATUS_OK; STATUS_NOMEM. Time is n log n in the words of
 * both.
 */
MUST_CHECK enum status alignment_find(struct words a, struct words b, struct arena *arena, struct alignment *out);

/*
 * Moves what only one side has to where a line of it begins, or else a sentence, wherever the words read the same
 * either way. Texts are those that the words stand in; the passages' array is a new one in arena. STATUS_OK;
 * STATUS_NOMEM, nothing is moved then. Time is linear.
 */
MUST_CHECK enum status alignment_slide(struct bytes text_a, struct words a, struct bytes text_b, struct words b,
                                       struct arena *arena, struct alignment *both);

#endif
