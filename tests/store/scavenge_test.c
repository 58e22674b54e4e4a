#include "daemon/store/lmdb_layout.h"
#include "daemon/store/scavenge.h"
#include "tests/store/store_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DOCS = 200, PAGE = 4096, SLOT_MAX = 65534 };

struct image {
    int file;
    uint8_t *at;
    size_t size;
};

struct seen {
    unsigned docs[DOCS + 1];
};

static enum status count(void *context, const struct scavenged *found)
{
    struct seen *seen = context;
    assert_in_range(found->id, 1, DOCS);
    seen->docs[found->id] += found->table == STORE_DOCS;
    return STATUS_OK;
}

static void scan(const struct scratch *scratch, struct seen *seen)
{
    struct writer problem = {0};
    struct scavenge *scavenge = NULL;
    *seen = (struct seen){.docs = {0}};
    assert_int_equal(scavenge_open(scratch->path, &problem, &scavenge), STATUS_OK);
    assert_int_equal(scavenge_walk(scavenge, count, seen), STATUS_OK);
    scavenge_close(scavenge);
    writer_close(&problem);
}

/* A closed store of DOCS articles, and the bytes of its file. */
static struct image make(const struct scratch *scratch)
{
    struct store *store = fixture_open(scratch);
    uint8_t data[300];
    fixture_begin(store);
    for (uint64_t id = 1; id <= DOCS; id++) {
        fixture_fill(data, sizeof data, id);
        fixture_put(store, STORE_DOCS, id, bytes_of(data, sizeof data));
    }
    fixture_commit(store);
    store_close(store);
    struct image image = {.file = open(scratch_file(scratch, "data.mdb"), O_RDWR | O_CLOEXEC)};
    assert_true(image.file >= 0);
    image.size = (size_t)lseek(image.file, 0, SEEK_END);
    image.at = malloc(image.size);
    assert_non_null(image.at);
    assert_int_equal(pread(image.file, image.at, image.size, 0), image.size);
    return image;
}

static void drop(struct image *image)
{
    (void)close(image->file);
    free(image->at);
}

/* The id that the first node of a leaf is of; 0: it is no leaf, or none of articles. */
static uint64_t first_of(const struct image *image, size_t page)
{
    const uint8_t *at = image->at + page * PAGE;
    if (u64_at(at) != page || u16_at(at + PAGE_FLAGS_AT) != FLAG_LEAF)
        return 0;
    const uint8_t *node = at + u16_at(at + HEADER_SIZE);
    uint64_t id = u16_at(node + 6) == 8 ? __builtin_bswap64(u64_at(node + NODE_SIZE)) : 0;
    return id <= DOCS && u16_at(node) > 300 ? id : 0;
}

static void write_slot(const struct image *image, size_t page, uint16_t slot)
{
    assert_int_equal(pwrite(image->file, &slot, sizeof slot, (off_t)(page * PAGE + HEADER_SIZE)), sizeof slot);
}

/* A slot that leads off its page leads nowhere, though a node with a good seal stands there. */
static void slots_stay_on_their_page(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct image image = make(&scratch);
    struct seen whole, hurt;
    scan(&scratch, &whole);
    unsigned tried = 0;
    for (size_t from = 2; from < image.size / PAGE; from++) {
        for (size_t to = from + 1; first_of(&image, from) && to < image.size / PAGE; to++) {
            uint64_t id = first_of(&image, to);
            size_t slot = (to - from) * PAGE + u16_at(image.at + to * PAGE + HEADER_SIZE);
            if (!id || slot > SLOT_MAX)
                continue;
            write_slot(&image, from, (uint16_t)slot);
            scan(&scratch, &hurt);
            assert_int_equal(hurt.docs[id], whole.docs[id]);
            assert_true(hurt.docs[first_of(&image, from)] >= 1);
            write_slot(&image, from, u16_at(image.at + from * PAGE + HEADER_SIZE));
            tried++;
        }
    }
    assert_true(tried >= 5);
    drop(&image);
    scratch_remove(&scratch);
}

/* The last even offset there can be, on each leaf, also on the last of the file. */
static void slots_past_the_file(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct image image = make(&scratch);
    struct seen seen;
    for (size_t page = 2; page < image.size / PAGE; page++)
        if (first_of(&image, page))
            write_slot(&image, page, SLOT_MAX);
    scan(&scratch, &seen);
    for (size_t id = 1; id <= DOCS; id++)
        assert_true(seen.docs[id] >= 1);
    drop(&image);
    scratch_remove(&scratch);
}

/* Commits that each put two records and two events, on pages that a tree before the last had. */
static void commit_often(const struct scratch *scratch, unsigned commits)
{
    struct store *store = fixture_open(scratch);
    uint8_t data[300];
    for (uint64_t i = 1; i <= commits; i++) {
        fixture_begin(store);
        for (uint64_t id = 2 * i - 1; id <= 2 * i; id++) {
            fixture_fill(data, sizeof data, id);
            fixture_put(store, STORE_DOCS, id, bytes_of(data, sizeof data));
            fixture_put(store, STORE_LOG, id, bytes_of(data, 20));
        }
        fixture_commit(store);
    }
    store_close(store);
}

/* Whichever bit of the two transaction numbers is flipped, what the last commit put is found, and nobody trusts it. */
static void transaction_numbers(void **state)
{
    (void)state;
    for (unsigned commits = 40; commits < 44; commits++) {
        struct scratch scratch = scratch_make();
        commit_often(&scratch, commits);
        char path[512];
        (void)snprintf(path, sizeof path, "%s", scratch_file(&scratch, "data.mdb"));
        for (unsigned bit = 0; bit < 128; bit++) {
            size_t at = PAGE * (bit / 64) + META_TRANSACTION_AT + bit % 64 / 8;
            struct writer problem = {0};
            struct scavenge *scavenge = NULL;
            struct seen seen = {.docs = {0}};
            scratch_flip(path, at, bit % 8);
            assert_int_equal(scavenge_open(scratch.path, &problem, &scavenge), STATUS_OK);
            assert_int_equal(scavenge_walk(scavenge, count, &seen), STATUS_OK);
            assert_false(scavenge_is_current(scavenge));
            for (size_t id = 1; id <= 2 * (size_t)commits; id++)
                if (seen.docs[id] == 0)
                    fail_msg("bit %u after %u commits: %zu is missing", bit, commits, id);
            scavenge_close(scavenge);
            writer_close(&problem);
            scratch_flip(path, at, bit % 8);
        }
        scratch_remove(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_stay_on_their_page),
        cmocka_unit_test(slots_past_the_file),
        cmocka_unit_test(transaction_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
