#include "shingle/extract/iso_date.h"

#include "shingle/base/calendar.h"
#include "shingle/extract/clock_time.h"
#include "shingle/extract/month_names.h"

#include <stdio.h>

enum { TIME_NEAR = 48 /* bytes behind a date within which its time of day stands */ };

struct moment {
    unsigned year;
    unsigned month;
    unsigned day;
    bool has_time;
    struct clock_time time;
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
    out->time = (struct clock_time){.hour = (unsigned)(seconds % 86400 / 3600),
                                    .minute = (unsigned)(seconds % 3600 / 60),
                                    .second = (unsigned)(seconds % 60),
                                    .zone = "Z"};
    out->has_time = true;
    return is_date(out);
}

static struct bytes print(const struct moment *moment, struct arena *arena)
{
    char text[64];
    int size = snprintf(text, sizeof text, "%04u-%02u-%02u", moment->year, moment->month, moment->day);
    if (moment->has_time)
        size = snprintf(text, sizeof text, "%04u-%02u-%02uT%02u:%02u:%02u%s", moment->year, moment->month, moment->day,
                        moment->time.hour, moment->time.minute, moment->time.second, moment->time.zone);
    return arena_copy(arena, bytes_of(text, (size_t)size));
}

struct bytes iso_date_print(struct bytes plain, const struct text_date *date, size_t from, size_t to,
                            struct arena *arena)
{
    struct moment moment = {.year = date->year, .month = date->month, .day = date->day};
    from = date->at > from + TIME_NEAR ? date->at - TIME_NEAR : from;
    to = date->end + TIME_NEAR < to ? date->end + TIME_NEAR : to;
    moment.has_time =
        clock_time_find(plain, date->end, to, &moment.time) || clock_time_find(plain, from, date->at, &moment.time);
    return print(&moment, arena);
}

struct bytes iso_date_ordered(struct bytes text, enum date_order order, struct arena *arena)
{
    uint8_t room[TEXT_DATE_TEXT_MAX];
    struct moment moment = {0};
    size_t i = 0;
    text = bytes_trim(text_date_plain(bytes_upto(text, ISO_DATE_TEXT_MAX), room));
    if (read_day(text, &i, &moment)) {
        bool packed = (at(text, i) | 0x20) == 't';
        while (at(text, i) == ' ' || at(text, i) == ',' || (at(text, i) | 0x20) == 't')
            i++;
        moment.has_time = packed ? clock_time_read_packed(text, i, &moment.time)
                                 : clock_time_find(text, i, i + TIME_NEAR, &moment.time);
        return print(&moment, arena);
    }
    if (read_epoch(text, &moment))
        return print(&moment, arena);
    struct text_date date;
    return text_dates(text, order, &date, 1) ? iso_date_print(text, &date, 0, text.size, arena) : bytes_of(NULL, 0);
}

struct bytes iso_date(struct bytes text, struct arena *arena)
{
    return iso_date_ordered(text, DATE_DAY_FIRST, arena);
}

/* 2025/nov/21 at *i, as some papers have it in their URLs. */
static bool read_named_day(struct bytes text, size_t *i, struct moment *out)
{
    size_t from = *i;
    if (!read_number(text, &from, 4, 4, &out->year) || at(text, from++) != '/')
        return false;
    size_t end = from;
    while ((at(text, end) | 0x20) >= 'a' && (at(text, end) | 0x20) <= 'z')
        end++;
    out->month = month_of_word(bytes_of(text.at + from, end - from));
    if (at(text, end++) != '/' || !read_number(text, &end, 1, 2, &out->day) || !is_date(out))
        return false;
    *i = end;
    return true;
}

/* 21-11-2025 at *i, a whole part of a path. */
static bool read_day_first(struct bytes text, size_t *i, struct moment *out)
{
    size_t from = *i;
    bool ok = from && at(text, from - 1) == '/' && read_number(text, &from, 1, 2, &out->day) &&
              at(text, from++) == '-' && read_number(text, &from, 1, 2, &out->month) && at(text, from++) == '-' &&
              read_number(text, &from, 4, 4, &out->year) && is_date(out);
    uint8_t behind = at(text, from);
    if (!ok || (behind && behind != '/' && behind != '?' && behind != '#' && behind != '.'))
        return false;
    *i = from;
    return true;
}

struct bytes iso_date_of_url(struct bytes url, struct arena *arena)
{
    struct moment moment = {0};
    url = bytes_upto(url, ISO_DATE_TEXT_MAX * 10);
    for (size_t i = 0; i + 8 <= url.size; i++) {
        bool begins = i > 0 && (url.at[i - 1] == '/' || url.at[i - 1] == '-' || url.at[i - 1] == '_');
        size_t end = i;
        if (begins && is_digit(url.at[i]) &&
            (read_day(url, &end, &moment) || read_named_day(url, &end, &moment) || read_day_first(url, &end, &moment)))
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

bool iso_date_seconds(struct bytes date, int64_t *seconds)
{
    struct clock_time time = {.hour = 0};
    int64_t day;
    if (!iso_date_day(date, &day))
        return false;
    *seconds = day * 86400;
    if (date.size < 19 || !clock_time_read_packed(date, 11, &time))
        return true;
    *seconds += (int64_t)time.hour * 3600 + (int64_t)time.minute * 60 + time.second;
    if (time.zone[0] == '+' || time.zone[0] == '-') {
        int64_t shift = ((time.zone[1] - '0') * 10 + time.zone[2] - '0') * 3600 +
                        ((time.zone[4] - '0') * 10 + time.zone[5] - '0') * 60;
        *seconds -= time.zone[0] == '+' ? shift : -shift;
    }
    return true;
}
