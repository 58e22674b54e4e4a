/*
 * Verdicts: what the matcher can say about an article, with the word that users see.
 */
#ifndef SHINGLE_MATCH_VERDICT_H
#define SHINGLE_MATCH_VERDICT_H

#include "shingle/base/bytes.h"

enum verdict {
    VERDICT_NEW = 0,   /* unlike everything known */
    VERDICT_EXACT,     /* the same words as an earlier article */
    VERDICT_COPY,      /* the same story with small changes, both ways */
    VERDICT_EXCERPT,   /* (nearly) all of it is in an earlier, longer article */
    VERDICT_EXTENDED,  /* an earlier, shorter article is (nearly) all in it */
    VERDICT_REVISION,  /* the same URL with other text */
    VERDICT_UNCHANGED, /* the same URL with the same text */
    VERDICT_DIGEST,    /* contains two or more unrelated stories; stands alone */
    VERDICT_SHORT      /* too few words to judge, and no exact match */
};
#define VERDICT_COUNT (VERDICT_SHORT + 1)

/* The lower-case word, e.g. "copy"; "?" outside the enum. Static storage. Stored in records and replies: never change.
 */
const char *verdict_name(enum verdict verdict);

/* The verdict named by word; false when there is none. */
bool verdict_from_name(struct bytes word, enum verdict *out);

#endif
