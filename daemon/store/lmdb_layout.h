/*
 * The layout of LMDB's data version 1 on a 64-bit, little-endian machine, for those who read the file without LMDB:
 * pages.c, which proves it, and scavenge.c, which takes what can be saved. After LMDB 0.9's mdb.c.
 */
#ifndef DAEMON_STORE_LMDB_LAYOUT_H
#define DAEMON_STORE_LMDB_LAYOUT_H

#include <stdint.h>
#include <string.h>

enum {
    HEADER_SIZE = 16,
    PAGE_FLAGS_AT = 10,
    PAGE_LOWER_AT = 12, /* of an overflow page: 32 bits, its pages */
    PAGE_UPPER_AT = 14,
    FLAG_BRANCH = 1,
    FLAG_LEAF = 2,
    FLAG_OVERFLOW = 4,
    FLAG_META = 8,
    NODE_SIZE = 8, /* two halves of a size, flags, size of the key */
    NODE_BIG = 1,  /* the value stands on overflow pages */
    NODE_TREE = 2, /* the value is a tree */
    TREE_SIZE = 48,
    TREE_ROOT_AT = 40,
    TREE_INTEGER_KEYS = 8, /* the one flag that we use, of the free list */
    META_AT = HEADER_SIZE,
    META_TREES_AT = META_AT + 24,
    META_LAST_AT = META_TREES_AT + 2 * TREE_SIZE,
    META_TRANSACTION_AT = META_LAST_AT + 8,
    META_VERSION = 1,
    PAGE_SIZE_MIN = 512,
    PAGE_SIZE_MAX = 32768,
    DEPTH_MAX = 32 /* LMDB's own limit */
};
static const uint32_t META_MAGIC = 0xBEEFC0DE;

/* Numbers as they stand, aligned or not. */
static inline uint16_t u16_at(const uint8_t *at)
{
    uint16_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint32_t u32_at(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static inline uint64_t u64_at(const uint8_t *at)
{
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

#endif
