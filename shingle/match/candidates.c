#include "shingle/match/candidates.h"

#include <stdlib.h>

enum { TABLE = 1 << 17, TABLE_FULL = 1 << 16 };

struct candidate_finder {
    const struct posting_index *index;
    uint32_t cap;
    uint32_t *ids;          /* room for one key's */
    uint32_t *slots;        /* table: number in list plus 1 */
    struct candidate *list; /* those found */
    uint32_t count;
};

enum status candidate_finder_open(const struct posting_index *index, uint32_t key_cap, struct candidate_finder **out)
{
    struct candidate_finder *finder = calloc(1, sizeof *finder);
    if (!finder)
        return STATUS_NOMEM;
    *finder = (struct candidate_finder){
        .index = index,
        .cap = key_cap,
        .ids = calloc(key_cap, sizeof(uint32_t)),
        .slots = calloc(TABLE, sizeof(uint32_t)),
        .list = calloc(TABLE_FULL, sizeof(struct candidate)),
    };
    if (!finder->ids || !finder->slots || !finder->list) {
        candidate_finder_close(finder);
        return STATUS_NOMEM;
    }
    *out = finder;
    return STATUS_OK;
}

void candidate_finder_close(struct candidate_finder *finder)
{
    if (!finder)
        return;
    free(finder->ids);
    free(finder->slots);
    free(finder->list);
    free(finder);
}

static uint32_t slot_of(const struct candidate_finder *finder, uint32_t id)
{
    uint32_t at = (id * 0x9e3779b1u) >> 15;
    while (finder->slots[at] != 0 && finder->list[finder->slots[at] - 1].id != id)
        at = (at + 1) & (TABLE - 1);
    return at;
}

static void count_one(struct candidate_finder *finder, uint32_t id, double weight)
{
    uint32_t at = slot_of(finder, id);
    if (finder->slots[at] == 0) {
        if (finder->count == TABLE_FULL)
            return;
        finder->list[finder->count++] = (struct candidate){.id = id};
        finder->slots[at] = finder->count;
    }
    struct candidate *candidate = &finder->list[finder->slots[at] - 1];
    candidate->shared++;
    candidate->score += weight;
}

static bool likelier(const struct candidate *a, const struct candidate *b)
{
    return a->score > b->score || (a->score == b->score && a->id > b->id);
}

/* The best of the list by insertion into a short sorted one. */
static size_t best_of(const struct candidate_finder *finder, struct candidate *out, size_t room)
{
    size_t count = 0;
    for (uint32_t i = 0; i < finder->count; i++) {
        const struct candidate *one = &finder->list[i];
        if (count == room && !likelier(one, &out[count - 1]))
            continue;
        size_t at = count < room ? count++ : count - 1;
        for (; at > 0 && likelier(one, &out[at - 1]); at--)
            out[at] = out[at - 1];
        out[at] = *one;
    }
    return count;
}

static bool left_out(struct candidate_filter filter, uint32_t id)
{
    if (filter.not_source && facts_source(filter.facts, id) == filter.not_source)
        return true;
    if (filter.oldest_s == 0)
        return false;
    uint32_t time_s = facts_get(filter.facts, id).time_s;
    return time_s != 0 && time_s < filter.oldest_s;
}

size_t candidates_find(struct candidate_finder *finder, struct shingle_set keys, struct candidate_filter filter,
                       struct candidate *out, size_t room, uint32_t *found)
{
    for (size_t i = 0; i < keys.count; i++)
        posting_index_prefetch(finder->index, keys.at[i]);
    for (size_t i = 0; i < keys.count; i++) {
        size_t holders = posting_index_find(finder->index, keys.at[i], finder->ids, finder->cap);
        double weight = 1.0 / (1.0 + (double)holders / 8.0);
        for (size_t h = 0; h < holders; h++)
            if (!left_out(filter, finder->ids[h]))
                count_one(finder, finder->ids[h], weight);
    }
    *found = finder->count;
    size_t count = room > 0 ? best_of(finder, out, room) : 0;
    /* Empty the table by what was put in, last first, so that chains stay whole while they are followed. */
    while (finder->count > 0) {
        uint32_t at = slot_of(finder, finder->list[finder->count - 1].id);
        finder->slots[at] = 0;
        finder->count--;
    }
    return count;
}
