#include "daemon/ingest/when.h"

#include "tests/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

static void test_known_times(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms;
    } rows[] = {
        {"1970-01-01", 0},
        {"1969-12-31", -86400000},
        {"0001-01-01", -62135596800000},
        {"9999-12-31T23:59:59.999Z", 253402300799999},
        {"2025-11-21", 1763683200000},
        {"2025-11-21T10:04", 1763719440000},
        {"2025-11-21T10:04:05", 1763719445000},
        {"2025-11-21 10:04:05", 1763719445000},
        {"2025-11-21t10:04:05z", 1763719445000},
        {"2025-11-21T10:04:05.5Z", 1763719445500},
        {"2025-11-21T10:04:05,123456Z", 1763719445123},
        {"2025-11-21T10:04:05+02:00", 1763712245000},
        {"2025-11-21T10:04:05-0530", 1763739245000},
        {"2025-11-21T10:04:05+02", 1763712245000},
        {"2025-11-21 10:04:05+00:00", 1763719445000},
        {"2025-11-21 10:04:05 UTC", 1763719445000},
        {"  2025-11-21\n", 1763683200000},
        {"2024-02-29", 1709164800000},
        {"2000-02-29", 951782400000},
        {"2025-11-21T24:00", 1763769600000},
        {"2016-12-31T23:59:60Z", 1483228800000},
        {"20251121", 1763683200000},
        {"20251121T10:04", 1763719440000},
        {"100000000", 100000000000},
        {"1763719445", 1763719445000},
        {"1763719445123", 1763719445123},
        {"99999999999", 99999999999000},
        {"100000000000", 100000000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t ms = -1;
        if (!when_parse(bytes_of_string(rows[i].text), &ms) || ms != rows[i].ms)
            fail_msg("%s: %lld, not %lld", rows[i].text, (long long)ms, (long long)rows[i].ms);
    }
}

static void test_no_times(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "yesterday",
        "2025",
        "0",
        "99999999",
        "202511",
        "2025-1121",
        "202511-21",
        "2025-11",
        "2025-13-01",
        "2025-00-01",
        "2025-01-00",
        "2025-04-31",
        "2023-02-29",
        "1900-02-29",
        "0000-01-01",
        "25-11-21",
        "2025-11-21T",
        "2025-11-21T10",
        "2025-11-21T10:60",
        "2025-11-21T25:00",
        "2025-11-21T10:04:61",
        "2025-11-21T10:04:05X",
        "2025-11-21T10:04:05+24:00",
        "2025-11-21T10:04:05+02:60",
        "2025-11-21T10:04:05Z and more",
        "2025-11-21 or so",
        "-5",
        "1.5",
        "1234567890123456",
        "18446744073709551616",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t ms = 42;
        if (when_parse(bytes_of_string(texts[i]), &ms))
            fail_msg("%s is taken as %lld", texts[i], (long long)ms);
        assert_int_equal(ms, 42);
    }
    int64_t ms = 42;
    assert_false(when_parse(bytes_of("2025-11-21T10:04\0Z", 18), &ms));
}

/* Against the C library, over the whole range of years. */
static void test_agrees_with_gmtime(void **state)
{
    (void)state;
    struct random random = random_start(21);
    for (int i = 0; i < 20000; i++) {
        int64_t seconds = (int64_t)random_below(&random, 315537897600u) - 62135596800;
        time_t time = (time_t)seconds;
        struct tm parts;
        char text[64];
        int64_t ms;
        assert_non_null(gmtime_r(&time, &parts));
        (void)snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
        assert_true(when_parse(bytes_of_string(text), &ms));
        assert_int_equal(ms, seconds * 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_times),
        cmocka_unit_test(test_no_times),
        cmocka_unit_test(test_agrees_with_gmtime),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
