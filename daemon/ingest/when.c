#include "daemon/ingest/when.h"

#include "shingle/base/calendar.h"

enum { SECONDS_DIGITS_MIN = 9, SECONDS_DIGITS = 11, MS_DIGITS = 15 };

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
    struct calendar_date date;
    bool good = take_number(rest, 4, &date.year);
    bool dashes = take_byte(rest, "-");
    good = good && take_number(rest, 2, &date.month) && take_byte(rest, "-") == dashes &&
           take_number(rest, 2, &date.day) && calendar_is_date(date);
    if (good)
        *ms = calendar_days(date) * 86400000;
    return good;
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
