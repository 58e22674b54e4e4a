#include "tests/store/store_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct store_params fixture_params(const struct scratch *scratch)
{
    return (struct store_params){
        .path = scratch->path,
        .identity = {.shingle_width = 5, .sample_rate = 16, .min_keys = 16, .max_keys = 512, .words_version = 1},
    };
}

enum status fixture_try(const struct store_params *params, const char **problem, struct store **out)
{
    static char text[1024];
    struct writer writer = {0};
    enum status status = store_open(params, &writer, out);
    (void)snprintf(text, sizeof text, "%" BYTES_FORMAT, BYTES_ARGS(writer_view(&writer)));
    *problem = text;
    assert_int_equal(status == STATUS_OK, writer.size == 0);
    assert_int_equal(status == STATUS_OK, *out != NULL);
    writer_close(&writer);
    return status;
}

struct store *fixture_open(const struct scratch *scratch)
{
    const char *problem;
    struct store *store;
    struct store_params params = fixture_params(scratch);
    enum status status = fixture_try(&params, &problem, &store);
    if (status != STATUS_OK)
        fail_msg("%s: %s", status_word(status), problem);
    return store;
}

void fixture_begin(struct store *store)
{
    assert_int_equal(store_begin(store, false), STATUS_OK);
}

void fixture_commit(struct store *store)
{
    assert_int_equal(store_commit(store), STATUS_OK);
}

void fixture_put(struct store *store, enum store_table table, uint64_t id, struct bytes value)
{
    struct writer writer = {0};
    writer_bytes(&writer, value);
    assert_int_equal(store_put(store, table, id, &writer), STATUS_OK);
    writer_close(&writer);
}

void fixture_put_alone(struct store *store, enum store_table table, uint64_t id, struct bytes value)
{
    fixture_begin(store);
    fixture_put(store, table, id, value);
    fixture_commit(store);
}

void fixture_fill(uint8_t *at, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)(mix64(number + i / 8) >> (i % 8 * 8));
}
