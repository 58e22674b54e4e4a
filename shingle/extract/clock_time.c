#include "shingle/extract/clock_time.h"

#include <stdio.h>

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static uint8_t byte_at(struct bytes text, size_t i)
{
    return i < text.size ? text.at[i] : 0;
}

static bool is_letter(uint8_t c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80;
}

/* One or two digits at *at; false, leaving *at alone, when there are fewer than min, or more. */
static bool read_number(struct bytes text, size_t *at, size_t min, unsigned *value)
{
    size_t size = 0;
    *value = 0;
    while (size < 2 && is_digit(byte_at(text, *at + size)))
        *value = *value * 10 + (unsigned)(text.at[*at + size++] - '0');
    if (size < min)
        return false;
    *at += size;
    return true;
}

static size_t skip_blanks(struct bytes text, size_t at)
{
    while (byte_at(text, at) == ' ')
        at++;
    return at;
}

/* Words that tell the halves of a day, before or behind the time. */
static const struct half_day {
    const char *word;
    bool late;
} half_days[] = {{"上午", false}, {"早上", false}, {"凌晨", false}, {"午前", false}, {"오전", false},
                 {"下午", true},  {"晚上", true},  {"午後", true},  {"오후", true},  {"ص", false},
                 {"م", true},     {"öö", false},   {"ös", true},    {"ÖÖ", false},   {"ÖS", true}};
enum { HALF_DAYS = sizeof half_days / sizeof *half_days };

static void shift_hour(bool late, struct clock_time *out)
{
    if (out->hour > 12)
        return;
    if (late && out->hour < 12)
        out->hour += 12;
    else if (!late && out->hour == 12)
        out->hour = 0;
}

/* The half of the day that stands right before byte `at`. */
static void read_half_before(struct bytes text, size_t at, struct clock_time *out)
{
    while (at && text.at[at - 1] == ' ')
        at--;
    struct bytes before = bytes_upto(text, at);
    for (size_t i = 0; i < HALF_DAYS; i++)
        if (bytes_ends_with(before, bytes_of_string(half_days[i].word)))
            shift_hour(half_days[i].late, out);
}

/* "am", "p.m.", "a. m." at `at`, or a word for the half of the day: bytes of it, 0 when there is none. */
static size_t read_half_behind(struct bytes text, size_t at, struct clock_time *out)
{
    uint8_t half = byte_at(text, at) | 0x20;
    if (half == 'a' || half == 'p') {
        size_t end = at + 1;
        end += byte_at(text, end) == '.';
        end += byte_at(text, end) == ' ' && text.at[end - 1] == '.';
        if ((byte_at(text, end) | 0x20) != 'm' || is_letter(byte_at(text, end + 1)))
            return 0;
        shift_hour(half == 'p', out);
        end++;
        return end + (byte_at(text, end) == '.') - at;
    }
    for (size_t i = 0; half >= 0x80 && i < HALF_DAYS; i++) {
        struct bytes word = bytes_of_string(half_days[i].word);
        if (bytes_starts_with(bytes_from(text, at), word) && !is_letter(byte_at(text, at + word.size))) {
            shift_hour(half_days[i].late, out);
            return word.size;
        }
    }
    return 0;
}

/* "+02:00", "-0500", "+1" at `at`. */
static bool read_offset(struct bytes text, size_t at, char zone[static 8])
{
    unsigned hour = 0;
    unsigned minute = 0;
    uint8_t sign = byte_at(text, at++);
    if ((sign != '+' && sign != '-') || !read_number(text, &at, 1, &hour))
        return false;
    at += byte_at(text, at) == ':';
    (void)read_number(text, &at, 2, &minute);
    if (hour > 14 || minute > 59)
        return false;
    if (hour == 0 && minute == 0)
        (void)snprintf(zone, 8, "Z");
    else
        (void)snprintf(zone, 8, "%c%02u:%02u", sign, hour % 100, minute % 100);
    return true;
}

/* Names of zones. Left out are those that several parts of the world use for different offsets, and "ET" and its like,
 * which change with the season. */
static void read_zone(struct bytes text, size_t at, struct clock_time *out)
{
    static const struct {
        const char *name, *offset;
    } zones[] = {{"z", "Z"},         {"gmt", "Z"},       {"utc", "Z"},       {"est", "-05:00"},  {"edt", "-04:00"},
                 {"cdt", "-05:00"},  {"mst", "-07:00"},  {"mdt", "-06:00"},  {"pst", "-08:00"},  {"pdt", "-07:00"},
                 {"cet", "+01:00"},  {"cest", "+02:00"}, {"mez", "+01:00"},  {"mesz", "+02:00"}, {"wet", "Z"},
                 {"eet", "+02:00"},  {"eest", "+03:00"}, {"msk", "+03:00"},  {"мск", "+03:00"},  {"МСК", "+03:00"},
                 {"trt", "+03:00"},  {"jst", "+09:00"},  {"kst", "+09:00"},  {"hkt", "+08:00"},  {"sgt", "+08:00"},
                 {"aest", "+10:00"}, {"aedt", "+11:00"}, {"nzst", "+12:00"}, {"nzdt", "+13:00"}, {"pkt", "+05:00"},
                 {"wib", "+07:00"}};
    at = skip_blanks(text, at);
    if (byte_at(text, at) == '(')
        at++;
    if (read_offset(text, at, out->zone))
        return;
    size_t end = at;
    while (is_letter(byte_at(text, end)))
        end++;
    struct bytes word = bytes_of(text.at + at, end - at);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (!bytes_equal_nocase(word, bytes_of_string(zones[i].name)))
            continue;
        (void)snprintf(out->zone, sizeof out->zone, "%s", zones[i].offset);
        (void)read_offset(text, end, out->zone); /* GMT+0100 */
        return;
    }
}

/* ":SS" and a fraction at *at. False when the seconds are none. */
static bool read_seconds(struct bytes text, size_t *at, bool signs, struct clock_time *out)
{
    out->second = 0;
    if (byte_at(text, *at) == ':' || (!signs && is_digit(byte_at(text, *at)))) {
        *at += byte_at(text, *at) == ':';
        if (!read_number(text, at, 2, &out->second))
            return false;
    }
    if ((byte_at(text, *at) == '.' || byte_at(text, *at) == ',') && is_digit(byte_at(text, *at + 1)))
        for (*at += 1; is_digit(byte_at(text, *at));)
            *at += 1;
    return true;
}

static bool is_time(const struct clock_time *time)
{
    return time->hour <= 23 && time->minute <= 59 && time->second <= 60;
}

/* What may stand between hour and minute: bytes of it, 0 when it is none. */
static size_t parting_size(struct bytes text, size_t at)
{
    static const char *const signs[] = {":", "h", " h ", "H", "時", "时", "點", "点", "시 ", "시", NULL};
    struct bytes rest = bytes_from(text, at);
    for (const char *const *sign = signs; *sign; sign++)
        if (bytes_starts_with(rest, bytes_of_string(*sign)) && is_digit(byte_at(rest, strlen(*sign))))
            return strlen(*sign);
    return 0;
}

/* "21.30 Uhr", "kl. 21.30", "9 p.m.": an hour, when a word says so. */
static bool read_worded(struct bytes text, size_t at, struct clock_time *out)
{
    bool dot = byte_at(text, at) == '.' && is_digit(byte_at(text, at + 1));
    if (dot) {
        at++;
        if (!read_number(text, &at, 2, &out->minute) || is_digit(byte_at(text, at)))
            return false;
    }
    size_t behind = skip_blanks(text, at);
    size_t half = read_half_behind(text, behind, out);
    bool clock = bytes_starts_with_nocase(bytes_from(text, behind), BYTES("uhr"));
    if (!half && !clock)
        return false;
    read_zone(text, behind + (half ? half : 3), out);
    return is_time(out);
}

bool clock_time_read(struct bytes text, size_t at, struct clock_time *out)
{
    size_t start = at;
    *out = (struct clock_time){.hour = 0};
    if (!read_number(text, &at, 1, &out->hour) || is_digit(byte_at(text, at)))
        return false;
    size_t parting = parting_size(text, at);
    if (!parting)
        return read_worded(text, at, out);
    bool colon = text.at[at] == ':';
    at += parting;
    if (!read_number(text, &at, colon ? 2 : 1, &out->minute) || is_digit(byte_at(text, at)) ||
        !read_seconds(text, &at, true, out))
        return false;
    read_half_before(text, start, out);
    size_t behind = skip_blanks(text, at);
    behind += read_half_behind(text, behind, out);
    if (is_time(out))
        read_zone(text, behind, out);
    return is_time(out);
}

bool clock_time_find(struct bytes text, size_t from, size_t to, struct clock_time *out)
{
    for (size_t i = from; i < to && i < text.size; i++) {
        uint8_t before = i ? text.at[i - 1] : ' ';
        bool begins = is_digit(text.at[i]) && !is_digit(before) && before != ':' && before != '.' && before != '-' &&
                      before != '/';
        if (begins && clock_time_read(text, i, out))
            return true;
    }
    return false;
}

bool clock_time_read_packed(struct bytes text, size_t at, struct clock_time *out)
{
    *out = (struct clock_time){.hour = 0};
    if (!read_number(text, &at, 2, &out->hour))
        return false;
    bool colon = byte_at(text, at) == ':';
    at += colon;
    if (!read_number(text, &at, 2, &out->minute) || !read_seconds(text, &at, colon, out))
        return false;
    if (is_time(out))
        read_zone(text, at, out);
    return is_time(out);
}
