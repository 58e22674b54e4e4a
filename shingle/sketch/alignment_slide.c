/*
 * A change of one side alone can often stand in several places that are equally right:
 *
 *     shut {since May. The quay is open} since May.     or     shut since May. {The quay is open since May.}
 *
 * The one that begins a line, or else a sentence, is how people changed the text.
 */
#include "shingle/sketch/alignment.h"

/* The side that has more between two passages, and where. */
struct extra {
    struct bytes text;
    struct words words;
    size_t start, count;
};

enum { WITHIN, BEGINS_SENTENCE, BEGINS_LINE };

/* What begins with a word, by what stands before it. */
static int begins(const struct extra *extra, size_t word)
{
    if (word == 0 || word >= extra->words.count)
        return BEGINS_LINE;
    struct word before = extra->words.at[word - 1];
    int found = WITHIN;
    for (size_t at = (size_t)before.at + before.size; at < extra->words.at[word].at; at++) {
        uint8_t byte = extra->text.at[at];
        if (byte == '\n')
            return BEGINS_LINE;
        if (byte == '.' || byte == '!' || byte == '?')
            found = BEGINS_SENTENCE;
    }
    return found;
}

static bool equal(const struct extra *extra, size_t one)
{
    return extra->words.at[one].hash == extra->words.at[one + extra->count].hash;
}

/* By how many words the change had better stand later: at most `later`, or, below 0, at most `earlier` earlier. */
static ptrdiff_t best_slide(const struct extra *extra, size_t earlier, size_t later)
{
    ptrdiff_t best = 0;
    int found = begins(extra, extra->start);
    for (size_t i = 1; i <= later && found < BEGINS_LINE && equal(extra, extra->start + i - 1); i++)
        if (begins(extra, extra->start + i) > found) {
            found = begins(extra, extra->start + i);
            best = (ptrdiff_t)i;
        }
    for (size_t i = 1; i <= earlier && found < BEGINS_LINE && equal(extra, extra->start - i); i++)
        if (begins(extra, extra->start - i) > found) {
            found = begins(extra, extra->start - i);
            best = -(ptrdiff_t)i;
        }
    return best;
}

static uint32_t moved(uint32_t word, ptrdiff_t by)
{
    return (uint32_t)((ptrdiff_t)word + by);
}

static void slide(struct passage *before, struct passage *behind, const struct extra *extra)
{
    ptrdiff_t by = best_slide(extra, before->count - 1, behind->count - 1);
    before->count = moved(before->count, by);
    *behind = (struct passage){moved(behind->a, by), moved(behind->b, by), moved(behind->count, -by)};
}

enum status alignment_slide(struct bytes text_a, struct words a, struct bytes text_b, struct words b,
                            struct arena *arena, struct alignment *both)
{
    struct passage *at = arena_array(arena, both->count + 1, sizeof *at);
    if (!at)
        return STATUS_NOMEM;
    for (size_t i = 0; i < both->count; i++) {
        at[i] = both->at[i];
        if (i == 0)
            continue;
        size_t a_end = at[i - 1].a + at[i - 1].count, b_end = at[i - 1].b + at[i - 1].count;
        size_t a_more = at[i].a - a_end, b_more = at[i].b - b_end;
        if (a_more && !b_more)
            slide(&at[i - 1], &at[i], &(struct extra){text_a, a, a_end, a_more});
        else if (b_more && !a_more)
            slide(&at[i - 1], &at[i], &(struct extra){text_b, b, b_end, b_more});
    }
    both->at = at;
    return STATUS_OK;
}
