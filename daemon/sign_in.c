#include "daemon/sign_in.h"

#include "daemon/answer_here.h"
#include "daemon/loop.h"
#include "daemon/server.h"

#include <inttypes.h>
#include <openssl/crypto.h>

enum { WRONG_MOST = 3 /* wrong tokens of one connection */ };

/* Where the credentials stand: the first word's number, and how many there are; 0 = nowhere. */
static uint32_t find(const struct request *request, uint32_t *count)
{
    if (bytes_equal_nocase(request_argument(request, 0), BYTES("AUTH"))) {
        *count = request->count - 1;
        return *count == 1 || *count == 2 ? 1 : 0;
    }
    *count = 2;
    for (uint32_t i = 2; i + 1 < request->count; i += 2) {
        if (bytes_equal_nocase(request_argument(request, i), BYTES("AUTH")))
            return i + 2 < request->count ? i + 1 : 0;
        if (!bytes_equal_nocase(request_argument(request, i), BYTES("SETNAME")))
            return 0;
    }
    return 0;
}

bool sign_in_is_asked(const struct connection *connection, const struct command *command, const struct request *request)
{
    uint32_t count;
    bool may = command->id == COMMAND_AUTH || command->id == COMMAND_HELLO;
    return may && connection->loop->server->access && find(request, &count) > 0;
}

struct bytes sign_in_credentials(const struct request *request, char text[SIGN_IN_SIZE])
{
    uint32_t count;
    uint32_t at = find(request, &count);
    struct bytes first = request_argument(request, at);
    struct bytes second = count == 2 ? request_argument(request, at + 1) : BYTES("");
    size_t size = first.size;
    if (at == 0 || first.size > SIGN_IN_SIZE || second.size > SIGN_IN_SIZE ||
        first.size + second.size + 1 > SIGN_IN_SIZE)
        return BYTES("");
    if (first.size)
        memcpy(text, first.at, first.size);
    if (count == 2) {
        text[size++] = ':';
        if (second.size)
            memcpy(text + size, second.at, second.size);
        size += second.size;
    }
    return bytes_of(text, size);
}

void sign_in_wipe(char text[SIGN_IN_SIZE])
{
    OPENSSL_cleanse(text, SIGN_IN_SIZE);
}

enum status sign_in_recall(const struct connection *connection, const struct request *request, struct access_grant *out)
{
    char text[SIGN_IN_SIZE];
    const struct loop *loop = connection->loop;
    struct bytes credentials = sign_in_credentials(request, text);
    enum status status = access_recall(loop->server->access, credentials, connection->peer, loop->now_ms, out);
    sign_in_wipe(text);
    return status;
}

static void become(struct connection *connection, const struct access_grant *grant)
{
    connection->grant = *grant;
    connection->stranger = false;
    connection->known_before = true;
    connection->last_request_ms = connection->loop->now_ms;
    (void)!client_set_label(&connection->loop->server->clients, &connection->client->user,
                            bytes_of_string(grant->name));
}

void sign_in_clear(struct connection *connection)
{
    struct loop *loop = connection->loop;
    connection->stranger = loop->server->access != NULL;
    connection->stranger_since_ms = loop->now_ms;
    connection->stranger_in = 0;
    connection->stranger_out = 0;
    connection->grant = (struct access_grant){.roles = connection->stranger ? 0 : (unsigned)ROLE_ALL};
    (void)!client_set_label(&loop->server->clients, &connection->client->user, BYTES(""));
}

/* Takes the token out of memory that will be used again. */
static void forget_token(struct request *request)
{
    uint32_t count;
    uint32_t at = find(request, &count);
    for (uint32_t i = at; at && i < at + count && i < request->count; i++)
        OPENSSL_cleanse(request->body + request->spans[i].at, request->spans[i].size);
}

static void refuse(struct connection *connection, enum status outcome, struct reply *reply)
{
    struct loop *loop = connection->loop;
    struct server *server = loop->server;
    int64_t wait_ms = access_wait(server->access, connection->peer, loop->now_ms);
    if (outcome == STATUS_LIMIT) {
        reply_error(reply, STATUS_LIMIT, "%" PRId64 " wrong tokens came from this address; try again in %" PRId64 " ms",
                    wait_ms, wait_ms);
    } else {
        count(&server->stats.wrong_tokens, 1);
        log_write_limited(&loop->wrong_tokens, LOG_LEVEL_WARNING,
                          "client %s: wrong user or token; its address waits %" PRId64 " ms",
                          connection->client->address, wait_ms);
        reply_error(reply, STATUS_WRONGPASS, "invalid username-password pair or user is disabled.");
    }
    if (++connection->wrong_tokens >= WRONG_MOST)
        connection_finish(connection);
}

void sign_in_answer(struct connection *connection, const struct command *command, struct request *request,
                    enum status outcome, const struct access_grant *grant, struct reply *reply)
{
    struct access_grant now = *grant;
    if (outcome == STATUS_OK && !access_renew(connection->loop->server->access, &now))
        outcome = STATUS_WRONGPASS;
    forget_token(request);
    if (outcome != STATUS_OK) {
        refuse(connection, outcome, reply);
        return;
    }
    become(connection, &now);
    answer_here(connection, command, request, reply);
}

void sign_in_end(struct connection *connection, struct job *job)
{
    struct loop *loop = connection->loop;
    connection->signing_in = false;
    sign_in_answer(connection, job->command, job->request, job->signed_in, &job->grant, &job->reply);
    job->reply_charge = job->reply.out.size;
    budget_add(&loop->server->replies, job->reply_charge);
}

void sign_in_renew(struct connection *connection)
{
    if (connection->stranger || connection->grant.line == 0 ||
        access_renew(connection->loop->server->access, &connection->grant))
        return;
    log_write(LOG_LEVEL_NOTICE, "client %s: user %s is gone or has another token; disconnected",
              connection->client->address, connection->grant.name);
    connection_cut(connection);
}
