#include "client/credentials.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool take(const char *text, const char *from, struct credentials *out)
{
    size_t size = strcspn(text, "\r\n");
    if (size == 0 || size > CREDENTIALS_TOKEN_MOST) {
        (void)fprintf(stderr, "shinglectl: %s holds no token of 1 to %d characters\n", from, CREDENTIALS_TOKEN_MOST);
        return false;
    }
    memcpy(out->token, text, size);
    out->token[size] = '\0';
    return true;
}

static bool read_file(const char *path, struct credentials *out)
{
    char line[CREDENTIALS_TOKEN_MOST + 3] = "";
    FILE *file = fopen(path, "re");
    if (!file) {
        (void)fprintf(stderr, "shinglectl: cannot read the token in %s: %s\n", path, strerror(errno));
        return false;
    }
    (void)!fgets(line, sizeof line, file);
    (void)fclose(file);
    return take(line, path, out);
}

bool credentials_read(const struct options *options, struct credentials *out)
{
    const char *path = options->token_file ? options->token_file : environment("SHINGLED_TOKEN_FILE");
    const char *token = environment("SHINGLED_TOKEN");
    *out = (struct credentials){.user = options->user ? options->user : environment("SHINGLED_USER")};
    if (path)
        return read_file(path, out);
    return !token || take(token, "$SHINGLED_TOKEN", out);
}
