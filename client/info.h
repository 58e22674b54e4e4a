/*
 * What INFO tells, by name.
 *
 *     struct info info;
 *     int exit = info_ask(client, &info);
 *     if (exit == CLIENT_OK)
 *         show(info_number(&info, "articles"));
 *     info_close(&info);
 */
#ifndef CLIENT_INFO_H
#define CLIENT_INFO_H

#include "client/connection.h"

struct info {
    redisReply *reply;
    struct bytes text; /* lines of name:value, ended by CR LF */
};

/* Asks for all sections. Returns the exit status; what went wrong is told. */
int info_ask(struct client *client, struct info *info);

void info_close(struct info *info);

/* The value of a name, valid until info_close; empty when there is none. */
struct bytes info_text(const struct info *info, const char *name);

/* The same as a number; 0 when there is none. */
uint64_t info_number(const struct info *info, const char *name);

#endif
