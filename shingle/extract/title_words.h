/*
 * The words of a title, to compare wordings by: case and signs do not count, and each letter of a script without spaces
 * is a word.
 *
 *     struct title_words heading, element;
 *     title_words_read(BYTES("Ferry back in service"), &heading);
 *     title_words_read(BYTES("Ferry back in service | The Quay Courier"), &element);
 *     title_relate(&heading, &element);   // TITLE_STARTS
 */
#ifndef SHINGLE_EXTRACT_TITLE_WORDS_H
#define SHINGLE_EXTRACT_TITLE_WORDS_H

#include "shingle/base/bytes.h"

enum { TITLE_WORDS_MAX = 64 /* words of a title that are compared; the rest of a longer one is not looked at */ };

struct title_words {
    uint64_t letters; /* hash of all letters and digits without what parts them */
    uint32_t size;    /* how many there are */
    uint32_t count;
    uint32_t at[TITLE_WORDS_MAX]; /* hashes */
};

/* How one wording stands to another; the order is that of the learnt questions. */
enum title_relation {
    TITLE_ABSENT = -1, /* one of them has no words */
    TITLE_APART,
    TITLE_INSIDE, /* it stands in the other's middle */
    TITLE_STARTS, /* the other starts with it */
    TITLE_ENDS,   /* the other ends with it */
    TITLE_SAME,
    TITLE_STARTED, /* it starts with the other */
    TITLE_ENDED,   /* it ends with the other */
    TITLE_HOLDS    /* it has the other in its middle */
};

/* Reads the words of text, UTF-8. */
void title_words_read(struct bytes text, struct title_words *out);

/* How `it` stands to `other`: at most TITLE_WORDS_MAX squared steps, seldom more than TITLE_WORDS_MAX. */
enum title_relation title_relate(const struct title_words *it, const struct title_words *other);

/* Share of its words, 0 to 1, that the other has too, in any order; 0 when it has none. */
float title_share(const struct title_words *it, const struct title_words *other);

/* True when both have the same letters and digits in a row. */
static inline bool title_words_equal(const struct title_words *a, const struct title_words *b)
{
    return a->letters == b->letters && a->size == b->size;
}

#endif
