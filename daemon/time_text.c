#include "daemon/time_text.h"

/* What is left to read; `good` stays false once something did not fit. */
struct cursor {
    struct bytes rest;
    bool good;
};

static int number(struct cursor *cursor, size_t digits, int least, int most)
{
    uint64_t value = 0;
    if (cursor->rest.size < digits || !bytes_to_u64(bytes_upto(cursor->rest, digits), &value) ||
        value < (uint64_t)least || value > (uint64_t)most) {
        cursor->good = false;
        return least;
    }
    cursor->rest = bytes_from(cursor->rest, digits);
    return (int)value;
}

static bool skip(struct cursor *cursor, char byte)
{
    bool there = cursor->rest.size && *cursor->rest.at == (uint8_t)byte;
    if (there)
        cursor->rest = bytes_from(cursor->rest, 1);
    return there;
}

static void require(struct cursor *cursor, char byte)
{
    cursor->good &= skip(cursor, byte);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01, by counting leap years (Gregorian calendar). */
static int64_t day_number(int year, int month, int day)
{
    int64_t before = year - 1;
    int64_t days = before * 365 + before / 4 - before / 100 + before / 400 - 719162;
    for (int m = 1; m < month; m++)
        days += days_in(year, m);
    return days + day - 1;
}

static int64_t time_of_day_ms(struct cursor *cursor)
{
    int64_t seconds = number(cursor, 2, 0, 23) * 3600;
    require(cursor, ':');
    seconds += number(cursor, 2, 0, 59) * 60;
    if (skip(cursor, ':'))
        seconds += number(cursor, 2, 0, 60);
    int64_t ms = seconds * 1000;
    if (skip(cursor, '.'))
        for (int64_t unit = 100; cursor->rest.size && *cursor->rest.at >= '0' && *cursor->rest.at <= '9'; unit /= 10)
            ms += unit * number(cursor, 1, 0, 9);
    if (skip(cursor, 'Z') || cursor->rest.size == 0)
        return ms;
    bool east = skip(cursor, '+');
    if (!east)
        require(cursor, '-');
    int64_t offset = number(cursor, 2, 0, 23) * 60;
    (void)skip(cursor, ':');
    offset += number(cursor, 2, 0, 59);
    return ms + (east ? -offset : offset) * 60000;
}

bool time_text_parse(struct bytes text, int64_t *time_ms)
{
    uint64_t plain;
    bool is_year = text.size == 4; /* nobody means the first ten seconds of 1970 */
    if (!is_year && bytes_to_u64(text, &plain) && plain <= INT64_MAX) {
        *time_ms = (int64_t)plain;
        return true;
    }
    struct cursor cursor = {.rest = text, .good = true};
    int year = number(&cursor, 4, 1, 9999);
    require(&cursor, '-');
    int month = number(&cursor, 2, 1, 12);
    require(&cursor, '-');
    int day = number(&cursor, 2, 1, days_in(year, month));
    int64_t ms = day_number(year, month, day) * 86400000;
    if (cursor.good && cursor.rest.size) {
        if (!skip(&cursor, 'T'))
            require(&cursor, ' ');
        ms += time_of_day_ms(&cursor);
    }
    if (!cursor.good || cursor.rest.size)
        return false;
    *time_ms = ms;
    return true;
}
