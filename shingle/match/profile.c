#include "shingle/match/profile.h"

#include <stdlib.h>

static int rising(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

struct profile profile_build(struct words words, uint32_t shingles, struct arena *arena)
{
    uint32_t count = words.count < PROFILE_WORDS_MAX ? (uint32_t)words.count : PROFILE_WORDS_MAX, figures = 0;
    uint32_t *out = arena_array(arena, 2 * (size_t)count, sizeof *out);
    if (!out)
        return (struct profile){0};
    uint32_t *figure = out + count;
    for (uint32_t i = 0; i < count; i++) {
        struct word word = words.at[i];
        uint32_t flags =
            (word.flags & WORD_NUMBER ? PROFILE_NUMBER : 0) | (word.flags & WORD_CAPITAL ? PROFILE_CAPITAL : 0);
        out[i] = (uint32_t)(word.hash & PROFILE_HASH) | flags;
        if (flags & PROFILE_NUMBER)
            figure[figures++] = out[i] & PROFILE_HASH;
    }
    qsort(figure, figures, sizeof *figure, rising);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < figures; i++)
        if (kept == 0 || figure[kept - 1] != figure[i])
            figure[kept++] = figure[i];
    arena_shrink(arena, out, 2 * (size_t)count * sizeof *out, ((size_t)count + kept) * sizeof *out);
    return (struct profile){out, count, shingles, figure, kept};
}
