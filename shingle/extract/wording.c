#include "shingle/extract/wording.h"

#include "shingle/extract/wording_table.inc"

enum { ENDS = 4 /* words that count as a line's beginning and end */ };

size_t wording_find(const struct wording *table, uint32_t hash)
{
    size_t slot = wording_slot(hash);
    uint16_t tag = wording_tag(hash);
    if (table->tags && !(table->tags[tag / 64] >> tag % 64 & 1))
        return WORDING_SLOTS;
    while (table->tag[slot]) {
        if (table->tag[slot] == tag)
            return slot;
        slot = (slot + 1) % WORDING_SLOTS;
    }
    return WORDING_SLOTS;
}

static int weight_of(const struct wording *table, uint32_t hash)
{
    size_t slot = wording_find(table, hash);
    return slot == WORDING_SLOTS ? 0 : table->weight[slot];
}

static int16_t bounded(int32_t sum)
{
    return (int16_t)(sum < INT16_MIN ? INT16_MIN : sum > INT16_MAX ? INT16_MAX : sum);
}

static void measure(const struct wording *table, const uint32_t *words, struct line *line)
{
    int32_t sum = 0, first = 0, last = 0, low = 0, high = 0;
    for (size_t w = 0; w < line->words; w++) {
        int word = weight_of(table, words[w]);
        int pair = w ? weight_of(table, wording_pair(words[w - 1], words[w])) : 0;
        int both = word + pair;
        sum += both;
        first += w < ENDS ? both : 0;
        last += w + ENDS >= line->words ? both : 0;
        low = both < low ? both : low;
        high = both > high ? both : high;
    }
    line->wording = (struct line_wording){.sum = bounded(sum),
                                          .first = bounded(first),
                                          .last = bounded(last),
                                          .low = bounded(low),
                                          .high = bounded(high)};
}

void wording_measure(const struct wording *table, struct line_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        measure(table, &list->words[list->at[i].word_at], &list->at[i]);
}
