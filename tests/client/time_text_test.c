#include "client/time_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants the headers above first. */
#include <cmocka.h>

#define NOW_MS 1763712000000 /* 2025-11-21T08:00:00Z */

static void times_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *iso; /* NULL: refused */
    } rows[] = {
        {"now", "2025-11-21T08:00:00Z"},
        {"90s", "2025-11-21T07:58:30Z"},
        {"45m", "2025-11-21T07:15:00Z"},
        {"2h", "2025-11-21T06:00:00Z"},
        {"3d", "2025-11-18T08:00:00Z"},
        {"1w", "2025-11-14T08:00:00Z"},
        {" 2h ", "2025-11-21T06:00:00Z"},
        {"2", NULL},
        {"h", NULL},
        {"-2h", NULL},
        {"2y", NULL},
        {"1000000h", "1911-10-23T16:00:00Z"},
        {"1000001h", NULL},
        {"2025-11-21", "2025-11-21T00:00:00Z"},
        {"2025-11-21T08:00", "2025-11-21T08:00:00Z"},
        {"2025-11-21 08:00:59", "2025-11-21T08:00:59Z"},
        {"2025-11-21T08:00:59.123Z", "2025-11-21T08:00:59Z"},
        {"2025-11-21T08:00+02:00", "2025-11-21T06:00:00Z"},
        {"2025-11-21T08:00-0530", "2025-11-21T13:30:00Z"},
        {"2025-11-21T00:30+01:00", "2025-11-20T23:30:00Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"2025-02-29", NULL},
        {"2025-02-29T08:00", NULL},
        {"2025-04-31", NULL},
        {"2025-13-01", NULL},
        {"2025-00-01", NULL},
        {"1969-12-31", NULL},
        {"1970-01-01", "1970-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59", "9999-12-31T23:59:59Z"},
        {"2025-1-1", NULL},
        {"2025-11-21T", NULL},
        {"2025-11-21T24:00", NULL},
        {"2025-11-21T08", NULL},
        {"2025-11-21T08:00X", NULL},
        {"2025-11-21T08:00Zz", NULL},
        {"2025-11-21T08:00+2", NULL},
        {"21.11.2025", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t time_ms = -1;
        struct writer iso = {0};
        bool good = time_parse(bytes_of_string(rows[i].text), NOW_MS, &time_ms);
        if (good != (rows[i].iso != NULL))
            fail_msg("\"%s\": %s", rows[i].text, good ? "taken" : "refused");
        if (good && time_ms >= 0) {
            time_print_iso(time_ms, &iso);
            if (!bytes_equal(writer_view(&iso), bytes_of_string(rows[i].iso)))
                fail_msg("\"%s\": %" BYTES_FORMAT, rows[i].text, BYTES_ARGS(writer_view(&iso)));
        }
        writer_close(&iso);
    }
}

/* Law: what is printed reads back, for a time of every day of 200 years. */
static void printed_times_read_back(void **state)
{
    (void)state;
    for (int64_t time_ms = 0; time_ms < INT64_C(86400000) * 366 * 200; time_ms += INT64_C(86400000) + 61000) {
        struct writer iso = {0};
        int64_t again = -1;
        time_print_iso(time_ms, &iso);
        assert_true(time_parse(writer_view(&iso), 0, &again));
        assert_int_equal(again, time_ms);
        writer_close(&iso);
    }
}

static void midnight_prints_its_day(void **state)
{
    (void)state;
    static const struct {
        int64_t time_ms;
        const char *text;
    } cases[] = {{0, "1970-01-01"},
                 {1, "1970-01-01 00:00"},
                 {1763683200000, "2025-11-21"},
                 {1763683199999, "2025-11-20 23:59"},
                 {1763683260000, "2025-11-21 00:01"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct writer out = {0};
        time_print(cases[i].time_ms, &out);
        assert_true(bytes_equal(writer_view(&out), bytes_of(cases[i].text, strlen(cases[i].text))));
        writer_close(&out);
    }
}

static void times_out_of_range_print_nothing(void **state)
{
    (void)state;
    struct writer out = {0};
    time_print(-1, &out);
    time_print(INT64_MAX, &out);
    time_print(253402300800000, &out);
    assert_int_equal(out.size, 0);
    time_print(253402300799999, &out);
    assert_true(bytes_equal(writer_view(&out), BYTES("9999-12-31 23:59")));
    writer_close(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(printed_times_read_back),
        cmocka_unit_test(midnight_prints_its_day),
        cmocka_unit_test(times_out_of_range_print_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
