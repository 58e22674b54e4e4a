/* The calendar against the C library's, day by day. */
#include "shingle/base/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

static void knows_which_days_there_are(void **state)
{
    (void)state;
    static const struct {
        struct calendar_date date;
        bool is;
    } rows[] = {
        {{1970, 1, 1}, true},   {{1, 1, 1}, true},      {{0, 12, 31}, false},   {{2025, 0, 1}, false},
        {{2025, 13, 1}, false}, {{2025, 1, 0}, false},  {{2025, 1, 31}, true},  {{2025, 1, 32}, false},
        {{2025, 4, 30}, true},  {{2025, 4, 31}, false}, {{2025, 2, 28}, true},  {{2025, 2, 29}, false},
        {{2024, 2, 29}, true},  {{2024, 2, 30}, false}, {{1900, 2, 29}, false}, {{2000, 2, 29}, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(calendar_is_date(rows[i].date), rows[i].is);
}

/* Law: days to date and back is the same day, the date is one, and the C library agrees; years 1 to 9999. */
static void agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t days = -719162; days <= 2932896; days++) {
        struct calendar_date date = calendar_date(days);
        time_t seconds = (time_t)(days * 86400);
        struct tm expected;
        assert_non_null(gmtime_r(&seconds, &expected));
        assert_true(calendar_is_date(date));
        assert_int_equal(calendar_days(date), days);
        assert_int_equal(date.year, expected.tm_year + 1900);
        assert_int_equal(date.month, expected.tm_mon + 1);
        assert_int_equal(date.day, expected.tm_mday);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_which_days_there_are),
        cmocka_unit_test(agrees_with_the_c_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
