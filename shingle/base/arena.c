#include "shingle/base/arena.h"

#include "shingle/base/checked.h"

#include <stdalign.h>
#include <stdlib.h>

struct arena_block {
    struct arena_block *older;
    size_t size; /* bytes in data */
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

enum {
    ALIGN = alignof(max_align_t),
    SMALLEST_BLOCK = 1024,
    KEEP_TIMES = 16,
    GROWTH = 4 /* a block is as large as all before it, divided by this: a fifth at most is not used yet */
};

void arena_init(struct arena *arena, size_t block_size, size_t limit)
{
    if (block_size < SMALLEST_BLOCK)
        block_size = SMALLEST_BLOCK;
    *arena = (struct arena){.block_size = block_size, .first_size = block_size, .limit = limit ? limit : SIZE_MAX};
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Adds a block with room for size bytes, larger ones as the arena grows while that stays below the limit. */
static struct arena_block *add_block(struct arena *arena, size_t size)
{
    size_t room = larger(larger(arena->block_size, arena->held / GROWTH), size);
    if (room > arena->limit - arena->held)
        room = size;
    if (room > arena->limit - arena->held || room > SIZE_MAX - sizeof(struct arena_block))
        return NULL;
    struct arena_block *block = malloc(sizeof *block + room);
    if (!block)
        return NULL;
    *block = (struct arena_block){.older = arena->newest, .size = room};
    arena->newest = block;
    arena->held += room;
    return block;
}

static bool round_up(size_t size, size_t *rounded)
{
    if (!checked_add_size(size, ALIGN - 1, rounded))
        return false;
    *rounded &= ~(size_t)(ALIGN - 1);
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded;
    if (!round_up(size ? size : 1, &rounded))
        return NULL;
    struct arena_block *block = arena->newest;
    if (!block || block->size - block->used < rounded)
        block = add_block(arena, rounded);
    if (!block)
        return NULL;
    void *at = block->data + block->used;
    block->used += rounded;
    return at;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    return checked_mul_size(count, size, &total) ? arena_alloc(arena, total) : NULL;
}

void *arena_zeroed(struct arena *arena, size_t count, size_t size)
{
    void *at = arena_array(arena, count, size);
    if (at)
        memset(at, 0, count * size);
    return at;
}

/* The newest block, if its last allocation is the one at `at` with old_size bytes; else NULL. */
static struct arena_block *block_ending_with(struct arena *arena, const void *at, size_t old_size)
{
    size_t rounded;
    struct arena_block *block = arena->newest;
    if (!block || !at || !round_up(old_size ? old_size : 1, &rounded) || rounded > block->used)
        return NULL;
    return (const uint8_t *)at == block->data + block->used - rounded ? block : NULL;
}

void *arena_grow(struct arena *arena, void *at, size_t old_size, size_t new_size)
{
    size_t rounded;
    if (new_size <= old_size && at)
        return at;
    struct arena_block *block = block_ending_with(arena, at, old_size);
    if (block && round_up(new_size, &rounded)) {
        size_t start = (size_t)((uint8_t *)at - block->data);
        if (rounded <= block->size - start) {
            block->used = start + rounded;
            return at;
        }
    }
    void *moved = arena_alloc(arena, new_size);
    if (moved && old_size && at)
        memcpy(moved, at, old_size);
    return moved;
}

void arena_shrink(struct arena *arena, void *at, size_t old_size, size_t new_size)
{
    size_t rounded;
    struct arena_block *block = block_ending_with(arena, at, old_size);
    if (block && new_size < old_size && round_up(new_size ? new_size : 1, &rounded))
        block->used = (size_t)((uint8_t *)at - block->data) + rounded;
}

struct bytes arena_copy(struct arena *arena, struct bytes view)
{
    uint8_t *at = view.size < SIZE_MAX ? arena_alloc(arena, view.size + 1) : NULL;
    if (!at)
        return (struct bytes){NULL, 0};
    if (view.size)
        memcpy(at, view.at, view.size);
    at[view.size] = 0;
    return (struct bytes){at, view.size};
}

static void free_blocks(struct arena_block *block)
{
    while (block) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->newest;
    size_t most = arena->first_size > SIZE_MAX / KEEP_TIMES ? SIZE_MAX : arena->first_size * KEEP_TIMES;
    if (!kept)
        return;
    arena->block_size = arena->first_size;
    if (kept->older)
        arena->block_size = larger(arena->first_size, arena->held < most ? arena->held : most);
    if (kept->older || kept->size > most) {
        free_blocks(kept);
        kept = NULL;
    }
    arena->newest = kept;
    arena->held = kept ? kept->size : 0;
    if (kept)
        kept->used = 0;
}

void arena_close(struct arena *arena)
{
    free_blocks(arena->newest);
    arena->newest = NULL;
    arena->held = 0;
    arena->block_size = arena->first_size;
}
