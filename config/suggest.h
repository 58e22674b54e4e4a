/*
 * "Did you mean": the closest of some words to one that is unknown.
 *
 *     struct suggestion best = suggestion_for("adress");
 *     suggestion_offer(&best, "address");
 *     if (best.word) ...
 */
#ifndef CONFIG_SUGGEST_H
#define CONFIG_SUGGEST_H

#include <stddef.h>

struct suggestion {
    const char *wanted;
    const char *word; /* the closest so far, or NULL when none is close */
    size_t distance;
};

static inline struct suggestion suggestion_for(const char *wanted)
{
    return (struct suggestion){wanted, NULL, (size_t)-1};
}

/*
 * Edits that turn a into b: insert, delete or replace a byte, swap two neighbours (optimal string alignment; Damerau
 * 1964, Levenshtein 1966). Words over 48 bytes: SIZE_MAX.
 */
size_t suggestion_distance(const char *a, const char *b);

/* Takes word when it is closer than what best has, and at most a third of the wanted word's length (at least 1) away.
 */
void suggestion_offer(struct suggestion *best, const char *word);

#endif
