#include "daemon/store/log_end.h"

#include "daemon/store/lmdb_layout.h"

enum { ID_KEY = 8 };
static const uint64_t NO_PAGE = UINT64_MAX;

struct place {
    struct bytes file;
    size_t page_size;
};

/* The bytes of a page of a tree, NULL when it cannot be one. */
static const uint8_t *page_at(const struct place *place, uint64_t page)
{
    if (page < 2 || page >= place->file.size / place->page_size)
        return NULL;
    const uint8_t *at = place->file.at + page * place->page_size;
    size_t lower = u16_at(at + PAGE_LOWER_AT);
    bool good = u64_at(at) == page && lower > HEADER_SIZE && lower <= place->page_size && lower % 2 == 0;
    return good ? at : NULL;
}

static size_t nodes_of(const uint8_t *page)
{
    return (u16_at(page + PAGE_LOWER_AT) - (size_t)HEADER_SIZE) / 2;
}

/* The node in a slot, from its head to the end of the page; empty when it cannot be one. */
static struct bytes node_at(const struct place *place, const uint8_t *page, size_t slot)
{
    size_t offset = u16_at(page + HEADER_SIZE + 2 * slot);
    if (offset < HEADER_SIZE || offset > place->page_size - NODE_SIZE)
        return (struct bytes){NULL, 0};
    struct bytes node = bytes_of(page + offset, place->page_size - offset);
    return u16_at(node.at + 6) <= node.size - NODE_SIZE ? node : (struct bytes){NULL, 0};
}

static struct bytes key_of(struct bytes node)
{
    return bytes_of(node.at + NODE_SIZE, u16_at(node.at + 6));
}

/* The root of the log among the named trees, which are few and stand on one leaf; NO_PAGE when it is not there. */
static bool find_log(const struct place *place, uint64_t names, uint64_t *root)
{
    *root = NO_PAGE;
    if (names == NO_PAGE)
        return true;
    const uint8_t *page = page_at(place, names);
    if (!page || u16_at(page + PAGE_FLAGS_AT) != FLAG_LEAF)
        return false;
    for (size_t slot = 0; slot < nodes_of(page); slot++) {
        struct bytes node = node_at(place, page, slot);
        if (!node.at)
            return false;
        struct bytes key = key_of(node);
        if (!bytes_equal(key, BYTES("log")))
            continue;
        if (u16_at(node.at + 4) != NODE_TREE || node.size - NODE_SIZE - key.size < TREE_SIZE)
            return false;
        *root = u64_at(key.at + key.size + TREE_ROOT_AT);
        return true;
    }
    return true;
}

bool log_end(struct bytes file, size_t page_size, size_t meta, uint64_t *seq)
{
    const struct place place = {file, page_size};
    uint64_t at;
    *seq = 0;
    if (!find_log(&place, u64_at(file.at + meta + META_TREES_AT + TREE_SIZE + TREE_ROOT_AT), &at))
        return false;
    if (at == NO_PAGE)
        return true;
    for (unsigned depth = 0; depth < DEPTH_MAX; depth++) {
        const uint8_t *page = page_at(&place, at);
        struct bytes node = page ? node_at(&place, page, nodes_of(page) - 1) : (struct bytes){NULL, 0};
        if (!node.at)
            return false;
        unsigned flags = u16_at(page + PAGE_FLAGS_AT);
        if (flags == FLAG_LEAF && key_of(node).size == ID_KEY) {
            *seq = __builtin_bswap64(u64_at(key_of(node).at));
            return true;
        }
        if (flags != FLAG_BRANCH)
            return false;
        at = u16_at(node.at) | (uint64_t)u16_at(node.at + 2) << 16 | (uint64_t)u16_at(node.at + 4) << 32;
    }
    return false;
}
