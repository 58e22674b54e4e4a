#include "daemon/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* The process has one standard error: it and its last problem are the state in this program that is in nobody's struct.
 */
static _Atomic int least_level = LOG_LEVEL_INFO;
static atomic_bool with_priority;

void log_open(enum log_level level)
{
    atomic_store(&least_level, (int)level);
    atomic_store(&with_priority, !isatty(STDERR_FILENO));
}

/* Bytes of the UTF-8 sequence at text, 0 when it is none; C1 controls (U+0080 to U+009F) are none either. */
static size_t utf8_length(const unsigned char *text)
{
    static const unsigned char lead_mask[] = {0, 0, 0xe0, 0xf0, 0xf8};
    static const unsigned char lead_bits[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t size = 2; size <= 4; size++) {
        if ((text[0] & lead_mask[size]) != lead_bits[size])
            continue;
        for (size_t i = 1; i < size; i++)
            if ((text[i] & 0xc0) != 0x80)
                return 0;
        bool overlong = size == 2 && (text[0] < 0xc2 || (text[0] == 0xc2 && text[1] < 0xa0));
        return overlong ? 0 : size;
    }
    return 0;
}

/* Copies text as one safe line; room must hold four bytes for each of text's. */
static size_t escape(const char *text, char *room)
{
    size_t size = 0;
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        size_t whole = *at >= ' ' && *at < 0x7f ? 1 : *at >= 0x80 ? utf8_length(at) : 0;
        if (whole == 0)
            size += (size_t)sprintf(room + size, "\\x%02x", *at++);
        for (; whole; whole--)
            room[size++] = (char)*at++;
    }
    return size;
}

static pthread_mutex_t problems_lock = PTHREAD_MUTEX_INITIALIZER;
static struct log_problems problems; /* under problems_lock */

static void note_problem(enum log_level level, const char *line)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)pthread_mutex_lock(&problems_lock);
    size_t size = strnlen(line, sizeof problems.text - 1);
    memcpy(problems.text, line, size);
    problems.text[size] = '\0';
    problems.wall_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    problems.warnings += level == LOG_LEVEL_WARNING;
    problems.errors += level == LOG_LEVEL_ERROR;
    (void)pthread_mutex_unlock(&problems_lock);
}

void log_problems(struct log_problems *out)
{
    (void)pthread_mutex_lock(&problems_lock);
    *out = problems;
    (void)pthread_mutex_unlock(&problems_lock);
}

static void write_line(enum log_level level, const char *text)
{
    char line[4 * LOG_LINE_SIZE + 8];
    size_t size = 0;
    if (atomic_load(&with_priority))
        size = (size_t)sprintf(line, "<%d>", level);
    size_t begin = size;
    size += escape(text, line + size);
    line[size] = '\0';
    if (level <= LOG_LEVEL_WARNING)
        note_problem(level, line + begin);
    line[size++] = '\n';
    (void)!write(STDERR_FILENO, line, size); /* a log that cannot be written has nowhere to say so */
}

void log_write(enum log_level level, const char *format, ...)
{
    if ((int)level > atomic_load(&least_level))
        return;
    char text[LOG_LINE_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    write_line(level, text);
}

void log_write_limited(struct log_limit *limit, enum log_level level, const char *format, ...)
{
    if ((int)level > atomic_load(&least_level))
        return;
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    if (limit->last_s == now.tv_sec + 1) {
        limit->held_back++;
        return;
    }
    char text[LOG_LINE_SIZE];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (limit->held_back && size >= 0 && (size_t)size < sizeof text)
        (void)snprintf(text + size, sizeof text - (size_t)size, " (and %lu more like this)", limit->held_back);
    limit->last_s = now.tv_sec + 1;
    limit->held_back = 0;
    write_line(level, text);
}
