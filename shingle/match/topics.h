/*
 * Topic words: the names and numbers that an article opens with and comes back to. When two articles share their text
 * but each has topic words that the other lacks, one form was filled in twice.
 */
#ifndef SHINGLE_MATCH_TOPICS_H
#define SHINGLE_MATCH_TOPICS_H

#include "shingle/match/profile.h"

enum {
    TOPIC_OPENING_WORDS = 40, /* where topic words are looked for */
    TOPIC_MENTIONS = 2        /* of the word in the article */
};

/* The smaller of: a's topic words that b lacks altogether, b's that a lacks. Linear in both. */
uint32_t topics_swapped(struct profile a, struct profile b);

#endif
