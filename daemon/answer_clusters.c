/* MEMBERS, CLUSTERS, SIMILAR, CHANGES. */
#include "daemon/answer_steps.h"
#include "daemon/clock.h"
#include "daemon/limits.h"
#include "shingle/match/verdict.h"

enum { MEMBERS_AT_ONCE = 256 };

/* An article among others: what a list shows of it. */
static void write_brief(const struct doc *doc, struct reply *reply)
{
    const struct record *record = &doc->record;
    const struct record_verdict *judged = &record->judged;
    reply_map(reply, 15);
    answer_pair_id(reply, "id", record->id);
    answer_pair_text(reply, "key", record->your_id);
    reply_string(reply, "status");
    reply_string(reply, verdict_name((enum verdict)judged->verdict));
    answer_pair_id(reply, "cluster", doc->cluster);
    answer_pair_id(reply, "canonical", doc->canonical);
    answer_pairs_matched(reply, judged);
    answer_pair_text(reply, "source", record->source);
    answer_pair_text(reply, "agency", record->agency);
    answer_pair_text(reply, "published", record->published);
    answer_pair_time(reply, "submitted", record->submitted_ms);
    answer_pair_text(reply, "url", record->url);
    answer_pair_text(reply, "title", record->title);
}

/*
 * Writes the members after one, at most so many, behind the array's head that is put in front at the end; stops when
 * the answer is too long.
 */
static enum status write_members(const struct answer_context *context, struct job *job, uint64_t id, uint64_t after,
                                 size_t most, size_t *written)
{
    struct doc *docs = arena_array(context->arena, MEMBERS_AT_ONCE, sizeof *docs);
    if (!docs)
        return STATUS_NOMEM;
    size_t count = MEMBERS_AT_ONCE;
    while (count == MEMBERS_AT_ONCE && *written < most && job->reply.out.size <= context->reply_size) {
        size_t room = most - *written < MEMBERS_AT_ONCE ? most - *written : MEMBERS_AT_ONCE;
        enum status status = keeper_members(context->keeper, id, after, context->arena, docs, room, &count);
        if (status != STATUS_OK)
            return status;
        for (size_t i = 0; i < count; i++)
            write_brief(&docs[i], &job->reply);
        *written += count;
        if (count)
            after = docs[count - 1].record.id;
    }
    return STATUS_OK;
}

bool answer_members(const struct answer_context *context, struct job *job)
{
    uint64_t after = 0;
    uint64_t asked = 0;
    const struct answer_option options[] = {{.word = "AFTER", .kind = OPTION_NUMBER, .number = &after},
                                            {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    if (!answer_options(job, 2, options, 2))
        return true;
    uint64_t id = answer_find(context, job, 1);
    if (!id)
        return true;
    size_t written = 0;
    enum status status =
        write_members(context, job, id, after, answer_count(asked, SIZE_MAX, LIMIT_COUNT_MAX), &written);
    if (status == STATUS_OK)
        reply_array_insert(&job->reply, 0, written);
    else
        answer_status(job, status);
    return true;
}

static void write_cluster(const struct cluster_row *row, struct reply *reply)
{
    reply_map(reply, 10);
    answer_pair_id(reply, "cluster", row->cluster);
    answer_pair_number(reply, "size", row->size);
    answer_pair_id(reply, "canonical", row->canonical);
    answer_pair_text(reply, "key", row->your_id);
    answer_pair_text(reply, "title", row->title);
    answer_pair_text(reply, "source", row->source);
    answer_pair_text(reply, "agency", row->agency);
    answer_pair_id(reply, "sources", row->sources);
    answer_pair_time(reply, "first", row->first_ms);
    answer_pair_time(reply, "last", row->last_ms);
}

bool answer_clusters(const struct answer_context *context, struct job *job)
{
    struct cluster_filter filter = {0};
    uint64_t cursor = 0;
    uint64_t asked = 0;
    uint64_t min_size = 0;
    struct bytes sort = {NULL, 0};
    const struct answer_option options[] = {
        {.word = "CURSOR", .kind = OPTION_NUMBER, .number = &cursor},
        {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked},
        {.word = "MINSIZE", .kind = OPTION_NUMBER, .number = &min_size},
        {.word = "SINCE", .kind = OPTION_TIME, .time_ms = &filter.since_ms},
        {.word = "UNTIL", .kind = OPTION_TIME, .time_ms = &filter.until_ms},
        {.word = "SOURCE", .kind = OPTION_TEXT, .text = &filter.source},
        {.word = "AGENCY", .kind = OPTION_TEXT, .text = &filter.agency},
        {.word = "TITLE", .kind = OPTION_TEXT, .text = &filter.title},
        {.word = "SORT", .kind = OPTION_TEXT, .text = &sort},
    };
    if (!answer_options(job, 1, options, sizeof options / sizeof *options))
        return true;
    filter.by_size = bytes_equal_nocase(sort, BYTES("size"));
    if (sort.size && !filter.by_size && !bytes_equal_nocase(sort, BYTES("newest"))) {
        reply_error(&job->reply, STATUS_BADARG, "SORT takes newest or size behind it");
        return true;
    }
    filter.min_size = min_size < UINT32_MAX ? (uint32_t)min_size : UINT32_MAX;
    size_t room = answer_count(asked, LIMIT_COUNT_DEFAULT, LIMIT_COUNT_MAX);
    size_t count = 0;
    uint64_t next = 0;
    struct cluster_row *rows = arena_array(context->arena, room, sizeof *rows);
    enum status status =
        rows ? keeper_clusters(context->keeper, &filter, cursor, context->arena, rows, room, &count, &next)
             : STATUS_NOMEM;
    if (status != STATUS_OK) {
        answer_status(job, status);
        return true;
    }
    reply_array(&job->reply, 2);
    reply_integer(&job->reply, (int64_t)next);
    reply_array(&job->reply, count);
    for (size_t i = 0; i < count; i++)
        write_cluster(&rows[i], &job->reply);
    return true;
}

static void write_similar(const struct answer_context *context, struct job *job, const struct similar *similar)
{
    struct reply *reply = &job->reply;
    struct doc doc;
    bool known = keeper_doc(context->keeper, similar->id, context->arena, &doc) == STATUS_OK;
    if (!known)
        doc = (struct doc){.record = {.id = similar->id}};
    reply_map(reply, 11);
    answer_pair_id(reply, "id", similar->id);
    answer_pair_text(reply, "key", doc.record.your_id);
    answer_pair_share(reply, "resemblance", true, similar->resemblance);
    answer_pair_share(reply, "containment", true, similar->containment);
    answer_pair_share(reply, "contained", true, similar->contained);
    answer_pair_id(reply, "cluster", doc.cluster);
    answer_pair_text(reply, "source", doc.record.source);
    answer_pair_text(reply, "agency", doc.record.agency);
    answer_pair_text(reply, "published", doc.record.published);
    answer_pair_text(reply, "url", doc.record.url);
    answer_pair_text(reply, "title", doc.record.title);
}

bool answer_similar(const struct answer_context *context, struct job *job)
{
    uint64_t asked = 0;
    const struct answer_option options[] = {{.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    if (!answer_options(job, 2, options, 1))
        return true;
    uint64_t id = answer_find(context, job, 1);
    if (!id)
        return true;
    size_t room = answer_count(asked, LIMIT_SIMILAR_DEFAULT, LIMIT_SIMILAR_MAX);
    size_t count = 0;
    struct similar *found = arena_array(context->arena, room, sizeof *found);
    enum status status =
        found ? keeper_similar(context->keeper, id, context->arena, found, room, &count) : STATUS_NOMEM;
    if (status != STATUS_OK) {
        answer_status(job, status);
        return true;
    }
    reply_array(&job->reply, count);
    for (size_t i = 0; i < count; i++)
        write_similar(context, job, &found[i]);
    return true;
}

static void write_event(const struct event *event, struct reply *reply)
{
    reply_map(reply, 7);
    answer_pair_id(reply, "seq", event->seq);
    reply_string(reply, "event");
    reply_string(reply, event_name(event->kind));
    answer_pair_id(reply, "id", event->article);
    answer_pair_text(reply, "key", event->your_id);
    answer_pair_id(reply, "cluster", event->cluster);
    answer_pair_id(reply, "other", event->other);
    answer_pair_time(reply, "time", event->time_ms);
}

/* Whether a CHANGES with nothing to tell is to wait; then job->block_until_ms is set. */
static bool is_to_wait(const struct answer_context *context, struct job *job, uint64_t block_ms)
{
    if (block_ms == 0 || !context->may_wait || job->block_until_ms == ANSWER_NOW)
        return false;
    if (block_ms > LIMIT_BLOCK_MS)
        block_ms = LIMIT_BLOCK_MS;
    if (job->block_until_ms == 0)
        job->block_until_ms = clock_us() / 1000 + (int64_t)block_ms;
    return true;
}

bool answer_changes(const struct answer_context *context, struct job *job)
{
    uint64_t after = UINT64_MAX;
    uint64_t asked = 0;
    uint64_t block_ms = 0;
    const struct answer_option options[] = {{.word = "AFTER", .kind = OPTION_NUMBER, .number = &after},
                                            {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked},
                                            {.word = "BLOCK", .kind = OPTION_NUMBER, .number = &block_ms}};
    if (!answer_options(job, 1, options, 3))
        return true;
    if (after == UINT64_MAX) {
        reply_error(&job->reply, STATUS_BADARG, "CHANGES takes AFTER and a sequence number; 0 is the beginning");
        return true;
    }
    size_t room = answer_count(asked, LIMIT_COUNT_DEFAULT, LIMIT_COUNT_MAX);
    size_t count = 0;
    struct event *events = arena_array(context->arena, room, sizeof *events);
    enum status status =
        events ? keeper_changes(context->keeper, after, context->arena, events, room, &count) : STATUS_NOMEM;
    if (status != STATUS_OK) {
        answer_status(job, status);
        return true;
    }
    if (count == 0 && is_to_wait(context, job, block_ms)) {
        return false;
    }
    reply_array(&job->reply, count);
    for (size_t i = 0; i < count; i++)
        write_event(&events[i], &job->reply);
    return true;
}
