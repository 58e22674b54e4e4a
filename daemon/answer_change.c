/*
 * Answers to what changes articles that are there: FORGET, EXPIRE, LINK, UNLINK. In the keeper's open batch.
 */
#include "daemon/answer_steps.h"
#include "daemon/limits.h"
#include "shingle/match/apart.h"

static bool ends_batch(enum status status)
{
    return status == STATUS_FULL || status == STATUS_READONLY || status == STATUS_IO;
}

/* The ids that the references name, gathered before anything is removed. */
struct gathered {
    uint32_t ids[LIMIT_REMOVED_MAX];
    size_t count;
};

/* False when the reference is wrong, and the error is written. What does not exist counts for nothing. */
static bool gather(const struct answer_context *context, struct job *job, struct bytes reference, struct gathered *out)
{
    uint64_t id = 0;
    enum status status = keeper_find(context->keeper, reference, &id);
    if (status == STATUS_NOTFOUND)
        return true;
    if (status == STATUS_OK && out->count < LIMIT_REMOVED_MAX) {
        out->ids[out->count++] = (uint32_t)id;
        return true;
    }
    struct bytes shown = bytes_upto(reference, LIMIT_CLIENT_NAME);
    if (status == STATUS_OK)
        reply_error(&job->reply, STATUS_TOOBIG, "FORGET takes %d articles at once; nothing is forgotten",
                    LIMIT_REMOVED_MAX);
    else
        reply_error(&job->reply, status, "'%" BYTES_FORMAT "': %s; nothing is forgotten", BYTES_ARGS(shown),
                    status_text(status));
    return false;
}

/* FORGET LIST: a reference a line. */
static bool gather_lines(const struct answer_context *context, struct job *job, struct bytes list, struct gathered *out)
{
    while (list.size) {
        size_t end = bytes_find(list, BYTES("\n"), 0);
        struct bytes line = bytes_upto(list, end);
        if (bytes_ends_with(line, BYTES("\r")))
            line = bytes_upto(line, line.size - 1);
        if (line.size && !gather(context, job, line, out))
            return false;
        list = end == SIZE_MAX ? (struct bytes){NULL, 0} : bytes_from(list, end + 1);
    }
    return true;
}

static enum status remove_some(const struct answer_context *context, const struct removal *removal, uint64_t cursor,
                               size_t most, int64_t now_ms, uint64_t *removed, uint64_t *next)
{
    return keeper_remove(context->keeper, removal, cursor, most, now_ms, context->arena, removed, next);
}

/* FORGET ref [ref ...], FORGET LIST refs. */
static enum status forget_named(const struct answer_context *context, int64_t now_ms, struct job *job, bool list,
                                uint64_t *changes)
{
    struct gathered *gathered = arena_alloc(context->arena, sizeof *gathered);
    uint64_t next;
    if (!gathered) {
        answer_status(job, STATUS_NOMEM);
        return STATUS_OK;
    }
    gathered->count = 0;
    if (list && !gather_lines(context, job, request_argument(job->request, 2), gathered))
        return STATUS_OK;
    for (uint32_t i = 1; i < job->request->count && !list; i++)
        if (!gather(context, job, request_argument(job->request, i), gathered))
            return STATUS_OK;
    struct removal removal = {.kind = REMOVAL_LIST, .ids = gathered->ids, .id_count = gathered->count};
    enum status status = remove_some(context, &removal, 0, 0, now_ms, changes, &next);
    if (ends_batch(status))
        return status;
    if (status == STATUS_OK)
        reply_integer(&job->reply, (int64_t)*changes);
    else
        answer_status(job, status);
    return STATUS_OK;
}

/* [next, how many are gone]. */
static enum status remove_and_tell(const struct answer_context *context, const struct removal *removal, uint64_t cursor,
                                   uint64_t asked, int64_t now_ms, struct job *job, uint64_t *changes)
{
    uint64_t next;
    size_t most = answer_count(asked, LIMIT_REMOVED_MAX, LIMIT_REMOVED_MAX);
    enum status status = remove_some(context, removal, cursor, most, now_ms, changes, &next);
    if (ends_batch(status))
        return status;
    if (status != STATUS_OK) {
        answer_status(job, status);
        return STATUS_OK;
    }
    reply_array(&job->reply, 2);
    reply_integer(&job->reply, (int64_t)next);
    reply_integer(&job->reply, (int64_t)*changes);
    return STATUS_OK;
}

/* FORGET SOURCE name, FORGET CLUSTER ref; with CURSOR and COUNT. */
static enum status forget_many(const struct answer_context *context, int64_t now_ms, struct job *job, bool by_source,
                               uint64_t *changes)
{
    uint64_t cursor = 0, asked = 0;
    const struct answer_option options[] = {{.word = "CURSOR", .kind = OPTION_NUMBER, .number = &cursor},
                                            {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    struct removal removal = {.kind = by_source ? REMOVAL_SOURCE : REMOVAL_CLUSTER,
                              .source = request_argument(job->request, 2)};
    if (!answer_options(job, 3, options, 2))
        return STATUS_OK;
    if (by_source && removal.source.size == 0) {
        reply_error(&job->reply, STATUS_BADARG, "FORGET SOURCE takes the name of a source");
        return STATUS_OK;
    }
    if (!by_source && cursor == 0 && (removal.cluster = answer_find(context, job, 2)) == 0)
        return STATUS_OK;
    return remove_and_tell(context, &removal, cursor, asked, now_ms, job, changes);
}

static enum status forget(const struct answer_context *context, int64_t now_ms, struct job *job, uint64_t *changes)
{
    struct bytes word = request_argument(job->request, 1);
    bool source = bytes_equal_nocase(word, BYTES("SOURCE")), cluster = bytes_equal_nocase(word, BYTES("CLUSTER"));
    bool list = bytes_equal_nocase(word, BYTES("LIST"));
    if ((source || cluster || list) && (job->request->count < 3 || (list && job->request->count > 3))) {
        reply_error(&job->reply, STATUS_BADARG, "FORGET takes SOURCE name, CLUSTER ref or LIST refs, or refs");
        return STATUS_OK;
    }
    if (source || cluster)
        return forget_many(context, now_ms, job, source, changes);
    return forget_named(context, now_ms, job, list, changes);
}

/* EXPIRE BEFORE time [BY arrival|published] [CURSOR cursor] [COUNT count]. */
static enum status expire(const struct answer_context *context, int64_t now_ms, struct job *job, uint64_t *changes)
{
    uint64_t cursor = 0, asked = 0;
    int64_t before_ms = 0;
    struct bytes by = BYTES("arrival");
    const struct answer_option options[] = {{.word = "BEFORE", .kind = OPTION_TIME, .time_ms = &before_ms},
                                            {.word = "BY", .kind = OPTION_TEXT, .text = &by},
                                            {.word = "CURSOR", .kind = OPTION_NUMBER, .number = &cursor},
                                            {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    if (!answer_options(job, 1, options, 4))
        return STATUS_OK;
    bool published = bytes_equal_nocase(by, BYTES("published"));
    if (before_ms <= 0 || (!published && !bytes_equal_nocase(by, BYTES("arrival")))) {
        reply_error(&job->reply, STATUS_BADARG, "EXPIRE takes BEFORE and a time, and BY arrival or BY published");
        return STATUS_OK;
    }
    struct removal removal = {.kind = published ? REMOVAL_PUBLISHED_BEFORE : REMOVAL_CAME_BEFORE,
                              .before_ms = before_ms};
    return remove_and_tell(context, &removal, cursor, asked, now_ms, job, changes);
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
    if (job->command->id == COMMAND_EXPIRE)
        return expire(context, now_ms, job, changes);
    return link_or_unlink(context, now_ms, job, changes);
}
