#include "client/number_text.h"

#include <inttypes.h>
#include <stdio.h>

const char *number_grouped(uint64_t number, char out[NUMBER_TEXT_SIZE])
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, number);
    size_t at = 0;
    for (int i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

/* The number in the largest of the units, each of which is `step` of the one before, in which it is 1 or more. */
static const char *scaled(uint64_t number, double step, const char *const *units, size_t count,
                          char out[NUMBER_TEXT_SIZE])
{
    double value = (double)number;
    size_t unit = 0;
    for (; value >= step && unit + 1 < count; unit++)
        value /= step;
    (void)snprintf(out, NUMBER_TEXT_SIZE, unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
    return out;
}

const char *number_bytes(uint64_t bytes, char out[NUMBER_TEXT_SIZE])
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    return scaled(bytes, 1024, units, sizeof units / sizeof *units, out);
}

const char *number_time_us(uint64_t time_us, char out[NUMBER_TEXT_SIZE])
{
    static const char *const units[] = {"us", "ms", "s"};
    return scaled(time_us, 1000, units, sizeof units / sizeof *units, out);
}
