#include "shingle/extract/iso_date.h"

#include "shingle/base/calendar.h"
#include "shingle/extract/text_date.h"

#include <stdio.h>

struct moment {
    unsigned year;
    unsigned month;
    unsigned day;
    bool has_time;
    unsigned hour;
    unsigned minute;
    unsigned second;
    char zone[8]; /* "", "Z" or "+HH:MM" */
};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static uint8_t at(struct bytes text, size_t i)
{
    return i < text.size ? text.at[i] : 0;
}

/* Reads min to max digits at *i; false, leaving *i alone, when there are fewer or more. */
static bool read_number(struct bytes text, size_t *i, size_t min, size_t max, unsigned *value)
{
    size_t size = 0;
    unsigned number = 0;
    while (size < max && is_digit(at(text, *i + size)))
        number = number * 10 + (unsigned)(at(text, *i + size++) - '0');
    if (size < min)
        return false;
    *i += size;
    *value = number;
    return true;
}

static struct calendar_date date_of(const struct moment *moment)
{
    return (struct calendar_date){moment->year, moment->month, moment->day};
}

static bool is_date(const struct moment *moment)
{
    return moment->year >= ISO_DATE_YEAR_MIN && moment->year <= ISO_DATE_YEAR_MAX && calendar_is_date(date_of(moment));
}

/* 2025-11-21, 2025/11/21, 2025-5-6, 20251121 at *i. */
static bool read_day(struct bytes text, size_t *i, struct moment *out)
{
    size_t start = *i;
    if (!read_number(text, i, 4, 4, &out->year))
        return false;
    uint8_t sign = at(text, *i);
    bool signs = sign == '-' || sign == '/' || sign == '.';
    *i += signs;
    bool ok = read_number(text, i, signs ? 1 : 2, 2, &out->month) && (!signs || at(text, *i) == sign);
    *i += ok && signs;
    ok = ok && read_number(text, i, signs ? 1 : 2, 2, &out->day) && !is_digit(at(text, *i)) && is_date(out);
    if (!ok)
        *i = start;
    return ok;
}

/* 21-11-2025, 21.11.2025 or 21/11/2025; month first where only that is a date. */
static bool read_day_first(struct bytes text, size_t *i, struct moment *out)
{
    size_t start = *i;
    unsigned first = 0;
    unsigned second = 0;
    uint8_t sign = 0;
    bool ok = read_number(text, i, 1, 2, &first);
    sign = at(text, (*i)++);
    ok = ok && (sign == '-' || sign == '.' || sign == '/') && read_number(text, i, 1, 2, &second) &&
         at(text, (*i)++) == sign && read_number(text, i, 4, 4, &out->year) && !is_digit(at(text, *i));
    out->day = first;
    out->month = second;
    if (ok && !is_date(out)) {
        out->day = second;
        out->month = first;
    }
    ok = ok && is_date(out);
    if (!ok)
        *i = start;
    return ok;
}

/* "pm" or "p. m." behind a time of day makes it later; "am" makes 12 midnight. */
static void read_half_day(struct bytes text, size_t i, struct moment *out)
{
    while (at(text, i) == ' ')
        i++;
    uint8_t half = at(text, i) | 0x20;
    uint8_t next = at(text, i + 1) | 0x20;
    bool named = next == 'm' || (at(text, i + 1) == '.' && ((at(text, i + 2) | 0x20) == 'm' || at(text, i + 2) == ' '));
    if (!named || out->hour > 12)
        return;
    if (half == 'p' && out->hour < 12)
        out->hour += 12;
    else if (half == 'a' && out->hour == 12)
        out->hour = 0;
}

static void read_zone(struct bytes text, size_t i, struct moment *out)
{
    unsigned hour;
    unsigned minute = 0;
    while (at(text, i) == ' ')
        i++;
    struct bytes rest = bytes_from(text, i);
    if ((at(text, i) | 0x20) == 'z' || bytes_starts_with_nocase(rest, BYTES("gmt")) ||
        bytes_starts_with_nocase(rest, BYTES("utc"))) {
        size_t signed_at = i + ((at(text, i) | 0x20) == 'z' ? 1 : 3);
        (void)snprintf(out->zone, sizeof out->zone, "Z");
        if (at(text, signed_at) != '+' && at(text, signed_at) != '-')
            return;
        i = signed_at; /* GMT+0100 */
    }
    uint8_t sign = at(text, i);
    if (sign != '+' && sign != '-')
        return;
    i++;
    if (!read_number(text, &i, 2, 2, &hour))
        return;
    i += at(text, i) == ':';
    (void)read_number(text, &i, 2, 2, &minute);
    if (hour > 14 || minute > 59)
        return;
    if (hour == 0 && minute == 0)
        (void)snprintf(out->zone, sizeof out->zone, "Z");
    else
        (void)snprintf(out->zone, sizeof out->zone, "%c%02u:%02u", sign, hour % 100, minute % 100);
}

/* A time of day at i, "9:30", "09:30:00.000", "0930" behind a T; leaves out->has_time false when there is none. */
static void read_time(struct bytes text, size_t i, bool packed, struct moment *out)
{
    if (!read_number(text, &i, packed ? 2 : 1, 2, &out->hour))
        return;
    bool colon = at(text, i) == ':';
    if (!colon && !packed)
        return;
    i += colon;
    out->second = 0;
    if (!read_number(text, &i, 2, 2, &out->minute))
        return;
    if (at(text, i) == ':' || (!colon && is_digit(at(text, i)))) {
        i += at(text, i) == ':';
        if (!read_number(text, &i, 2, 2, &out->second))
            return;
    }
    if (at(text, i) == '.' || at(text, i) == ',')
        for (i++; is_digit(at(text, i));)
            i++;
    read_half_day(text, i, out);
    out->has_time = out->hour <= 23 && out->minute <= 59 && out->second <= 60;
    if (out->has_time)
        read_zone(text, i, out);
}

/* The first "H:MM" at or after i that is no part of a longer number. */
static void find_time(struct bytes text, size_t i, struct moment *out)
{
    for (; i + 3 < text.size; i++) {
        bool begins = is_digit(text.at[i]) && (i == 0 || (!is_digit(text.at[i - 1]) && text.at[i - 1] != ':'));
        if (!begins)
            continue;
        size_t colon = i + 1 + is_digit(at(text, i + 1));
        if (at(text, colon) == ':' && is_digit(at(text, colon + 1)) && is_digit(at(text, colon + 2))) {
            read_time(text, i, false, out);
            return;
        }
    }
}

/* Seconds, or milliseconds, since 1970. */
static bool read_epoch(struct bytes text, struct moment *out)
{
    uint64_t number;
    if ((text.size != 10 && text.size != 13) || !bytes_to_u64(text, &number))
        return false;
    uint64_t seconds = text.size == 13 ? number / 1000 : number;
    struct calendar_date date = calendar_date((int64_t)(seconds / 86400));
    out->day = (unsigned)date.day;
    out->month = (unsigned)date.month;
    out->year = (unsigned)date.year;
    out->hour = (unsigned)(seconds % 86400 / 3600);
    out->minute = (unsigned)(seconds % 3600 / 60);
    out->second = (unsigned)(seconds % 60);
    out->has_time = true;
    (void)snprintf(out->zone, sizeof out->zone, "Z");
    return is_date(out);
}

static struct bytes print(const struct moment *moment, struct arena *arena)
{
    char text[64];
    int size = snprintf(text, sizeof text, "%04u-%02u-%02u", moment->year, moment->month, moment->day);
    if (moment->has_time)
        size = snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u%s", moment->year, moment->month, moment->day,
                        moment->hour, moment->minute, moment->second, moment->zone);
    return arena_copy(arena, bytes_of(text, (size_t)size));
}

struct bytes iso_date(struct bytes text, struct arena *arena)
{
    struct moment moment = {0};
    size_t i = 0;
    text = bytes_trim(bytes_upto(text, ISO_DATE_TEXT_MAX));
    if (read_day(text, &i, &moment)) {
        bool packed = (at(text, i) | 0x20) == 't';
        while (at(text, i) == ' ' || at(text, i) == ',' || (at(text, i) | 0x20) == 't')
            i++;
        read_time(text, i, packed, &moment);
    } else if (read_day_first(text, &i, &moment)) {
        find_time(text, i, &moment);
    } else if (!read_epoch(text, &moment)) {
        struct bytes day = text_date_find(text, arena);
        i = 0;
        if (!day.size || !read_day(day, &i, &moment))
            return bytes_of(NULL, 0);
        find_time(text, 0, &moment);
    }
    return print(&moment, arena);
}

struct bytes iso_date_of_url(struct bytes url, struct arena *arena)
{
    struct moment moment = {0};
    url = bytes_upto(url, ISO_DATE_TEXT_MAX * 10);
    for (size_t i = 0; i + 8 <= url.size; i++) {
        bool begins = i > 0 && (url.at[i - 1] == '/' || url.at[i - 1] == '-' || url.at[i - 1] == '_');
        size_t end = i;
        if (begins && is_digit(url.at[i]) && read_day(url, &end, &moment))
            return print(&moment, arena);
    }
    return bytes_of(NULL, 0);
}

bool iso_date_day(struct bytes date, int64_t *day)
{
    struct moment moment = {0};
    size_t i = 0;
    if (!read_day(date, &i, &moment))
        return false;
    *day = calendar_days(date_of(&moment));
    return true;
}
