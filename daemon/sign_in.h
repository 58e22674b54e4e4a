/*
 * AUTH and HELLO ... AUTH: how a connection gets its user. Until it has one it is a stranger, who may say little and
 * not for long (LIMIT_STRANGER_...).
 *
 *     bytes -> request -> known from memory?  yes -> answered at once
 *                                             no  -> verifier's thread -> sign_in_end()
 *
 * While a token is being checked nothing more of its connection is read.
 */
#ifndef DAEMON_SIGN_IN_H
#define DAEMON_SIGN_IN_H

#include "daemon/connection.h"

enum { SIGN_IN_SIZE = USER_NAME_MOST + 1 + TOKEN_MOST + 1 };

/* Whether this request names a user, where users exist. */
bool sign_in_is_asked(const struct connection *connection, const struct command *command,
                      const struct request *request);

/* The request's credentials as NAME:TOKEN in text; empty when they are too long to be any. Wipe text afterwards. */
struct bytes sign_in_credentials(const struct request *request, char text[SIGN_IN_SIZE]);
void sign_in_wipe(char text[SIGN_IN_SIZE]);

/*
 * Looks the request's credentials up in memory: STATUS_OK, and *out is filled; STATUS_LIMIT; STATUS_NOTFOUND when the
 * verifier has to be asked.
 */
MUST_CHECK enum status sign_in_recall(const struct connection *connection, const struct request *request,
                                      struct access_grant *out);

/* Answers with the outcome, which may make the connection its user's. Overwrites the token in request. */
void sign_in_answer(struct connection *connection, const struct command *command, struct request *request,
                    enum status outcome, const struct access_grant *grant, struct reply *reply);

/* The verifier's job is back: answers it in job->reply. */
void sign_in_end(struct connection *connection, struct job *job);

/* The connection has no user (any more): it was made, or RESET. */
void sign_in_clear(struct connection *connection);

/* The users were read again: ends the connection when its user is gone, and follows changed roles. May free it. */
void sign_in_renew(struct connection *connection);

#endif
