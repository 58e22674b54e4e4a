/*
 * Words that furnish a page around its article, in the languages that fill the news: a word's topics as bits. Words
 * are looked up by a 32-bit hash of their folded letters, so a page's words are hashed once and never copied.
 *
 *     if (lexicon_topics(lexicon_hash(word)) & 1u << LEXICON_SHARE)
 *
 * The classifier weighs the topics together with length, place and neighbours; no word alone decides.
 */
#ifndef SHINGLE_EXTRACT_LEXICON_H
#define SHINGLE_EXTRACT_LEXICON_H

#include "shingle/base/bytes.h"

enum lexicon_topic {
    LEXICON_SHARE,     /* social networks, send, print */
    LEXICON_SUBSCRIBE, /* newsletter, sign in, account, subscription */
    LEXICON_RELATED,   /* read more, also, popular, recommended */
    LEXICON_CREDIT,    /* photo, image, picture agencies, caption words */
    LEXICON_LEGAL,     /* copyright, cookies, privacy, terms */
    LEXICON_COMMENT,   /* comments, reply, discussion */
    LEXICON_ADVERT,    /* advertisement, sponsored */
    LEXICON_BYLINE,    /* by, author, editor, reporter */
    LEXICON_DATE,      /* months, weekdays, ago, updated, published */
    LEXICON_PROMPT,    /* click, watch, listen, follow, download: asks the reader to do something */
    LEXICON_MENU,      /* home, search, sections of a paper */
    LEXICON_TOPICS
};

/* Topics of the word with this hash, bit 1 << topic; 0 for a word that is not listed. */
unsigned lexicon_topics(uint32_t word_hash);

enum { LEXICON_HASH_START = 2166136261u & 0x7fffffff };

/* One step of the word hash, to be fed with folded code points; FNV-1a over code points. */
static inline uint32_t lexicon_hash_step(uint32_t hash, uint32_t folded)
{
    return (hash ^ folded) * 16777619u;
}

/* Hash of a word as a whole, folded on the way. */
uint32_t lexicon_hash(struct bytes word);

#endif
