/*
 * A token as it is kept: salted and hashed by scrypt (RFC 7914), which takes 4 MiB of memory and some 40 ms for each
 * guess. The text is that of the password hashing competition, and names its own costs, so that they can rise later:
 *
 *     $scrypt$ln=12,r=8,p=4$SALT$HASH          salt and hash in base64 without padding
 *
 *     char text[TOKEN_HASH_TEXT];
 *     if (token_hash_make(token, text) == STATUS_OK)
 *         puts(text);
 */
#ifndef DAEMON_ACCESS_TOKEN_HASH_H
#define DAEMON_ACCESS_TOKEN_HASH_H

#include "shingle/base/bytes.h"
#include "shingle/base/status.h"

enum {
    TOKEN_LEAST = 16, /* bytes of a token */
    TOKEN_MOST = 512,
    TOKEN_SALT_LEAST = 8,
    TOKEN_SALT_MOST = 64,
    TOKEN_HASH_SIZE = 32,
    TOKEN_HASH_TEXT = 128,        /* bytes of what token_hash_make writes, with its NUL */
    TOKEN_MEMORY_MOST = 64 << 20, /* bytes of memory that one guess may take */
    TOKEN_WORK_MOST = 4 << 20     /* N * r * p that one guess may take: about a second */
};

struct token_hash {
    uint64_t n; /* scrypt's N, a power of two */
    uint32_t r, p;
    size_t salt_size;
    uint8_t salt[TOKEN_SALT_MOST];
    uint8_t hash[TOKEN_HASH_SIZE];
};

/* What is wrong with a token, or NULL: TOKEN_LEAST to TOKEN_MOST bytes of printable ASCII, no blank, no colon. */
const char *token_problem(struct bytes token);

/* Hashes a token with a fresh random salt at the present costs. STATUS_OK; BADARG (token_problem), NOMEM. */
MUST_CHECK enum status token_hash_make(struct bytes token, char out[TOKEN_HASH_TEXT]);

/* Reads the text of a hash. STATUS_OK; STATUS_SYNTAX; STATUS_TOOBIG when its costs are over the limits above. */
MUST_CHECK enum status token_hash_parse(struct bytes text, struct token_hash *out);

/* Whether token is the one that was hashed; compared in constant time. False also when memory ran out. Slow. */
bool token_hash_matches(const struct token_hash *hash, struct bytes token);

#endif
