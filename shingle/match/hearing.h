/*
 * Hearing: an article and its candidates on trial, with where their texts come from. For decide.c, digest.c and
 * similar.c only.
 */
#ifndef SHINGLE_MATCH_HEARING_H
#define SHINGLE_MATCH_HEARING_H

#include "shingle/match/matcher_state.h"

enum { HEARING_FRESH_MAX = COMPARER_OTHERS_MAX }; /* profiles of one hearing that are cached after it */

/* Everything known about an article and its candidates while it is decided. */
struct hearing {
    struct matcher *matcher;
    const struct match_article *article;
    const struct match_reader *reader;
    struct arena *arena;
    struct decision *decision;
    struct trial trial;
    struct {
        uint32_t id;
        struct profile profile;
    } fresh[HEARING_FRESH_MAX]; /* made from texts: to be cached when no view into the cache is in use any more */
    uint32_t fresh_count;
};

/*
 * The profile of an earlier article: from the cache, else from its text. Valid until hearing_remember(). NOTFOUND when
 * the text is gone; the reader's status; NOMEM.
 */
MUST_CHECK enum status hearing_profile(struct hearing *hearing, uint32_t id, struct profile *out);

/* The settings with what the article asks for instead. */
struct matcher_params hearing_params(const struct matcher *matcher, const struct match_article *article);

/*
 * Puts those of the candidates on trial that can be copies at all, the first `room` of them (at most
 * COMPARER_OTHERS_MAX) and of one cluster only so many as `fellows`, and judges them. The reader's status, NOMEM.
 */
MUST_CHECK enum status hearing_hold(struct hearing *hearing, const struct candidate *candidates, size_t count,
                                    size_t room, size_t fellows);

/* The likeliest of those that the newcomer may join: highest resemblance, then lowest id. NULL when there is none. */
const struct evidence *hearing_best(const struct hearing *hearing);

/* Caches the profiles that had to be made. After it no profile of the hearing may be used. */
void hearing_remember(struct hearing *hearing);

#endif
