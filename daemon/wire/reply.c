#include "daemon/wire/reply.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

/* "<type><number>\r\n", the head of most replies. */
static void head(struct reply *reply, char type, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    digits[--at] = '\n';
    digits[--at] = '\r';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        digits[--at] = '-';
    digits[--at] = type;
    writer_bytes(&reply->out, bytes_of(digits + at, sizeof digits - at));
}

static void line_end(struct reply *reply)
{
    writer_bytes(&reply->out, BYTES("\r\n"));
}

void reply_simple(struct reply *reply, const char *text)
{
    writer_bytes(&reply->out, BYTES("+"));
    writer_bytes(&reply->out, bytes_of_string(text));
    line_end(reply);
}

void reply_text(struct reply *reply, struct bytes text)
{
    head(reply, '$', (int64_t)text.size);
    writer_bytes(&reply->out, text);
    line_end(reply);
}

void reply_string(struct reply *reply, const char *text)
{
    if (text)
        reply_text(reply, bytes_of_string(text));
    else
        reply_null(reply);
}

void reply_text_or_null(struct reply *reply, struct bytes text)
{
    if (text.size)
        reply_text(reply, text);
    else
        reply_null(reply);
}

void reply_prose(struct reply *reply, struct bytes text)
{
    if (reply->form != REPLY_RESP3) {
        reply_text(reply, text);
        return;
    }
    head(reply, '=', (int64_t)text.size + 4);
    writer_bytes(&reply->out, BYTES("txt:"));
    writer_bytes(&reply->out, text);
    line_end(reply);
}

void reply_integer(struct reply *reply, int64_t value)
{
    head(reply, ':', value);
}

void reply_id(struct reply *reply, uint64_t id)
{
    if (id && id <= INT64_MAX)
        head(reply, ':', (int64_t)id);
    else
        reply_null(reply);
}

void reply_double(struct reply *reply, double value)
{
    if (!isfinite(value)) {
        reply_null(reply);
        return;
    }
    char text[40];
    int size = snprintf(text, sizeof text, "%.6g", value);
    if (reply->form != REPLY_RESP3) {
        reply_text(reply, bytes_of(text, (size_t)size));
        return;
    }
    writer_bytes(&reply->out, BYTES(","));
    writer_bytes(&reply->out, bytes_of(text, (size_t)size));
    line_end(reply);
}

void reply_boolean(struct reply *reply, bool value)
{
    if (reply->form == REPLY_RESP3)
        writer_bytes(&reply->out, value ? BYTES("#t\r\n") : BYTES("#f\r\n"));
    else
        reply_integer(reply, value);
}

void reply_null(struct reply *reply)
{
    writer_bytes(&reply->out, reply->form == REPLY_RESP3 ? BYTES("_\r\n") : BYTES("$-1\r\n"));
}

void reply_array(struct reply *reply, size_t count)
{
    head(reply, '*', (int64_t)count);
}

void reply_array_insert(struct reply *reply, size_t at, size_t count)
{
    struct writer *out = &reply->out;
    size_t before = out->size;
    reply_array(reply, count);
    size_t head_size = out->size - before;
    char head_text[32];
    if (out->failed || head_size > sizeof head_text)
        return;
    memcpy(head_text, out->at + before, head_size);
    memmove(out->at + at + head_size, out->at + at, before - at);
    memcpy(out->at + at, head_text, head_size);
}

void reply_set(struct reply *reply, size_t count)
{
    head(reply, reply->form == REPLY_RESP3 ? '~' : '*', (int64_t)count);
}

void reply_map(struct reply *reply, size_t pairs)
{
    if (reply->form == REPLY_RESP3)
        head(reply, '%', (int64_t)pairs);
    else
        head(reply, '*', (int64_t)pairs * 2);
}

static void error_line(struct reply *reply, const char *word, char *text)
{
    for (char *at = text; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' ';
    writer_bytes(&reply->out, BYTES("-"));
    writer_bytes(&reply->out, bytes_of_string(word));
    writer_bytes(&reply->out, BYTES(" "));
    writer_bytes(&reply->out, bytes_of_string(text));
    line_end(reply);
}

void reply_error(struct reply *reply, enum status status, const char *format, ...)
{
    char text[REPLY_ERROR_SIZE];
    va_list args;
    va_start(args, format);
    if (format)
        (void)vsnprintf(text, sizeof text, format, args);
    else
        (void)snprintf(text, sizeof text, "%s", status_text(status));
    va_end(args);
    error_line(reply, status_word(status), text);
}

void reply_error_word(struct reply *reply, const char *word, const char *format, ...)
{
    char text[REPLY_ERROR_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    error_line(reply, word, text);
}
