#include "client/time_text.h"

#include <time.h>

enum { SECOND_MS = 1000, DAY_MS = 24 * 60 * 60 * SECOND_MS };
#define YEAR_9999_END_MS 253402300799999

int64_t time_now_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

/* Takes exactly count digits off the front; false and nothing taken when they are not there. */
static bool take_digits(struct bytes *text, size_t count, int least, int most, int *out)
{
    uint64_t number;
    if (text->size < count || !bytes_to_u64(bytes_upto(*text, count), &number) || (int)number < least ||
        (int)number > most)
        return false;
    *out = (int)number;
    *text = bytes_from(*text, count);
    return true;
}

static bool take_byte(struct bytes *text, char byte)
{
    if (text->size == 0 || text->at[0] != (uint8_t)byte)
        return false;
    *text = bytes_from(*text, 1);
    return true;
}

static bool parse_relative(struct bytes text, int64_t now_ms, int64_t *out_ms)
{
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    uint64_t number;
    if (bytes_equal(text, BYTES("now")) && (*out_ms = now_ms, true))
        return true;
    if (text.size < 2 || !bytes_to_u64(bytes_upto(text, text.size - 1), &number) || number > 1000000)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (text.at[text.size - 1] == (uint8_t)units[i].letter) {
            *out_ms = now_ms - (int64_t)number * units[i].seconds * SECOND_MS;
            return true;
        }
    return false;
}

/* "T08:00[:59[.123]]" and a zone, all of it. */
static bool parse_day_time(struct bytes text, struct tm *when, int *offset_minutes)
{
    int hours, minutes;
    if (!(take_byte(&text, 'T') || take_byte(&text, ' ')) || !take_digits(&text, 2, 0, 23, &when->tm_hour) ||
        !take_byte(&text, ':') || !take_digits(&text, 2, 0, 59, &when->tm_min))
        return false;
    if (take_byte(&text, ':') && !take_digits(&text, 2, 0, 60, &when->tm_sec))
        return false;
    if (take_byte(&text, '.'))
        while (text.size && text.at[0] >= '0' && text.at[0] <= '9')
            text = bytes_from(text, 1);
    bool minus = text.size && text.at[0] == '-';
    if (take_byte(&text, 'Z') || text.size == 0)
        return text.size == 0;
    if (!(take_byte(&text, '+') || take_byte(&text, '-')) || !take_digits(&text, 2, 0, 14, &hours))
        return false;
    (void)take_byte(&text, ':');
    if (!take_digits(&text, 2, 0, 59, &minutes) || text.size)
        return false;
    *offset_minutes = (minus ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

bool time_parse(struct bytes text, int64_t now_ms, int64_t *out_ms)
{
    struct tm when = {0};
    int offset_minutes = 0;
    text = bytes_trim(text);
    if (parse_relative(text, now_ms, out_ms))
        return true;
    if (!take_digits(&text, 4, 1970, 9999, &when.tm_year) || !take_byte(&text, '-') ||
        !take_digits(&text, 2, 1, 12, &when.tm_mon) || !take_byte(&text, '-') ||
        !take_digits(&text, 2, 1, 31, &when.tm_mday))
        return false;
    if (text.size && !parse_day_time(text, &when, &offset_minutes))
        return false;
    struct tm date = {.tm_year = when.tm_year - 1900, .tm_mon = when.tm_mon - 1, .tm_mday = when.tm_mday};
    int64_t midnight = timegm(&date);
    if (date.tm_mday != when.tm_mday)
        return false; /* 30 February became 1 or 2 March */
    int64_t minutes = when.tm_hour * 60 + when.tm_min - offset_minutes;
    *out_ms = (midnight + minutes * 60 + when.tm_sec) * SECOND_MS;
    return true;
}

static void print(int64_t time_ms, const char *format, struct writer *out)
{
    char text[32];
    struct tm when;
    time_t seconds = time_ms / SECOND_MS;
    if (time_ms < 0 || time_ms > YEAR_9999_END_MS || !gmtime_r(&seconds, &when))
        return;
    size_t size = strftime(text, sizeof text, format, &when);
    writer_bytes(out, bytes_of(text, size));
}

void time_print(int64_t time_ms, struct writer *out)
{
    print(time_ms, time_ms % DAY_MS ? "%Y-%m-%d %H:%M" : "%Y-%m-%d", out);
}

void time_print_iso(int64_t time_ms, struct writer *out)
{
    print(time_ms, "%Y-%m-%dT%H:%M:%SZ", out);
}
