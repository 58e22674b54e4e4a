#include "shingle/text/unspaced.h"

_Static_assert((UNSPACED_RING & (UNSPACED_RING - 1)) == 0 && UNSPACED_RING > UNSPACED_SYLLABIC, "ring holds an n-gram");
_Static_assert((UNSPACED_RING + 1) * FOLDED_CHARACTER_MAX <= FOLDED_ROOM, "an n-gram and one character more have room");

void unspaced_make_room(struct unspaced *run)
{
    size_t kept = run->count < UNSPACED_SYLLABIC ? run->count : UNSPACED_SYLLABIC;
    uint32_t first = run->start[(run->count - kept) % UNSPACED_RING];
    memmove(run->folded.at, run->folded.at + first, run->folded.size - first);
    run->folded.size -= first;
    for (size_t i = run->count - kept; i < run->count; i++)
        run->start[i % UNSPACED_RING] -= first;
}

void unspaced_end(struct unspaced *run, struct word_list *list)
{
    if (run->count == 0)
        return;
    unspaced_close_character(run, list);
    if (run->grams == 0)
        unspaced_give(run, list, run->count);
    run->count = 0;
    run->grams = 0;
    run->kana = 0;
    run->open = false;
    run->folded.size = 0;
}
