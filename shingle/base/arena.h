/*
 * Arena: memory for everything that dies together, such as one request. Allocation is a pointer bump; nothing is freed
 * singly. Blocks grow with the sum of those before, and a limit on the sum of them bounds what hostile input can take.
 *
 *     struct arena arena;
 *     arena_init(&arena, 64 << 10, 64 << 20);
 *     uint32_t *line = arena_array(&arena, count, sizeof *line);
 *     if (!line)
 *         return STATUS_NOMEM;
 *     arena_reset(&arena);   // for the next request: keeps one block
 *     arena_close(&arena);
 *
 * One thread at a time uses an arena.
 */
#ifndef SHINGLE_BASE_ARENA_H
#define SHINGLE_BASE_ARENA_H

#include "shingle/base/bytes.h"

struct arena_block;

struct arena {
    struct arena_block *newest;
    size_t block_size; /* bytes of the next block, at least */
    size_t first_size; /* bytes of the first block */
    size_t held;       /* bytes in all blocks */
    size_t limit;      /* most bytes in all blocks */
};

/* Prepares an empty arena; takes no memory yet. block_size: bytes, at least 1 KiB is taken; limit: bytes, 0 = none. */
void arena_init(struct arena *arena, size_t block_size, size_t limit);

/* size bytes aligned for any type, uninitialised; NULL when memory or the limit is exhausted. 0 bytes: a valid pointer.
 */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));

/* count items of size bytes, uninitialised; NULL also when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size) __attribute__((malloc, alloc_size(2, 3)));

/* As arena_array, zeroed. */
void *arena_zeroed(struct arena *arena, size_t count, size_t size) __attribute__((malloc, alloc_size(2, 3)));

/*
 * Makes room for at least new_size bytes, keeping old_size of them. When at is the newest allocation it is extended in
 * place where the block allows; otherwise copied. NULL as arena_alloc does, at is then still good.
 */
void *arena_grow(struct arena *arena, void *at, size_t old_size, size_t new_size);

/* Gives back the end of the newest allocation, which began at `at` with old_size bytes; no effect on others. */
void arena_shrink(struct arena *arena, void *at, size_t old_size, size_t new_size);

/* A copy of view with a NUL behind it (not counted in its size); .at is NULL when memory ran out. */
struct bytes arena_copy(struct arena *arena, struct bytes view);

/*
 * Forgets all allocations. A single block is kept if it is at most 16 times the first size; several are freed, and the
 * next one is as large as they were together, up to that: requests of one kind soon need one block and no allocation.
 */
void arena_reset(struct arena *arena);

/* Frees all memory. The arena is empty and usable again. */
void arena_close(struct arena *arena);

#endif
