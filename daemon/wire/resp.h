/*
 * Incremental parser of requests: RESP arrays of bulk strings, and inline commands for people at a terminal. Bytes come
 * in pieces of any size; a request is handed out when its last byte has come.
 *
 *     resp_init(&parser, &limits);
 *     while (input.size || parser.event == RESP_BROKEN) {
 *         if (!parser.request)
 *             parser.request = spare_request();
 *         size_t used = resp_feed(&parser, input);
 *         input = bytes_from(input, used);
 *         if (parser.event == RESP_REQUEST)
 *             answer(resp_take(&parser));
 *         else if (parser.event == RESP_BROKEN)
 *             say parser.why, then close;
 *     }
 *
 * Hostile bytes: every length is checked digit by digit before anything is done with it; memory grows with the bytes
 * that arrive and not with those announced; a request over a limit is read to its end without being kept, and answered
 * with an error, so the connection goes on; past an absurd size, and at anything that is not the protocol, the
 * connection is given up. Work is constant for a byte.
 *
 * Source: the RESP specification of Redis (redis.io), requests only. Stricter than Redis: lengths have no sign and no
 * leading zeros, lines end in CR LF, an inline command holds no control bytes.
 */
#ifndef DAEMON_WIRE_RESP_H
#define DAEMON_WIRE_RESP_H

#include "daemon/wire/request.h"

/* What is taken. All in bytes but the arguments. */
struct resp_limits {
    size_t argument;    /* one bulk string; a longer one is skipped and refused */
    size_t request;     /* all arguments of a request together */
    size_t inline_line; /* an inline command; a longer one breaks the connection */
    uint32_t arguments; /* with the command's name, at most REQUEST_ARGUMENTS_MAX */
};

enum {
    RESP_ABSURD_SIZE = 64 << 20,     /* a longer bulk string is not skipped: the connection is broken */
    RESP_ABSURD_ARGUMENTS = 64 << 10 /* the same for an array's count */
};

/* 4 MiB an argument, 8 MiB a request, 8 KiB inline, 64 arguments. */
extern const struct resp_limits RESP_LIMITS_DEFAULT;

enum resp_event {
    RESP_MORE,    /* all bytes are used, the request is not complete */
    RESP_REQUEST, /* resp_take hands it out */
    RESP_BROKEN   /* not the protocol; nothing more is read */
};

struct resp_parser {
    struct request *request; /* being filled; the owner puts one here before feeding, and takes it back */
    const struct resp_limits *limits;
    const char *why;        /* after RESP_BROKEN: what was wrong, for people; static */
    enum status why_status; /* and as a status: PROTO, or why there was no memory */
    enum resp_event event;
    int state;           /* private, of resp.c */
    uint64_t number;     /* being read */
    uint32_t digits;     /* of it, so far */
    uint32_t to_come;    /* arguments that are still to come */
    uint64_t rest;       /* bytes of the bulk string that are still to come */
    size_t argument_at;  /* where the argument starts in the body */
    size_t inline_size;  /* bytes of the inline line so far */
    uint64_t kept_total; /* bytes of all arguments announced so far */
};

/* Starts anew, at the beginning of a request, without a request to fill. limits must outlive the parser. */
void resp_init(struct resp_parser *parser, const struct resp_limits *limits);

/*
 * Reads input up to the end of the request that it completes, or all of it. Returns how many bytes were used, and sets
 * parser->event. parser->request must not be NULL. After RESP_BROKEN it uses nothing.
 */
size_t resp_feed(struct resp_parser *parser, struct bytes input);

/* Hands out the complete request after RESP_REQUEST; the caller owns it now. */
struct request *resp_take(struct resp_parser *parser);

/* True between requests: nothing of the next one has come. */
bool resp_idle(const struct resp_parser *parser);

#endif
