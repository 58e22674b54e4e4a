/*
 * Who asks: "Authorization: Bearer NAME:TOKEN", the same users and roles as over RESP. A token that was right once is
 * known from memory; another one goes to the verifier's thread, and until it is back the body of its request waits.
 */
#include "daemon/api_steps.h"
#include "daemon/clock.h"
#include "daemon/dispatch.h"
#include "daemon/log.h"
#include "daemon/loop.h"
#include "daemon/server.h"
#include "daemon/verifier.h"

#include <inttypes.h>
#include <openssl/crypto.h>

/* What stands behind "Bearer "; empty when there is nothing. */
static struct bytes credentials_of(const struct http_request *head)
{
    struct bytes field = http_request_field(head, BYTES("Authorization"));
    if (!bytes_starts_with_nocase(field, BYTES("Bearer ")))
        return (struct bytes){NULL, 0};
    return bytes_trim(bytes_from(field, 7));
}

static enum status post(struct api_visit *visit, struct bytes credentials)
{
    struct api *api = visit->api;
    struct job *job = loop_take_job(api->loop);
    struct request *request = job ? loop_take_request(api->loop) : NULL;
    enum status status = request ? request_append(request, BYTES("AUTH"), 4) : STATUS_NOMEM;
    if (status == STATUS_OK)
        status = request_close_argument(request, 0, 4);
    if (status == STATUS_OK)
        status = request_append(request, credentials, credentials.size);
    if (status == STATUS_OK)
        status = request_close_argument(request, 4, credentials.size);
    if (status != STATUS_OK) {
        loop_give_request(api->loop, request);
        loop_give_job(api->loop, job);
        return status;
    }
    job->command = &COMMAND_TABLE[COMMAND_AUTH];
    job->request = request;
    job->peer = visit->peer;
    job->visit = visit;
    job->arrived_us = clock_us();
    status = STATUS_BUSY;
    if (dispatch_admit(api->server, job, request->size)) {
        if (verifier_post(api->server->verifier, job)) {
            visit->away++;
            visit->asking = true;
            api->loop->jobs_elsewhere++;
            return STATUS_OK;
        }
        atomic_fetch_sub(&api->server->queued_queries, 1);
    }
    loop_give_job(api->loop, job);
    return status;
}

enum status api_access_permit(struct api_visit *visit, struct bytes *detail)
{
    const struct command *command = visit->metrics ? NULL : &COMMAND_TABLE[visit->call.route->command];
    unsigned needed = command ? command->roles : (unsigned)ROLE_METRICS;
    if (visit->api->server->access && !role_permits(visit->grant.roles, needed)) {
        char address[PEER_TEXT_SIZE];
        peer_print(visit->peer, address);
        log_write_limited(&visit->api->loop->not_permitted, LOG_LEVEL_WARNING, "client %s: user %s may not call %s",
                          address, visit->grant.name, command ? command->name : "/metrics");
        *detail = BYTES("this user does not have the role that this needs");
        return STATUS_NOPERM;
    }
    return STATUS_OK;
}

enum status api_access_ask(struct api_visit *visit, struct bytes *detail)
{
    struct api *api = visit->api;
    struct access *access = api->server->access;
    if (!access)
        return api_access_permit(visit, detail);
    struct bytes credentials = credentials_of(&visit->exchange->request);
    if (credentials.size == 0) {
        *detail = BYTES("this daemon has users: send Authorization: Bearer NAME:TOKEN");
        return STATUS_NOAUTH;
    }
    enum status status = access_recall(access, credentials, visit->peer, clock_coarse_ms(), &visit->grant);
    if (status == STATUS_OK)
        return api_access_permit(visit, detail);
    if (status == STATUS_NOTFOUND)
        return post(visit, credentials);
    *detail = BYTES("wrong tokens came from this address; it has to wait");
    return status;
}

enum status api_access_back(struct api_visit *visit, struct job *job, struct bytes *detail)
{
    struct server *server = visit->api->server;
    enum status status = job->signed_in;
    visit->asking = false;
    visit->grant = job->grant;
    if (job->request->body)
        OPENSSL_cleanse(job->request->body, job->request->size);
    if (status == STATUS_OK && !access_renew(server->access, &visit->grant))
        status = STATUS_WRONGPASS;
    if (status == STATUS_WRONGPASS) {
        char address[PEER_TEXT_SIZE];
        peer_print(job->peer, address);
        count(&server->stats.wrong_tokens, 1);
        log_write_limited(&visit->api->loop->wrong_tokens, LOG_LEVEL_WARNING,
                          "client %s: wrong user or token; its address waits %" PRId64 " ms", address,
                          access_wait(server->access, job->peer, clock_coarse_ms()));
    }
    return status == STATUS_OK ? api_access_permit(visit, detail) : status;
}

bool api_access_holds(struct api_visit *visit)
{
    struct access *access = visit->api->server->access;
    return !access || visit->asking || access_renew(access, &visit->grant);
}
