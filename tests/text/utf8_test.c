/* The laws of shingle/text/utf8.h: a table after the Unicode Standard 3.9, and random bytes against utf8proc. */
#include "shingle/text/utf8.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <utf8proc.h>

#define R "\xef\xbf\xbd"

static const struct repair_row {
    struct bytes in;
    struct bytes out;
    size_t bad;
} repairs[] = {
    {BYTES(""), BYTES(""), 0},
    {BYTES("plain"), BYTES("plain"), 0},
    {BYTES("caf\xc3\xa9 \xe2\x80\x94 \xf0\x9f\x93\xb0"), BYTES("caf\xc3\xa9 \xe2\x80\x94 \xf0\x9f\x93\xb0"), 0},
    {BYTES("caf\xe9"), BYTES("caf" R), 1},
    {BYTES("\x80"), BYTES(R), 1},
    {BYTES("\xc0\xaf"), BYTES(R R), 2},                                     /* overlong: two subparts of one byte */
    {BYTES("\xe0\x80\xaf"), BYTES(R R R), 3},                               /* overlong in three bytes */
    {BYTES("\xed\xa0\x80"), BYTES(R R R), 3},                               /* a surrogate */
    {BYTES("\xf4\x91\x92\x93\xff\x41"), BYTES(R R R R R "A"), 5},           /* over U+10FFFF */
    {BYTES("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"), BYTES(R R R R "A"), 4}, /* maximal subparts: table 3-11 */
    {BYTES("abc\xf0\x9f\x93"), BYTES("abc" R), 1},                          /* cut short */
    {BYTES("\xef\xbf\xbf\xf4\x8f\xbf\xbf"), BYTES("\xef\xbf\xbf\xf4\x8f\xbf\xbf"), 0}, /* the last ones */
    {BYTES("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80"),
     BYTES("\xc2\x80\xdf\xbf\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xf0\x90\x80\x80"), 0}, /* edges of each length */
};

static void repairs_as_the_standard_says(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024, 0);
    for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
        struct bytes out;
        size_t bad;
        assert_int_equal(utf8_repair(repairs[i].in, &arena, &out, &bad), STATUS_OK);
        assert_true(bytes_equal(out, repairs[i].out));
        assert_int_equal(bad, repairs[i].bad);
        assert_true(bad || out.at == repairs[i].in.at);
    }
    arena_close(&arena);
}

/* Random bytes, mostly of sequences, so that near misses are frequent. */
static size_t random_text(struct random *random, uint8_t *out, size_t room)
{
    static const uint8_t edges[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0,
                                    0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff, 'a',  'b'};
    size_t size = random_below(random, room - UTF8_SIZE_MAX);
    for (size_t at = 0; at < size;) {
        if (random_below(random, 3))
            at += utf8_put(out + at, (uint32_t)random_below(random, 0x110000) >> random_below(random, 20));
        else
            out[at++] = edges[random_below(random, sizeof edges)];
    }
    return size;
}

static void agrees_with_utf8proc(void **state)
{
    (void)state;
    struct random random = random_start(1);
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (int round = 0; round < 20000; round++) {
        uint8_t raw[64];
        struct bytes text = bytes_of(raw, random_text(&random, raw, sizeof raw));
        size_t valid = 0;
        utf8proc_int32_t code_point = 0;
        while (valid < text.size) {
            utf8proc_ssize_t size =
                utf8proc_iterate(text.at + valid, (utf8proc_ssize_t)(text.size - valid), &code_point);
            if (size < 0)
                break;
            size_t at = valid;
            assert_int_equal(utf8_next(text, &at), code_point);
            assert_int_equal(at, valid + (size_t)size);
            valid = at;
        }
        assert_int_equal(utf8_valid_upto(text), valid);
        struct bytes once;
        struct bytes twice;
        size_t bad;
        assert_int_equal(utf8_repair(text, &arena, &once, &bad), STATUS_OK);
        assert_int_equal(utf8_valid_upto(once), once.size);
        assert_true(once.size <= 3 * text.size);
        assert_int_equal(utf8_repair(once, &arena, &twice, &bad), STATUS_OK);
        assert_true(twice.at == once.at && bad == 0);
        arena_reset(&arena);
    }
    arena_close(&arena);
}

/* Long runs of ASCII are passed over in strides: a bad byte shows wherever it stands. */
static void finds_a_bad_byte_anywhere(void **state)
{
    (void)state;
    uint8_t raw[150];
    for (size_t size = 1; size <= sizeof raw; size++) {
        memset(raw, 'a', sizeof raw);
        assert_int_equal(utf8_valid_upto(bytes_of(raw, size)), size);
        for (size_t at = 0; at < size; at++) {
            raw[at] = 0x80;
            assert_int_equal(utf8_valid_upto(bytes_of(raw, size)), at);
            raw[at] = 'a';
        }
    }
}

/* Reading code points one by one gives what repairing gives. */
static void next_agrees_with_repair(void **state)
{
    (void)state;
    struct random random = random_start(2);
    struct arena arena;
    arena_init(&arena, 4096, 0);
    for (int round = 0; round < 20000; round++) {
        uint8_t raw[64];
        uint8_t joined[3 * sizeof raw];
        size_t size = 0;
        struct bytes text = bytes_of(raw, random_text(&random, raw, sizeof raw));
        struct bytes repaired;
        size_t bad;
        for (size_t at = 0; at < text.size;)
            size += utf8_put(joined + size, utf8_next(text, &at));
        assert_int_equal(utf8_repair(text, &arena, &repaired, &bad), STATUS_OK);
        assert_true(bytes_equal(repaired, bytes_of(joined, size)));
        arena_reset(&arena);
    }
    arena_close(&arena);
}

static void puts_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point < 0x110800; code_point++) {
        uint8_t raw[UTF8_SIZE_MAX];
        size_t at = 0;
        struct bytes text = bytes_of(raw, utf8_put(raw, code_point));
        bool good = code_point < 0x110000 && (code_point < 0xd800 || code_point > 0xdfff);
        assert_int_equal(utf8_next(text, &at), good ? code_point : UTF8_REPLACEMENT);
        assert_int_equal(at, text.size);
    }
}

static void says_when_memory_runs_out(void **state)
{
    (void)state;
    struct arena arena;
    struct bytes out;
    size_t bad;
    arena_init(&arena, 1024, 1);
    assert_int_equal(utf8_repair(BYTES("good"), &arena, &out, &bad), STATUS_OK);
    assert_int_equal(utf8_repair(BYTES("\xff"), &arena, &out, &bad), STATUS_NOMEM);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repairs_as_the_standard_says), cmocka_unit_test(agrees_with_utf8proc),
        cmocka_unit_test(finds_a_bad_byte_anywhere),    cmocka_unit_test(next_agrees_with_repair),
        cmocka_unit_test(puts_every_code_point),        cmocka_unit_test(says_when_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
