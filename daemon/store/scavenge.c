#include "daemon/store/scavenge.h"

#include "daemon/store/lmdb_layout.h"
#include "daemon/store/log_end.h"
#include "daemon/store/seal.h"
#include "daemon/store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PAGE_SIZE_USUAL = 4096,
    ID_KEY = 8,
    TEXT_KEY = 10,
    NAME_MAX_SIZE = 16,      /* of keys that are names */
    VALUE_MAX_SIZE = 4 << 20 /* none is larger */
};

struct scavenge {
    const uint8_t *map;
    uint64_t size, page_size, pages;
    int lock_file;
    uint8_t *seen; /* a bit a page: a tree led to it, or it is free */
    bool loose;    /* the search of the other pages is on */
    bool current;  /* both meta pages make sense together */
    uint64_t bad_pages;
    struct bytes identity; /* of `meta` */
    struct hash_key key;
    scavenge_visit *visit;
    void *context;
    enum status status; /* of visit */
};

/* A node as it stands on a page. */
struct node {
    unsigned flags;
    struct bytes key, value;
};

/* ---- nodes ---- */

/* Reads the node at an offset of a page, with its value from overflow pages; false when it cannot be one. */
static bool read_node(const struct scavenge *scavenge, const uint8_t *page, size_t offset, struct node *out)
{
    if (offset % 2 || offset < HEADER_SIZE || offset > scavenge->page_size - NODE_SIZE)
        return false;
    size_t room = scavenge->page_size - offset;
    const uint8_t *at = page + offset;
    size_t key_size = u16_at(at + 6);
    size_t size = u16_at(at) | (size_t)u16_at(at + 2) << 16;
    out->flags = u16_at(at + 4);
    if (key_size == 0 || key_size > room - NODE_SIZE || size > VALUE_MAX_SIZE ||
        (out->flags & ~(unsigned)(NODE_BIG | NODE_TREE)))
        return false;
    out->key = bytes_of(at + NODE_SIZE, key_size);
    room -= NODE_SIZE + key_size;
    if (!(out->flags & NODE_BIG)) {
        out->value = bytes_of(out->key.at + key_size, size);
        return size <= room;
    }
    if (room < sizeof(uint64_t))
        return false;
    uint64_t first = u64_at(out->key.at + key_size);
    if (first < 2 || first >= scavenge->pages)
        return false;
    uint64_t left = scavenge->size - first * scavenge->page_size;
    out->value = bytes_of(scavenge->map + first * scavenge->page_size + HEADER_SIZE, size);
    return left > HEADER_SIZE && size <= left - HEADER_SIZE;
}

static void mark(struct scavenge *scavenge, uint64_t page)
{
    if (page < scavenge->pages)
        scavenge->seen[page / 8] = (uint8_t)(scavenge->seen[page / 8] | 1u << (page % 8));
}

static bool is_marked(const struct scavenge *scavenge, uint64_t page)
{
    return scavenge->seen[page / 8] >> (page % 8) & 1;
}

/* The pages behind a value that stands on its own. */
static void mark_overflow(struct scavenge *scavenge, const struct node *node)
{
    if (!(node->flags & NODE_BIG))
        return;
    uint64_t first = (uint64_t)(node->value.at - scavenge->map) / scavenge->page_size;
    uint64_t count = (node->value.size + HEADER_SIZE + scavenge->page_size - 1) / scavenge->page_size;
    for (uint64_t page = first; page < first + count; page++)
        mark(scavenge, page);
}

static uint64_t big_endian(struct bytes key)
{
    return __builtin_bswap64(u64_at(key.at));
}

/* True when a seal fits, for whichever table; the value has been visited then. */
static bool take_value(struct scavenge *scavenge, const struct node *node)
{
    static const enum store_table by_id[] = {STORE_DOCS, STORE_LOG, STORE_SITES, STORE_APART};
    struct scavenged found = {.table = STORE_TEXT, .loose = scavenge->loose};
    bool fits = false;
    if (node->key.size == TEXT_KEY) {
        fits = seal_open(&scavenge->key, STORE_TEXT, node->key, node->value, &found.value) == STATUS_OK;
        found.part = (uint32_t)node->key.at[8] << 8 | node->key.at[9];
    }
    for (size_t i = 0; i < sizeof by_id / sizeof *by_id && node->key.size == ID_KEY && !fits; i++) {
        found.table = by_id[i];
        fits = seal_open(&scavenge->key, (uint8_t)by_id[i], node->key, node->value, &found.value) == STATUS_OK;
    }
    if (!fits)
        return false;
    found.id = big_endian(node->key);
    mark_overflow(scavenge, node);
    if (scavenge->status == STATUS_OK)
        scavenge->status = scavenge->visit(scavenge->context, &found);
    return true;
}

/* ---- pages ---- */

/* A node can begin wherever the number is even; a value that was taken is passed over. */
static void search_page(struct scavenge *scavenge, const uint8_t *page)
{
    size_t offset = HEADER_SIZE;
    while (offset + NODE_SIZE < scavenge->page_size && scavenge->status == STATUS_OK) {
        struct node node;
        size_t step = 2;
        if (read_node(scavenge, page, offset, &node) && take_value(scavenge, &node)) {
            size_t kept = node.flags & NODE_BIG ? sizeof(uint64_t) : node.value.size;
            step = (NODE_SIZE + node.key.size + kept + 1) / 2 * 2;
        }
        offset += step;
    }
}

/*
 * Whether a leaf's slots lead to nodes that fill the page from `upper` on without a gap, and, when their values are
 * taken, stand in order and have their seals. The free list's keys are numbers of the machine, in another order.
 */
static bool read_leaf(struct scavenge *scavenge, const uint8_t *page, bool take)
{
    size_t lower = u16_at(page + PAGE_LOWER_AT), upper = u16_at(page + PAGE_UPPER_AT), filled = 0;
    if (u16_at(page + PAGE_FLAGS_AT) != FLAG_LEAF || lower < HEADER_SIZE || lower > upper ||
        upper > scavenge->page_size || lower % 2)
        return false;
    struct bytes previous = {NULL, 0};
    for (size_t slot = HEADER_SIZE; slot < lower; slot += 2) {
        struct node node;
        if (!read_node(scavenge, page, u16_at(page + slot), &node))
            return false;
        if (take && previous.at && bytes_compare(previous, node.key) >= 0)
            return false;
        previous = node.key;
        filled +=
            (NODE_SIZE + node.key.size + (node.flags & NODE_BIG ? sizeof(uint64_t) : node.value.size) + 1) / 2 * 2;
        bool named = node.key.size != ID_KEY && node.key.size != TEXT_KEY; /* in `meta` */
        if (take && !named && !take_value(scavenge, &node))
            return false;
    }
    return filled == scavenge->page_size - upper;
}

static bool carries_number(const struct scavenge *scavenge, uint64_t page)
{
    return u64_at(scavenge->map + page * scavenge->page_size) == page;
}

/* All of a leaf; when something is wrong, by search, which visits some a second time. */
static void take_leaf(struct scavenge *scavenge, uint64_t page)
{
    const uint8_t *at = scavenge->map + page * scavenge->page_size;
    if (carries_number(scavenge, page) && read_leaf(scavenge, at, true))
        return;
    scavenge->bad_pages++;
    search_page(scavenge, at);
}

/* ---- trees ---- */

typedef void leaf_reader(struct scavenge *scavenge, uint64_t page);

/* Down a tree, as far as it holds. */
static void walk(struct scavenge *scavenge, uint64_t page, unsigned depth, leaf_reader *leaf)
{
    if (page < 2 || page >= scavenge->pages || depth > DEPTH_MAX || is_marked(scavenge, page) ||
        scavenge->status != STATUS_OK)
        return;
    const uint8_t *at = scavenge->map + page * scavenge->page_size;
    size_t lower = u16_at(at + PAGE_LOWER_AT);
    mark(scavenge, page);
    if (u16_at(at + PAGE_FLAGS_AT) != FLAG_BRANCH) {
        leaf(scavenge, page);
        return;
    }
    bool bad = !carries_number(scavenge, page) || lower > scavenge->page_size || lower % 2;
    for (size_t slot = HEADER_SIZE; slot + 1 < lower && slot + 1 < scavenge->page_size; slot += 2) {
        size_t offset = u16_at(at + slot);
        uint64_t child = 0;
        if (offset >= HEADER_SIZE && offset <= scavenge->page_size - NODE_SIZE)
            child =
                u16_at(at + offset) | (uint64_t)u16_at(at + offset + 2) << 16 | (uint64_t)u16_at(at + offset + 4) << 32;
        /* A child that carries another number is another's, or hurt: the search of what is left will come by. */
        bool good = child >= 2 && child < scavenge->pages && carries_number(scavenge, child);
        bad |= !good;
        if (good)
            walk(scavenge, child, depth + 1, leaf);
    }
    if (!bad)
        return;
    scavenge->bad_pages++;
    search_page(scavenge, at); /* it may be a leaf that says otherwise */
}

/* A count and as many page numbers, falling: what is anything else must not make pages be passed over. */
static bool is_free_list(struct bytes value)
{
    uint64_t room = value.size / sizeof(uint64_t);
    if (room < 1 || u64_at(value.at) > room - 1)
        return false;
    for (uint64_t i = 2; i <= u64_at(value.at); i++)
        if (u64_at(value.at + i * sizeof(uint64_t)) >= u64_at(value.at + (i - 1) * sizeof(uint64_t)))
            return false;
    return true;
}

/* A page that is not what its tree made it out to be may well hold values. */
static void take_stranger(struct scavenge *scavenge, uint64_t page)
{
    scavenge->bad_pages++;
    search_page(scavenge, scavenge->map + page * scavenge->page_size);
}

/* A leaf of the free list: its pages hold nothing any more. */
static void take_free(struct scavenge *scavenge, uint64_t page)
{
    const uint8_t *at = scavenge->map + page * scavenge->page_size;
    bool good = carries_number(scavenge, page) && read_leaf(scavenge, at, false);
    for (size_t slot = HEADER_SIZE; good && slot < u16_at(at + PAGE_LOWER_AT); slot += 2) {
        struct node node;
        good = read_node(scavenge, at, u16_at(at + slot), &node) && is_free_list(node.value);
        if (!good)
            break;
        mark_overflow(scavenge, &node);
        for (uint64_t i = 1; i <= u64_at(node.value.at); i++)
            mark(scavenge, u64_at(node.value.at + i * sizeof(uint64_t)));
    }
    if (!good)
        take_stranger(scavenge, page);
}

/* A leaf of the tree of trees. */
static void take_trees(struct scavenge *scavenge, uint64_t page)
{
    const uint8_t *at = scavenge->map + page * scavenge->page_size;
    size_t lower = u16_at(at + PAGE_LOWER_AT);
    bool good = carries_number(scavenge, page) && u16_at(at + PAGE_FLAGS_AT) == FLAG_LEAF;
    for (size_t slot = HEADER_SIZE; slot < lower && slot + 1 < scavenge->page_size; slot += 2) {
        struct node node;
        bool tree = read_node(scavenge, at, u16_at(at + slot), &node) && node.flags == NODE_TREE &&
                    node.value.size == TREE_SIZE;
        good &= tree;
        if (tree)
            walk(scavenge, u64_at(node.value.at + TREE_ROOT_AT), 1, take_leaf);
    }
    if (!good)
        take_stranger(scavenge, page);
}

static bool is_meta(const struct scavenge *scavenge, uint64_t page)
{
    const uint8_t *at = scavenge->map + page * scavenge->page_size;
    return u32_at(at + META_AT) == META_MAGIC && carries_number(scavenge, page);
}

/* Whether the log tells which of the two is the later one: first, or else the second. */
static bool ask_log(const struct scavenge *scavenge, bool *first)
{
    uint64_t a, b;
    struct bytes file = bytes_of(scavenge->map, (size_t)scavenge->size);
    size_t page_size = (size_t)scavenge->page_size;
    if (!log_end(file, page_size, 0, &a) || !log_end(file, page_size, page_size, &b))
        return false;
    *first = a > b;
    return a != b;
}

/*
 * The meta page of the later commit, NULL when neither makes sense. Each commit writes the other one of the two; when
 * they are not neighbours, or the log tells another order, a number is hurt, and the trees may be older than the last.
 */
static const uint8_t *newer_meta(struct scavenge *scavenge)
{
    const uint8_t *first = is_meta(scavenge, 0) ? scavenge->map : NULL;
    const uint8_t *second = is_meta(scavenge, 1) ? scavenge->map + scavenge->page_size : NULL;
    scavenge->bad_pages += (first ? 0u : 1u) + (second ? 0u : 1u);
    scavenge->current = false;
    if (!first || !second)
        return first ? first : second;
    uint64_t a = u64_at(first + META_TRANSACTION_AT), b = u64_at(second + META_TRANSACTION_AT);
    bool first_is_later = a > b;
    bool told = ask_log(scavenge, &first_is_later);
    scavenge->current = (a == b + 1 || b == a + 1) && (!told || first_is_later == (a > b));
    scavenge->bad_pages += !scavenge->current;
    return first_is_later ? first : second;
}

bool scavenge_is_current(const struct scavenge *scavenge)
{
    return scavenge->current;
}

/* The pages behind the last one of either meta were written by a commit that never was. */
static uint64_t last_page(const struct scavenge *scavenge)
{
    uint64_t a = u64_at(scavenge->map + META_LAST_AT);
    uint64_t b = u64_at(scavenge->map + scavenge->page_size + META_LAST_AT);
    uint64_t last = a > b ? a : b;
    return scavenge->current && last < scavenge->pages ? last + 1 : scavenge->pages;
}

/* ---- the whole ---- */

enum status scavenge_walk(struct scavenge *scavenge, scavenge_visit *visit, void *context)
{
    scavenge->visit = visit;
    scavenge->context = context;
    scavenge->status = STATUS_OK;
    scavenge->loose = false;
    scavenge->bad_pages = 0;
    memset(scavenge->seen, 0, (size_t)(scavenge->pages / 8 + 1));
    mark(scavenge, 0);
    mark(scavenge, 1);
    const uint8_t *meta = newer_meta(scavenge);
    if (meta)
        walk(scavenge, u64_at(meta + META_TREES_AT + TREE_SIZE + TREE_ROOT_AT), 1, take_trees);
    if (scavenge->current)
        walk(scavenge, u64_at(meta + META_TREES_AT + TREE_ROOT_AT), 1, take_free);
    scavenge->loose = true;
    uint64_t end = last_page(scavenge);
    for (uint64_t page = 2; page < end && scavenge->status == STATUS_OK; page++) {
        if (!is_marked(scavenge, page))
            search_page(scavenge, scavenge->map + page * scavenge->page_size);
    }
    return scavenge->status;
}

uint64_t scavenge_bad_pages(const struct scavenge *scavenge)
{
    return scavenge->bad_pages;
}

struct bytes scavenge_identity(const struct scavenge *scavenge)
{
    return scavenge->identity;
}

const struct hash_key *scavenge_key(const struct scavenge *scavenge)
{
    return &scavenge->key;
}

/* The store's name and secret, wherever in the file they still stand whole: they never change. */
static enum status find_identity(struct scavenge *scavenge)
{
    for (uint64_t page = 2; page < scavenge->pages; page++) {
        const uint8_t *at = scavenge->map + page * scavenge->page_size;
        for (size_t offset = HEADER_SIZE; offset + NODE_SIZE < scavenge->page_size; offset += 2) {
            struct node node;
            if (read_node(scavenge, at, offset, &node) && node.key.size <= NAME_MAX_SIZE &&
                store_is_identity(node.key, node.value, &scavenge->identity, &scavenge->key))
                return STATUS_OK;
        }
    }
    return STATUS_DAMAGED;
}

static void choose_page_size(struct scavenge *scavenge)
{
    uint32_t size = 0;
    uint32_t magic = 0;
    if (scavenge->size > META_TREES_AT + sizeof size) {
        magic = u32_at(scavenge->map + META_AT);
        size = u32_at(scavenge->map + META_TREES_AT);
    }
    bool plausible = magic == META_MAGIC && size >= PAGE_SIZE_MIN && size <= PAGE_SIZE_MAX && (size & (size - 1)) == 0;
    scavenge->page_size = plausible ? size : PAGE_SIZE_USUAL;
    scavenge->pages = scavenge->size / scavenge->page_size;
}

static enum status map_file(struct scavenge *scavenge, int directory)
{
    struct stat info;
    int file = openat(directory, "data.mdb", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOTSTORE : STATUS_IO;
    enum status status = fstat(file, &info) == 0 ? STATUS_OK : STATUS_IO;
    if (status == STATUS_OK && (!S_ISREG(info.st_mode) || info.st_size < 2 * PAGE_SIZE_MIN))
        status = STATUS_NOTSTORE;
    if (status == STATUS_OK) {
        scavenge->size = (uint64_t)info.st_size;
        void *map = mmap(NULL, scavenge->size, PROT_READ, MAP_SHARED, file, 0);
        status = map == MAP_FAILED ? STATUS_IO : STATUS_OK;
        scavenge->map = map == MAP_FAILED ? NULL : map;
    }
    (void)close(file);
    return status;
}

static enum status open_file(struct scavenge *scavenge, const char *path)
{
    int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return errno == ENOENT || errno == ENOTDIR ? STATUS_NOTSTORE : STATUS_IO;
    enum status status = STATUS_OK;
    /* Without a lock, on media that cannot be written to, nobody else can write either. */
    scavenge->lock_file = openat(directory, "lock", O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (scavenge->lock_file >= 0 && flock(scavenge->lock_file, LOCK_EX | LOCK_NB) != 0)
        status = STATUS_LOCKED;
    if (status == STATUS_OK)
        status = map_file(scavenge, directory);
    (void)close(directory);
    return status;
}

enum status scavenge_open(const char *path, struct writer *problem, struct scavenge **out)
{
    *out = NULL;
    struct scavenge *scavenge = calloc(1, sizeof *scavenge);
    if (!scavenge)
        return STATUS_NOMEM;
    scavenge->lock_file = -1;
    enum status status = open_file(scavenge, path);
    if (status != STATUS_OK)
        writer_format(problem, "cannot read %s/data.mdb: %s", path, status_text(status));
    if (status == STATUS_OK) {
        choose_page_size(scavenge);
        scavenge->seen = calloc(1, (size_t)(scavenge->pages / 8 + 1));
        status = scavenge->seen ? find_identity(scavenge) : STATUS_NOMEM;
        if (status == STATUS_DAMAGED)
            writer_format(problem, "%s/data.mdb holds no store's name and secret: nothing in it can be proved", path);
    }
    if (status != STATUS_OK) {
        scavenge_close(scavenge);
        return status;
    }
    *out = scavenge;
    return STATUS_OK;
}

void scavenge_close(struct scavenge *scavenge)
{
    if (!scavenge)
        return;
    if (scavenge->map)
        (void)munmap((void *)(uintptr_t)scavenge->map, scavenge->size);
    if (scavenge->lock_file >= 0)
        (void)close(scavenge->lock_file);
    free(scavenge->seen);
    explicit_bzero(&scavenge->key, sizeof scavenge->key);
    free(scavenge);
}
