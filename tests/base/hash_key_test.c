/* The laws of shingle/base/hash_key.h and hash_inline.h: stable numbers, purposes and keys apart, the pair equals the
 * rest. */
#include "shingle/base/hash_inline.h"
#include "shingle/base/hash_key.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* splitmix64 from state 0 and 1: the published reference's outputs. */
static void mixes_as_published(void **state)
{
    (void)state;
    assert_true(mix64(0) == 0xe220a8397b1dcdafu);
    assert_true(mix64(0x9e3779b97f4a7c15u) == 0x6e789e6aa1b965f4u);
    assert_true(mix64(2 * 0x9e3779b97f4a7c15u) == 0x06c45d188009454fu);
}

static void seeds_make_keys(void **state)
{
    (void)state;
    struct hash_key a = hash_key_from_seed(1);
    struct hash_key b = hash_key_from_seed(1);
    struct hash_key c = hash_key_from_seed(2);
    assert_memory_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
}

/* XXH3 itself is xxHash's; what is ours is that each purpose hands it another window of the secret. */
static void hashes_as_xxh3_with_the_purposes_window(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(3);
    uint8_t text[600];
    memset(text, 'x', sizeof text);
    for (size_t size = 0; size < sizeof text; size += size < 40 ? 1 : 37) {
        for (int purpose = HASH_WORD; purpose <= HASH_CHECKSUM; purpose++) {
            uint64_t hash = hash_bytes(&key, (enum hash_purpose)purpose, bytes_of(text, size));
            assert_true(hash == XXH3_64bits_withSecret(text, size, key.secret + (size_t)purpose * 7, 136));
            for (int other = HASH_WORD; other < purpose && size > 0; other++)
                assert_true(hash != hash_bytes(&key, (enum hash_purpose)other, bytes_of(text, size)));
        }
    }
}

static void every_byte_of_a_window_matters(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(4);
    struct hash_key other = key;
    other.secret[7 * HASH_CHECKSUM + 135] ^= 1;
    uint8_t text[2000] = {0};
    assert_true(hash_bytes(&key, HASH_CHECKSUM, bytes_of(text, sizeof text)) !=
                hash_bytes(&other, HASH_CHECKSUM, bytes_of(text, sizeof text)));
}

static void a_pair_is_sixteen_bytes(void **state)
{
    (void)state;
    struct random random = random_start(5);
    struct hash_key key = hash_key_from_seed(5);
    for (int round = 0; round < 1000; round++) {
        uint8_t raw[16];
        uint64_t pair[2] = {random_next(&random), random_next(&random)};
        for (size_t i = 0; i < sizeof raw; i++)
            raw[i] = (uint8_t)(pair[i / 8] >> i % 8 * 8);
        assert_true(hash_pair(&key, HASH_WORD, pair[0], pair[1]) == hash_bytes(&key, HASH_WORD, bytes_of(raw, 16)));
    }
}

static void numbers_are_their_bytes(void **state)
{
    (void)state;
    struct hash_key key = hash_key_from_seed(6);
    uint64_t numbers[16];
    for (size_t i = 0; i < 16; i++)
        numbers[i] = mix64(i);
    for (size_t count = 0; count <= 16; count++)
        assert_true(hash_numbers(&key, HASH_SHINGLE, numbers, count) ==
                    hash_bytes(&key, HASH_SHINGLE, bytes_of(numbers, count * sizeof *numbers)));
    assert_true(hash_quad(&key, HASH_WORD, (const uint8_t *)numbers) ==
                hash_bytes(&key, HASH_WORD, bytes_of(numbers, 32)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mixes_as_published),
        cmocka_unit_test(seeds_make_keys),
        cmocka_unit_test(hashes_as_xxh3_with_the_purposes_window),
        cmocka_unit_test(every_byte_of_a_window_matters),
        cmocka_unit_test(a_pair_is_sixteen_bytes),
        cmocka_unit_test(numbers_are_their_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
