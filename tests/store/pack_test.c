#include "daemon/store/pack.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LONGEST = 100 << 10 };

static struct packer *opened(int level)
{
    struct packer *packer = NULL;
    assert_int_equal(packer_open(level, &packer), STATUS_OK);
    return packer;
}

/* Text of words, so that it packs like text. */
static struct bytes random_text(struct random *random, size_t size, struct arena *arena)
{
    uint8_t *at = arena_alloc(arena, size);
    for (size_t i = 0; i < size; i++)
        at[i] = (uint8_t)("etaoin shrdlu "[random_below(random, 14)]);
    return bytes_of(at, size);
}

static size_t packed_size(struct packer *packer, struct bytes text, struct bytes base)
{
    struct writer writer = {0};
    assert_int_equal(packer_pack(packer, text, base, &writer), STATUS_OK);
    size_t size = writer.size;
    writer_close(&writer);
    return size;
}

static void assert_round_trip(struct packer *packer, struct bytes text, struct bytes base, struct arena *arena)
{
    struct writer writer = {0};
    struct bytes back;
    writer_bytes(&writer, BYTES("before"));
    assert_int_equal(packer_pack(packer, text, base, &writer), STATUS_OK);
    assert_memory_equal(writer.at, "before", 6);
    struct bytes packed = bytes_from(writer_view(&writer), 6);
    assert_int_equal(packer_unpack(packer, packed, text.size, base, arena, &back), STATUS_OK);
    assert_true(bytes_equal(back, text));
    writer_close(&writer);
}

static void test_round_trip(void **state)
{
    (void)state;
    struct random random = random_start(12);
    struct arena arena;
    arena_init(&arena, 1 << 20, 0);
    for (int level = 1; level <= 9; level++) {
        struct packer *packer = opened(level);
        for (int i = 0; i < 40; i++) {
            struct bytes text = random_text(&random, random_below(&random, 8000), &arena);
            struct bytes base = random_text(&random, random_below(&random, LONGEST), &arena);
            assert_round_trip(packer, text, (struct bytes){NULL, 0}, &arena);
            assert_round_trip(packer, text, base, &arena);
            assert_round_trip(packer, text, text, &arena);
            arena_reset(&arena);
        }
        packer_close(packer);
    }
    arena_close(&arena);
}

static void test_window_edges(void **state)
{
    (void)state;
    struct random random = random_start(13);
    struct arena arena;
    struct packer *packer = opened(6);
    arena_init(&arena, 1 << 20, 0);
    for (size_t size = PACK_WINDOW - 2; size <= PACK_WINDOW + 2; size++) {
        struct bytes base = random_text(&random, size, &arena);
        assert_round_trip(packer, bytes_upto(base, 3000), base, &arena);
        assert_round_trip(packer, bytes_from(base, size - 3000), base, &arena);
        assert_round_trip(packer, base, base, &arena);
    }
    /* The end of a long base serves, what lies before the window does not. */
    struct bytes base = random_text(&random, LONGEST, &arena);
    assert_true(packed_size(packer, bytes_from(base, LONGEST - 3000), base) < 100);
    assert_true(packed_size(packer, bytes_upto(base, 3000), base) > 500);
    packer_close(packer);
    arena_close(&arena);
}

/* Also beyond its window of 8 KiB, and behind what the writer has already. */
static void test_fast_is_unpacked_like_any(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 700, 8191, 8192, 8193, 300000};
    struct random random = random_start(15);
    struct arena arena;
    struct packer *packer = opened(9);
    struct writer writer = {0};
    arena_init(&arena, 1 << 20, 0);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct bytes text = random_text(&random, sizes[i], &arena);
        struct bytes back;
        writer_clear(&writer);
        writer_bytes(&writer, BYTES("before"));
        assert_int_equal(packer_pack_fast(packer, text, &writer), STATUS_OK);
        assert_memory_equal(writer.at, "before", 6);
        struct bytes packed = bytes_from(writer_view(&writer), 6);
        assert_true(text.size < 700 || packed.size < text.size * 3 / 4);
        assert_int_equal(packer_unpack(packer, packed, text.size, (struct bytes){NULL, 0}, &arena, &back), STATUS_OK);
        assert_true(bytes_equal(back, text));
        assert_round_trip(packer, text, (struct bytes){NULL, 0}, &arena); /* the other is not disturbed */
    }
    packer_close(packer);
    writer_close(&writer);
    arena_close(&arena);
}

static void test_wrong_sizes_are_damage(void **state)
{
    (void)state;
    struct arena arena;
    struct packer *packer = opened(6);
    struct writer writer = {0};
    struct bytes back;
    arena_init(&arena, 1 << 16, 0);
    struct bytes text = BYTES("storm closes port, storm closes port, storm closes port");
    assert_int_equal(packer_pack(packer, text, (struct bytes){NULL, 0}, &writer), STATUS_OK);
    for (size_t size = 0; size < 2 * text.size; size++)
        assert_int_equal(packer_unpack(packer, writer_view(&writer), size, (struct bytes){NULL, 0}, &arena, &back),
                         size == text.size ? STATUS_OK : STATUS_DAMAGED);
    for (size_t size = 0; size < writer.size; size++)
        assert_int_equal(packer_unpack(packer, bytes_upto(writer_view(&writer), size), text.size,
                                       (struct bytes){NULL, 0}, &arena, &back),
                         STATUS_DAMAGED);
    writer_u8(&writer, 0);
    assert_int_equal(packer_unpack(packer, writer_view(&writer), text.size, (struct bytes){NULL, 0}, &arena, &back),
                     STATUS_DAMAGED);
    assert_int_equal(packer_unpack(packer, writer_view(&writer), SIZE_MAX, (struct bytes){NULL, 0}, &arena, &back),
                     STATUS_DAMAGED);
    packer_close(packer);
    writer_close(&writer);
    arena_close(&arena);
}

/* Seals find flipped bits; here it only matters that nothing is written past the size that was asked for. */
static void test_flipped_bits_are_survived(void **state)
{
    (void)state;
    struct random random = random_start(14);
    struct arena arena;
    struct packer *packer = opened(6);
    struct writer writer = {0};
    arena_init(&arena, 1 << 16, 0);
    struct bytes text = random_text(&random, 700, &arena);
    assert_int_equal(packer_pack(packer, text, (struct bytes){NULL, 0}, &writer), STATUS_OK);
    for (size_t i = 0; i < writer.size * 8; i++) {
        struct bytes back;
        writer.at[i / 8] = (uint8_t)(writer.at[i / 8] ^ (1u << (i % 8)));
        enum status status =
            packer_unpack(packer, writer_view(&writer), text.size, (struct bytes){NULL, 0}, &arena, &back);
        assert_true(status == STATUS_DAMAGED || back.size == text.size);
        writer.at[i / 8] = (uint8_t)(writer.at[i / 8] ^ (1u << (i % 8)));
    }
    assert_round_trip(packer, text, (struct bytes){NULL, 0}, &arena);
    packer_close(packer);
    writer_close(&writer);
    arena_close(&arena);
}

static void test_levels(void **state)
{
    (void)state;
    struct packer *packer = NULL;
    assert_int_equal(packer_open(0, &packer), STATUS_BADARG);
    assert_null(packer);
    assert_int_equal(packer_open(10, &packer), STATUS_BADARG);
    packer_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_window_edges),
        cmocka_unit_test(test_fast_is_unpacked_like_any),
        cmocka_unit_test(test_wrong_sizes_are_damage),
        cmocka_unit_test(test_flipped_bits_are_survived),
        cmocka_unit_test(test_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
