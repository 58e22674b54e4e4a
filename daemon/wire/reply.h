/*
 * Builder of replies. Handlers say what they mean (a map, a text, a number that may be missing) and the form of the
 * connection decides how it is written: RESP2, or RESP3 after HELLO 3, which has maps, doubles and nulls of its own.
 *
 *     reply_map(reply, 2);
 *     reply_text(reply, BYTES("id"));
 *     reply_integer(reply, 17);
 *     reply_text(reply, BYTES("resemblance"));
 *     reply_double(reply, 0.93);
 *
 * An aggregate names its count first and its elements follow, each one call (or one nested aggregate). Memory that runs
 * out is remembered in `out.failed`: judge once, at the end.
 *
 *              RESP2                         RESP3
 *     text     $5\r\nstorm\r\n               the same
 *     integer  :17\r\n                       the same
 *     double   $4\r\n0.93\r\n                ,0.93\r\n
 *     boolean  :1\r\n                        #t\r\n
 *     null     $-1\r\n                       _\r\n
 *     map      *4\r\n key value key value    %2\r\n ...
 *     prose    $...                          =...txt:
 *     error    -TOOBIG over a limit\r\n      the same
 */
#ifndef DAEMON_WIRE_REPLY_H
#define DAEMON_WIRE_REPLY_H

#include "shingle/base/status.h"
#include "shingle/base/writer.h"

enum reply_form { REPLY_RESP2 = 2, REPLY_RESP3 = 3 };

enum { REPLY_ERROR_SIZE = 512 }; /* most bytes of an error's text; the rest is cut */

struct reply {
    struct writer out; /* what was built so far; the owner may take or clear it */
    enum reply_form form;
};

/* A short status line, e.g. "OK". text holds no control bytes. */
void reply_simple(struct reply *reply, const char *text);

/* A binary-safe string. */
void reply_text(struct reply *reply, struct bytes text);

/* The same for a NUL-terminated string; null when text is NULL. */
void reply_string(struct reply *reply, const char *text);

/* A string, or null when it is empty: for values that may be missing. */
void reply_text_or_null(struct reply *reply, struct bytes text);

/* Several lines for a person to read (INFO); RESP3 marks them as such. */
void reply_prose(struct reply *reply, struct bytes text);

void reply_integer(struct reply *reply, int64_t value);

/* An integer, or null when it is 0: for ids, where 0 means none. */
void reply_id(struct reply *reply, uint64_t id);

/* At most 6 significant digits; not-a-number and infinity become null. */
void reply_double(struct reply *reply, double value);

void reply_boolean(struct reply *reply, bool value);
void reply_null(struct reply *reply);

/* count elements follow. */
void reply_array(struct reply *reply, size_t count);

/*
 * Makes the elements written since out had `at` bytes an array of count, where the count is known only afterwards.
 * Moves what was written since: once for an array, not once for an element.
 */
void reply_array_insert(struct reply *reply, size_t at, size_t count);

/* The same where order has no meaning (flags). */
void reply_set(struct reply *reply, size_t count);

/* pairs keys, each followed by its value, follow. */
void reply_map(struct reply *reply, size_t pairs);

/*
 * An error: the status's word, then text by a printf format, or the status's own text when format is NULL. Control
 * bytes become spaces, so that foreign bytes in the text cannot forge a second reply.
 */
void reply_error(struct reply *reply, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* An error whose word is not a status's: "ERR" where clients look for Redis's own ("ERR unknown command"). */
void reply_error_word(struct reply *reply, const char *word, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Takes back everything after the first `size` bytes of out: an error replaces a reply that was begun. */
static inline void reply_rewind(struct reply *reply, size_t size)
{
    reply->out.size = size;
}

#endif
