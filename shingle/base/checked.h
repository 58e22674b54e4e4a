/*
 * Arithmetic on numbers from outside: true and the result, or false when it does not fit (the result is then
 * not to be used).
 */
#ifndef SHINGLE_BASE_CHECKED_H
#define SHINGLE_BASE_CHECKED_H

#include "shingle/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

MUST_CHECK static inline bool checked_add_u64(uint64_t a, uint64_t b, uint64_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

MUST_CHECK static inline bool checked_mul_u64(uint64_t a, uint64_t b, uint64_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

MUST_CHECK static inline bool checked_add_size(size_t a, size_t b, size_t *sum)
{
    return !__builtin_add_overflow(a, b, sum);
}

MUST_CHECK static inline bool checked_mul_size(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

#endif
