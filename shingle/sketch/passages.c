#include "shingle/sketch/passages.h"

/*
 * All runs of min_words words of a stand in a hash table by a rolling fingerprint: chains of positions, newest first.
 * Then one walk through b: where the run at j is in the table, the places of its chain are tried, the longest match is
 * taken, and the walk goes on behind it. A match of n words pays for the tries, which look at n words each at most. It
 * cannot begin earlier: the words before it that match too would have been found there.
 */

enum { NONE = 0 }; /* positions in the table are one more than they are */

static const uint64_t base = 0x9e3779b97f4a7c15u; /* of the polynomial; odd, so that no word is lost */

/* Fingerprint of `width` words from a position on, moved along one word at a time (Karp and Rabin 1987, mod 2^64). */
struct roll {
    struct words words;
    size_t width;
    size_t at;
    uint64_t value;
    uint64_t leaving; /* base^(width - 1): weight of the word that leaves */
};

static struct roll roll_start(struct words words, size_t width)
{
    struct roll roll = {.words = words, .width = width, .leaving = 1};
    for (size_t i = 1; i < width; i++)
        roll.leaving *= base;
    for (size_t i = 0; i < width; i++)
        roll.value = roll.value * base + words.at[i].hash;
    return roll;
}

static size_t roll_count(const struct roll *roll)
{
    return roll->words.count - roll->width + 1;
}

/* Moves on by one word; the last position has nothing to move to. */
static void roll_next(struct roll *roll)
{
    if (++roll->at >= roll_count(roll))
        return;
    roll->value -= roll->words.at[roll->at - 1].hash * roll->leaving;
    roll->value = roll->value * base + roll->words.at[roll->at + roll->width - 1].hash;
}

/* All places of one run of words, newest first. Two runs share a chain only if their tags do, once in 2^32. */
struct chain {
    uint32_t tag;
    uint32_t head;
};

struct table {
    struct chain *chains; /* by linear probing; a third is free at least */
    uint32_t *next;       /* by place in a */
    unsigned shift;
    size_t size; /* bytes of both */
};

/* The chain of the runs with a fingerprint, or the free slot where it would be. */
static struct chain *table_find(const struct table *table, uint64_t value)
{
    uint64_t mixed = mix64(value);
    size_t mask = (size_t)(UINT64_MAX >> table->shift);
    size_t slot = (size_t)(mixed >> table->shift);
    while (table->chains[slot].head != NONE && table->chains[slot].tag != (uint32_t)mixed)
        slot = (slot + 1) & mask;
    return &table->chains[slot];
}

static bool table_make(struct table *table, struct words a, size_t width, struct arena *arena)
{
    unsigned bits = 4;
    while (bits < 40 && ((size_t)1 << bits) < a.count + a.count / 2)
        bits++;
    size_t slots = (size_t)1 << bits;
    table->shift = 64 - bits;
    table->size = slots * sizeof *table->chains + a.count * sizeof *table->next;
    table->chains = arena_zeroed(arena, table->size, 1);
    if (!table->chains)
        return false;
    table->next = (uint32_t *)(table->chains + slots);
    struct roll roll = roll_start(a, width);
    for (; roll.at < roll_count(&roll); roll_next(&roll)) {
        struct chain *chain = table_find(table, roll.value);
        table->next[roll.at] = chain->head;
        *chain = (struct chain){(uint32_t)mix64(roll.value), (uint32_t)roll.at + 1};
    }
    return true;
}

static size_t equal_words(struct words a, size_t i, struct words b, size_t j)
{
    size_t most = a.count - i < b.count - j ? a.count - i : b.count - j;
    size_t count = 0;
    while (count < most && a.at[i + count].hash == b.at[j + count].hash)
        count++;
    return count;
}

/* The longest match of b from roll's position on; count is 0 when none has the width. */
static struct passage longest_at(const struct table *table, struct words a, struct words b, const struct roll *roll)
{
    struct passage best = {0, (uint32_t)roll->at, 0};
    uint32_t place = table_find(table, roll->value)->head;
    for (unsigned tries = 0; place != NONE && tries < PASSAGE_TRIES; tries++) {
        size_t count = equal_words(a, place - 1, b, roll->at);
        if (count >= roll->width && count > best.count) {
            best.a = place - 1;
            best.count = (uint32_t)count;
        }
        place = table->next[place - 1];
    }
    return best;
}

/* Goes through b and writes the passages to out, which has room for all; returns how many. */
static size_t collect(const struct table *table, struct words a, struct words b, size_t width, struct passage *out)
{
    size_t count = 0;
    struct roll roll = roll_start(b, width);
    while (roll.at < roll_count(&roll)) {
        struct passage passage = longest_at(table, a, b, &roll);
        if (passage.count == 0) {
            roll_next(&roll);
            continue;
        }
        out[count++] = passage;
        size_t end = roll.at + passage.count;
        while (roll.at < end && roll.at < roll_count(&roll))
            roll_next(&roll);
    }
    return count;
}

/* Fills in the sums; marks has room for one byte a word of a. */
static void sum_up(struct passages *out, struct words a, uint8_t *marks)
{
    memset(marks, 0, a.count);
    for (size_t i = 0; i < out->count; i++) {
        out->b_words += out->at[i].count;
        if (out->at[i].count > out->at[out->longest].count)
            out->longest = i;
        memset(marks + out->at[i].a, 1, out->at[i].count);
    }
    for (size_t i = 0; i < a.count; i++)
        out->a_words += marks[i];
}

enum status passages_find(struct words a, struct words b, uint32_t min_words, struct arena *arena, struct passages *out)
{
    *out = (struct passages){NULL, 0, 0, 0, 0};
    if (min_words == 0)
        return STATUS_BADARG;
    if (a.count < min_words || b.count < min_words)
        return STATUS_OK;
    struct passage *found = arena_array(arena, b.count / min_words, sizeof *found);
    struct table table;
    if (!found || !table_make(&table, a, min_words, arena))
        return STATUS_NOMEM;
    out->at = found;
    out->count = collect(&table, a, b, min_words, found);
    sum_up(out, a, (uint8_t *)table.chains);
    arena_shrink(arena, table.chains, table.size, 0);
    return STATUS_OK;
}

struct bytes passage_text(struct bytes text, struct words words, size_t first, size_t count)
{
    if (count == 0 || first >= words.count || count > words.count - first)
        return bytes_upto(text, 0);
    struct word last = words.at[first + count - 1];
    size_t from = words.at[first].at;
    return bytes_upto(bytes_from(text, from), last.at + last.size - from);
}
