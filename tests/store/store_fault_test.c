/*
 * What a store does when it is killed, when its room ends, and when its file is somebody else's or hurt.
 */
#include "daemon/store/store_private.h"
#include "tests/random.h"
#include "tests/store/store_fixture.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { BATCH = 20, VALUE = 700, KILLS = 25 };

static void put_numbered(struct store *store, uint64_t id)
{
    uint8_t data[2 * VALUE];
    fixture_fill(data, VALUE, id);
    fixture_put(store, STORE_DOCS, id, bytes_of(data, VALUE));
    fixture_fill(data, 2 * VALUE, id);
    assert_int_equal(store_put_text(store, id, bytes_of(data, 2 * VALUE)), STATUS_OK);
}

static void assert_numbered(struct store *store, uint64_t id, struct arena *arena)
{
    uint8_t data[2 * VALUE];
    struct bytes value;
    fixture_fill(data, VALUE, id);
    assert_int_equal(store_get(store, STORE_DOCS, id, &value), STATUS_OK);
    assert_true(bytes_equal(value, bytes_of(data, VALUE)));
    fixture_fill(data, 2 * VALUE, id);
    arena_reset(arena);
    assert_int_equal(store_get_text(store, id, arena, &value), STATUS_OK);
    assert_true(bytes_equal(value, bytes_of(data, 2 * VALUE)));
}

/* All up to the last id is there, in docs and in texts. Returns that id. */
static uint64_t assert_whole(struct store *store)
{
    struct arena arena;
    uint64_t last;
    uint64_t docs;
    uint64_t parts;
    arena_init(&arena, 4096, 0);
    assert_int_equal(store_last(store, STORE_DOCS, &last), STATUS_OK);
    assert_int_equal(store_count(store, STORE_DOCS, &docs), STATUS_OK);
    assert_int_equal(store_count(store, STORE_TEXT, &parts), STATUS_OK);
    assert_int_equal(docs, last);
    assert_int_equal(parts, last * store_text_parts((size_t)2 * VALUE));
    for (uint64_t id = 1; id <= last; id++)
        assert_numbered(store, id, &arena);
    arena_close(&arena);
    return last;
}

/* In a process of its own: batches without end; after each commit its last id goes into the pipe. */
static void write_until_killed(const struct scratch *scratch, int acknowledge)
{
    uint64_t last;
    struct store *store = fixture_open(scratch);
    assert_int_equal(store_last(store, STORE_DOCS, &last), STATUS_OK);
    for (;;) {
        fixture_begin(store);
        for (int i = 0; i < BATCH; i++)
            put_numbered(store, ++last);
        fixture_commit(store);
        if (write(acknowledge, &last, sizeof last) != (ssize_t)sizeof last)
            _exit(1);
    }
}

static uint64_t run_and_kill(const struct scratch *scratch, unsigned after_us)
{
    int ends[2];
    uint64_t acknowledged = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(ends[0]);
        write_until_killed(scratch, ends[1]);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], &acknowledged, sizeof acknowledged), (ssize_t)sizeof acknowledged);
    (void)usleep(after_us);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    while (read(ends[0], &acknowledged, sizeof acknowledged) == (ssize_t)sizeof acknowledged)
        ;
    (void)close(ends[0]);
    return acknowledged;
}

static void test_killed_at_any_time(void **state)
{
    (void)state;
    struct random random = random_start(17);
    struct scratch scratch = scratch_make();
    for (int i = 0; i < KILLS; i++) {
        uint64_t acknowledged = run_and_kill(&scratch, (unsigned)random_below(&random, 20000));
        struct store *store = fixture_open(&scratch);
        uint64_t last = assert_whole(store);
        /* All that was told, and at most the one batch whose commit was not told any more. */
        assert_true(last == acknowledged || last == acknowledged + BATCH);
        store_close(store);
    }
    scratch_remove(&scratch);
}

static void test_quota(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store_params params = fixture_params(&scratch);
    struct store *store;
    const char *problem;
    uint64_t last = 0;
    params.max_size = 1 << 20;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_OK);
    while (store_begin(store, false) == STATUS_OK) {
        put_numbered(store, ++last);
        fixture_commit(store);
        assert_true(last < 2000);
    }
    assert_true(store_size(store) >= params.max_size && store_size(store) < params.max_size + (64 << 10));
    assert_int_equal(store_begin(store, false), STATUS_FULL);
    assert_int_equal(assert_whole(store), last);
    assert_false(store_is_readonly(store));
    /* Forgetting makes room, though the file grows no smaller. */
    assert_int_equal(store_begin(store, true), STATUS_OK);
    for (uint64_t id = last; id > last / 2; id--) {
        assert_int_equal(store_delete(store, STORE_DOCS, id), STATUS_OK);
        assert_int_equal(store_delete_text(store, id), STATUS_OK);
    }
    fixture_commit(store);
    fixture_begin(store);
    put_numbered(store, last / 2 + 1);
    fixture_commit(store);
    assert_int_equal(assert_whole(store), last / 2 + 1);
    store_close(store);
    scratch_remove(&scratch);
}

static void set_file_limit(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* The way a store meets the end of its room; ended() is what makes room again. */
static void meet_the_end(struct store *store, void (*make_room)(void *context), void *context)
{
    uint64_t last = 0;
    enum status status = STATUS_OK;
    while (status == STATUS_OK && last < 100000) { /* the early end, before anything fails */
        status = store_begin(store, false);
        for (int i = 0; i < BATCH && status == STATUS_OK; i++)
            put_numbered(store, ++last);
        if (status == STATUS_OK)
            status = store_commit(store);
    }
    assert_int_equal(status, STATUS_FULL);
    assert_int_equal(assert_whole(store), last);
    /* The late end: a batch that fails at its commit, for it is larger than what is left. */
    assert_int_equal(store_begin(store, true), STATUS_OK);
    uint64_t beyond = last;
    for (size_t size = 0; size < (size_t)2 * STORE_ROOM_FLOOR && status != STATUS_OK; size += (size_t)2 * VALUE)
        put_numbered(store, ++beyond);
    assert_int_equal(store_commit(store), STATUS_FULL);
    assert_false(store_is_readonly(store));
    assert_int_equal(assert_whole(store), last);
    assert_int_equal(store_begin(store, false), STATUS_FULL);
    make_room(context);
    fixture_begin(store);
    put_numbered(store, ++last);
    fixture_commit(store);
    assert_int_equal(assert_whole(store), last);
}

static void lift_limit(void *context)
{
    (void)context;
    set_file_limit(RLIM_INFINITY);
}

static void test_file_limit(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    (void)signal(SIGXFSZ, SIG_IGN);
    set_file_limit(STORE_ROOM_FLOOR + (2 << 20));
    meet_the_end(store, lift_limit, NULL);
    store_close(store);
    scratch_remove(&scratch);
}

static void remove_filler(void *context)
{
    assert_int_equal(unlink(context), 0);
}

/* A real disk that is full: a small tmpfs, where this process may mount one. */
static void test_full_disk(void **state)
{
    (void)state;
    struct scratch mounted = scratch_make();
    struct scratch scratch;
    char filler[300] = "";
    if (mount("none", mounted.path, "tmpfs", 0, "size=24m") != 0) {
        scratch_remove(&mounted);
        skip();
    }
    int size = snprintf(scratch.path, sizeof scratch.path, "%s/data", mounted.path);
    assert_true(size > 0 && (size_t)size < sizeof scratch.path);
    (void)snprintf(filler, sizeof filler, "%s/filler", mounted.path);
    struct store *store = fixture_open(&scratch);
    FILE *file = fopen(filler, "w");
    assert_non_null(file);
    for (int i = 0; i < 12 << 10; i++)
        assert_int_equal(fwrite(filler, 1, 256, file) + fwrite(filler, 1, 256, file) + fwrite(filler, 1, 256, file) +
                             fwrite(filler, 1, 256, file),
                         1024);
    assert_int_equal(fclose(file), 0);
    meet_the_end(store, remove_filler, filler);
    store_close(store);
    scratch_remove(&scratch);
    assert_int_equal(umount(mounted.path), 0);
    scratch_remove(&mounted);
}

/* Another program's LMDB file is neither read nor written. */
static void test_other_environments_are_left_alone(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store_params params = fixture_params(&scratch);
    struct store *store;
    const char *problem;
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi table;
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 2), 0);
    assert_int_equal(mdb_env_open(env, scratch.path, 0, 0600), 0);
    assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, "theirs", MDB_CREATE, &table), 0);
    assert_int_equal(mdb_txn_commit(txn), 0);
    mdb_env_close(env);
    for (int must_exist = 0; must_exist < 2; must_exist++) {
        params.must_exist = must_exist;
        assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NOTSTORE);
    }
    scratch_remove(&scratch);
}

/* A store that lost its identity is damage: a new secret would make all of it unreadable for good. */
static void test_identity_is_never_made_twice(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store_params params = fixture_params(&scratch);
    struct store *store = fixture_open(&scratch);
    const char *problem;
    MDB_val key = {5, "store"};
    fixture_begin(store);
    put_numbered(store, 1);
    assert_int_equal(mdb_del(store->batch, store->table[STORE_META], &key, NULL), 0);
    fixture_commit(store);
    store_close(store);
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_DAMAGED);
    scratch_remove(&scratch);
}

/* A value that was written under another id opens under none. */
static void test_moved_values_are_damage(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    struct bytes value;
    uint8_t raw[8] = {0, 0, 0, 0, 0, 0, 0, 1};
    MDB_val key = {sizeof raw, raw};
    MDB_val data;
    fixture_begin(store);
    put_numbered(store, 1);
    assert_int_equal(mdb_get(store->batch, store->table[STORE_DOCS], &key, &data), 0);
    uint8_t copy[1000];
    assert_true(data.mv_size <= sizeof copy);
    memcpy(copy, data.mv_data, data.mv_size);
    data.mv_data = copy;
    raw[7] = 2;
    assert_int_equal(mdb_put(store->batch, store->table[STORE_DOCS], &key, &data, 0), 0);
    raw[7] = 1;
    assert_int_equal(mdb_put(store->batch, store->table[STORE_LOG], &key, &data, 0), 0);
    fixture_commit(store);
    assert_int_equal(store_get(store, STORE_DOCS, 1, &value), STATUS_OK);
    assert_int_equal(store_get(store, STORE_DOCS, 2, &value), STATUS_DAMAGED);
    assert_int_equal(store_get(store, STORE_LOG, 1, &value), STATUS_DAMAGED);
    store_close(store);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_killed_at_any_time),
        cmocka_unit_test(test_quota),
        cmocka_unit_test(test_file_limit),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_other_environments_are_left_alone),
        cmocka_unit_test(test_identity_is_never_made_twice),
        cmocka_unit_test(test_moved_values_are_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
