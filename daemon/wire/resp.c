/*
 * One state for each place in the grammar
 *
 *     request = "*" count CRLF  count of ( "$" size CRLF  size bytes  CRLF )
 *             | words LF
 *
 * A refused request (over a limit) walks through the same states, only that its bytes are not kept.
 */
#include "daemon/wire/resp.h"

#include "daemon/wire/inline_words.h"

const struct resp_limits RESP_LIMITS_DEFAULT = {
    .argument = 4 << 20, .request = 8 << 20, .inline_line = 8 << 10, .arguments = 64};

enum state {
    AT_START,    /* before a request */
    ARRAY_COUNT, /* digits behind '*' */
    ARRAY_LF,
    BULK_DOLLAR, /* before '$' */
    BULK_SIZE,   /* digits behind '$' */
    BULK_LF,
    BULK_BYTES,
    BULK_END_CR,
    BULK_END_LF,
    INLINE_LINE
};

enum { MOST_DIGITS = 10 };

void resp_init(struct resp_parser *parser, const struct resp_limits *limits)
{
    *parser = (struct resp_parser){.limits = limits, .state = AT_START};
}

bool resp_idle(const struct resp_parser *parser)
{
    return parser->state == AT_START;
}

struct request *resp_take(struct resp_parser *parser)
{
    struct request *request = parser->request;
    parser->request = NULL;
    parser->event = RESP_MORE;
    return request;
}

static void broken_with(struct resp_parser *parser, enum status status, const char *why)
{
    parser->event = RESP_BROKEN;
    parser->why = why;
    parser->why_status = status;
}

static void broken(struct resp_parser *parser, const char *why)
{
    broken_with(parser, STATUS_PROTO, why);
}

/* From here on the request's bytes are dropped as they come; arguments before this one stay. */
static void refuse(struct resp_parser *parser, enum status status, const char *what, uint64_t size, uint64_t limit)
{
    struct request *request = parser->request;
    if (request->refused != STATUS_OK)
        return;
    request->refused = status;
    request->refused_what = what;
    request->refused_size = size;
    request->refused_limit = limit;
    if (request->size > parser->argument_at)
        request->size = parser->argument_at;
}

static void start_number(struct resp_parser *parser, enum state state)
{
    parser->number = 0;
    parser->digits = 0;
    parser->state = (int)state;
}

/* One byte of a count or size; true at the CR that ends it. */
static bool number_byte(struct resp_parser *parser, uint8_t byte)
{
    if (byte == '\r' && parser->digits > 0)
        return true;
    if (byte < '0' || byte > '9')
        broken(parser, "a length is digits, ended by CR LF");
    else if (parser->digits > 0 && parser->number == 0)
        broken(parser, "a length has no leading zeros");
    else if (parser->digits == MOST_DIGITS)
        broken(parser, "a length is too large");
    parser->number = parser->number * 10 + (uint64_t)(byte - '0');
    parser->digits++;
    return false;
}

static void array_counted(struct resp_parser *parser)
{
    uint64_t count = parser->number;
    if (count > RESP_ABSURD_ARGUMENTS) {
        broken(parser, "an array has too many elements");
        return;
    }
    if (count == 0) { /* an empty request asks nothing and is not answered */
        parser->state = AT_START;
        return;
    }
    if (count > parser->limits->arguments)
        refuse(parser, STATUS_TOOBIG, "number of arguments", count, parser->limits->arguments);
    parser->to_come = (uint32_t)count;
    parser->state = BULK_DOLLAR;
}

static void bulk_sized(struct resp_parser *parser)
{
    uint64_t size = parser->number;
    if (size > RESP_ABSURD_SIZE) {
        broken(parser, "a bulk string is too long");
        return;
    }
    parser->rest = size;
    parser->argument_at = parser->request->size;
    parser->kept_total += size;
    if (size > parser->limits->argument)
        refuse(parser, STATUS_TOOBIG, "argument", size, parser->limits->argument);
    else if (parser->kept_total > parser->limits->request)
        refuse(parser, STATUS_TOOBIG, "request", parser->kept_total, parser->limits->request);
    parser->state = size ? BULK_BYTES : BULK_END_CR;
}

static size_t bulk_bytes(struct resp_parser *parser, struct bytes input)
{
    struct bytes piece = bytes_upto(input, (size_t)parser->rest);
    struct request *request = parser->request;
    if (request->refused == STATUS_OK) {
        enum status status = request_append(request, piece, (size_t)parser->rest);
        if (status != STATUS_OK)
            refuse(parser, status, "input buffers", parser->rest, 0);
    }
    parser->rest -= piece.size;
    if (parser->rest == 0)
        parser->state = BULK_END_CR;
    return piece.size;
}

static void bulk_ended(struct resp_parser *parser)
{
    struct request *request = parser->request;
    if (request->refused == STATUS_OK) {
        enum status status = request_close_argument(request, parser->argument_at, request->size - parser->argument_at);
        if (status != STATUS_OK)
            refuse(parser, status, "arguments", request->count, 0);
    }
    parser->state = BULK_DOLLAR;
    if (--parser->to_come == 0) {
        parser->state = AT_START;
        parser->event = RESP_REQUEST;
    }
}

/* Splits the finished line in place and completes the request, or starts over when the line was empty. */
static void inline_ended(struct resp_parser *parser)
{
    struct request *request = parser->request;
    const char *why = inline_words_split(request, parser->limits->arguments);
    parser->state = AT_START;
    if (why)
        broken(parser, why);
    else if (request->count > 0 || request->refused != STATUS_OK)
        parser->event = RESP_REQUEST;
    else
        request->size = 0; /* an empty line asks nothing */
}

/* Takes the line's bytes up to LF, or all of input. */
static size_t inline_bytes(struct resp_parser *parser, struct bytes input)
{
    const uint8_t *end = memchr(input.at, '\n', input.size);
    struct bytes piece = end ? bytes_upto(input, (size_t)(end - input.at)) : input;
    parser->inline_size += piece.size;
    if (parser->inline_size > parser->limits->inline_line) {
        broken(parser, "an inline command is too long");
        return piece.size;
    }
    if (inline_words_forbid(piece)) {
        broken(parser, "an inline command holds no control bytes");
        return piece.size;
    }
    enum status status = request_append(parser->request, piece, piece.size);
    if (status != STATUS_OK) {
        broken_with(parser, status, "no memory for an inline command");
        return piece.size;
    }
    if (!end)
        return piece.size;
    inline_ended(parser);
    return piece.size + 1;
}

static void start(struct resp_parser *parser, uint8_t byte)
{
    struct request *request = parser->request;
    resp_init(parser, parser->limits);
    parser->request = request;
    if (byte == '*')
        start_number(parser, ARRAY_COUNT);
    else
        parser->state = INLINE_LINE;
}

static void expect(struct resp_parser *parser, uint8_t byte, uint8_t wanted, enum state next, const char *why)
{
    if (byte != wanted)
        broken(parser, why);
    parser->state = (int)next;
}

/* One byte outside of bulk and inline text. */
static void structure_byte(struct resp_parser *parser, uint8_t byte)
{
    switch ((enum state)parser->state) {
    case ARRAY_COUNT:
        if (number_byte(parser, byte))
            parser->state = ARRAY_LF;
        break;
    case ARRAY_LF:
        expect(parser, byte, '\n', ARRAY_LF, "CR without LF");
        if (parser->event == RESP_MORE)
            array_counted(parser);
        break;
    case BULK_DOLLAR:
        expect(parser, byte, '$', BULK_SIZE, "an argument begins with '$'");
        start_number(parser, BULK_SIZE);
        break;
    case BULK_SIZE:
        if (number_byte(parser, byte))
            parser->state = BULK_LF;
        break;
    case BULK_LF:
        expect(parser, byte, '\n', BULK_LF, "CR without LF");
        if (parser->event == RESP_MORE)
            bulk_sized(parser);
        break;
    case BULK_END_CR: expect(parser, byte, '\r', BULK_END_LF, "a bulk string ends in CR LF"); break;
    case BULK_END_LF:
        expect(parser, byte, '\n', BULK_DOLLAR, "a bulk string ends in CR LF");
        if (parser->event == RESP_MORE)
            bulk_ended(parser);
        break;
    case AT_START:
    case BULK_BYTES:
    case INLINE_LINE: break;
    }
}

size_t resp_feed(struct resp_parser *parser, struct bytes input)
{
    if (parser->event == RESP_BROKEN)
        return 0;
    parser->event = RESP_MORE;
    size_t used = 0;
    while (used < input.size && parser->event == RESP_MORE) {
        struct bytes rest = bytes_from(input, used);
        size_t step = 1;
        if (parser->state == AT_START) {
            start(parser, *rest.at);
            step = parser->state == INLINE_LINE ? 0 : 1;
        } else if (parser->state == BULK_BYTES) {
            step = bulk_bytes(parser, rest);
        } else if (parser->state == INLINE_LINE) {
            step = inline_bytes(parser, rest);
        } else {
            structure_byte(parser, *rest.at);
        }
        used += step;
    }
    if (parser->request)
        parser->request->wire_size += used;
    return used;
}
