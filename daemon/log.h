/*
 * The daemon's log: lines to standard error, which systemd's journal or a terminal reads. One call, one line, one
 * write, from any thread. Under the journal (or any pipe) each line opens with syslog's priority, "<6>"; on a terminal
 * it does not.
 *
 *     log_open(CONFIG_LEVEL_INFO);
 *     log_write(LOG_LEVEL_WARNING, "cannot accept a connection: %s", strerror(errno));
 *
 * Whatever is in the text, a line stays a line: control bytes and bytes that are not UTF-8 become \xHH, and foreign
 * text is cut by LOG_FOREIGN.
 */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

#include "shingle/base/bytes.h"

/* syslog's numbers, RFC 5424. */
enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_NOTICE = 5,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

enum { LOG_LINE_SIZE = 1024, LOG_FOREIGN_SIZE = 256 };

/* The format and arguments for text from outside: at most LOG_FOREIGN_SIZE bytes of it. */
#define LOG_FOREIGN(view)                                                                                              \
    (int)((view).size > LOG_FOREIGN_SIZE ? LOG_FOREIGN_SIZE : (view).size), (const char *)(view).at

/* Chooses the form by what standard error is, and the least severe level that is written. Any thread, any time. */
void log_open(enum log_level level);

/* The newest line of level warning or error, and how many there were of each. */
struct log_problems {
    char text[LOG_FOREIGN_SIZE]; /* "" = none */
    int64_t wall_ms;             /* Unix time */
    uint64_t warnings, errors;
};
void log_problems(struct log_problems *out);

/* One line, without its end. */
void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * A kind of message that comes at most once a second; what was held back is counted in the next one. The owner keeps
 * one for each place that an outsider can make log, and only one thread uses it.
 */
struct log_limit {
    long last_s;
    unsigned long held_back;
};
void log_write_limited(struct log_limit *limit, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
