#include "daemon/store/lmdb_layout.h"
#include "daemon/store/pages.h"
#include "tests/random.h"
#include "tests/store/store_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DOCS = 400, BATCH = 16, GONE = DOCS / 16, FLIPS = 800 };

static enum status check(const struct scratch *scratch, enum pages_effort effort, struct writer *problem)
{
    writer_clear(problem);
    int directory = open(scratch->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(directory >= 0);
    enum status status = pages_check(directory, effort, problem);
    assert_int_equal(status == STATUS_DAMAGED, problem->size > 0);
    (void)close(directory);
    return status;
}

static void assert_clean(const struct scratch *scratch)
{
    struct writer problem = {0};
    for (int effort = PAGES_QUICK; effort <= PAGES_ALL; effort++)
        if (check(scratch, (enum pages_effort)effort, &problem) != STATUS_OK)
            fail_msg("%" BYTES_FORMAT, BYTES_ARGS(writer_view(&problem)));
    writer_close(&problem);
}

/* A store with every kind of page: branches, leaves, overflow pages, a free list. */
static size_t doc_size(uint64_t id)
{
    return id % 40 == 0 ? 9000 : 100 + id % 300;
}

static size_t text_size(uint64_t id)
{
    return id * 37 % 4000;
}

static bool is_gone(uint64_t id)
{
    return id % 16 == 8;
}

static void put_article(struct store *store, uint64_t id)
{
    static uint8_t data[9000];
    fixture_fill(data, doc_size(id), id);
    fixture_put(store, STORE_DOCS, id, bytes_of(data, doc_size(id)));
    fixture_put(store, STORE_LOG, 2 * id - 1, bytes_of(data, 20));
    fixture_put(store, STORE_LOG, 2 * id, bytes_of(data, 30));
    fixture_fill(data, text_size(id), id);
    assert_int_equal(store_put_text(store, id, bytes_of(data, text_size(id))), STATUS_OK);
}

static void build(const struct scratch *scratch)
{
    struct store *store = fixture_open(scratch);
    for (uint64_t first = 1; first <= DOCS; first += BATCH) {
        for (int again = 0; again < 2; again++) {
            fixture_begin(store);
            for (uint64_t id = first; id < first + BATCH; id++)
                put_article(store, id);
            if (!again)
                store_abort(store);
        }
        for (uint64_t id = first; id < first + BATCH; id++) {
            if (is_gone(id)) {
                assert_int_equal(store_delete(store, STORE_DOCS, id), STATUS_OK);
                assert_int_equal(store_delete_text(store, id), STATUS_OK);
            }
        }
        fixture_commit(store);
    }
    store_close(store);
}

static void test_healthy_stores_are_clean(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    assert_int_equal(check(&scratch, PAGES_ALL, &problem), STATUS_NOTFOUND);
    store_close(fixture_open(&scratch));
    assert_clean(&scratch);
    build(&scratch);
    assert_clean(&scratch);
    writer_close(&problem);
    scratch_remove(&scratch);
}

static void write_file(const char *path, struct bytes content)
{
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, content.at, content.size), (ssize_t)content.size);
    (void)close(file);
}

static struct bytes read_file(const char *path)
{
    size_t size = scratch_size(path);
    uint8_t *data = malloc(size);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(file >= 0 && data);
    assert_int_equal(read(file, data, size), (ssize_t)size);
    (void)close(file);
    return bytes_of(data, size);
}

static void test_other_files_are_no_stores(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    static const uint8_t zeros[3 * 4096];
    const char *path = scratch_file(&scratch, "data.mdb");
    write_file(path, BYTES(""));
    assert_int_equal(check(&scratch, PAGES_ALL, &problem), STATUS_NOTFOUND);
    write_file(path, BYTES("short"));
    assert_int_equal(check(&scratch, PAGES_ALL, &problem), STATUS_NOTSTORE);
    write_file(path, bytes_of(zeros, sizeof zeros));
    assert_int_equal(check(&scratch, PAGES_ALL, &problem), STATUS_NOTSTORE);
    writer_close(&problem);
    scratch_remove(&scratch);
}

/* A copy that was cut short: found at every page, and by the quick way too. */
static void test_cut_files_are_damage(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    build(&scratch);
    char path[512];
    (void)snprintf(path, sizeof path, "%s", scratch_file(&scratch, "data.mdb"));
    struct bytes whole = read_file(path);
    size_t clean = 0;
    for (size_t size = whole.size - 4096; size >= 8192; size -= 4096) {
        assert_int_equal(truncate(path, (off_t)size), 0);
        enum status all = check(&scratch, PAGES_ALL, &problem);
        enum status quick = check(&scratch, PAGES_QUICK, &problem);
        assert_int_equal(all, quick);
        clean += all == STATUS_OK; /* when only free pages are cut off */
        assert_true(all == STATUS_DAMAGED || clean < 40);
    }
    free((void *)(uintptr_t)whole.at);
    writer_close(&problem);
    scratch_remove(&scratch);
}

struct reading {
    size_t values, damaged;
};

static enum status read_value(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct reading *reading = context;
    (void)id;
    (void)value;
    reading->values++;
    reading->damaged += seal != STATUS_OK;
    return STATUS_OK;
}

/* Reads all there is; true when every value is as it was written. Must never crash. */
static bool reads_well(const struct scratch *scratch)
{
    struct store_params params = fixture_params(scratch);
    params.must_exist = true;
    struct store *store;
    struct writer problem = {0};
    struct arena arena;
    struct bytes text;
    struct reading docs = {0, 0};
    struct reading events = {0, 0};
    enum status status = store_open(&params, &problem, &store);
    writer_close(&problem);
    if (status != STATUS_OK)
        return false;
    arena_init(&arena, 4096, 0);
    bool well = store_walk(store, STORE_DOCS, 0, read_value, &docs) == STATUS_OK;
    well = store_walk(store, STORE_LOG, 0, read_value, &events) == STATUS_OK && well;
    for (uint64_t id = 1; id <= DOCS; id++) {
        static uint8_t data[4000];
        fixture_fill(data, text_size(id), id);
        bool gone = is_gone(id);
        status = store_get_text(store, id, &arena, &text);
        bool same = status == STATUS_OK && bytes_equal(text, bytes_of(data, text_size(id)));
        well = well && (gone ? status == STATUS_NOTFOUND : same);
        assert_true(status != STATUS_OK || gone || same); /* never wrong bytes as if they were right */
        arena_reset(&arena);
    }
    arena_close(&arena);
    store_close(store);
    return well && docs.damaged == 0 && events.damaged == 0 && docs.values == DOCS - GONE &&
           events.values == 2 * (size_t)DOCS;
}

/*
 * Bits flipped anywhere: reading never crashes and never gives wrong bytes. Many flips fall on old pages, free space
 * and padding, where they do no harm; of the others none may pass unseen.
 */
static void test_flipped_bits(void **state)
{
    (void)state;
    struct random random = random_start(16);
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    size_t found = 0;
    build(&scratch);
    char path[512];
    (void)snprintf(path, sizeof path, "%s", scratch_file(&scratch, "data.mdb"));
    size_t size = scratch_size(path);
    assert_true(reads_well(&scratch));
    for (int i = 0; i < FLIPS; i++) {
        /* Every other flip in a page's header and slots, where LMDB's own numbers are. */
        size_t at = (size_t)random_below(&random, size);
        if (i % 2)
            at = at / 4096 * 4096 + (size_t)random_below(&random, 64);
        unsigned bit = (unsigned)random_below(&random, 8);
        scratch_flip(path, at, bit);
        found += !reads_well(&scratch);
        scratch_flip(path, at, bit);
    }
    printf("%zu of %d flips found\n", found, FLIPS);
    assert_true(found > FLIPS / 3);
    assert_clean(&scratch);
    writer_close(&problem);
    scratch_remove(&scratch);
}

/*
 * Each bit of the two transaction numbers, after commits of both kinds of number: none passes unseen, not even one that
 * makes the older number one more than the newer.
 */
static void test_flipped_transaction_numbers(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    size_t neighbours = 0;
    build(&scratch);
    char path[512];
    (void)snprintf(path, sizeof path, "%s", scratch_file(&scratch, "data.mdb"));
    for (uint64_t id = 1; id <= 4; id++) {
        struct store *store = fixture_open(&scratch);
        fixture_put_alone(store, STORE_LOG, 2 * DOCS + id, BYTES("an event"));
        store_close(store);
        assert_clean(&scratch);
        for (size_t meta = 0; meta < 2; meta++) {
            for (unsigned bit = 0; bit < 64; bit++) {
                size_t at = 4096 * meta + META_TRANSACTION_AT + bit / 8;
                scratch_flip(path, at, bit % 8);
                assert_int_equal(check(&scratch, PAGES_PATHS, &problem), STATUS_DAMAGED);
                neighbours += bytes_find(writer_view(&problem), BYTES("the log tells"), 0) != SIZE_MAX;
                scratch_flip(path, at, bit % 8);
            }
        }
    }
    assert_in_range(neighbours, 2, 8);
    assert_clean(&scratch);
    writer_close(&problem);
    scratch_remove(&scratch);
}

/*
 * Damages the leaf that an article's value stands on: an id of 8 bytes, big-endian, before it. Pages that are free have
 * older copies of it; only damage to the one in use is found. Where the flipped byte is.
 */
static size_t damage_leaf(const struct scratch *scratch, uint64_t id, struct bytes value)
{
    static uint8_t page[4096];
    struct writer problem = {0};
    char path[512];
    uint8_t key[8];
    size_t found = SIZE_MAX, number = 0;
    (void)snprintf(path, sizeof path, "%s", scratch_file(scratch, "data.mdb"));
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t i = 0; i < 8; i++)
        key[i] = (uint8_t)(id >> (56 - 8 * i));
    for (; found == SIZE_MAX && fread(page, 1, sizeof page, file) == sizeof page; number++) {
        size_t at = bytes_find(bytes_of(page, sizeof page), bytes_of(key, 8), 0), byte = number * 4096 + PAGE_FLAGS_AT;
        if (at == SIZE_MAX || bytes_find(bytes_of(page, sizeof page), value, at) != at + 8)
            continue;
        scratch_flip(path, byte, 0);
        if (check(scratch, PAGES_QUICK, &problem) == STATUS_DAMAGED)
            found = byte;
        else
            scratch_flip(path, byte, 0);
    }
    (void)fclose(file);
    writer_close(&problem);
    return found;
}

/* A start that reads the ends of articles and log has those leaves proved, and no earlier ones. */
static void test_ends(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct writer problem = {0};
    static uint8_t data[9000];
    unsigned unread = 0, looked = 0;
    build(&scratch);
    char path[512];
    (void)snprintf(path, sizeof path, "%s", scratch_file(&scratch, "data.mdb"));
    for (uint64_t id = 1; id <= DOCS; id += 13) {
        if (is_gone(id) || id % 40 == 0)
            continue;
        fixture_fill(data, doc_size(id), id);
        size_t byte = damage_leaf(&scratch, id, bytes_of(data, 16));
        assert_int_not_equal(byte, SIZE_MAX);
        looked++;
        int directory = open(scratch.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        writer_clear(&problem);
        assert_int_equal(pages_check_ends(directory, (struct pages_ends){id, 2 * DOCS}, &problem), STATUS_DAMAGED);
        writer_clear(&problem);
        enum status later = pages_check_ends(directory, (struct pages_ends){id + 60, 2 * DOCS}, &problem);
        unread += later == STATUS_OK; /* but the last leaf, and the last one of each branch */
        (void)close(directory);
        scratch_flip(path, byte, 0);
    }
    printf("%u of %u damaged leaves not read\n", unread, looked);
    assert_true(unread > looked / 2 && unread < looked);
    assert_clean(&scratch);
    writer_close(&problem);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy_stores_are_clean),    cmocka_unit_test(test_other_files_are_no_stores),
        cmocka_unit_test(test_cut_files_are_damage),        cmocka_unit_test(test_flipped_bits),
        cmocka_unit_test(test_flipped_transaction_numbers), cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
