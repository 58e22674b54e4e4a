#include "daemon/store/seal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint8_t name[8] = {0, 0, 0, 0, 0, 0, 1, 2};

static struct bytes sealed(const struct hash_key *key, struct bytes value, struct writer *writer)
{
    writer_clear(writer);
    writer_bytes(writer, value);
    seal_append(key, 1, bytes_of(name, sizeof name), writer);
    assert_false(writer->failed);
    assert_int_equal(writer->size, value.size + SEAL_SIZE);
    return writer_view(writer);
}

static void test_opens_what_it_sealed(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(1);
    struct writer writer = {0};
    static const uint8_t long_value[5000];
    const struct bytes values[] = {BYTES(""), BYTES("a"), BYTES("a longer value"), {long_value, sizeof long_value}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct bytes value;
        struct bytes stored = sealed(&key, values[i], &writer);
        assert_int_equal(seal_open(&key, 1, bytes_of(name, sizeof name), stored, &value), STATUS_OK);
        assert_true(bytes_equal(value, values[i]));
    }
    writer_close(&writer);
}

static void test_every_bit_counts(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(1);
    struct writer writer = {0};
    struct bytes value;
    struct bytes stored = sealed(&key, BYTES("storm closes port"), &writer);
    for (size_t i = 0; i < stored.size * 8; i++) {
        writer.at[i / 8] = (uint8_t)(writer.at[i / 8] ^ (1u << (i % 8)));
        assert_int_equal(seal_open(&key, 1, bytes_of(name, sizeof name), stored, &value), STATUS_DAMAGED);
        writer.at[i / 8] = (uint8_t)(writer.at[i / 8] ^ (1u << (i % 8)));
    }
    for (size_t size = 0; size < stored.size; size++)
        assert_int_equal(seal_open(&key, 1, bytes_of(name, sizeof name), bytes_upto(stored, size), &value),
                         STATUS_DAMAGED);
    writer_close(&writer);
}

/* A whole and healthy value is damage where it was not written for: another key, table or store. */
static void test_is_bound_to_its_place(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(1);
    struct hash_key other_key = hash_key_from_seed(2);
    struct writer writer = {0};
    struct bytes value;
    struct bytes stored = sealed(&key, BYTES("storm closes port"), &writer);
    const uint8_t other[8] = {0, 0, 0, 0, 0, 0, 1, 3};
    assert_int_equal(seal_open(&key, 1, bytes_of(name, sizeof name), stored, &value), STATUS_OK);
    assert_int_equal(seal_open(&key, 2, bytes_of(name, sizeof name), stored, &value), STATUS_DAMAGED);
    assert_int_equal(seal_open(&key, 1, bytes_of(other, sizeof other), stored, &value), STATUS_DAMAGED);
    assert_int_equal(seal_open(&key, 1, bytes_of(name, sizeof name - 1), stored, &value), STATUS_DAMAGED);
    assert_int_equal(seal_open(&other_key, 1, bytes_of(name, sizeof name), stored, &value), STATUS_DAMAGED);
    writer_close(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opens_what_it_sealed),
        cmocka_unit_test(test_every_bit_counts),
        cmocka_unit_test(test_is_bound_to_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
