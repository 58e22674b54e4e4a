#include "daemon/store/pages.h"

#include "daemon/store/lmdb_layout.h"
#include "daemon/store/log_end.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    RELAX_AFTER = 8192, /* pages read before they are given back to the page cache */
    RUN_SIZE = 1 << 18, /* bytes of leaves in a row that are read in one call */
    KEY_MAX = 511       /* bytes of a key, as LMDB is built */
};

struct tree {
    uint16_t flags, depth;
    uint64_t branches, leaves, overflows, entries;
    uint64_t root; /* UINT64_MAX = empty */
};

struct pages {
    const uint8_t *map;
    uint64_t file_size;
    uint64_t page_size;
    uint64_t last; /* number of the last page ever taken */
    uint8_t *seen; /* a bit a page */
    enum pages_effort effort;
    const struct pages_ends *ends; /* NULL: none are asked for */
    struct writer *problem;
    uint32_t faults;
    uint32_t opened; /* since pages were given back */
    int file;
    uint8_t *room;      /* what is read, as a page costs a quarter then of one that is mapped in a virtual machine: */
    uint64_t run;       /* RUN_SIZE bytes for run_pages leaves from number `run` on, */
    uint64_t run_pages; /* and behind them a page for the branch of each depth */
};

/* A walk down one tree. */
struct walk {
    struct pages *pages;
    struct bytes name;  /* of the tree */
    bool free_list;     /* the tree of free pages, whose keys are numbers of this machine */
    bool named_trees;   /* the tree of named trees */
    bool leaves_unread; /* its leaves are counted, not read, */
    uint64_t from;      /* but for those that may hold ids from here on, 0 = none, */
    bool wanted;        /* as the next one does, */
    uint64_t last_leaf; /* and for the last one, when that is asked for: 0 = none */
    bool last_read;
    bool reads;   /* its pages are read, not mapped: no other tree is walked from inside of it; */
    bool by_runs; /* its leaves too */
    struct tree told, found;
    struct bytes previous; /* key */
    struct bytes floor;    /* the branch key that opens this part: no key may be lower */
    uint8_t kept[KEY_MAX]; /* of the leaf before, which `previous` may be */
};

static void fault(struct pages *pages, uint64_t page, const char *what)
{
    if (pages->faults++ < PAGES_FAULTS_MAX)
        writer_format(pages->problem, "data.mdb, page %llu: %s\n", (unsigned long long)page, what);
}

static void tree_fault(struct walk *walk, const char *what)
{
    if (walk->pages->faults++ < PAGES_FAULTS_MAX)
        writer_format(walk->pages->problem, "data.mdb, tree %" BYTES_FORMAT ": %s\n", BYTES_ARGS(walk->name), what);
}

static bool too_many(const struct pages *pages)
{
    return pages->faults >= PAGES_FAULTS_MAX;
}

/* Marks count pages as used; false, with a fault, when one is out of range or used already. */
static bool take(struct pages *pages, uint64_t first, uint64_t count)
{
    if (first < 2 || first > pages->last || count == 0 || count > pages->last - first + 1) {
        fault(pages, first, "out of range");
        return false;
    }
    for (uint64_t page = first; page < first + count; page++) {
        if (pages->seen[page / 8] & (1u << (page % 8))) {
            fault(pages, page, "used twice");
            return false;
        }
        pages->seen[page / 8] = (uint8_t)(pages->seen[page / 8] | (1u << (page % 8)));
    }
    return true;
}

/* The bytes of count pages that were taken, NULL with a fault when the file ends before or the first is another's. */
static const uint8_t *open_page(struct pages *pages, uint64_t page, uint64_t count)
{
    if (page + count > pages->file_size / pages->page_size) {
        fault(pages, page, "behind the end of the file");
        return NULL;
    }
    if (++pages->opened == RELAX_AFTER) { /* or the whole store would count as this process's memory */
        (void)madvise((void *)(uintptr_t)pages->map, (size_t)pages->file_size, MADV_DONTNEED);
        pages->opened = 0;
    }
    const uint8_t *at = pages->map + page * pages->page_size;
    if (u64_at(at) != page) {
        fault(pages, page, "carries another page's number");
        return NULL;
    }
    return at;
}

/* The same for one that was read to memory of ours. */
static const uint8_t *open_read(struct pages *pages, uint64_t page, const uint8_t *at)
{
    if (u64_at(at) != page) {
        fault(pages, page, "carries another page's number");
        return NULL;
    }
    return at;
}

/* A branch, read to the room of its depth: its keys are looked at as long as what is below it is walked. */
static const uint8_t *read_branch(struct pages *pages, uint64_t page, unsigned depth)
{
    uint8_t *room = pages->room + RUN_SIZE + (depth - 1) * pages->page_size;
    off_t from = (off_t)(page * pages->page_size);
    if (page >= pages->file_size / pages->page_size ||
        pread(pages->file, room, pages->page_size, from) != (ssize_t)pages->page_size)
        return open_page(pages, page, 1);
    return open_read(pages, page, room);
}

static struct tree tree_at(const uint8_t *at)
{
    return (struct tree){
        .flags = u16_at(at + 4),
        .depth = u16_at(at + 6),
        .branches = u64_at(at + 8),
        .leaves = u64_at(at + 16),
        .overflows = u64_at(at + 24),
        .entries = u64_at(at + 32),
        .root = u64_at(at + 40),
    };
}

static void walk_tree(struct pages *pages, struct bytes name, const uint8_t *at);

static int compare_keys(const struct walk *walk, struct bytes a, struct bytes b)
{
    if (!walk->free_list || a.size != sizeof(uint64_t) || b.size != sizeof(uint64_t))
        return bytes_compare(a, b);
    uint64_t left = u64_at(a.at);
    uint64_t right = u64_at(b.at);
    return (left > right) - (left < right);
}

static void check_order(struct walk *walk, uint64_t page, struct bytes key)
{
    bool rises = !walk->previous.at || compare_keys(walk, walk->previous, key) < 0;
    bool in_place = !walk->floor.at || compare_keys(walk, walk->floor, key) <= 0;
    if (!rises || !in_place)
        fault(walk->pages, page, "keys out of order");
    walk->previous = key;
    walk->floor = (struct bytes){NULL, 0};
}

/* A value on pages of its own; a view of it, empty with a fault. */
static struct bytes overflow_value(struct walk *walk, uint64_t page, size_t size)
{
    struct pages *pages = walk->pages;
    uint64_t count = (size + HEADER_SIZE + pages->page_size - 1) / pages->page_size;
    if (!take(pages, page, count))
        return (struct bytes){NULL, 0};
    const uint8_t *at = open_page(pages, page, count);
    if (!at)
        return (struct bytes){NULL, 0};
    walk->found.overflows += count;
    if (u16_at(at + PAGE_FLAGS_AT) != FLAG_OVERFLOW || u32_at(at + PAGE_LOWER_AT) != count) {
        fault(pages, page, "is not the overflow page that it should be");
        return (struct bytes){NULL, 0};
    }
    return bytes_of(at + HEADER_SIZE, size);
}

/* An entry of the free list: how many pages, and their numbers. */
static void check_free_pages(struct walk *walk, uint64_t page, struct bytes value)
{
    uint64_t count = value.size >= sizeof count ? u64_at(value.at) : UINT64_MAX;
    if (count > value.size / sizeof count - 1) {
        fault(walk->pages, page, "its list of free pages is longer than itself");
        return;
    }
    for (uint64_t i = 1; i <= count && !too_many(walk->pages); i++)
        (void)take(walk->pages, u64_at(value.at + i * sizeof count), 1);
}

static void check_value(struct walk *walk, uint64_t page, unsigned flags, struct bytes key, struct bytes value)
{
    if (walk->free_list) {
        check_free_pages(walk, page, value);
    } else if (walk->named_trees && (flags & NODE_TREE) && value.size == TREE_SIZE) {
        walk_tree(walk->pages, key, value.at);
    } else if (walk->named_trees || (flags & NODE_TREE)) {
        fault(walk->pages, page, "holds a value where a tree should be, or a tree for a value");
    }
}

static void check_leaf_node(struct walk *walk, uint64_t page, const uint8_t *node, size_t room)
{
    unsigned flags = u16_at(node + 4);
    size_t key_size = u16_at(node + 6);
    size_t size = u16_at(node) | (size_t)u16_at(node + 2) << 16;
    size_t kept = flags & NODE_BIG ? sizeof(uint64_t) : size;
    if ((flags & ~(unsigned)(NODE_BIG | NODE_TREE)) != 0 || key_size == 0 || key_size > room - NODE_SIZE ||
        key_size > KEY_MAX || kept > room - NODE_SIZE - key_size) {
        fault(walk->pages, page, "a node is larger than its page");
        return;
    }
    struct bytes key = bytes_of(node + NODE_SIZE, key_size);
    struct bytes value = bytes_of(key.at + key_size, size);
    check_order(walk, page, key);
    walk->found.entries++;
    if (flags & NODE_BIG)
        value = overflow_value(walk, u64_at(value.at), size);
    if (value.at)
        check_value(walk, page, flags, key, value);
}

static void walk_page(struct walk *walk, uint64_t page, unsigned depth);
static void read_page(struct walk *walk, uint64_t page, unsigned depth);

static uint64_t child_of(const uint8_t *node)
{
    return u16_at(node) | (uint64_t)u16_at(node + 2) << 16 | (uint64_t)u16_at(node + 4) << 32;
}

/* The page that a branch's node leads to; UINT64_MAX when the node stands outside. */
static uint64_t child_at(const struct pages *pages, const uint8_t *branch, size_t at)
{
    size_t offset = u16_at(branch + HEADER_SIZE + 2 * at);
    return offset <= pages->page_size - NODE_SIZE ? child_of(branch + offset) : UINT64_MAX;
}

/*
 * Asks for the beginnings of all nodes at once: one after the other each is waited for, which was most of the time of a
 * start from records. Nothing is asked for that is out of range.
 */
static void expect_nodes(const struct pages *pages, const uint8_t *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t offset = u16_at(at + HEADER_SIZE + 2 * i);
        if (offset < pages->page_size)
            __builtin_prefetch(at + offset);
    }
}

/*
 * Reads the leaves that node `at` of a branch and the next ones lead to, as far as they stand in a row, unless they
 * were read with the one before. What cannot be read so is left to the map.
 */
static void read_run(struct walk *walk, const uint8_t *branch, size_t at, size_t count)
{
    struct pages *pages = walk->pages;
    uint64_t first = child_at(pages, branch, at), all = pages->file_size / pages->page_size;
    size_t most = RUN_SIZE / pages->page_size, run = 1;
    if (first >= all || first - pages->run < pages->run_pages)
        return;
    while (run < most && at + run < count && first + run < all && child_at(pages, branch, at + run) == first + run)
        run++;
    size_t size = run * pages->page_size;
    pages->run = first;
    pages->run_pages =
        pread(pages->file, pages->room, size, (off_t)(first * pages->page_size)) == (ssize_t)size ? run : 0;
}

static void check_branch_node(struct walk *walk, uint64_t page, const uint8_t *node, size_t room, bool first,
                              unsigned depth)
{
    size_t key_size = u16_at(node + 6);
    uint64_t child = child_of(node);
    if (key_size > room - NODE_SIZE) {
        fault(walk->pages, page, "a node is larger than its page");
        return;
    }
    if (!first) { /* the first key of a branch is never looked at */
        struct bytes key = bytes_of(node + NODE_SIZE, key_size);
        if (walk->previous.at && compare_keys(walk, walk->previous, key) >= 0)
            fault(walk->pages, page, "keys out of order");
        walk->floor = key;
    }
    walk_page(walk, child, depth + 1);
}

/*
 * Whether the leaf that node `at` of a branch leads to may hold ids from walk->from on: unless the key behind it, which
 * none of its own reaches, is no higher. Of the last one in a branch that is not known.
 */
static bool is_wanted(const struct walk *walk, const uint8_t *branch, size_t at, size_t count)
{
    const struct pages *pages = walk->pages;
    uint64_t id;
    if (walk->from == 0 || at + 1 >= count)
        return walk->from != 0;
    size_t offset = u16_at(branch + HEADER_SIZE + 2 * (at + 1));
    if (offset > pages->page_size - NODE_SIZE - sizeof id || u16_at(branch + offset + 6) != sizeof id)
        return true;
    memcpy(&id, branch + offset + NODE_SIZE, sizeof id);
    return be64toh(id) > walk->from;
}

/* The nodes of a branch or leaf page: slots of 16 bits behind the header, each the offset of a node. */
static void walk_nodes(struct walk *walk, uint64_t page, const uint8_t *at, unsigned depth)
{
    struct pages *pages = walk->pages;
    size_t lower = u16_at(at + PAGE_LOWER_AT);
    size_t upper = u16_at(at + PAGE_UPPER_AT);
    bool leaf = depth == walk->told.depth;
    if (lower < HEADER_SIZE || lower > upper || upper > pages->page_size || lower % 2) {
        fault(pages, page, "its bounds make no sense");
        return;
    }
    size_t count = (lower - HEADER_SIZE) / 2;
    if (count == 0 || (!leaf && count < 2))
        fault(pages, page, "has too few nodes");
    expect_nodes(pages, at, count);
    for (size_t i = 0; i < count && !too_many(pages); i++) {
        size_t offset = u16_at(at + HEADER_SIZE + 2 * i);
        if (offset < upper || offset > pages->page_size - NODE_SIZE || offset % 2) {
            fault(pages, page, "a node stands outside of its page");
            continue;
        }
        if (!leaf && depth + 1 == walk->told.depth) {
            walk->wanted = is_wanted(walk, at, i, count);
            if (walk->by_runs)
                read_run(walk, at, i, count);
        }
        if (leaf)
            check_leaf_node(walk, page, at + offset, pages->page_size - offset);
        else
            check_branch_node(walk, page, at + offset, pages->page_size - offset, i == 0, depth);
    }
}

static void walk_page(struct walk *walk, uint64_t page, unsigned depth)
{
    struct pages *pages = walk->pages;
    bool leaf = depth == walk->told.depth;
    if (too_many(pages) || !take(pages, page, 1))
        return;
    if (leaf)
        walk->found.leaves++;
    else
        walk->found.branches++;
    if (leaf && walk->leaves_unread && !walk->wanted) {
        if (page >= pages->file_size / pages->page_size)
            fault(pages, page, "behind the end of the file");
        walk->last_leaf = page;
        return;
    }
    read_page(walk, page, depth);
}

static void read_page(struct walk *walk, uint64_t page, unsigned depth)
{
    struct pages *pages = walk->pages;
    bool leaf = depth == walk->told.depth;
    bool in_run = leaf && page - pages->run < pages->run_pages && walk->by_runs;
    const uint8_t *at = in_run ? open_read(pages, page, pages->room + (page - pages->run) * pages->page_size)
                        : !leaf && walk->reads ? read_branch(pages, page, depth)
                                               : open_page(pages, page, 1);
    if (at && u16_at(at + PAGE_FLAGS_AT) != (leaf ? FLAG_LEAF : FLAG_BRANCH))
        fault(pages, page, "is of another kind than its place in the tree");
    else if (at)
        walk_nodes(walk, page, at, depth);
    if (in_run && walk->previous.at && walk->previous.at != walk->kept) {
        memcpy(walk->kept, walk->previous.at, walk->previous.size);
        walk->previous.at = walk->kept;
    }
}

static void compare_counts(struct walk *walk)
{
    const struct tree *told = &walk->told;
    const struct tree *found = &walk->found;
    bool equal = told->branches == found->branches && told->leaves == found->leaves;
    if (!walk->leaves_unread)
        equal = equal && told->overflows == found->overflows && told->entries == found->entries;
    if (!equal)
        tree_fault(walk, "has other numbers of pages or entries than it says");
}

static void walk_root(struct walk *walk)
{
    if (walk->told.flags != (walk->free_list ? TREE_INTEGER_KEYS : 0))
        tree_fault(walk, "has options that are never used");
    if (walk->told.root == UINT64_MAX) {
        if (walk->told.depth || walk->told.entries)
            tree_fault(walk, "has no root but says it has entries");
        return;
    }
    if (walk->told.depth == 0 || walk->told.depth > DEPTH_MAX) {
        tree_fault(walk, "its depth makes no sense");
        return;
    }
    uint32_t faults = walk->pages->faults;
    walk_page(walk, walk->told.root, 1);
    if (walk->pages->faults == faults)
        compare_counts(walk);
    if (walk->pages->faults == faults && walk->last_leaf && walk->last_read) {
        walk->previous = (struct bytes){NULL, 0};
        walk->floor = (struct bytes){NULL, 0};
        read_page(walk, walk->last_leaf, walk->told.depth);
    }
}

static void walk_tree(struct pages *pages, struct bytes name, const uint8_t *at)
{
    bool texts = bytes_equal(name, BYTES("text"));
    bool rows = bytes_equal(name, BYTES("docs")) || bytes_equal(name, BYTES("log"));
    struct walk walk = {.pages = pages, .name = name, .told = tree_at(at)};
    walk.last_read = rows && pages->effort == PAGES_PATHS;
    if (rows && pages->ends)
        walk.from = bytes_equal(name, BYTES("docs")) ? pages->ends->docs : pages->ends->log;
    walk.wanted = walk.from != 0; /* when the root is a leaf */
    walk.leaves_unread = walk.last_read || (texts && pages->effort != PAGES_ALL);
    walk.reads = true;
    walk.by_runs = !walk.leaves_unread;
    walk_root(&walk);
}

/* Whether a meta page has LMDB's marks and plain numbers; its transaction number in *transaction. */
static bool check_meta(const uint8_t *meta, uint64_t page, uint64_t page_size, uint64_t *transaction)
{
    *transaction = u64_at(meta + META_TRANSACTION_AT);
    return u64_at(meta) == page && u16_at(meta + PAGE_FLAGS_AT) == FLAG_META && u32_at(meta + META_AT) == META_MAGIC &&
           u32_at(meta + META_AT + 4) == META_VERSION && u32_at(meta + META_TREES_AT) == page_size;
}

/* False when the log ends later in the tree of the other meta page. */
static bool follows_log(const struct pages *pages, bool first)
{
    uint64_t counts, other;
    struct bytes file = bytes_of(pages->map, (size_t)pages->file_size);
    size_t page_size = (size_t)pages->page_size;
    bool known = log_end(file, page_size, first ? 0 : page_size, &counts) &&
                 log_end(file, page_size, first ? page_size : 0, &other);
    return !known || counts >= other;
}

/* The meta that counts, NULL with a fault. */
static const uint8_t *choose_meta(struct pages *pages)
{
    uint64_t first;
    uint64_t second;
    const uint8_t *other = pages->map + pages->page_size;
    if (!check_meta(pages->map, 0, pages->page_size, &first) || !check_meta(other, 1, pages->page_size, &second)) {
        fault(pages, 0, "one of the two meta pages makes no sense");
        return NULL;
    }
    /* Each commit writes the other one of the two; a new file has 0 in both. */
    if ((first > second ? first - second : second - first) != 1 && (first || second)) {
        fault(pages, 0, "the two meta pages are not of neighbouring commits");
        return NULL;
    }
    if (!follows_log(pages, first > second)) {
        fault(pages, first > second ? 0 : 1, "the log tells that the other meta page is the later one");
        return NULL;
    }
    return first > second ? pages->map : other;
}

static enum status check_trees(struct pages *pages)
{
    const uint8_t *meta = choose_meta(pages);
    if (!meta)
        return STATUS_DAMAGED;
    pages->last = u64_at(meta + META_LAST_AT);
    /* Pages that were taken and given back in one transaction may lie behind the end of the file, but not many. */
    if (pages->last < 1 || pages->last / 2 > pages->file_size / pages->page_size) {
        fault(pages, 0, "the file is much shorter than it says");
        return STATUS_DAMAGED;
    }
    pages->seen = calloc(1, (size_t)(pages->last / 8 + 1));
    if (!pages->seen)
        return STATUS_NOMEM;
    struct walk main_tree = {.pages = pages,
                             .name = BYTES("(main)"),
                             .named_trees = true,
                             .told = tree_at(meta + META_TREES_AT + TREE_SIZE)};
    struct walk free_list = {
        .pages = pages, .name = BYTES("(free)"), .free_list = true, .told = tree_at(meta + META_TREES_AT)};
    walk_root(&main_tree);
    walk_root(&free_list);
    free(pages->seen);
    return pages->faults ? STATUS_DAMAGED : STATUS_OK;
}

static bool page_size_of(struct pages *pages)
{
    if (pages->file_size < META_TRANSACTION_AT + sizeof(uint64_t))
        return false;
    uint64_t size = u32_at(pages->map + META_TREES_AT);
    pages->page_size = size;
    return u32_at(pages->map + META_AT) == META_MAGIC && size >= PAGE_SIZE_MIN && size <= PAGE_SIZE_MAX &&
           (size & (size - 1)) == 0 && pages->file_size >= 2 * size;
}

static enum status check_file(int file, uint64_t size, enum pages_effort effort, const struct pages_ends *ends,
                              struct writer *problem)
{
    void *map = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, file, 0);
    if (map == MAP_FAILED)
        return errno == ENOMEM ? STATUS_NOMEM : STATUS_IO;
    struct pages pages = {
        .map = map, .file_size = size, .effort = effort, .ends = ends, .problem = problem, .file = file};
    enum status status = STATUS_NOMEM;
    pages.room = malloc(RUN_SIZE + (size_t)DEPTH_MAX * PAGE_SIZE_MAX);
    if (pages.room)
        status = page_size_of(&pages) ? check_trees(&pages) : STATUS_NOTSTORE;
    free(pages.room);
    (void)munmap(map, (size_t)size);
    return status;
}

static enum status check_directory(int directory, enum pages_effort effort, const struct pages_ends *ends,
                                   struct writer *problem)
{
    struct stat info;
    int file = openat(directory, "data.mdb", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? STATUS_NOTFOUND : STATUS_IO;
    enum status status = STATUS_IO;
    if (fstat(file, &info) == 0)
        status = info.st_size == 0 ? STATUS_NOTFOUND : check_file(file, (uint64_t)info.st_size, effort, ends, problem);
    (void)close(file);
    return status;
}

enum status pages_check(int directory, enum pages_effort effort, struct writer *problem)
{
    return check_directory(directory, effort, NULL, problem);
}

enum status pages_check_ends(int directory, struct pages_ends ends, struct writer *problem)
{
    return check_directory(directory, PAGES_PATHS, &ends, problem);
}
