#include "daemon/hash_token.h"

#include "daemon/access/token_hash.h"
#include "daemon/exit_code.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* Echo off while a person types; true when there is something to put back. */
static bool hide(struct termios *before)
{
    if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, before) != 0)
        return false;
    struct termios hidden = *before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    (void)fputs("Token: ", stderr);
    return tcsetattr(STDIN_FILENO, TCSANOW, &hidden) == 0;
}

int hash_token(void)
{
    char line[TOKEN_MOST + 3] = "";
    char hash[TOKEN_HASH_TEXT];
    struct termios before;
    bool hidden = hide(&before);
    size_t size = fgets(line, sizeof line, stdin) ? strcspn(line, "\r\n") : 0;
    if (hidden) {
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
        (void)fputc('\n', stderr);
    }
    const char *problem = token_problem(bytes_of(line, size));
    enum status status = problem ? STATUS_BADARG : token_hash_make(bytes_of(line, size), hash);
    OPENSSL_cleanse(line, sizeof line);
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "shingled: %s\n", problem ? problem : status_text(status));
        return problem ? EXIT_CODE_USAGE : EXIT_CODE_SYSTEM;
    }
    return puts(hash) < 0 || fflush(stdout) != 0 ? EXIT_CODE_FAILED : EXIT_CODE_OK;
}
