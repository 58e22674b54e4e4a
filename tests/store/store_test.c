#include "daemon/store/store_private.h"
#include "tests/random.h"
#include "tests/store/store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static unsigned mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static void test_makes_private_files(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct scratch inner;
    int size = snprintf(inner.path, sizeof inner.path, "%s/new", scratch.path);
    assert_true(size > 0 && (size_t)size < sizeof inner.path);
    store_close(fixture_open(&inner));
    assert_int_equal(mode_of(inner.path), 0700);
    assert_int_equal(mode_of(scratch_file(&inner, "data.mdb")), 0600);
    assert_int_equal(mode_of(scratch_file(&inner, "lock.mdb")), 0600);
    assert_int_equal(mode_of(scratch_file(&inner, "lock")), 0600);
    scratch_remove(&inner);
    scratch_remove(&scratch);
}

static void test_keeps_its_identity(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct scratch other = scratch_make();
    uint8_t uuid[STORE_UUID_SIZE];
    struct store *store = fixture_open(&scratch);
    struct hash_key key = *store_key(store);
    memcpy(uuid, store_uuid(store).at, sizeof uuid);
    assert_int_equal(uuid[6] >> 4, 4); /* RFC 9562, version 4 */
    assert_int_equal(uuid[8] >> 6, 2);
    store_close(store);
    store = fixture_open(&scratch);
    assert_memory_equal(&key, store_key(store), sizeof key);
    assert_memory_equal(uuid, store_uuid(store).at, sizeof uuid);
    struct store *second = fixture_open(&other);
    assert_memory_not_equal(&key, store_key(second), sizeof key);
    assert_memory_not_equal(uuid, store_uuid(second).at, sizeof uuid);
    store_close(store);
    store_close(second);
    scratch_remove(&scratch);
    scratch_remove(&other);
}

static void test_refuses_other_parameters(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store;
    const char *problem;
    store_close(fixture_open(&scratch));
    struct store_params params = fixture_params(&scratch);
    params.identity.shingle_width = 4;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_MISMATCH);
    assert_string_equal(problem, "fingerprint.shingle-width is 4, but the store was made with 5");
    params.identity.max_keys = 100;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_MISMATCH);
    assert_non_null(strstr(problem, "; fingerprint.max-keys is 100, but the store was made with 512"));
    params.must_exist = true; /* a check takes it as it stands */
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_OK);
    store_close(store);
    scratch_remove(&scratch);
}

/* Writes another format number into a healthy store, sealed as it should be. */
static void set_format(const struct scratch *scratch, uint16_t major, uint16_t minor)
{
    struct store *store = fixture_open(scratch);
    struct writer value = {0};
    fixture_begin(store);
    assert_int_equal(store_set_format(store, major, minor, &value), STATUS_OK);
    fixture_commit(store);
    writer_close(&value);
    store_close(store);
}

static void test_refuses_newer_formats(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store;
    const char *problem;
    struct store_params params = fixture_params(&scratch);
    set_format(&scratch, STORE_FORMAT_MAJOR, STORE_FORMAT_MINOR + 1);
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_OK);
    store_close(store);
    set_format(&scratch, STORE_FORMAT_MAJOR + 1, 3);
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NEWER);
    assert_non_null(strstr(problem, "3.3"));
    scratch_remove(&scratch);
}

/* A store of format 1.0: read and carried on, its number raised once a daemon, and not a check, has opened it. */
static void test_carries_earlier_formats_on(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct bytes value;
    struct store *store = fixture_open(&scratch);
    fixture_put_alone(store, STORE_DOCS, 1, BYTES("a record"));
    store_close(store);
    set_format(&scratch, 1, 0);
    struct store_params params = fixture_params(&scratch);
    const char *problem;
    params.must_exist = true;
    for (int check = 0; check < 2; check++) {
        assert_int_equal(fixture_try(&params, &problem, &store), STATUS_OK);
        assert_int_equal(store->format_major, 1);
        store_close(store);
    }
    store = fixture_open(&scratch);
    assert_int_equal(store->format_major, 1); /* as found; raised by this */
    assert_int_equal(store_get(store, STORE_DOCS, 1, &value), STATUS_OK);
    assert_true(bytes_equal(value, BYTES("a record")));
    fixture_put_alone(store, STORE_DOCS, 2, BYTES("another"));
    store_close(store);
    store = fixture_open(&scratch);
    assert_int_equal(store->format_major, STORE_FORMAT_MAJOR);
    assert_int_equal(store->format_minor, STORE_FORMAT_MINOR);
    assert_int_equal(store_get(store, STORE_DOCS, 1, &value), STATUS_OK);
    assert_int_equal(store_get(store, STORE_DOCS, 2, &value), STATUS_OK);
    store_close(store);
    scratch_remove(&scratch);
}

static void test_refuses_what_is_no_store(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store;
    const char *problem;
    struct store_params params = fixture_params(&scratch);
    params.must_exist = true;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NOTSTORE); /* empty */
    FILE *file = fopen(scratch_file(&scratch, "thesis.txt"), "w");
    assert_non_null(file);
    (void)fclose(file);
    params.must_exist = false;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NOTSTORE); /* somebody's folder */
    assert_int_not_equal(access(scratch_file(&scratch, "data.mdb"), F_OK), 0);
    assert_int_equal(unlink(scratch_file(&scratch, "thesis.txt")), 0);
    file = fopen(scratch_file(&scratch, "data.mdb"), "w");
    assert_non_null(file);
    for (int i = 0; i < 20000; i++)
        (void)fputc('x', file);
    (void)fclose(file);
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NOTSTORE); /* another program's file */
    scratch_remove(&scratch);
    params.must_exist = true;
    assert_int_equal(fixture_try(&params, &problem, &store), STATUS_NOTSTORE); /* no such directory */
}

static void test_one_process_at_a_time(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *second;
    const char *problem;
    struct store_params params = fixture_params(&scratch);
    static struct store *store; /* the child leaves it as it is, and has not lost it */
    store = fixture_open(&scratch);
    assert_int_equal(fixture_try(&params, &problem, &second), STATUS_LOCKED);
    assert_non_null(strstr(problem, "in use"));
    pid_t child = fork();
    if (child == 0) {
        struct writer text = {0};
        _exit(store_open(&params, &text, &second) == STATUS_LOCKED ? 0 : 1);
    }
    int result;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    store_close(store);
    store_close(fixture_open(&scratch));
    scratch_remove(&scratch);
}

static void test_batches(void **state)
{
    (void)state;
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    struct bytes value;
    uint64_t last;
    assert_int_equal(store_last(store, STORE_DOCS, &last), STATUS_OK);
    assert_int_equal(last, 0);
    fixture_put_alone(store, STORE_DOCS, 1, BYTES("one"));
    fixture_begin(store);
    fixture_put(store, STORE_DOCS, 2, BYTES("two"));
    assert_int_equal(store_get(store, STORE_DOCS, 2, &value), STATUS_OK); /* a batch sees itself */
    assert_true(bytes_equal(value, BYTES("two")));
    store_abort(store);
    assert_int_equal(store_get(store, STORE_DOCS, 2, &value), STATUS_NOTFOUND);
    assert_int_equal(store_get(store, STORE_LOG, 1, &value), STATUS_NOTFOUND);
    fixture_put_alone(store, STORE_DOCS, 1, BYTES("one again"));
    assert_int_equal(store_get(store, STORE_DOCS, 1, &value), STATUS_OK);
    assert_true(bytes_equal(value, BYTES("one again")));
    fixture_begin(store);
    assert_int_equal(store_delete(store, STORE_DOCS, 1), STATUS_OK);
    assert_int_equal(store_delete(store, STORE_DOCS, 1), STATUS_NOTFOUND);
    fixture_commit(store);
    assert_int_equal(store_get(store, STORE_DOCS, 1, &value), STATUS_NOTFOUND);
    assert_int_equal(store_commit(store), STATUS_BADARG); /* no batch */
    store_close(store);
    store_close(NULL);
    scratch_remove(&scratch);
}

static void test_text_parts(void **state)
{
    (void)state;
    enum { HEAD = 4, FIRST = STORE_TEXT_PART - HEAD }; /* the first part holds the size too */
    static const size_t sizes[] = {
        0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + STORE_TEXT_PART, FIRST + STORE_TEXT_PART + 1, 300 * STORE_TEXT_PART};
    static uint8_t data[300 * STORE_TEXT_PART];
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    struct arena arena;
    struct bytes text;
    arena_init(&arena, 4096, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizeof sizes / sizeof *sizes; j++) {
            uint64_t parts;
            fixture_begin(store);
            fixture_fill(data, sizes[i], i);
            assert_int_equal(store_put_text(store, 5, bytes_of(data, sizes[i])), STATUS_OK);
            fixture_fill(data, sizes[j], 100 + j); /* over it a longer or shorter one */
            assert_int_equal(store_put_text(store, 5, bytes_of(data, sizes[j])), STATUS_OK);
            fixture_commit(store);
            arena_reset(&arena);
            assert_int_equal(store_get_text(store, 5, &arena, &text), STATUS_OK);
            assert_true(bytes_equal(text, bytes_of(data, sizes[j])));
            assert_int_equal(store_count(store, STORE_TEXT, &parts), STATUS_OK);
            assert_int_equal(parts, (HEAD + sizes[j] + STORE_TEXT_PART - 1) / STORE_TEXT_PART);
            assert_int_equal(parts, store_text_parts(sizes[j]));
            assert_int_equal(store_get_text(store, 4, &arena, &text), STATUS_NOTFOUND);
            assert_int_equal(store_get_text(store, 6, &arena, &text), STATUS_NOTFOUND);
        }
    }
    fixture_begin(store);
    assert_int_equal(store_delete_text(store, 5), STATUS_OK);
    assert_int_equal(store_delete_text(store, 5), STATUS_NOTFOUND);
    fixture_commit(store);
    arena_close(&arena);
    store_close(store);
    scratch_remove(&scratch);
}

struct collected {
    uint64_t ids[8];
    size_t count;
    size_t stop_after;
};

static enum status collect(void *context, uint64_t id, enum status seal, struct bytes value)
{
    struct collected *collected = context;
    assert_int_equal(seal, STATUS_OK);
    assert_int_equal(value.size, 1);
    collected->ids[collected->count++] = id;
    return collected->count == collected->stop_after ? STATUS_END : STATUS_OK;
}

static enum status refuse(void *context, uint64_t id, enum status seal, struct bytes value)
{
    (void)context;
    (void)id;
    (void)seal;
    (void)value;
    return STATUS_TOOBIG;
}

static void test_walk(void **state)
{
    (void)state;
    static const uint64_t ids[] = {1, 2, 255, 256, 0x100000000u};
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    struct collected all = {.count = 0};
    struct collected some = {.stop_after = 2};
    fixture_begin(store);
    for (size_t i = 0; i < 5; i++)
        fixture_put(store, STORE_LOG, ids[i], BYTES("x"));
    fixture_commit(store);
    assert_int_equal(store_walk(store, STORE_LOG, 0, collect, &all), STATUS_OK);
    assert_int_equal(all.count, 5);
    assert_memory_equal(all.ids, ids, sizeof ids);
    assert_int_equal(store_walk(store, STORE_LOG, 3, collect, &some), STATUS_OK);
    assert_int_equal(some.count, 2);
    assert_int_equal(some.ids[0], 255);
    assert_int_equal(store_walk(store, STORE_LOG, 0, refuse, NULL), STATUS_TOOBIG);
    assert_int_equal(store_walk(store, STORE_DOCS, 0, refuse, NULL), STATUS_OK); /* an empty table */
    store_close(store);
    scratch_remove(&scratch);
}

/* What the store should hold: ids to numbers that the values are made from; 0 = not there. */
enum { MODEL_IDS = 60, MODEL_VALUE_MAX = 6000 };
struct model {
    uint64_t docs[MODEL_IDS], text[MODEL_IDS];
};

static size_t size_of_number(uint64_t number)
{
    return number % MODEL_VALUE_MAX;
}

static void assert_model(struct store *store, const struct model *model)
{
    static uint8_t data[MODEL_VALUE_MAX];
    struct arena arena;
    struct bytes value;
    arena_init(&arena, 4096, 0);
    for (uint64_t id = 1; id < MODEL_IDS; id++) {
        enum status status = store_get(store, STORE_DOCS, id, &value);
        assert_int_equal(status, model->docs[id] ? STATUS_OK : STATUS_NOTFOUND);
        size_t size = size_of_number(model->docs[id]);
        fixture_fill(data, size, model->docs[id]);
        assert_true(status != STATUS_OK || bytes_equal(value, bytes_of(data, size)));
        status = store_get_text(store, id, &arena, &value);
        assert_int_equal(status, model->text[id] ? STATUS_OK : STATUS_NOTFOUND);
        size = size_of_number(model->text[id]);
        fixture_fill(data, size, model->text[id]);
        assert_true(status != STATUS_OK || bytes_equal(value, bytes_of(data, size)));
    }
    arena_close(&arena);
}

static void random_step(struct store *store, struct random *random, struct model *model)
{
    static uint8_t data[MODEL_VALUE_MAX];
    uint64_t id = 1 + random_below(random, MODEL_IDS - 1);
    uint64_t number = 1 + random_next(random) / 2;
    size_t size = size_of_number(number);
    fixture_fill(data, size, number);
    switch (random_below(random, 6)) {
    case 0:
    case 1:
        fixture_put(store, STORE_DOCS, id, bytes_of(data, size));
        model->docs[id] = number;
        break;
    case 2:
    case 3:
        assert_int_equal(store_put_text(store, id, bytes_of(data, size)), STATUS_OK);
        model->text[id] = number;
        break;
    case 4:
        assert_int_equal(store_delete(store, STORE_DOCS, id), model->docs[id] ? STATUS_OK : STATUS_NOTFOUND);
        model->docs[id] = 0;
        break;
    default:
        assert_int_equal(store_delete_text(store, id), model->text[id] ? STATUS_OK : STATUS_NOTFOUND);
        model->text[id] = 0;
        break;
    }
}

static void test_behaves_as_a_map(void **state)
{
    (void)state;
    struct random random = random_start(15);
    struct scratch scratch = scratch_make();
    struct store *store = fixture_open(&scratch);
    struct model model = {{0}, {0}};
    for (int batch = 0; batch < 150; batch++) {
        struct model before = model;
        fixture_begin(store);
        for (uint64_t steps = random_below(&random, 20); steps; steps--)
            random_step(store, &random, &model);
        if (batch % 8 == 0)
            assert_model(store, &model);
        if (random_below(&random, 5) == 0) {
            store_abort(store);
            model = before;
        } else {
            fixture_commit(store);
        }
        assert_model(store, &model);
        if (random_below(&random, 10) == 0) {
            store_close(store);
            store = fixture_open(&scratch);
        }
        store_relax(store);
    }
    assert_model(store, &model);
    store_close(store);
    scratch_remove(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_makes_private_files),
        cmocka_unit_test(test_keeps_its_identity),
        cmocka_unit_test(test_refuses_other_parameters),
        cmocka_unit_test(test_refuses_newer_formats),
        cmocka_unit_test(test_carries_earlier_formats_on),
        cmocka_unit_test(test_refuses_what_is_no_store),
        cmocka_unit_test(test_one_process_at_a_time),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_text_parts),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_behaves_as_a_map),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
