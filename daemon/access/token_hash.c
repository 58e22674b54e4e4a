#include "daemon/access/token_hash.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>

/*
 * 2^12 * 8 * 128 bytes are 4 MiB, four times over: as slow as the usual 2^14 * 8, and a flood of wrong tokens takes a
 * quarter of the memory.
 */
enum { COST_LOG2 = 12, COST_R = 8, COST_P = 4, SALT_SIZE = 16, LOG2_MOST = 20 };

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const char *token_problem(struct bytes token)
{
    if (token.size < TOKEN_LEAST)
        return "a token has at least 16 characters; openssl rand -hex 24 makes a good one";
    if (token.size > TOKEN_MOST)
        return "a token has at most 512 characters";
    for (size_t i = 0; i < token.size; i++)
        if (token.at[i] <= ' ' || token.at[i] >= 0x7f || token.at[i] == ':')
            return "a token is of printable ASCII characters without blanks and colons";
    return NULL;
}

/* Six bits a character, no padding. out has room for size * 4 / 3 + 2 characters. Returns how many. */
static size_t encode(const uint8_t *at, size_t size, char *out)
{
    size_t written = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < size; i++) {
        bits = bits << 8 | at[i];
        for (held += 8; held >= 6; held -= 6)
            out[written++] = alphabet[bits >> (held - 6) & 63];
    }
    if (held)
        out[written++] = alphabet[bits << (6 - held) & 63];
    out[written] = '\0';
    return written;
}

/* Returns how many bytes; SIZE_MAX when text is not the encoding of at most `most` bytes. */
static size_t decode(struct bytes text, uint8_t *out, size_t most)
{
    size_t written = 0;
    uint32_t bits = 0;
    unsigned held = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *found = text.at[i] ? strchr(alphabet, text.at[i]) : NULL;
        if (!found)
            return SIZE_MAX;
        bits = bits << 6 | (uint32_t)(found - alphabet);
        held += 6;
        if (held < 8)
            continue;
        if (written == most)
            return SIZE_MAX;
        held -= 8;
        out[written++] = (uint8_t)(bits >> held & 0xff);
    }
    bool canonical = held < 6 && (bits & ((1u << held) - 1)) == 0;
    return canonical ? written : SIZE_MAX;
}

static bool derive(const struct token_hash *hash, struct bytes token, uint8_t out[TOKEN_HASH_SIZE])
{
    return EVP_PBE_scrypt((const char *)token.at, token.size, hash->salt, hash->salt_size, hash->n, hash->r, hash->p,
                          2ull * TOKEN_MEMORY_MOST, out, TOKEN_HASH_SIZE) == 1;
}

enum status token_hash_make(struct bytes token, char out[TOKEN_HASH_TEXT])
{
    struct token_hash hash = {.n = 1u << COST_LOG2, .r = COST_R, .p = COST_P, .salt_size = SALT_SIZE};
    if (token_problem(token))
        return STATUS_BADARG;
    if (RAND_bytes(hash.salt, SALT_SIZE) != 1 || !derive(&hash, token, hash.hash))
        return STATUS_NOMEM;
    char salt[SALT_SIZE * 2], text[TOKEN_HASH_SIZE * 2];
    (void)encode(hash.salt, SALT_SIZE, salt);
    (void)encode(hash.hash, TOKEN_HASH_SIZE, text);
    (void)snprintf(out, TOKEN_HASH_TEXT, "$scrypt$ln=%d,r=%d,p=%d$%s$%s", COST_LOG2, COST_R, COST_P, salt, text);
    return STATUS_OK;
}

/* Takes the part up to the next `end` off text; the whole rest when there is none. */
static struct bytes part(struct bytes *text, const char *end)
{
    size_t at = bytes_find(*text, bytes_of_string(end), 0);
    struct bytes found = bytes_upto(*text, at);
    *text = at == SIZE_MAX ? bytes_from(*text, text->size) : bytes_from(*text, at + 1);
    return found;
}

/* "r=8" */
static bool number(struct bytes text, const char *name, uint64_t *out)
{
    struct bytes prefix = bytes_of_string(name);
    return bytes_starts_with(text, prefix) && bytes_to_u64(bytes_from(text, prefix.size), out);
}

enum status token_hash_parse(struct bytes text, struct token_hash *out)
{
    uint64_t log2, r, p;
    struct bytes scheme = BYTES("$scrypt$");
    if (!bytes_starts_with(text, scheme))
        return STATUS_SYNTAX;
    text = bytes_from(text, scheme.size);
    struct bytes costs = part(&text, "$");
    struct bytes salt = part(&text, "$");
    if (!number(part(&costs, ","), "ln=", &log2) || !number(part(&costs, ","), "r=", &r) || !number(costs, "p=", &p))
        return STATUS_SYNTAX;
    *out = (struct token_hash){.n = 0};
    out->salt_size = decode(salt, out->salt, TOKEN_SALT_MOST);
    if (out->salt_size == SIZE_MAX || out->salt_size < TOKEN_SALT_LEAST ||
        decode(text, out->hash, TOKEN_HASH_SIZE) != TOKEN_HASH_SIZE || log2 < 1 || r < 1 || p < 1)
        return STATUS_SYNTAX;
    if (log2 > LOG2_MOST || r > 64 || p > 64 || (r << log2) * 128 > TOKEN_MEMORY_MOST ||
        (r << log2) * p > TOKEN_WORK_MOST)
        return STATUS_TOOBIG;
    out->n = 1ull << log2;
    out->r = (uint32_t)r;
    out->p = (uint32_t)p;
    return STATUS_OK;
}

bool token_hash_matches(const struct token_hash *hash, struct bytes token)
{
    uint8_t found[TOKEN_HASH_SIZE] = {0};
    bool derived = derive(hash, token, found);
    bool same = CRYPTO_memcmp(found, hash->hash, TOKEN_HASH_SIZE) == 0;
    OPENSSL_cleanse(found, sizeof found);
    return derived && same;
}
