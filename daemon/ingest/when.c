#include "daemon/ingest/when.h"

enum { SECONDS_DIGITS_MIN = 9, SECONDS_DIGITS = 11, MS_DIGITS = 15 };

/* Days from 1970-01-01 to a date of the proleptic Gregorian calendar, by counting eras of 400 years. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t shifted = month > 2 ? year : year - 1;
    int64_t era = shifted / 400;
    int64_t of_era = shifted - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* Takes exactly `digits` digits off the front. */
static bool take_number(struct bytes *rest, size_t digits, int64_t *out)
{
    uint64_t value;
    if (rest->size < digits || !bytes_to_u64(bytes_upto(*rest, digits), &value))
        return false;
    *out = (int64_t)value;
    *rest = bytes_from(*rest, digits);
    return true;
}

static bool take_byte(struct bytes *rest, const char *allowed)
{
    if (rest->size == 0 || rest->at[0] == 0 || !strchr(allowed, rest->at[0]))
        return false;
    *rest = bytes_from(*rest, 1);
    return true;
}

static bool take_date(struct bytes *rest, int64_t *ms)
{
    int64_t year;
    int64_t month;
    int64_t day;
    bool good = take_number(rest, 4, &year);
    bool dashes = take_byte(rest, "-");
    good = good && take_number(rest, 2, &month) && take_byte(rest, "-") == dashes && take_number(rest, 2, &day);
    if (!good || year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *ms = days_of(year, month, day) * 86400000;
    return true;
}

/* The digits behind a decimal mark, as milliseconds; further ones are passed over. */
static int64_t take_fraction(struct bytes *rest)
{
    int64_t ms = 0;
    for (int64_t unit = 100; rest->size && rest->at[0] >= '0' && rest->at[0] <= '9'; unit /= 10) {
        ms += (rest->at[0] - '0') * unit;
        *rest = bytes_from(*rest, 1);
    }
    return ms;
}

static bool take_clock(struct bytes *rest, int64_t *ms)
{
    int64_t hour;
    int64_t minute;
    int64_t second = 0;
    if (!take_number(rest, 2, &hour) || !take_byte(rest, ":") || !take_number(rest, 2, &minute))
        return false;
    if (take_byte(rest, ":") && !take_number(rest, 2, &second))
        return false;
    if (hour > 24 || minute > 59 || second > 60)
        return false;
    *ms += ((hour * 60 + minute) * 60 + second) * 1000;
    if (take_byte(rest, ".,"))
        *ms += take_fraction(rest);
    return true;
}

static bool take_zone(struct bytes *rest, int64_t *ms)
{
    int64_t hour;
    int64_t minute = 0;
    (void)take_byte(rest, " ");
    if (rest->size == 0 || take_byte(rest, "Zz"))
        return true;
    if (bytes_equal(*rest, BYTES("UTC")) || bytes_equal(*rest, BYTES("GMT"))) {
        *rest = bytes_from(*rest, 3);
        return true;
    }
    int64_t sign = rest->at[0] == '-' ? -1 : 1;
    if (!take_byte(rest, "+-") || !take_number(rest, 2, &hour))
        return false;
    (void)take_byte(rest, ":");
    if (rest->size && !take_number(rest, 2, &minute))
        return false;
    if (hour > 23 || minute > 59)
        return false;
    *ms -= sign * (hour * 60 + minute) * 60000;
    return true;
}

bool when_parse(struct bytes text, int64_t *ms)
{
    struct bytes rest = bytes_trim(text);
    uint64_t number;
    int64_t value;
    if (rest.size >= SECONDS_DIGITS_MIN && rest.size <= MS_DIGITS && bytes_to_u64(rest, &number)) {
        *ms = rest.size <= SECONDS_DIGITS ? (int64_t)number * 1000 : (int64_t)number;
        return true;
    }
    if (!take_date(&rest, &value))
        return false;
    if (rest.size && (!take_byte(&rest, "Tt ") || !take_clock(&rest, &value) || !take_zone(&rest, &value)))
        return false;
    if (rest.size)
        return false;
    *ms = value;
    return true;
}
