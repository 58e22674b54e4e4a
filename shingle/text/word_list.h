/*
 * The growing list of words that a scan fills, and the hash of a word. For words.c and unspaced.c.
 */
#ifndef SHINGLE_TEXT_WORD_LIST_H
#define SHINGLE_TEXT_WORD_LIST_H

#include "shingle/base/hash_inline.h"
#include "shingle/text/words.h"

enum {
    WORD_PAIR = 16, /* bytes of a short word, which hash_pair takes */
    WORD_QUAD = 32  /* of a middling one, which hash_quad takes */
};

struct word_list {
    const struct hash_key *key;
    struct arena *arena;
    struct word *at;
    size_t count;
    size_t capacity;
    size_t guess; /* words to make room for at first, at least 1 */
    bool failed;  /* memory ran out; further words are dropped */
};

/* Makes room for more words; false, and failed, when memory ran out. */
bool word_list_grow(struct word_list *list);

/* Eight bytes as a little-endian number. */
static inline uint64_t word_eight(const uint8_t *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    return eight;
}

/* Writes a number as eight bytes, little-endian. */
static inline void word_put_eight(uint8_t *at, uint64_t eight)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    eight = __builtin_bswap64(eight);
#endif
    memcpy(at, &eight, sizeof eight);
}

/* The first size bytes, 0 to 8, of a little-endian number; the others become 0. */
static inline uint64_t word_eight_upto(uint64_t eight, size_t size)
{
    return size == 0 ? 0 : eight & UINT64_MAX >> (64 - 8 * size);
}

/*
 * Hash of a folded word. Short ones are filled up with zeros, which no word has, to WORD_PAIR or WORD_QUAD bytes: these
 * must be readable, whatever they hold.
 */
static inline uint64_t word_hash(const struct hash_key *key, struct bytes folded)
{
    if (folded.size > WORD_QUAD)
        return hash_bytes(key, HASH_WORD, folded);
    if (folded.size > WORD_PAIR) {
        uint8_t quad[WORD_QUAD];
        size_t third = folded.size < 24 ? folded.size - 16 : 8;
        memcpy(quad, folded.at, 16);
        word_put_eight(quad + 16, word_eight_upto(word_eight(folded.at + 16), third));
        word_put_eight(quad + 24, word_eight_upto(word_eight(folded.at + 24), folded.size - 16 - third));
        return hash_quad(key, HASH_WORD, quad);
    }
    size_t first = folded.size < 8 ? folded.size : 8;
    return hash_pair(key, HASH_WORD, word_eight_upto(word_eight(folded.at), first),
                     word_eight_upto(word_eight(folded.at + 8), folded.size - first));
}

/* Adds a word of the hash, which stands at from .. to - 1 in the text. */
static inline void word_list_add(struct word_list *list, uint64_t hash, size_t from, size_t to, unsigned flags)
{
    if (list->count == list->capacity && !word_list_grow(list))
        return;
    size_t size = to - from < WORD_SIZE_MAX ? to - from : WORD_SIZE_MAX;
    struct word *word = &list->at[list->count++];
    word->hash = hash;
    word->at = (uint32_t)from;
    word->size = size & WORD_SIZE_MAX;
    word->flags = flags & 0xff;
}

#endif
