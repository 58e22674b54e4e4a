#include "bench/latency.h"

#include <stddef.h>

/* Values below two rounds of steps have a place each; above, LATENCY_STEPS places for every power of two. */
static size_t place_of(uint64_t value)
{
    if (value < (uint64_t)2 * LATENCY_STEPS)
        return (size_t)value;
    unsigned power = 63 - (unsigned)__builtin_clzll(value); /* at least 7 */
    size_t place = (size_t)(power - 5) * LATENCY_STEPS + (size_t)((value >> (power - 6)) - LATENCY_STEPS);
    return place < LATENCY_PLACES - 1 ? place : LATENCY_PLACES - 1;
}

/* The largest value of a place. */
static uint64_t value_of(size_t place)
{
    if (place < (size_t)2 * LATENCY_STEPS)
        return place;
    size_t power = place / LATENCY_STEPS + 5;
    uint64_t step = place % LATENCY_STEPS + LATENCY_STEPS;
    return ((step + 1) << (power - 6)) - 1;
}

void latency_add(struct latency *latency, uint64_t value)
{
    latency->counts[place_of(value)]++;
    latency->total++;
    if (value > latency->largest)
        latency->largest = value;
}

void latency_add_all(struct latency *latency, const struct latency *other)
{
    for (size_t i = 0; i < LATENCY_PLACES; i++)
        latency->counts[i] += other->counts[i];
    latency->total += other->total;
    latency->largest = other->largest > latency->largest ? other->largest : latency->largest;
}

uint64_t latency_percentile(const struct latency *latency, double per_cent)
{
    double wanted = (double)latency->total * per_cent / 100;
    uint64_t seen = 0;
    for (size_t i = 0; i < LATENCY_PLACES; i++) {
        seen += latency->counts[i];
        if (seen && (double)seen >= wanted) {
            uint64_t value = value_of(i);
            return value < latency->largest ? value : latency->largest;
        }
    }
    return 0;
}
