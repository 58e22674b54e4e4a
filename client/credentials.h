/*
 * Who the user is and the token that proves it: from a file or the environment, never from the command line, which
 * everybody on the machine can read.
 */
#ifndef CLIENT_CREDENTIALS_H
#define CLIENT_CREDENTIALS_H

#include "client/options.h"

enum { CREDENTIALS_TOKEN_MOST = 512 };

struct credentials {
    const char *user;                       /* NULL = the user "default" */
    char token[CREDENTIALS_TOKEN_MOST + 1]; /* "" = none: nobody signs in */
};

/*
 * Reads the first line of --token-file or $SHINGLED_TOKEN_FILE, else $SHINGLED_TOKEN; the user is --user or
 * $SHINGLED_USER. False, told on standard error, when the file cannot be read or holds no token.
 */
bool credentials_read(const struct options *options, struct credentials *out);

#endif
