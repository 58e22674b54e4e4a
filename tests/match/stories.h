/*
 * Texts for the matcher's tests: sentences of made-up words from a seed, so that two seeds share nothing and every edit
 * is known exactly.
 */
#ifndef TESTS_MATCH_STORIES_H
#define TESTS_MATCH_STORIES_H

#include "shingle/base/writer.h"

/* Appends `words` made-up words: number i of the story `seed`, from number `first` on; a full stop after each twelfth.
 */
void story_words(struct writer *out, uint64_t seed, uint32_t first, uint32_t words);

/* As story_words, with each `every`th word replaced by another; every 0 replaces none. */
void story_edited(struct writer *out, uint64_t seed, uint32_t first, uint32_t words, uint32_t every);

#endif
