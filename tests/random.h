/*
 * Random numbers for property tests: a fixed seed that is printed, so that a failure can be had again.
 *
 *     struct random random = random_start(7);            // prints "seed 7"; SHINGLED_SEED in the environment wins
 *     uint64_t number = random_below(&random, 100);
 */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include "shingle/base/hash_key.h"

#include <stdio.h>
#include <stdlib.h>

struct random {
    uint64_t state;
};

static inline struct random random_start(uint64_t seed)
{
    const char *asked = getenv("SHINGLED_SEED");
    if (asked)
        seed = strtoull(asked, NULL, 10);
    printf("seed %llu\n", (unsigned long long)seed);
    return (struct random){mix64(seed)};
}

static inline uint64_t random_next(struct random *random)
{
    random->state += 0x9e3779b97f4a7c15u;
    return mix64(random->state);
}

/* 0 to limit - 1; limit is at least 1. */
static inline uint64_t random_below(struct random *random, uint64_t limit)
{
    return random_next(random) % limit;
}

#endif
