#include "daemon/answer_store.h"

#include "daemon/answer_steps.h"
#include "daemon/ingest/when.h"
#include "daemon/limits.h"

static answer_handler *const handlers[COMMANDS] = {
    [COMMAND_DOC] = answer_doc,         [COMMAND_TEXT] = answer_text,       [COMMAND_ARTICLES] = answer_articles,
    [COMMAND_SYNC] = answer_sync,       [COMMAND_MEMBERS] = answer_members, [COMMAND_CLUSTERS] = answer_clusters,
    [COMMAND_SOURCES] = answer_sources, [COMMAND_SIMILAR] = answer_similar, [COMMAND_EXPLAIN] = answer_explain,
    [COMMAND_CHANGES] = answer_changes,
};

bool answer_query(const struct answer_context *context, struct job *job)
{
    answer_handler *handle = handlers[job->command->id];
    if (!handle) {
        answer_status(job, STATUS_UNKNOWN);
        return true;
    }
    if (!handle(context, job))
        return false;
    if (job->reply.out.size > context->reply_size) {
        reply_rewind(&job->reply, 0);
        reply_error(&job->reply, STATUS_TOOBIG, "the answer has more than %zu bytes", context->reply_size);
    }
    return true;
}

void answer_status(struct job *job, enum status status)
{
    reply_rewind(&job->reply, 0);
    reply_error(&job->reply, status, NULL);
}

uint64_t answer_find(const struct answer_context *context, struct job *job, uint32_t i)
{
    struct bytes reference = request_argument(job->request, i);
    struct bytes shown = bytes_upto(reference, LIMIT_CLIENT_NAME);
    uint64_t id = 0;
    enum status status = keeper_find(context->keeper, reference, &id);
    if (status == STATUS_OK && id != 0)
        return id;
    if (status == STATUS_BADARG)
        reply_error(&job->reply, status, "'%" BYTES_FORMAT "' is no number, key:ID or URL", BYTES_ARGS(shown));
    else if (status == STATUS_NOTFOUND)
        reply_error(&job->reply, status, "there is no article '%" BYTES_FORMAT "'", BYTES_ARGS(shown));
    else
        answer_status(job, status);
    return 0;
}

static bool read_option(const struct answer_option *option, struct bytes value)
{
    switch (option->kind) {
    case OPTION_NUMBER: return bytes_to_u64(value, option->number);
    case OPTION_COUNT: return bytes_to_u64(value, option->number) && *option->number > 0;
    case OPTION_TIME: return when_parse(value, option->time_ms);
    case OPTION_TEXT: *option->text = value; return true;
    }
    return false;
}

bool answer_options(struct job *job, uint32_t from, const struct answer_option *options, size_t count)
{
    const struct request *request = job->request;
    for (uint32_t i = from; i < request->count; i += 2) {
        struct bytes word = request_argument(request, i);
        size_t k = 0;
        while (k < count && !bytes_equal_nocase(word, bytes_of_string(options[k].word)))
            k++;
        struct bytes shown = bytes_upto(word, LIMIT_CLIENT_NAME);
        if (k == count) {
            reply_error(&job->reply, STATUS_BADARG, "%s does not know '%" BYTES_FORMAT "'", job->command->name,
                        BYTES_ARGS(shown));
            return false;
        }
        if (i + 1 == request->count || !read_option(&options[k], request_argument(request, i + 1))) {
            static const char *const wants[] = {"a number", "a number from 1",
                                                "a time as 2025-11-21, 2025-11-21T08:00:00Z or Unix seconds", "a text"};
            reply_error(&job->reply, STATUS_BADARG, "%s takes %s behind it", options[k].word, wants[options[k].kind]);
            return false;
        }
    }
    return true;
}

size_t answer_count(uint64_t asked, size_t usual, size_t most)
{
    if (asked == 0)
        return usual;
    return asked < most ? (size_t)asked : most;
}

void answer_pair_text(struct reply *reply, const char *key, struct bytes value)
{
    reply_string(reply, key);
    reply_text_or_null(reply, value);
}

void answer_pair_id(struct reply *reply, const char *key, uint64_t value)
{
    reply_string(reply, key);
    reply_id(reply, value);
}

void answer_pair_number(struct reply *reply, const char *key, uint64_t value)
{
    reply_string(reply, key);
    reply_integer(reply, value <= INT64_MAX ? (int64_t)value : INT64_MAX);
}

void answer_pair_time(struct reply *reply, const char *key, int64_t time_ms)
{
    reply_string(reply, key);
    if (time_ms)
        reply_integer(reply, time_ms);
    else
        reply_null(reply);
}

void answer_pair_share(struct reply *reply, const char *key, bool known, double value)
{
    reply_string(reply, key);
    if (known)
        reply_double(reply, value);
    else
        reply_null(reply);
}

void answer_pairs_matched(struct reply *reply, const struct record_verdict *judged)
{
    bool matched = judged->matched != 0;
    answer_pair_id(reply, "matched", judged->matched);
    answer_pair_share(reply, "resemblance", matched, (double)judged->resemblance);
    answer_pair_share(reply, "containment", matched, (double)judged->containment);
    answer_pair_share(reply, "contained", matched, (double)judged->contained);
}
