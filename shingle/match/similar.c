#include "shingle/match/hearing.h"

/* The more alike first; of equally alike ones the earlier, however the index lists them. */
static bool goes_before(const struct similar *one, const struct similar *other)
{
    return one->resemblance > other->resemblance || (one->resemblance >= other->resemblance && one->id < other->id);
}

/* Puts one into a list in that order, of at most room. */
static void insert_sorted(struct similar *out, size_t room, size_t *count, const struct similar *one)
{
    size_t at = *count;
    if (at == room && (at == 0 || !goes_before(one, &out[at - 1])))
        return;
    *count += at < room ? 1 : 0;
    for (at = *count - 1; at > 0 && goes_before(one, &out[at - 1]); at--)
        out[at] = out[at - 1];
    out[at] = *one;
}

static uint32_t keys_shared(const struct candidate *candidates, size_t count, uint32_t id)
{
    for (size_t i = 0; i < count; i++)
        if (candidates[i].id == id)
            return candidates[i].shared;
    return 0;
}

enum status matcher_similar(struct matcher *matcher, const struct match_article *article, uint32_t self,
                            const struct match_reader *reader, struct arena *arena, struct similar *out, size_t room,
                            size_t *count)
{
    struct decision unused = {.verdict = VERDICT_NEW};
    struct candidate candidates[COMPARER_OTHERS_MAX];
    struct hearing hearing = {matcher, article, reader, arena, &unused, .fresh_count = 0};
    size_t found = candidates_find(matcher->finder, article->sketch->keys, (struct candidate_filter){0}, candidates,
                                   COMPARER_OTHERS_MAX, &unused.candidates);
    *count = 0;
    if (found == 0)
        return STATUS_OK;
    enum status status = hearing_hold(&hearing, candidates, found, COMPARER_OTHERS_MAX, COMPARER_OTHERS_MAX);
    for (size_t i = 0; i < hearing.trial.count && status == STATUS_OK; i++) {
        const struct evidence *one = &hearing.trial.evidence[i];
        struct similar similar = {one->id, one->resemblance, one->containment, one->contained,
                                  keys_shared(candidates, found, one->id)};
        if (one->id != self)
            insert_sorted(out, room, count, &similar);
    }
    hearing_remember(&hearing);
    return status;
}
