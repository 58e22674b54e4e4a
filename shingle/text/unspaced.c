#include "shingle/text/unspaced.h"

_Static_assert((UNSPACED_RING & (UNSPACED_RING - 1)) == 0 && UNSPACED_RING > UNSPACED_SYLLABIC, "ring holds an n-gram");
_Static_assert((UNSPACED_RING + 1) * FOLDED_CHARACTER_MAX <= FOLDED_ROOM, "an n-gram and one character more have room");

static size_t gram_size(enum folding_class class)
{
    return class == FOLDING_HAN ? UNSPACED_HAN : class == FOLDING_KANA ? UNSPACED_KANA : UNSPACED_SYLLABIC;
}

/* Gives the n-gram of the last n characters. */
static void give(struct unspaced *run, struct word_list *list, size_t n)
{
    size_t first = (run->count - n) % UNSPACED_RING;
    struct bytes folded = bytes_of(run->folded.at + run->start[first], run->folded.size - run->start[first]);
    word_list_add(list, word_hash(list->key, folded), run->from[first], run->end, WORD_UNSPACED);
    run->grams++;
}

/* The last character is complete: gives the n-gram that it ends, if there is one. */
static void close_character(struct unspaced *run, struct word_list *list)
{
    if (run->count >= run->gram)
        give(run, list, run->gram);
}

/* Moves the characters that the next n-gram can need to the front. */
static void make_room(struct unspaced *run)
{
    size_t kept = run->count < UNSPACED_SYLLABIC ? run->count : UNSPACED_SYLLABIC;
    size_t first = run->start[(run->count - kept) % UNSPACED_RING];
    memmove(run->folded.at, run->folded.at + first, run->folded.size - first);
    run->folded.size -= first;
    for (size_t i = run->count - kept; i < run->count; i++)
        run->start[i % UNSPACED_RING] -= first;
}

void unspaced_add(struct unspaced *run, struct word_list *list, enum folding_class class, struct bytes character,
                  size_t from, size_t to)
{
    if (run->count)
        close_character(run, list);
    if (run->folded.size > FOLDED_ROOM - FOLDED_CHARACTER_MAX)
        make_room(run);
    run->start[run->count % UNSPACED_RING] = run->folded.size;
    run->from[run->count % UNSPACED_RING] = from;
    folded_add(&run->folded, character.at, character.size);
    run->count++;
    run->gram = gram_size(class);
    run->end = to;
    run->open = true;
}

void unspaced_add_mark(struct unspaced *run, struct bytes mark, uint32_t combining, size_t to)
{
    folded_add_mark(&run->folded, mark.at, mark.size, combining);
    run->end = to;
}

void unspaced_end(struct unspaced *run, struct word_list *list)
{
    if (run->count == 0)
        return;
    close_character(run, list);
    if (run->grams == 0)
        give(run, list, run->count);
    run->count = 0;
    run->grams = 0;
    run->open = false;
    run->folded.size = 0;
}
