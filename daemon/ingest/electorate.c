#include "daemon/ingest/electorate.h"

#include <stdlib.h>

enum { ROOM_LEAST = 64 };

void electorate_clear(struct electorate *electorate)
{
    *electorate = (struct electorate){.heap = electorate->heap, .room = electorate->room};
}

void electorate_close(struct electorate *electorate)
{
    free(electorate->heap);
    *electorate = (struct electorate){0};
}

uint32_t electorate_next(const struct electorate *electorate, const struct clusters *clusters)
{
    if (electorate->alive >= ELECTABLE_MAX)
        return 0;
    return electorate->highest ? clusters_next(clusters, electorate->cluster, electorate->highest)
                               : clusters_first(clusters, electorate->cluster);
}

static void swap(struct canonical_claim *a, struct canonical_claim *b)
{
    struct canonical_claim kept = *a;
    *a = *b;
    *b = kept;
}

/* A binary heap (Williams 1964): no claim is better than the one above it. */
static void rise(struct canonical_claim *heap, size_t at)
{
    for (size_t above = (at - 1) / 2; at > 0 && canonical_better(&heap[at], &heap[above]); above = (at - 1) / 2) {
        swap(&heap[at], &heap[above]);
        at = above;
    }
}

static void sink(struct canonical_claim *heap, size_t count)
{
    for (size_t at = 0, below = 1; below < count; below = 2 * at + 1) {
        if (below + 1 < count && canonical_better(&heap[below + 1], &heap[below]))
            below++;
        if (!canonical_better(&heap[below], &heap[at]))
            break;
        swap(&heap[at], &heap[below]);
        at = below;
    }
}

static enum status push(struct electorate *electorate, const struct canonical_claim *claim)
{
    if (electorate->count == electorate->room) {
        size_t room = electorate->room ? electorate->room * 2 : ROOM_LEAST;
        struct canonical_claim *heap = realloc(electorate->heap, room * sizeof *heap);
        if (!heap)
            return STATUS_NOMEM;
        electorate->heap = heap;
        electorate->room = room;
    }
    electorate->heap[electorate->count++] = *claim;
    rise(electorate->heap, electorate->count - 1);
    return STATUS_OK;
}

enum status electorate_add(struct electorate *electorate, uint32_t member, const struct canonical_claim *claim)
{
    enum status status = claim ? push(electorate, claim) : STATUS_OK;
    if (status == STATUS_OK) {
        electorate->highest = member;
        electorate->alive++;
    }
    return status;
}

void electorate_leave(struct electorate *electorate, const struct clusters *clusters, uint32_t id)
{
    if (id > electorate->highest)
        return;
    if (id == electorate->highest)
        electorate->highest = clusters_previous(clusters, electorate->cluster, id);
    electorate->alive--;
    if (electorate->highest == 0)
        electorate_clear(electorate); /* the first and only one that was heard */
}

uint32_t electorate_best(struct electorate *electorate, const struct clusters *clusters)
{
    while (electorate->count && clusters_of(clusters, electorate->heap[0].id) != electorate->cluster) {
        electorate->heap[0] = electorate->heap[--electorate->count];
        sink(electorate->heap, electorate->count);
    }
    return electorate->count ? electorate->heap[0].id : 0;
}
