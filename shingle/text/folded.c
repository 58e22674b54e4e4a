#include "shingle/text/folded.h"

void folded_add_mark(struct folded *folded, const uint8_t *at, size_t size, uint32_t combining)
{
    if (folded->marks == WORD_MARKS_MAX)
        return;
    size_t place = folded->marks; /* number of the mark that it will be */
    size_t first = combining ? folded->marks - folded->sortable : place;
    while (place > first && folded->mark[place - 1].combining > combining)
        place--;
    size_t offset = place == folded->marks ? folded->size : folded->mark[place].at;
    memmove(folded->at + offset + size, folded->at + offset, folded->size - offset);
    memcpy(folded->at + offset, at, size);
    for (size_t i = folded->marks; i > place; i--) {
        folded->mark[i] = folded->mark[i - 1];
        folded->mark[i].at = (uint16_t)(folded->mark[i].at + size);
    }
    folded->mark[place] = (struct folded_mark){(uint16_t)offset, (uint16_t)combining};
    folded->marks++;
    folded->sortable = combining ? folded->sortable + 1 : 0;
    folded->size += size;
}
