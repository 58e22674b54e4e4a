/*
 * shingled --hash-token: makes the hash that a line of the users file holds.
 */
#ifndef DAEMON_HASH_TOKEN_H
#define DAEMON_HASH_TOKEN_H

/*
 * Reads one token, a line, from standard input, without showing it where that is a terminal, and prints its hash.
 * Returns an exit code.
 */
int hash_token(void);

#endif
