#include "shingle/match/comparison.h"

#include "shingle/base/hash_key.h"

#define STEP UINT64_C(0x9e3779b97f4a7c15)
#define NONE UINT32_MAX

enum { FILTER_BITS_A_SLOT = 4 }; /* 8 or more a shingle, and still 2 KB for a usual article */

/* A polynomial over the last `width` words, rolled on by one word. */
struct roller {
    uint64_t sum;
    uint64_t leaving; /* STEP^width */
    const uint32_t *words;
    uint32_t width;
};

static uint64_t finished(uint64_t sum)
{
    sum = (sum ^ sum >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    sum ^= sum >> 32;
    return sum ? sum : 1;
}

static struct roller roller_of(struct profile profile, uint32_t width)
{
    struct roller roller = {0, 1, profile.words, width};
    for (uint32_t i = 0; i < width; i++)
        roller.leaving *= STEP;
    for (uint32_t i = 0; i + 1 < width && i < profile.count; i++)
        roller.sum = (roller.sum + (profile.words[i] & PROFILE_HASH)) * STEP;
    return roller;
}

/* The shingle that starts at `at`; called for 0, 1, 2 ... */
static uint64_t roller_next(struct roller *roller, uint32_t at)
{
    uint64_t sum = (roller->sum + (roller->words[at + roller->width - 1] & PROFILE_HASH)) * STEP;
    roller->sum = sum - roller->leaving * (roller->words[at] & PROFILE_HASH);
    return finished(sum);
}

/* The bit of the filter for a hash. The table takes the lower half of the hash, so this takes the upper. */
static uint32_t filter_bit(const struct comparer *comparer, uint64_t hash)
{
    return (uint32_t)(hash >> 32) & comparer->filter_mask;
}

static uint32_t find(const struct comparer *comparer, uint64_t hash)
{
    uint32_t bit = filter_bit(comparer, hash);
    if (!(comparer->filter[bit / 64] >> (bit % 64) & 1))
        return NONE;
    uint32_t at = (uint32_t)hash & comparer->mask;
    for (; comparer->hash[at] != 0; at = (at + 1) & comparer->mask)
        if (comparer->hash[at] == hash)
            return comparer->place[at];
    return NONE;
}

static uint32_t runs_of(struct profile profile, uint32_t width)
{
    return profile.count < width ? 0 : profile.count - width + 1;
}

enum status comparer_prepare(struct comparer *comparer, uint32_t width, struct profile ours, struct arena *arena)
{
    *comparer = (struct comparer){.width = width, .ours = ours};
    uint32_t runs = runs_of(ours, width), size = 64;
    while (size < 2 * runs)
        size *= 2;
    comparer->mask = size - 1;
    comparer->filter_mask = size * FILTER_BITS_A_SLOT - 1;
    comparer->filter = arena_zeroed(arena, size * FILTER_BITS_A_SLOT / 64, sizeof *comparer->filter);
    comparer->hash = arena_zeroed(arena, size, sizeof *comparer->hash);
    comparer->place = arena_array(arena, size, sizeof *comparer->place);
    comparer->first = arena_array(arena, runs, sizeof *comparer->first);
    comparer->number = arena_array(arena, runs, sizeof *comparer->number);
    comparer->holders = arena_zeroed(arena, runs, sizeof *comparer->holders);
    if (!comparer->filter || !comparer->hash || !comparer->place || !comparer->first || !comparer->number ||
        !comparer->holders)
        return STATUS_NOMEM;
    struct roller roller = roller_of(ours, width);
    for (uint32_t i = 0; i < runs; i++) {
        uint64_t hash = roller_next(&roller, i);
        uint32_t at = (uint32_t)hash & comparer->mask;
        while (comparer->hash[at] != 0 && comparer->hash[at] != hash)
            at = (at + 1) & comparer->mask;
        if (comparer->hash[at] == 0) {
            uint32_t bit = filter_bit(comparer, hash);
            comparer->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
            comparer->hash[at] = hash;
            comparer->place[at] = comparer->distinct;
            comparer->first[comparer->distinct++] = i;
        }
        comparer->number[i] = comparer->place[at];
    }
    return STATUS_OK;
}

static uint32_t shared_figures(struct profile a, struct profile b)
{
    uint32_t both = 0;
    for (uint32_t i = 0, j = 0; i < a.figure_count && j < b.figure_count;) {
        uint32_t x = a.figures[i], y = b.figures[j];
        both += x == y;
        i += x <= y;
        j += y <= x;
    }
    return both;
}

/* The words between two common passages: what kind of difference is it? */
static void judge_gap(const struct comparer *comparer, struct profile theirs, uint32_t a, uint32_t a_end, uint32_t b,
                      uint32_t b_end, struct comparison *out)
{
    if (a_end <= a || b_end <= b) {
        out->inserts += (a_end > a) != (b_end > b);
        return;
    }
    if (a_end - a > SLOT_WORDS || b_end - b > SLOT_WORDS)
        return;
    uint32_t ours_any = 0, theirs_any = 0;
    for (uint32_t i = a; i < a_end; i++)
        ours_any |= comparer->ours.words[i];
    for (uint32_t i = b; i < b_end; i++)
        theirs_any |= theirs.words[i];
    uint32_t flags = ours_any & theirs_any;
    if (flags & PROFILE_NUMBER)
        out->figure_slots++;
    else if (flags & PROFILE_CAPITAL)
        out->name_slots++;
    else
        out->edit_slots++;
}

void comparer_compare(struct comparer *comparer, struct profile theirs, struct comparison *out)
{
    uint32_t width = comparer->width, runs = runs_of(theirs, width), bit = comparer->compared++;
    *out = (struct comparison){.bit = bit, .ours = comparer->distinct, .theirs = theirs.shingles};
    struct roller roller = roller_of(theirs, width);
    uint64_t mine = UINT64_C(1) << bit;
    uint32_t a_end = NONE, b_end = 0, run_start = 0;
    for (uint32_t j = 0; j < runs; j++) {
        uint32_t number = find(comparer, roller_next(&roller, j));
        if (number == NONE)
            continue;
        if (!(comparer->holders[number] & mine)) {
            comparer->holders[number] |= mine;
            out->both++;
        }
        if (j < OPENING_SHINGLES)
            out->opening_theirs++;
        /* Goes the common passage on? A repeated shingle may stand at any of its places: prefer the next one. */
        uint32_t i = comparer->first[number];
        if (a_end != NONE && b_end == j + width - 1 && a_end - width + 1 < runs_of(comparer->ours, width) &&
            comparer->number[a_end - width + 1] == number) {
            i = a_end - width + 1;
        } else {
            if (a_end != NONE)
                judge_gap(comparer, theirs, a_end, i, b_end, j, out);
            run_start = j;
        }
        a_end = i + width;
        b_end = j + width;
        if (b_end - run_start > out->longest)
            out->longest = b_end - run_start;
    }
    uint32_t ours_runs = runs_of(comparer->ours, width);
    for (uint32_t i = 0; i < OPENING_SHINGLES && i < ours_runs; i++)
        out->opening_ours += (comparer->holders[comparer->number[i]] & mine) != 0;
    out->figures_both = shared_figures(comparer->ours, theirs);
}
