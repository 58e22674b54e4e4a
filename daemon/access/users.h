/*
 * The users file: who may come in, as what, and the hash of each one's token.
 *
 *     # name        roles          hash of the token, made by shingled --hash-token
 *     crawler-7     submit         $scrypt$ln=12,r=8,p=4$...
 *     desk          submit,query   $scrypt$ln=12,r=8,p=4$...
 *
 * A name may stand in several lines, so that an old token and a new one hold together for a while.
 *
 *     struct users users;
 *     if (users_read("/etc/shingled/users", &users, &errors) == STATUS_OK)
 *         ...
 *     users_close(&users);
 */
#ifndef DAEMON_ACCESS_USERS_H
#define DAEMON_ACCESS_USERS_H

#include "daemon/access/token_hash.h"
#include "daemon/wire/role.h"

enum {
    USERS_FILE_MOST = 1 << 20, /* bytes */
    USERS_MOST = 4096,         /* lines */
    USERS_TOKENS_MOST = 4,     /* lines of one name */
    USER_NAME_MOST = 64        /* bytes: letters, digits and . _ - */
};

struct user {
    char name[USER_NAME_MOST + 1];
    unsigned roles;
    struct token_hash token;
};

struct users {
    struct user *at;
    size_t count;
};

/* Whether name can be a user's. */
bool user_name_is_good(struct bytes name);

/*
 * Reads a file. Every problem becomes a line "FILE:LINE: what is wrong" in errors. STATUS_OK; STATUS_NOTFOUND,
 * STATUS_IO; STATUS_NOPERM when others than its owner may write it; STATUS_SYNTAX, STATUS_TOOBIG, STATUS_NOMEM. Nothing
 * is held after a failure.
 */
MUST_CHECK enum status users_read(const char *path, struct users *out, struct writer *errors);

/* The same for text in memory; path is for messages. */
MUST_CHECK enum status users_parse(struct bytes text, const char *path, struct users *out, struct writer *errors);

/* Frees the lines. */
void users_close(struct users *users);

#endif
