/* SUBMIT, CHECK, DOC, TEXT, ARTICLES, FORGET, SYNC. */
#include "daemon/answer_steps.h"
#include "daemon/limits.h"
#include "daemon/page_work.h"
#include "shingle/match/verdict.h"
#include "shingle/sketch/resemblance.h"

static void write_submission(const struct answer *answer, bool dry, struct reply *reply)
{
    bool matched = answer->matched != 0;
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

void answer_submission(const struct answer *answer, bool dry, struct reply *reply)
{
    reply_map(reply, 13);
    write_submission(answer, dry, reply);
}

static const char *reason_of(const struct evidence *one)
{
    static const char *const words[] = {[REFUSAL_NONE] = "joins",
                                        [REFUSAL_OVERLAP] = "overlap",
                                        [REFUSAL_FIGURES] = "figures",
                                        [REFUSAL_DOUBT] = "doubt",
                                        [REFUSAL_DIGEST] = "digest"};
    size_t at = (size_t)one->refusal;
    return at < sizeof words / sizeof *words ? words[at] : "?";
}

static void write_evidence(const struct answer_context *context, const struct evidence *one, uint64_t simhash,
                           struct reply *reply)
{
    struct doc doc;
    const struct comparison *c = &one->comparison;
    if (keeper_doc(context->keeper, one->id, context->arena, &doc) != STATUS_OK)
        doc = (struct doc){.record = {.id = one->id}};
    reply_map(reply, 17);
    answer_pair_id(reply, "id", one->id);
    answer_pair_text(reply, "key", doc.record.your_id);
    answer_pair_id(reply, "cluster", one->cluster);
    reply_string(reply, "reason");
    reply_string(reply, reason_of(one));
    answer_pair_share(reply, "certainty", one->overlaps, (double)one->certainty);
    answer_pair_share(reply, "resemblance", true, one->resemblance);
    answer_pair_share(reply, "containment", true, one->containment);
    answer_pair_share(reply, "contained", true, one->contained);
    answer_pair_number(reply, "hamming", simhash_distance(simhash, doc.record.simhash));
    answer_pair_number(reply, "shingles", c->ours);
    answer_pair_number(reply, "their_shingles", c->theirs);
    answer_pair_number(reply, "shared", c->both);
    answer_pair_number(reply, "longest", c->longest);
    answer_pair_number(reply, "figures_shared", c->figures_both);
    answer_pair_number(reply, "figures_swapped", c->figure_slots);
    answer_pair_text(reply, "source", doc.record.source);
    answer_pair_text(reply, "title", doc.record.title);
}

void answer_trial(const struct answer_context *context, const struct answer *answer, uint64_t simhash,
                  struct reply *reply)
{
    reply_map(reply, 14);
    write_submission(answer, true, reply);
    reply_string(reply, "trial");
    reply_array(reply, answer->trial_count);
    for (size_t i = 0; i < answer->trial_count; i++)
        write_evidence(context, &answer->trial[i], simhash, reply);
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
    answer_pairs_matched(reply, judged);
    reply_string(reply, "hamming");
    if (judged->matched)
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
