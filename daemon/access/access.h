/*
 * Who may come in. One object for the whole daemon, safe from any thread:
 *
 *     struct access *access;
 *     if (access_open("/etc/shingled/users", &access, &errors) != STATUS_OK)
 *         ...
 *     struct access_grant grant;
 *     enum status status = access_check(access, BYTES("desk:4f1c..."), peer, now_ms, &grant);
 *     if (status == STATUS_OK && role_permits(grant.roles, ROLE_QUERY))
 *         ...
 *
 * Credentials are NAME:TOKEN, or a TOKEN alone for the user "default": what AUTH takes as one word and HTTP as
 * "Authorization: Bearer". The first check of a token costs some 40 ms and 4 MiB (token_hash.h). A token that was right
 * once is remembered as its keyed digest, so that further checks take microseconds; a wrong one makes its address wait
 * (penalty.h). Event loops ask access_recall, which never takes long, and leave the rest to a thread of their own.
 */
#ifndef DAEMON_ACCESS_ACCESS_H
#define DAEMON_ACCESS_ACCESS_H

#include "daemon/access/penalty.h"
#include "daemon/access/users.h"

struct access;

/* What a token was good for. A copy that its owner keeps. */
struct access_grant {
    unsigned roles;                /* set of enum role */
    uint64_t line;                 /* which line of the users file, for access_renew; 0 = nobody */
    char name[USER_NAME_MOST + 1]; /* the user */
};

/* Reads the users file. STATUS_OK, or users_read's statuses with lines in errors. path must outlive the object. */
MUST_CHECK enum status access_open(const char *path, struct access **out, struct writer *errors);

/* Frees it. NULL is fine. */
void access_close(struct access *access);

/*
 * Reads the file again. After a failure, told in errors, those in force stay. Tokens that were right once and still
 * stand in the file are remembered.
 */
MUST_CHECK enum status access_reload(struct access *access, struct writer *errors);

/* How many lines of users there are. */
size_t access_count(struct access *access);

/*
 * Whether the credentials are right. STATUS_OK, and *out is filled; STATUS_WRONGPASS; STATUS_LIMIT when the address has
 * to wait first (access_wait tells how long). Takes about 40 ms when the token was not seen before, also when it is
 * wrong or nobody has that name.
 */
MUST_CHECK enum status access_check(struct access *access, struct bytes credentials, struct peer peer, int64_t now_ms,
                                    struct access_grant *out);

/* The same in microseconds from memory alone; STATUS_NOTFOUND when only access_check can tell. */
MUST_CHECK enum status access_recall(struct access *access, struct bytes credentials, struct peer peer, int64_t now_ms,
                                     struct access_grant *out);

/* How long an address has to wait before its next try, in milliseconds; 0 = it may. */
int64_t access_wait(struct access *access, struct peer peer, int64_t now_ms);

/* Brings a grant up to date after a reload. False when its line is gone: whoever holds it must be let go. */
bool access_renew(struct access *access, struct access_grant *grant);

#endif
