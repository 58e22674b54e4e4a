/* The laws of shingle/base/reader.h and writer.h: known bytes, round trips, and that a reader cannot overrun. */
#include "shingle/base/reader.h"
#include "shingle/base/writer.h"
#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void known_bytes(void **state)
{
    (void)state;
    struct writer writer = {0};
    writer_u8(&writer, 0x01);
    writer_u16(&writer, 0x0203);
    writer_u32(&writer, 0x04050607);
    writer_u64(&writer, 0x08090a0b0c0d0e0f);
    writer_u64_be(&writer, 0x1011121314151617);
    writer_f64(&writer, 1.0);
    writer_string(&writer, BYTES("ab"));
    writer_format(&writer, "%d-%s", 42, "x");
    const uint8_t expected[] = {1, 3, 2,    7,    6,    5,    4,    15,   14,   13,   12,  11, 10,
                                9, 8, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0,   0,  0,
                                0, 0, 0,    0xf0, 0x3f, 2,    'a',  'b',  '4',  '2',  '-', 'x'};
    assert_true(bytes_equal(writer_view(&writer), bytes_of(expected, sizeof expected)));
    writer_clear(&writer);
    assert_int_equal(writer_view(&writer).size, 0);
    writer_close(&writer);
    assert_null(writer.at);
}

static const struct varint_row {
    struct bytes raw;
    bool good;
    uint64_t value;
} varints[] = {
    {BYTES("\x00"), true, 0},
    {BYTES("\x7f"), true, 127},
    {BYTES("\x80\x01"), true, 128},
    {BYTES("\xff\x7f"), true, 16383},
    {BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), true, UINT64_MAX},
    {BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), false, 0},     /* 65 bits */
    {BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), false, 0}, /* 11 bytes */
    {BYTES("\x80\x00"), false, 0},                                     /* not the shortest form */
    {BYTES("\x80"), false, 0},                                         /* cut */
    {BYTES(""), false, 0},
};

static void varints_have_one_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof varints / sizeof *varints; i++) {
        struct reader reader = reader_of(varints[i].raw);
        assert_true(reader_varint(&reader) == varints[i].value);
        assert_int_equal(reader_done(&reader), varints[i].good);
        struct writer writer = {0};
        writer_varint(&writer, varints[i].value);
        assert_true(!varints[i].good || bytes_equal(writer_view(&writer), varints[i].raw));
        writer_close(&writer);
    }
}

/* Writes and reads the same row of random fields; the writer is NULL when reading. */
static void round_trip(struct random random, struct writer *writer, struct reader *reader)
{
    for (size_t i = 0; i < 40; i++) {
        uint64_t value = random_next(&random) >> random_below(&random, 64);
        struct bytes text = bytes_of("some bytes to write", random_below(&random, 20));
        uint64_t got = value;
        switch (random_below(&random, 7)) {
        case 0: value &= 0xff, writer ? writer_u8(writer, (uint8_t)value) : (void)(got = reader_u8(reader)); break;
        case 1: value &= 0xffff, writer ? writer_u16(writer, (uint16_t)value) : (void)(got = reader_u16(reader)); break;
        case 2:
            value &= 0xffffffff, writer ? writer_u32(writer, (uint32_t)value) : (void)(got = reader_u32(reader));
            break;
        case 3: writer ? writer_u64(writer, value) : (void)(got = reader_u64(reader)); break;
        case 4: writer ? writer_u64_be(writer, value) : (void)(got = reader_u64_be(reader)); break;
        case 5: writer ? writer_varint(writer, value) : (void)(got = reader_varint(reader)); break;
        default:
            if (writer)
                writer_string(writer, text);
            else
                assert_true(bytes_equal(reader_string(reader), text));
        }
        assert_true(writer || got == value);
    }
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    struct random random = random_start(1);
    struct writer writer = {0};
    for (int round = 0; round < 2000; round++) {
        struct random fork = {random_next(&random)};
        writer_clear(&writer);
        round_trip(fork, &writer, NULL);
        struct reader reader = reader_of(writer_view(&writer));
        round_trip(fork, NULL, &reader);
        assert_true(reader_done(&reader));
    }
    writer_close(&writer);
}

static void doubles_come_back(void **state)
{
    (void)state;
    const double values[] = {0.0, -1.5, 0.1, 1e308, 5e-324};
    struct writer writer = {0};
    for (size_t i = 0; i < 5; i++)
        writer_f64(&writer, values[i]);
    struct reader reader = reader_of(writer_view(&writer));
    for (size_t i = 0; i < 5; i++)
        assert_true(reader_f64(&reader) == values[i]);
    assert_true(reader_done(&reader));
    writer_close(&writer);
}

/* After the first failure everything is zero or empty, and the failure stays. */
static void a_failure_stays(void **state)
{
    (void)state;
    struct reader reader = reader_of(BYTES("\x05"
                                           "abc\x01\x02\x03\x04\x05\x06\x07\x08"));
    assert_int_equal(reader_string(&reader).size, 5);
    reader = reader_of(BYTES("\x0f"
                             "abc"));
    assert_int_equal(reader_string(&reader).size, 0);
    assert_true(reader.failed);
    assert_int_equal(reader_u8(&reader), 0);
    assert_true(reader_varint(&reader) == 0);
    assert_int_equal(reader_bytes(&reader, 0).size, 0);
    assert_false(reader_done(&reader));
    reader = reader_of(BYTES("abc"));
    assert_int_equal(reader_u32(&reader), 0);
    assert_true(reader.failed);
    reader = reader_of(BYTES("abc"));
    assert_int_equal(reader_bytes(&reader, UINT64_MAX).size, 0);
    assert_true(reader.failed);
    reader = reader_of(BYTES("abc"));
    (void)reader_u8(&reader);
    assert_false(reader_done(&reader)); /* something is left */
    reader = reader_of((struct bytes){NULL, 0});
    assert_true(reader_done(&reader));
}

static void a_writer_remembers_that_memory_ran_out(void **state)
{
    (void)state;
    struct writer writer = {0};
    writer_u8(&writer, 1);
    assert_null(writer_reserve(&writer, SIZE_MAX));
    assert_true(writer.failed);
    writer_u8(&writer, 2);
    writer_format(&writer, "x");
    assert_int_equal(writer.size, 1);
    writer_clear(&writer);
    writer_u8(&writer, 3);
    assert_true(!writer.failed && writer.at[0] == 3);
    writer_close(&writer);
}

static void reserve_makes_room_without_counting(void **state)
{
    (void)state;
    struct writer writer = {0};
    for (size_t size = 1; size < 100000; size *= 3) {
        uint8_t *room = writer_reserve(&writer, size);
        assert_non_null(room);
        memset(room, 7, size);
        assert_int_equal(writer.size, 0);
        assert_true(writer.capacity >= size);
    }
    writer_close(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bytes),
        cmocka_unit_test(varints_have_one_form),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(doubles_come_back),
        cmocka_unit_test(a_failure_stays),
        cmocka_unit_test(a_writer_remembers_that_memory_ran_out),
        cmocka_unit_test(reserve_makes_room_without_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
