/*
 * A sum of bytes that many owners share and that must not pass a cap: the input buffers of all clients, the articles
 * between the event loops and the store. Any thread may take and give back.
 *
 *     if (!budget_take(budget, size))
 *         return STATUS_BUSY;
 *     ...
 *     budget_give(budget, size);
 *
 * Relaxed atomics are enough: the number guards memory, it does not order anything.
 */
#ifndef DAEMON_WIRE_BUDGET_H
#define DAEMON_WIRE_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct budget {
    _Atomic size_t used;
    size_t cap; /* set before threads start */
};

/* Counts size more; false, and nothing is counted, when less than `reserve` of the cap would be left. */
static inline bool budget_take_leaving(struct budget *budget, size_t size, size_t reserve)
{
    size_t used = atomic_load_explicit(&budget->used, memory_order_relaxed);
    size_t cap = budget->cap > reserve ? budget->cap - reserve : 0;
    do {
        if (used > cap || size > cap - used)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&budget->used, &used, used + size, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

/* Counts size more; false, and nothing is counted, when the sum would pass the cap. */
static inline bool budget_take(struct budget *budget, size_t size)
{
    return budget_take_leaving(budget, size, 0);
}

/* Counts size more even past the cap: for what exists already, so that others stop adding to it. */
static inline void budget_add(struct budget *budget, size_t size)
{
    atomic_fetch_add_explicit(&budget->used, size, memory_order_relaxed);
}

/* True when nothing more can be taken. */
static inline bool budget_is_full(const struct budget *budget)
{
    return atomic_load_explicit(&budget->used, memory_order_relaxed) >= budget->cap;
}

/* Gives back size bytes that were taken. */
static inline void budget_give(struct budget *budget, size_t size)
{
    atomic_fetch_sub_explicit(&budget->used, size, memory_order_relaxed);
}

/* What is taken now. */
static inline size_t budget_used(const struct budget *budget)
{
    return atomic_load_explicit(&budget->used, memory_order_relaxed);
}

#endif
