/*
 * Digests: texts that hold several stories. They must not glue the stories' clusters, whether they come after the
 * stories, between them or before. For decide.c only.
 */
#ifndef SHINGLE_MATCH_DIGEST_H
#define SHINGLE_MATCH_DIGEST_H

#include "shingle/match/hearing.h"

/* Takes back the joins through known round-ups, but for copies of the round-up as a whole. */
void digest_hold_back(struct hearing *hearing);

/* Takes back joins through round-ups that are only now seen to be such. The reader's status, NOMEM. */
MUST_CHECK enum status digest_refuse_glue(struct hearing *hearing);

/* Does the newcomer hold two stories of different clusters, side by side? */
bool digest_is(const struct hearing *hearing);

/* Do numbers i and j of the trial hold different parts of the newcomer? Then it does not prove them one story. */
bool digest_apart(const struct trial *trial, size_t i, size_t j);

#endif
