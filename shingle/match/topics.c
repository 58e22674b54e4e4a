#include "shingle/match/topics.h"

enum { FILTER_BITS = 1024 };

/* Some words of an article, each once, with how often it and another article have them. */
struct topic_list {
    uint32_t words[TOPIC_OPENING_WORDS];
    uint32_t own[TOPIC_OPENING_WORDS];
    uint32_t other[TOPIC_OPENING_WORDS];
    uint32_t count;
    uint64_t filter[FILTER_BITS / 64]; /* a bit for each word's low bits: most words need no search */
};

static void list_opening(struct topic_list *list, struct profile profile)
{
    *list = (struct topic_list){.count = 0};
    for (uint32_t i = 0; i < profile.count && i < TOPIC_OPENING_WORDS; i++) {
        uint32_t word = profile.words[i] & PROFILE_HASH, at = 0;
        if (!(profile.words[i] & (PROFILE_CAPITAL | PROFILE_NUMBER)))
            continue;
        while (at < list->count && list->words[at] != word)
            at++;
        if (at == list->count)
            list->words[list->count++] = word;
        list->filter[word % FILTER_BITS / 64] |= UINT64_C(1) << (word % 64);
    }
}

static void count_words(struct topic_list *list, struct profile profile, uint32_t *counts)
{
    for (uint32_t i = 0; i < profile.count; i++) {
        uint32_t word = profile.words[i] & PROFILE_HASH;
        if (!(list->filter[word % FILTER_BITS / 64] >> (word % 64) & 1))
            continue;
        for (uint32_t at = 0; at < list->count; at++)
            counts[at] += list->words[at] == word;
    }
}

/* Topic words of a that b lacks. */
static uint32_t missing(struct profile a, struct profile b)
{
    struct topic_list list;
    uint32_t count = 0;
    list_opening(&list, a);
    count_words(&list, a, list.own);
    count_words(&list, b, list.other);
    for (uint32_t at = 0; at < list.count; at++)
        count += list.own[at] >= TOPIC_MENTIONS && list.other[at] == 0;
    return count;
}

uint32_t topics_swapped(struct profile a, struct profile b)
{
    uint32_t ours = missing(a, b);
    if (ours == 0)
        return 0;
    uint32_t theirs = missing(b, a);
    return ours < theirs ? ours : theirs;
}
