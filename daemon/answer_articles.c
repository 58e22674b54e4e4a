/* SUBMIT, CHECK, DOC, TEXT, ARTICLES, FORGET, SYNC. */
#include "daemon/answer_steps.h"
#include "daemon/limits.h"
#include "daemon/page_work.h"
#include "shingle/match/verdict.h"

void answer_submission(const struct answer *answer, bool dry, struct reply *reply)
{
    bool matched = answer->matched != 0;
    reply_map(reply, 13);
    answer_pair_id(reply, "id", dry ? 0 : answer->id);
    answer_pair_text(reply, "key", answer->your_id);
    reply_string(reply, "status");
    reply_string(reply, verdict_name(answer->verdict));
    answer_pair_id(reply, "cluster", answer->cluster);
    answer_pair_id(reply, "canonical", answer->canonical);
    answer_pair_id(reply, "matched", answer->matched);
    answer_pair_share(reply, "resemblance", matched, answer->resemblance);
    answer_pair_share(reply, "containment", matched, answer->containment);
    answer_pair_share(reply, "contained", matched, answer->contained);
    reply_string(reply, "hamming");
    if (matched)
        reply_integer(reply, answer->hamming);
    else
        reply_null(reply);
    answer_pair_text(reply, "agency", answer->agency);
    answer_pair_number(reply, "words", answer->words);
    answer_pair_id(reply, "seq", answer->seq);
}

void answer_refused(struct job *job)
{
    const struct page_work *work = job->page;
    if (!work)
        answer_status(job, STATUS_NOMEM);
    else if (work->problem.size)
        reply_error(&job->reply, work->status, "%" BYTES_FORMAT, BYTES_ARGS(work->problem));
    else
        answer_status(job, work->status);
}

bool answer_find_kept(struct keeper *keeper, const struct submission *submission, struct arena *arena, uint64_t *id)
{
    static const struct bytes prefix = {(const uint8_t *)"key:", 4};
    struct bytes your_id = submission->your_id;
    uint8_t *reference = your_id.size ? arena_alloc(arena, prefix.size + your_id.size) : NULL;
    if (reference) {
        memcpy(reference, prefix.at, prefix.size);
        memcpy(reference + prefix.size, your_id.at, your_id.size);
        if (keeper_find(keeper, bytes_of(reference, prefix.size + your_id.size), id) == STATUS_OK)
            return true;
    }
    bool is_url = bytes_find(submission->url, BYTES("://"), 0) != SIZE_MAX; /* and no number or key:... */
    return is_url && keeper_find(keeper, submission->url, id) == STATUS_OK;
}

static void write_doc(const struct doc *doc, struct reply *reply)
{
    const struct record *record = &doc->record;
    const struct record_verdict *judged = &record->judged;
    bool matched = judged->matched != 0;
    reply_map(reply, 31);
    answer_pair_id(reply, "id", record->id);
    answer_pair_text(reply, "key", record->your_id);
    answer_pair_text(reply, "url", record->url);
    answer_pair_text(reply, "title", record->title);
    answer_pair_text(reply, "source", record->source);
    answer_pair_text(reply, "byline", record->byline);
    answer_pair_text(reply, "agency", record->agency);
    answer_pair_text(reply, "lang", record->lang);
    answer_pair_text(reply, "published", record->published);
    answer_pair_text(reply, "modified", record->modified);
    answer_pair_time(reply, "submitted", record->submitted_ms);
    reply_string(reply, "status");
    reply_string(reply, verdict_name((enum verdict)judged->verdict));
    answer_pair_id(reply, "cluster", doc->cluster);
    answer_pair_number(reply, "cluster_size", doc->cluster_size);
    answer_pair_id(reply, "canonical", doc->canonical);
    answer_pair_id(reply, "matched", judged->matched);
    answer_pair_share(reply, "resemblance", matched, (double)judged->resemblance);
    answer_pair_share(reply, "containment", matched, (double)judged->containment);
    answer_pair_share(reply, "contained", matched, (double)judged->contained);
    reply_string(reply, "hamming");
    if (matched)
        reply_integer(reply, judged->hamming);
    else
        reply_null(reply);
    answer_pair_id(reply, "previous", judged->previous);
    answer_pair_number(reply, "words", record->words);
    answer_pair_number(reply, "lines", record->lines.kept - record->lines.template_count);
    answer_pair_number(reply, "lines_dropped", record->lines.dropped);
    answer_pair_number(reply, "words_dropped", record->lines.dropped_words);
    answer_pair_number(reply, "template_lines", record->lines.template_count);
    answer_pair_number(reply, "template_words", record->lines.template_words);
    answer_pair_number(reply, "page_size", record->page_size);
    answer_pair_number(reply, "text_size", record->text_size);
    answer_pair_number(reply, "stored_size", doc->stored_size);
    answer_pair_id(reply, "seq", record->seq);
}

bool answer_doc(const struct answer_context *context, struct job *job)
{
    uint64_t id = answer_find(context, job, 1);
    if (!id)
        return true;
    struct doc doc;
    enum status status = keeper_doc(context->keeper, id, context->arena, &doc);
    if (status == STATUS_OK)
        write_doc(&doc, &job->reply);
    else
        answer_status(job, status);
    return true;
}

bool answer_text(const struct answer_context *context, struct job *job)
{
    uint64_t id = answer_find(context, job, 1);
    if (!id)
        return true;
    struct bytes text;
    enum status status = keeper_text(context->keeper, id, context->arena, &text);
    if (status == STATUS_OK)
        reply_text(&job->reply, text);
    else
        answer_status(job, status);
    return true;
}

bool answer_articles(const struct answer_context *context, struct job *job)
{
    uint64_t cursor = 0;
    uint64_t asked = 0;
    const struct answer_option options[] = {{.word = "CURSOR", .kind = OPTION_NUMBER, .number = &cursor},
                                            {.word = "COUNT", .kind = OPTION_COUNT, .number = &asked}};
    if (!answer_options(job, 1, options, 2))
        return true;
    size_t room = answer_count(asked, LIMIT_COUNT_DEFAULT, LIMIT_COUNT_MAX);
    size_t count = 0;
    uint64_t next = 0;
    struct article_row *rows = arena_array(context->arena, room, sizeof *rows);
    enum status status =
        rows ? keeper_articles(context->keeper, cursor, context->arena, rows, room, &count, &next) : STATUS_NOMEM;
    if (status != STATUS_OK) {
        answer_status(job, status);
        return true;
    }
    reply_array(&job->reply, 2);
    reply_integer(&job->reply, (int64_t)next);
    reply_array(&job->reply, count);
    for (size_t i = 0; i < count; i++) {
        reply_array(&job->reply, 3);
        reply_id(&job->reply, rows[i].id);
        reply_text_or_null(&job->reply, rows[i].your_id);
        reply_id(&job->reply, rows[i].cluster);
    }
    return true;
}

bool answer_sync(const struct answer_context *context, struct job *job)
{
    reply_integer(&job->reply, (int64_t)keeper_seq(context->keeper));
    return true;
}
