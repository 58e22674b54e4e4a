/*
 * Answers to what changes articles that are there: FORGET, LINK, UNLINK. In the keeper's open batch.
 */
#include "daemon/answer_steps.h"
#include "daemon/limits.h"
#include "shingle/match/apart.h"

static bool ends_batch(enum status status)
{
    return status == STATUS_FULL || status == STATUS_READONLY || status == STATUS_IO;
}

static enum status forget(const struct answer_context *context, int64_t now_ms, struct job *job, uint64_t *changes)
{
    for (uint32_t i = 1; i < job->request->count; i++) {
        uint64_t id = 0;
        enum status status = keeper_find(context->keeper, request_argument(job->request, i), &id);
        if (status == STATUS_OK)
            status = keeper_forget(context->keeper, id, now_ms);
        if (ends_batch(status))
            return status;
        *changes += status == STATUS_OK;
        if (status != STATUS_OK && status != STATUS_NOTFOUND) {
            struct bytes shown = bytes_upto(request_argument(job->request, i), LIMIT_CLIENT_NAME);
            reply_error(&job->reply, status, "'%" BYTES_FORMAT "': %s; the %llu before it are forgotten",
                        BYTES_ARGS(shown), status_text(status), (unsigned long long)*changes);
            return STATUS_OK;
        }
    }
    reply_integer(&job->reply, (int64_t)*changes);
    return STATUS_OK;
}

static void write_linking(const struct linking *linking, uint64_t id, bool unlinked, struct reply *reply)
{
    reply_map(reply, unlinked ? 6 : 5);
    answer_pair_id(reply, "id", id);
    answer_pair_id(reply, "cluster", linking->cluster);
    answer_pair_number(reply, "size", linking->size);
    answer_pair_id(reply, "canonical", linking->canonical);
    if (unlinked)
        answer_pair_id(reply, "rest", linking->rest);
    reply_string(reply, "changed");
    reply_boolean(reply, linking->changed);
}

/* LINK a b, UNLINK a [b]. */
static enum status link_or_unlink(const struct answer_context *context, int64_t now_ms, struct job *job,
                                  uint64_t *changes)
{
    bool unlinks = job->command->id == COMMAND_UNLINK;
    if (job->request->count > 3) {
        reply_error(&job->reply, STATUS_BADARG, "UNLINK takes one article or two");
        return STATUS_OK;
    }
    struct linking linking;
    uint64_t a = answer_find(context, job, 1);
    uint64_t b = a && job->request->count == 3 ? answer_find(context, job, 2) : 0;
    if (a == 0 || (b == 0 && job->request->count == 3))
        return STATUS_OK;
    enum status status = unlinks ? keeper_unlink(context->keeper, a, b, now_ms, &linking)
                                 : keeper_link(context->keeper, a, b, now_ms, &linking);
    if (ends_batch(status))
        return status;
    if (status == STATUS_OK)
        write_linking(&linking, a, unlinks, &job->reply);
    else if (status == STATUS_BADARG)
        reply_error(&job->reply, status, "both are article %llu", (unsigned long long)a);
    else if (status == STATUS_TOOBIG)
        reply_error(&job->reply, status, "%d pairs of articles are kept apart already; LINK or FORGET some",
                    APART_PAIRS_MAX);
    else
        answer_status(job, status);
    *changes += status == STATUS_OK && linking.changed;
    return STATUS_OK;
}

enum status answer_change(const struct answer_context *context, int64_t now_ms, struct job *job, uint64_t *changes)
{
    *changes = 0;
    if (job->command->id == COMMAND_FORGET)
        return forget(context, now_ms, job, changes);
    return link_or_unlink(context, now_ms, job, changes);
}
