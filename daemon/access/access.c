#include "daemon/access/access.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <pthread.h>
#include <stdlib.h>

enum { DIGEST_SIZE = 32, KEY_SIZE = 32, DEFAULT_N = 1 << 12, DEFAULT_R = 8, DEFAULT_P = 4 };

/* What is remembered of a line beside the file. */
struct seen {
    uint64_t line; /* stands for name and hash; survives a reload */
    bool proven;   /* a right token came */
    uint8_t digest[DIGEST_SIZE];
};

struct access {
    const char *path;
    uint8_t key[KEY_SIZE]; /* of digests; of this process */
    pthread_mutex_t lock;
    struct users users;         /* under the lock */
    struct seen *seen;          /* under the lock: one for each user */
    uint64_t last_line;         /* under the lock */
    struct penalties penalties; /* under the lock */
};

struct credentials {
    char name[USER_NAME_MOST + 1];
    struct bytes token;
    uint8_t digest[DIGEST_SIZE];
};

/* ---- the table ---- */

static bool same_line(const struct user *a, const struct user *b)
{
    return strcmp(a->name, b->name) == 0 && a->token.n == b->token.n && a->token.r == b->token.r &&
           a->token.p == b->token.p && a->token.salt_size == b->token.salt_size &&
           memcmp(a->token.salt, b->token.salt, a->token.salt_size) == 0 &&
           memcmp(a->token.hash, b->token.hash, TOKEN_HASH_SIZE) == 0;
}

/* What was known of a line that stands in the new file too, else a fresh number. */
static struct seen carry(struct access *access, const struct user *user)
{
    for (size_t i = 0; i < access->users.count; i++)
        if (same_line(&access->users.at[i], user))
            return access->seen[i];
    return (struct seen){.line = ++access->last_line};
}

enum status access_reload(struct access *access, struct writer *errors)
{
    struct users users;
    enum status status = users_read(access->path, &users, errors);
    if (status != STATUS_OK)
        return status;
    struct seen *seen = calloc(users.count + 1, sizeof *seen);
    if (!seen) {
        users_close(&users);
        return STATUS_NOMEM;
    }
    (void)pthread_mutex_lock(&access->lock);
    for (size_t i = 0; i < users.count; i++)
        seen[i] = carry(access, &users.at[i]);
    users_close(&access->users);
    free(access->seen);
    access->users = users;
    access->seen = seen;
    (void)pthread_mutex_unlock(&access->lock);
    return STATUS_OK;
}

enum status access_open(const char *path, struct access **out, struct writer *errors)
{
    struct access *access = calloc(1, sizeof *access);
    if (!access)
        return STATUS_NOMEM;
    access->path = path;
    (void)pthread_mutex_init(&access->lock, NULL);
    enum status status = RAND_bytes(access->key, KEY_SIZE) == 1 ? access_reload(access, errors) : STATUS_IO;
    if (status == STATUS_OK)
        *out = access;
    else
        access_close(access);
    return status;
}

void access_close(struct access *access)
{
    if (!access)
        return;
    users_close(&access->users);
    free(access->seen);
    (void)pthread_mutex_destroy(&access->lock);
    OPENSSL_cleanse(access->key, KEY_SIZE);
    free(access);
}

size_t access_count(struct access *access)
{
    (void)pthread_mutex_lock(&access->lock);
    size_t count = access->users.count;
    (void)pthread_mutex_unlock(&access->lock);
    return count;
}

/* ---- checking ---- */

static bool read_credentials(const struct access *access, struct bytes text, struct credentials *out)
{
    size_t colon = bytes_find(text, BYTES(":"), 0);
    struct bytes name = colon == SIZE_MAX ? BYTES("default") : bytes_upto(text, colon);
    out->token = colon == SIZE_MAX ? text : bytes_from(text, colon + 1);
    if (!user_name_is_good(name) || token_problem(out->token))
        return false;
    memset(out->name, 0, sizeof out->name);
    memcpy(out->name, name.at, name.size);
    uint8_t both[USER_NAME_MOST + 1 + TOKEN_MOST] = {0};
    memcpy(both, out->name, name.size);
    memcpy(both + name.size + 1, out->token.at, out->token.size);
    unsigned size = DIGEST_SIZE;
    bool made = HMAC(EVP_sha256(), access->key, KEY_SIZE, both, name.size + 1 + out->token.size, out->digest, &size);
    OPENSSL_cleanse(both, sizeof both);
    return made;
}

static void grant(const struct user *user, const struct seen *seen, struct access_grant *out)
{
    *out = (struct access_grant){.roles = user->roles, .line = seen->line};
    memcpy(out->name, user->name, sizeof out->name);
}

/* Under the lock. */
static enum status recall(const struct access *access, const struct credentials *from, struct peer peer, int64_t now_ms,
                          struct access_grant *out)
{
    for (size_t i = 0; i < access->users.count; i++) {
        const struct seen *seen = &access->seen[i];
        if (!seen->proven || strcmp(access->users.at[i].name, from->name) != 0 ||
            CRYPTO_memcmp(seen->digest, from->digest, DIGEST_SIZE) != 0)
            continue;
        grant(&access->users.at[i], seen, out);
        return STATUS_OK;
    }
    return penalty_wait(&access->penalties, peer, now_ms) ? STATUS_LIMIT : STATUS_NOTFOUND;
}

enum status access_recall(struct access *access, struct bytes text, struct peer peer, int64_t now_ms,
                          struct access_grant *out)
{
    struct credentials from;
    *out = (struct access_grant){0};
    bool readable = read_credentials(access, text, &from);
    (void)pthread_mutex_lock(&access->lock);
    enum status status = STATUS_NOTFOUND;
    if (readable)
        status = recall(access, &from, peer, now_ms, out);
    else if (penalty_wait(&access->penalties, peer, now_ms))
        status = STATUS_LIMIT;
    (void)pthread_mutex_unlock(&access->lock);
    return status;
}

int64_t access_wait(struct access *access, struct peer peer, int64_t now_ms)
{
    (void)pthread_mutex_lock(&access->lock);
    int64_t wait_ms = penalty_wait(&access->penalties, peer, now_ms);
    (void)pthread_mutex_unlock(&access->lock);
    return wait_ms;
}

/* Lines of a name, copied so that they can be worked on without the lock. */
struct tried {
    struct token_hash token[USERS_TOKENS_MOST];
    uint64_t line[USERS_TOKENS_MOST];
    size_t count;
};

static void collect(const struct access *access, const char *name, struct tried *out)
{
    out->count = 0;
    for (size_t i = 0; i < access->users.count && out->count < USERS_TOKENS_MOST; i++)
        if (strcmp(access->users.at[i].name, name) == 0) {
            out->token[out->count] = access->users.at[i].token;
            out->line[out->count++] = access->seen[i].line;
        }
    if (out->count == 0) { /* nobody's name takes as long as somebody's */
        out->token[0] = (struct token_hash){.n = DEFAULT_N, .r = DEFAULT_R, .p = DEFAULT_P, .salt_size = 16};
        out->line[0] = 0;
        out->count = 1;
    }
}

/* The line whose token it is; 0 when it is none's. All are tried, also behind a right one. */
static uint64_t try_all(const struct tried *tried, struct bytes token)
{
    uint64_t found = 0;
    for (size_t i = 0; i < tried->count; i++)
        if (token_hash_matches(&tried->token[i], token))
            found = tried->line[i];
    return found;
}

/* Under the lock: the line may have gone meanwhile. */
static enum status conclude(struct access *access, const struct credentials *from, uint64_t line,
                            struct access_grant *out)
{
    for (size_t i = 0; line && i < access->users.count; i++) {
        if (access->seen[i].line != line)
            continue;
        access->seen[i].proven = true;
        memcpy(access->seen[i].digest, from->digest, DIGEST_SIZE);
        grant(&access->users.at[i], &access->seen[i], out);
        return STATUS_OK;
    }
    return STATUS_WRONGPASS;
}

enum status access_check(struct access *access, struct bytes text, struct peer peer, int64_t now_ms,
                         struct access_grant *out)
{
    struct credentials from = {.token = {NULL, 0}};
    struct tried tried;
    *out = (struct access_grant){0};
    bool readable = read_credentials(access, text, &from);
    (void)pthread_mutex_lock(&access->lock);
    enum status status = readable                                         ? recall(access, &from, peer, now_ms, out)
                         : penalty_wait(&access->penalties, peer, now_ms) ? STATUS_LIMIT
                                                                          : STATUS_WRONGPASS;
    collect(access, from.name, &tried);
    (void)pthread_mutex_unlock(&access->lock);
    if (status == STATUS_OK || status == STATUS_LIMIT)
        return status;
    uint64_t line = readable ? try_all(&tried, from.token) : 0;
    (void)pthread_mutex_lock(&access->lock);
    status = conclude(access, &from, line, out);
    if (status != STATUS_OK)
        (void)penalty_note(&access->penalties, peer, now_ms);
    (void)pthread_mutex_unlock(&access->lock);
    OPENSSL_cleanse(&tried, sizeof tried);
    return status;
}

bool access_renew(struct access *access, struct access_grant *held)
{
    bool found = false;
    (void)pthread_mutex_lock(&access->lock);
    for (size_t i = 0; !found && i < access->users.count; i++) {
        found = access->seen[i].line == held->line;
        if (found)
            held->roles = access->users.at[i].roles;
    }
    (void)pthread_mutex_unlock(&access->lock);
    return found;
}
