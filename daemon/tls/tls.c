#include "daemon/tls/tls.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdlib.h>

enum { CERTIFICATES_MOST = 16 << 10 /* bytes of a client's certificates */ };

struct tls_context {
    struct tls_files files;
    pthread_mutex_t lock;
    SSL_CTX *current; /* under the lock; each session holds a reference of its own */
};

struct tls {
    SSL *ssl;
    bool wants_write;
};

/* ---- contexts ---- */

/* The first of OpenSSL's errors in words; the others are dropped. */
static enum status refuse(const char *path, const char *what, struct writer *errors)
{
    char reason[256] = "unknown reason";
    unsigned long code = ERR_get_error();
    if (code)
        ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    writer_format(errors, "%s: %s: %s\n", path, what, reason);
    return STATUS_BADARG;
}

static bool set_protocol(SSL_CTX *made)
{
    (void)SSL_CTX_set_options(made, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                        SSL_OP_CIPHER_SERVER_PREFERENCE);
    (void)SSL_CTX_set_mode(made, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                     SSL_MODE_RELEASE_BUFFERS);
    (void)SSL_CTX_set_session_cache_mode(made, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(made, CERTIFICATES_MOST);
    return SSL_CTX_set_min_proto_version(made, TLS1_2_VERSION) == 1 && SSL_CTX_set_num_tickets(made, 0) == 1 &&
           SSL_CTX_set_cipher_list(made, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
}

static enum status load(SSL_CTX *made, const struct tls_files *files, struct writer *errors)
{
    if (SSL_CTX_use_certificate_chain_file(made, files->certificate) != 1)
        return refuse(files->certificate, "cannot use this certificate", errors);
    if (SSL_CTX_use_PrivateKey_file(made, files->key, SSL_FILETYPE_PEM) != 1)
        return refuse(files->key, "cannot use this key", errors);
    if (SSL_CTX_check_private_key(made) != 1)
        return refuse(files->key, "the key does not belong to the certificate", errors);
    if (!*files->client_ca)
        return STATUS_OK;
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(files->client_ca);
    if (!names || SSL_CTX_load_verify_locations(made, files->client_ca, NULL) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        return refuse(files->client_ca, "cannot use these certificates", errors);
    }
    SSL_CTX_set_client_CA_list(made, names);
    SSL_CTX_set_verify(made, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    return STATUS_OK;
}

enum status tls_context_reload(struct tls_context *context, struct writer *errors)
{
    SSL_CTX *made = SSL_CTX_new(TLS_server_method());
    if (!made || !set_protocol(made)) {
        SSL_CTX_free(made);
        ERR_clear_error();
        return STATUS_NOMEM;
    }
    enum status status = load(made, &context->files, errors);
    if (status != STATUS_OK) {
        SSL_CTX_free(made);
        return status;
    }
    (void)pthread_mutex_lock(&context->lock);
    SSL_CTX *old = context->current;
    context->current = made;
    (void)pthread_mutex_unlock(&context->lock);
    SSL_CTX_free(old);
    return STATUS_OK;
}

enum status tls_context_open(const struct tls_files *files, struct tls_context **out, struct writer *errors)
{
    struct tls_context *context = calloc(1, sizeof *context);
    if (!context)
        return STATUS_NOMEM;
    context->files = *files;
    (void)pthread_mutex_init(&context->lock, NULL);
    enum status status = tls_context_reload(context, errors);
    if (status == STATUS_OK)
        *out = context;
    else
        tls_context_close(context);
    return status;
}

void tls_context_close(struct tls_context *context)
{
    if (!context)
        return;
    SSL_CTX_free(context->current);
    (void)pthread_mutex_destroy(&context->lock);
    free(context);
}

/* ---- sessions ---- */

struct tls *tls_accept(struct tls_context *context, int fd)
{
    struct tls *tls = calloc(1, sizeof *tls);
    if (!tls)
        return NULL;
    (void)pthread_mutex_lock(&context->lock);
    tls->ssl = SSL_new(context->current);
    (void)pthread_mutex_unlock(&context->lock);
    if (!tls->ssl || SSL_set_fd(tls->ssl, fd) != 1) {
        tls_free(tls);
        ERR_clear_error();
        return NULL;
    }
    SSL_set_accept_state(tls->ssl);
    return tls;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    SSL_free(tls->ssl);
    free(tls);
}

/* What a call that returned `result` amounts to, as read and write tell it. */
static ssize_t outcome(struct tls *tls, int result)
{
    int error = SSL_get_error(tls->ssl, result);
    tls->wants_write = error == SSL_ERROR_WANT_WRITE;
    ERR_clear_error();
    if (error == SSL_ERROR_ZERO_RETURN)
        return 0;
    errno = error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? EAGAIN : EPROTO;
    return -1;
}

static int bounded(size_t size)
{
    return size > INT_MAX ? INT_MAX : (int)size;
}

ssize_t tls_read(struct tls *tls, void *out, size_t size)
{
    ERR_clear_error();
    int result = SSL_read(tls->ssl, out, bounded(size));
    if (result <= 0)
        return outcome(tls, result);
    tls->wants_write = false;
    return result;
}

ssize_t tls_write(struct tls *tls, const void *at, size_t size)
{
    ERR_clear_error();
    int result = SSL_write(tls->ssl, at, bounded(size));
    return result > 0 ? result : outcome(tls, result);
}

void tls_end(struct tls *tls)
{
    if (SSL_is_init_finished(tls->ssl))
        (void)SSL_shutdown(tls->ssl);
    ERR_clear_error();
}

bool tls_wants_write(const struct tls *tls)
{
    return tls->wants_write;
}

bool tls_has_pending(const struct tls *tls)
{
    return SSL_pending(tls->ssl) > 0;
}

bool tls_is_established(const struct tls *tls)
{
    return SSL_is_init_finished(tls->ssl);
}

const char *tls_version(const struct tls *tls)
{
    return SSL_get_version(tls->ssl);
}
